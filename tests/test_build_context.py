"""The build context: what it never reads, and which folder it is taken to be."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from migrator.build_context import MAX_BYTES, BuildContext
from migrator.build_context.path_patterns import IgnoreFile, compiled
from tests.contexts import put


@pytest.fixture
def tree(tmp_path):
    """Make files below a root: a context with something outside of it."""

    def make(*names: str) -> Path:
        for name in names:
            put(tmp_path, name, name)
        return tmp_path

    return make


# what is never read


def test_without_a_root_nothing_is_there():
    nothing = BuildContext(None)

    assert nothing.read("requirements.txt") is None
    assert not nothing.exists("requirements.txt")
    assert not nothing.exists("*")
    assert not nothing.is_folder(".")
    assert nothing.files() == ()
    assert nothing.complete
    assert not nothing.ignored("x")


def test_a_root_that_is_not_there(tmp_path):
    assert BuildContext(tmp_path / "absent").read("x") is None


@pytest.mark.parametrize(
    "name",
    [
        "../secret",
        "a/../../secret",
        "/../secret",
        "..",
        "",
        "a",
        "absent",
        "a/absent",
        "x\0y",
        "n" * 5000,
        "a\n",
    ],
)
def test_paths_that_lead_nowhere(tree, name):
    root = tree("secret", "context/a/b")

    assert BuildContext(root / "context").read(name) is None


def test_links_out_of_the_context_are_not_followed(tree):
    root = tree("secret", "outside/file", "context/file")
    (root / "context/link").symlink_to(root / "secret")
    (root / "context/folder").symlink_to(root / "outside")
    (root / "context/up").symlink_to("..")
    context = BuildContext(root / "context")

    for name in ("link", "folder/file", "folder", "up", "up/secret"):
        assert context.read(name) is None, name
        assert not context.exists(name), name
    assert context.files() == ("file", "link")


def test_links_inside_the_context_are_followed(tree):
    root = tree("real/requirements.txt")
    (root / "requirements.txt").symlink_to("real/requirements.txt")

    assert BuildContext(root).read("requirements.txt") == "real/requirements.txt"


def test_a_root_behind_a_link_is_a_root(tree):
    root = tree("real/file")
    (root / "link").symlink_to("real")

    assert BuildContext(root / "link").read("file") == "real/file"


def test_links_in_a_circle(tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")

    assert BuildContext(tmp_path).read("a") is None
    assert not BuildContext(tmp_path).exists("a")


def test_pipes_and_folders_are_no_files(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    before = time.monotonic()

    assert BuildContext(tmp_path).read("pipe") is None
    assert BuildContext(tmp_path).read("folder") is None
    assert BuildContext(tmp_path).is_folder("folder")
    assert time.monotonic() - before < 60


def test_large_files_are_not_read(tmp_path):
    (tmp_path / "large").write_bytes(b"x" * (MAX_BYTES + 1))
    (tmp_path / "fits").write_bytes(b"x" * MAX_BYTES)

    assert BuildContext(tmp_path).read("large") is None
    assert len(BuildContext(tmp_path).read("fits") or "") == MAX_BYTES
    assert BuildContext(tmp_path).read("fits", limit=10) is None


def test_more_files_than_are_looked_at(tree, monkeypatch):
    monkeypatch.setattr("migrator.build_context.MAX_FILES", 3)
    context = BuildContext(tree("a", "b", "c", "d"))

    assert len(context.files()) == 3
    assert not context.complete


def test_own_files_are_found_behind_any_number_of_installed_ones(tree, monkeypatch):
    monkeypatch.setattr("migrator.build_context.MAX_FILES", 3)
    foreign = ("node_modules/a/b", ".venv/lib/c", ".git/d", "web/__pycache__/e", "web/vendor/f")
    context = BuildContext(tree("a", "web/compose.yml", *foreign))

    assert context.own_files == ("a", "web/compose.yml")


def test_own_files_end_at_their_bound(tree, monkeypatch):
    monkeypatch.setattr("migrator.build_context.MAX_OWN_FILES", 2)

    assert BuildContext(tree("a", "b", "c")).own_files == ("a", "b")


def test_no_own_files_where_there_is_no_folder():
    assert BuildContext(None).own_files == ()


# what is read


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a==1\r\n", "a==1\r\n"),
        (b"\xef\xbb\xbfa==1", "a==1"),
        ("a==1".encode("utf-16"), "a==1"),
        (b"\xfe\xff\x00a", "a"),
        (b"\xff", "\udcff"),
    ],
    ids=["plain", "utf-8 mark", "utf-16", "big endian", "not text"],
)
def test_encodings(tmp_path, data, text):
    (tmp_path / "file").write_bytes(data)

    assert BuildContext(tmp_path).read("file") == text


def test_a_leading_slash_means_the_root(tree):
    context = BuildContext(tree("a/b"))

    assert context.read("/a/b") == context.read("./a//b") == context.read("a/x/../b") == "a/b"
    assert context.exists("/")
    assert context.exists("a")


def test_files_by_pattern(tree):
    context = BuildContext(tree("a.py", "x/b.py", "x/y/c.py", "x/d.txt", ".git/e.py", ".hidden/f.py"))

    assert context.files("*.py") == ("a.py",)
    assert context.files("**/*.py") == (".hidden/f.py", "a.py", "x/b.py", "x/y/c.py")
    assert context.files("x/**", "*.txt") == ("x/b.py", "x/d.txt", "x/y/c.py")
    assert context.files("z*") == ()


def test_wildcards_exist_as_copy_has_them(tree):
    context = BuildContext(tree("requirements.txt", "sub/req-dev.txt"))

    assert context.exists("require*.txt")
    assert context.exists("sub/*")
    assert context.exists("s?b")
    assert not context.exists("*.lock")
    assert not context.exists("*/*/*")


# .dockerignore


@pytest.mark.parametrize(
    ("text", "ignored", "kept"),
    [
        ("", [], ["a"]),
        ("# a\n\n   \n", [], ["a", "# a"]),
        ("*.md\n!README.md", ["a.md"], ["README.md", "b/a.md"]),
        ("**/*.pyc", ["a.pyc", "x/y/a.pyc"], ["a.py"]),
        ("node_modules", ["node_modules", "node_modules/x/y"], ["src/node_modules"]),
        ("/build/", ["build", "build/x"], ["a/build"]),
        ("./x/./y", ["x/y", "x/y/z"], ["x"]),
        ("*\n!src\n!requirements.txt\nsrc/tests", ["a", "src/tests/t.py"], ["src/a.py", "requirements.txt"]),
        ("temp?", ["tempa"], ["temp", "temp/a", "tempab"]),
        ("[ab].txt", ["a.txt"], ["c.txt"]),
        ("**", ["a", "b/c"], []),
        ("docs/**/x", ["docs/x", "docs/a/b/x"], ["x"]),
        ("[", [], ["a", "[x"]),
        ("a\\*b", ["a*b"], ["axb"]),
        ("***/x", ["x", "a/x"], ["y"]),
        ("!only", [], ["only", "a"]),
    ],
)
def test_ignore_files(text, ignored, kept):
    file = IgnoreFile.parse(text)

    assert [path for path in ignored if not file.ignores(path)] == []
    assert [path for path in kept if file.ignores(path)] == []


def test_a_pattern_that_is_none_matches_nothing():
    assert compiled("[b-a]").fullmatch("b") is None


def test_the_ignore_file_of_the_dockerfile_comes_first(tree):
    root = tree("a", "b", "Dockerfile", "Dockerfile.dev")
    (root / ".dockerignore").write_text("a")
    (root / "Dockerfile.dev.dockerignore").write_text("b")
    plain = BuildContext.locate(root / "Dockerfile", ["a"])
    own = BuildContext.locate(root / "Dockerfile.dev", ["a"])

    assert (plain.ignored("a"), plain.ignored("b")) == (True, False)
    assert (own.ignored("/a"), own.ignored("b")) == (False, True)


def test_an_ignore_file_that_is_a_link_is_not_read(tree):
    root = tree("secret", "context/Dockerfile")
    (root / "context/.dockerignore").symlink_to(root / "secret")

    assert BuildContext.locate(root / "context/Dockerfile").ignore_file is None


# which folder it is


def test_the_folder_of_the_dockerfile_by_default(tree):
    root = tree("services/x/Dockerfile", "services/x/requirements.txt", "requirements.txt", ".git/config")

    for sources in ([], ["."], ["requirements.txt", "."], ["${WHERE}/x"]):
        assert BuildContext.locate(root / "services/x/Dockerfile", sources).root == root / "services/x", (
            sources
        )


def test_a_folder_stands_for_a_dockerfile_in_it(tree):
    root = tree("x/app.py")

    assert BuildContext.locate(root / "x", ["app.py"]).root == root / "x"


def test_a_folder_of_dockerfiles_gives_way_to_the_project(tree):
    root = tree("docker/api.Dockerfile", "docker/entrypoint.sh", "pyproject.toml", ".git/config")

    assert BuildContext.locate(root / "docker/api.Dockerfile", ["."]).root == root
    assert BuildContext.locate(root / "docker/api.Dockerfile", ["pyproject.toml", "src"]).root == root


def test_a_monorepo_that_is_built_from_its_root(tree):
    root = tree("services/x/Dockerfile", "services/x/app.py", "libs/core/setup.py", ".git/config")
    found = BuildContext.locate(root / "services/x/Dockerfile", ["libs/core", "services/x", "missing.txt"])

    assert found.root == root


def test_most_sources_decide_and_the_nearest_of_equals(tree):
    root = tree("a/b/Dockerfile", "a/b/x", "a/x", "a/y", "x", "y", ".git/config")

    assert BuildContext.locate(root / "a/b/Dockerfile", ["x"]).root == root / "a/b"
    assert BuildContext.locate(root / "a/b/Dockerfile", ["x", "y"]).root == root / "a"
    assert BuildContext.locate(root / "a/b/Dockerfile", ["/a/b/x", "a/*"]).root == root


SERVICE = (
    "docker/api.Dockerfile",
    ".git/config",
    "backend/pyproject.toml",
    "backend/uv.lock",
    "backend/src/a.py",
)


@pytest.mark.parametrize(
    ("files", "sources"),
    [
        (SERVICE, ["pyproject.toml"]),
        (SERVICE, ["pyproject.toml", "./pyproject.toml", "*.lock"]),
        (SERVICE, ["pyproject.toml", "uv.lock", "README.md"]),
        (SERVICE, ["pyproject.toml", "uv.lock", "*.cfg"]),
        ((*SERVICE, "README.md"), ["pyproject.toml", "uv.lock", "README.md"]),
        ((*SERVICE, "old/pyproject.toml", "old/uv.lock"), ["pyproject.toml", "uv.lock"]),
        ((*SERVICE, "backend/Dockerfile"), ["pyproject.toml", "uv.lock"]),
        (("docker/api.Dockerfile", ".git/config", "vendor/a/x", "vendor/a/y"), ["x", "y"]),
    ],
)
def test_no_folder_beside_is_guessed(tree, files, sources):
    root = tree(*files)
    found = BuildContext.locate(root / "docker/api.Dockerfile", sources, root, BuildContext(root))

    assert found.root in (root, root / "docker")


@pytest.mark.parametrize(
    "sources",
    [["pyproject.toml", "uv.lock", "src"], ["src/", "./uv.lock", "*.toml", "."], ["uv.lock", "src/a.py"]],
)
def test_the_one_folder_beside_that_has_all_of_it(tree, sources):
    root = tree(*SERVICE, "other/src/b.py", "other/pyproject.toml")
    (root / "backend/.dockerignore").write_text("uv.lock")
    found = BuildContext.locate(root / "docker/api.Dockerfile", sources, root, BuildContext(root))

    assert found.root == root / "backend"
    assert found.ignored("uv.lock")


def test_it_does_not_climb_out_of_the_repository(tree):
    root = tree("requirements.txt", "repo/docker/Dockerfile", "repo/.git/config")

    assert (
        BuildContext.locate(root / "repo/docker/Dockerfile", ["requirements.txt"]).root
        == root / "repo/docker"
    )


def test_it_does_not_climb_without_a_repository(tree):
    root = tree("requirements.txt", "docker/Dockerfile")

    assert BuildContext.locate(root / "docker/Dockerfile", ["requirements.txt"]).root == root / "docker"
    assert BuildContext.locate(root / "docker/Dockerfile", ["requirements.txt"], root).root == root


def test_a_stop_that_is_not_above_is_no_reason_to_climb(tree):
    root = tree("requirements.txt", "docker/Dockerfile", "elsewhere/x")
    found = BuildContext.locate(root / "docker/Dockerfile", ["requirements.txt"], root / "elsewhere")

    assert found.root == root / "docker"


def test_sources_that_leave_the_context_tell_nothing(tree):
    root = tree("secret", "repo/docker/Dockerfile", "repo/.git/config")
    found = BuildContext.locate(root / "repo/docker/Dockerfile", ["../secret", "../../secret", ".."])

    assert found.root == root / "repo/docker"
