import pytest

from migrator.layers.moving_targets import is_fixed, moving_git, moving_url
from tests.cases import cases, migrate, show

NAME = "stale-code"


@pytest.mark.parametrize("path", cases("stale_code"))
def test_case(path, seen):
    assert show(path, NAME) == seen


@pytest.mark.parametrize("path", cases("stale_code"))
def test_nothing_is_changed(path):
    result = migrate(path, NAME)

    assert not result.changed
    assert result.failure is None


@pytest.mark.parametrize(
    ("ref", "fixed"),
    [
        ("v1.2.3", True),
        ("1.0", True),
        ("8d3f6a0", True),
        ("$COMMIT", True),
        ("release-2", True),
        ("refs/tags/x", True),
        ("main", False),
        ("origin/master", False),
        ("HEAD", False),
        ("feature/login", False),
        ("stable", False),
    ],
)
def test_which_refs_stay(ref, fixed):
    assert is_fixed(ref) is fixed


@pytest.mark.parametrize(
    ("url", "branch"),
    [
        ("git+https://github.com/a/b", ""),
        ("git+https://github.com/a/b.git@main#egg=b", "main"),
        ("git+ssh://git@github.com/a/b.git", ""),
        ("git+ssh://git@github.com/a/b.git@v1.0", None),
        ("git+https://user:token@github.com/a/b.git@dev", "dev"),
        ("git+https://github.com/a/b@0a1b2c3d4e5f#subdirectory=c", None),
        ("https://github.com/a/b", None),
    ],
)
def test_which_requirements_follow_a_branch(url, branch):
    assert moving_git(url) == branch


@pytest.mark.parametrize(
    ("url", "moves"),
    [
        ("https://raw.githubusercontent.com/a/b/main/x.sh", True),
        ("https://raw.githubusercontent.com/a/b/refs/heads/master/x.sh", True),
        ("https://github.com/a/b/archive/master.zip", True),
        ("https://github.com/a/b/releases/latest/download/x", True),
        ("https://repo.example.com/pkg-latest.deb", True),
        ("https://bootstrap.pypa.io/get-pip.py", True),
        ("https://deb.nodesource.com/setup_20.x", True),
        ("https://github.com/a/b/archive/v1.0.zip", False),
        ("https://example.com/mainframe/x", False),
        ("https://example.com/${VERSION}/latest", False),
        ("https://astral.sh/uv/0.8.13/install.sh", False),
        ("https://main.example.com/x", False),
    ],
)
def test_which_addresses_move(url, moves):
    assert (moving_url(url) is not None) is moves


@pytest.mark.parametrize(
    ("files", "noted"),
    [
        pytest.param({}, True, id="nothing says what is source"),
        pytest.param({".dockerignore": "docs\n"}, False, id="an ignore file"),
        pytest.param({".gitignore": "*.pyc\n"}, False, id="git knows"),
    ],
)
def test_a_context_that_nothing_guards_is_noted(files, noted, tmp_path):
    (tmp_path / ".git").mkdir()
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    (tmp_path / "Dockerfile").write_text("FROM python:3.12\nCOPY . .\n")

    found = [each.finding.rule.id for each in migrate(tmp_path / "Dockerfile", NAME).outcomes]

    assert ("DFM527" in found) is noted
