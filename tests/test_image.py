"""References to images, and the tags of the Python image."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.images.reference import ImageReference, PythonTag

DIGEST = "sha256:" + "0123456789abcdef" * 4

REFERENCES = {
    "python": (None, "python", None, None),
    "python:3.11-slim": (None, "python", "3.11-slim", None),
    "library/python:3": (None, "library/python", "3", None),
    "docker.io/library/python": ("docker.io", "library/python", None, None),
    "localhost/python": ("localhost", "python", None, None),
    "localhost:5000/team/python:3.11-slim": ("localhost:5000", "team/python", "3.11-slim", None),
    "registry.example.com/a/b/c": ("registry.example.com", "a/b/c", None, None),
    "registry:5000/python": ("registry:5000", "python", None, None),
    "[::1]:5000/python:3": ("[::1]:5000", "python", "3", None),
    "Registry/python": ("Registry", "python", None, None),
    f"python@{DIGEST}": (None, "python", None, DIGEST),
    f"ghcr.io/x/y_z__a-b.c:v1@{DIGEST}": ("ghcr.io", "x/y_z__a-b.c", "v1", DIGEST),
    "scratch": (None, "scratch", None, None),
}


@pytest.mark.parametrize("text", REFERENCES)
def test_references(text):
    found = ImageReference.parse(text)

    assert (found.registry, found.repository, found.tag, found.digest) == REFERENCES[text]
    assert str(found) == text


@pytest.mark.parametrize(
    "text",
    [
        "", ":", "python:", "python:-x", "Python", "IMAGE_NAME", "python:3:4", "a//b", "/python", "python/",
        "python@", "python@sha256:short", "${BASE}", "python:${TAG}", "{{image}}", "py thon", "a..b", "-a",
        "python:" + "x" * 129, "x" * 600, "python\n", "é", "http://x/python", "registry.io:port/python",
    ],
)  # fmt: skip
def test_what_docker_would_not_take(text):
    with pytest.raises(ValueError):
        ImageReference.parse(text)


@given(st.text(alphabet="ab1./:@-_A\n${}", max_size=30))
def test_a_reference_gives_back_its_text(text):
    try:
        found = ImageReference.parse(text)
    except ValueError:
        return

    assert str(found) == text


def test_name():
    assert ImageReference.parse("ghcr.io/team/python:3").name == "python"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("python:3.11", True),
        ("library/python", True),
        ("docker.io/python", True),
        ("docker.io/library/python:3", True),
        ("index.docker.io/library/python", True),
        ("registry.hub.docker.com/library/python", True),
        ("team/python", False),
        ("docker.io/team/python", False),
        ("registry.example.com/library/python", False),
        ("registry.example.com/python", False),
        ("pypy", False),
    ],
)
def test_official(text, expected):
    assert ImageReference.parse(text).is_official("python") is expected


def test_another_tag_drops_the_digest():
    assert (
        str(ImageReference.parse(f"r.io/python:3.9@{DIGEST}").with_tag("3.12-alpine"))
        == "r.io/python:3.12-alpine"
    )


TAGS = {
    "3.11.4-slim-bookworm": ((3, 11, 4), "", "slim", "bookworm", ""),
    "3.11-slim": ((3, 11), "", "slim", "", ""),
    "3.11": ((3, 11), "", "", "", ""),
    "3": ((3,), "", "", "", ""),
    "3-bullseye": ((3,), "", "", "bullseye", ""),
    "3.12-alpine": ((3, 12), "", "alpine", "", ""),
    "3.12-alpine3.20": ((3, 12), "", "alpine", "3.20", ""),
    "3.6.15-slim-stretch": ((3, 6, 15), "", "slim", "stretch", ""),
    "2.7-wheezy": ((2, 7), "", "", "wheezy", ""),
    "3.13.0rc1-slim": ((3, 13, 0), "rc1", "slim", "", ""),
    "3.14-rc-alpine3.21": ((3, 14), "-rc", "alpine", "3.21", ""),
    "3.12.0a7": ((3, 12, 0), "a7", "", "", ""),
    "3.9-windowsservercore-ltsc2022": ((3, 9), "", "windowsservercore", "ltsc2022", ""),
    "3.9-windowsservercore-1809": ((3, 9), "", "windowsservercore", "1809", ""),
    "3.9-nanoserver": ((3, 9), "", "nanoserver", "", ""),
    "slim": (None, "", "slim", "", ""),
    "slim-bookworm": (None, "", "slim", "bookworm", ""),
    "alpine": (None, "", "alpine", "", ""),
    "alpine3.19": (None, "", "alpine", "3.19", ""),
    "bookworm": (None, "", "", "bookworm", ""),
    "latest": (None, "", "", "", ""),
    "": (None, "", "", "", ""),
    "3.6-onbuild": ((3, 6), "", "", "", "onbuild"),
    "3.11-custom": ((3, 11), "", "", "", "custom"),
    "3.11-slim-build-42": ((3, 11), "", "slim", "", "build-42"),
    "3.11-slimmer": ((3, 11), "", "", "", "slimmer"),
    "3.11-alpine-3.20": ((3, 11), "", "alpine", "3.20", ""),
    "3.11x": (None, "", "", "", "3.11x"),
    "v3.11": (None, "", "", "", "v3.11"),
    "3.11.4.5": (None, "", "", "", "3.11.4.5"),
    "main": (None, "", "", "", "main"),
    "${TAG}-slim": (None, "", "", "", "${TAG}-slim"),
}


@pytest.mark.parametrize("text", TAGS)
def test_python_tags(text):
    found = PythonTag.parse(text)

    assert (found.version, found.pre, found.flavour, found.distribution, found.rest) == TAGS[text]
    assert str(found) == text
