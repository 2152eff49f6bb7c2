"""Which forge a remote means, and which hosts a token may go to."""

import pytest

from migrator.forge.remote import Address, AddressError, Kind, parse, place


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://github.com/acme/shop.git", Address("https", "github.com", "acme/shop")),
        ("https://me:pw@github.com/acme/shop", Address("https", "github.com", "acme/shop")),
        ("git@github.com:acme/shop.git", Address("ssh", "github.com", "acme/shop")),
        ("ssh://git@gitlab.com:22/group/sub/shop.git", Address("ssh", "gitlab.com", "group/sub/shop")),
        ("https://git.example.com:8443/a/b.git/", Address("https", "git.example.com:8443", "a/b")),
        ("/srv/git/shop.git", Address("file", "", "srv/git/shop")),
    ],
)
def test_urls(url, address):
    assert parse(url) == address


@pytest.mark.parametrize(
    ("url", "options", "kind", "api"),
    [
        ("git@github.com:a/b", {}, Kind.GITHUB, "https://api.github.com"),
        ("https://gitlab.com/a/b", {}, Kind.GITLAB, "https://gitlab.com/api/v4"),
        ("https://codeberg.org/a/b", {}, Kind.GITEA, "https://codeberg.org/api/v1"),
        ("git@work:a/b", {"base_url": "https://github.com"}, Kind.GITHUB, "https://api.github.com"),
        (
            "git@work:a/b",
            {"base_url": "https://acme.ghe.com", "kind": "github"},
            Kind.GITHUB,
            "https://api.acme.ghe.com",
        ),
        ("x", {"base_url": "https://github.acme.example"}, Kind.GITHUB, "https://github.acme.example/api/v3"),
        (
            "x",
            {"base_url": "https://github.acme.example/api/v3/"},
            Kind.GITHUB,
            "https://github.acme.example/api/v3",
        ),
        ("x", {"base_url": "gitlab.acme.example"}, Kind.GITLAB, "https://gitlab.acme.example/api/v4"),
        (
            "x",
            {"base_url": "https://code.example/git", "kind": "gitea"},
            Kind.GITEA,
            "https://code.example/git/api/v1",
        ),
        (
            "https://ghe.example/a/b",
            {"environ": {"GITHUB_SERVER_URL": "https://ghe.example"}},
            Kind.GITHUB,
            "https://ghe.example/api/v3",
        ),
        (
            "https://gl.example/a/b",
            {"environ": {"CI_SERVER_URL": "https://gl.example"}},
            Kind.GITLAB,
            "https://gl.example/api/v4",
        ),
    ],
)
def test_places(url, options, kind, api):
    found = place(parse(url), options.get("kind"), options.get("base_url"), options.get("environ", {}))

    assert (found.kind, found.api) == (kind, api)


@pytest.mark.parametrize(
    ("url", "base_url", "said"),
    [
        ("https://github.com.evil.example/a/b", None, "no forge that dfmigrate knows"),
        ("https://mygithub.com/a/b", None, "no forge that dfmigrate knows"),
        ("/srv/shop.git", None, "a local folder"),
        ("x", "http://github.example.com", "only https"),
        ("x", "https://me:pw@github.example.com", "without user"),
        ("x", "https://code.example", "say what runs there"),
    ],
)
def test_no_token_for_whoever_only_looks_like_a_forge(url, base_url, said):
    with pytest.raises(AddressError, match=said) as caught:
        place(parse(url), None, base_url, {"GITHUB_SERVER_URL": "https://github.com"})
    assert "pw" not in str(caught.value)
