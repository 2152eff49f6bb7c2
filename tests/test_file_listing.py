"""The files below many folders of a repository: what is asked for at once is what each would give."""

import subprocess

import pytest

from migrator.discovery import file_listing
from migrator.discovery.file_listing import Listings, listing

FILES = (
    "a/b.py",
    "a.b/c.py",
    "a/vendor/x/setup.py",
    "a/venv/pyvenv.cfg",
    "a/venv/lib/y.py",
    "ab/z.py",
    "a/ignored/kept.py",
    "ä/é.py",
    "top.py",
)


def folders(root):
    return [root, *sorted(path for path in root.rglob("*") if path.is_dir() and ".git" not in path.parts)]


@pytest.fixture
def tree(tmp_path):
    root = tmp_path / "repository"
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")
    (root / ".gitignore").write_text("ignored/\n*.pyc\n")
    (root / "a/b.pyc").write_text("")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/far.py").write_text("")
    (root / "linked").symlink_to(tmp_path / "elsewhere")
    return root


@pytest.fixture(params=["a repository", "one that git cannot read", "none"])
def place(tree, request):
    if request.param == "a repository":
        subprocess.run(["git", "init", "-q", tree], check=True)
        subprocess.run(["git", "-C", tree, "add", "a/b.py", "ab"], check=True)
    elif request.param != "none":
        (tree / ".git").mkdir()
    return tree


def test_each_folder_has_the_files_that_it_has_alone(place, monkeypatch):
    monkeypatch.setattr(file_listing, "OFTEN", 1)
    listings = Listings()

    for folder in folders(place):
        assert [*listings.below(folder)] == [*listing(folder)], folder


def test_a_linked_folder_is_not_looked_for_in_the_repository(place, monkeypatch):
    monkeypatch.setattr(file_listing, "OFTEN", 1)

    assert [*Listings().below(place / "linked")] == [*listing(place / "linked")]


def test_git_is_asked_a_few_times_however_many_folders_there_are(tree, monkeypatch):
    subprocess.run(["git", "init", "-q", tree], check=True)
    for number in range(40):
        (tree / f"service{number}").mkdir()
        (tree / f"service{number}/main.py").write_text("")
    asked = []
    ask = subprocess.run
    monkeypatch.setattr(
        subprocess, "run", lambda *given, **named: asked.append(given) or ask(*given, **named)
    )
    listings = Listings()

    for number in range(40):
        assert [path.name for path in listings.below(tree / f"service{number}")] == ["main.py"]
    assert len(asked) == file_listing.OFTEN


def test_the_names_of_a_very_large_repository_are_not_kept(tree, monkeypatch):
    subprocess.run(["git", "init", "-q", tree], check=True)
    monkeypatch.setattr(file_listing, "OFTEN", 1)
    monkeypatch.setattr(file_listing, "LARGE", 2)
    listings = Listings()

    assert [*listings.below(tree / "ab")] == [tree / "ab/z.py"]
    assert [*listings.below(tree / "a.b")] == [tree / "a.b/c.py"]
