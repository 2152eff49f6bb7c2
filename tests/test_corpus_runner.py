"""The runner over public repositories: which files it takes, which images stand for theirs, what it keeps."""

import subprocess

import pytest

from tests.images.corpus import (
    Results,
    Row,
    candidates,
    checked_out,
    name_of,
    repositories,
    standing_for,
    table,
)


@pytest.fixture
def repository(tmp_path):
    root = tmp_path / "mirrors" / "owner+name"
    files = {
        "Dockerfile": "FROM python:3.12-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n",
        "requirements.txt": "flask\ngunicorn\n",
        "light/Dockerfile": "FROM python:3.9 AS base\nFROM base\nRUN pip install flask\n",
        "alpine/Dockerfile": "FROM python:3.12-alpine\nRUN pip install flask\n",
        "other/Dockerfile": "FROM debian:12\n",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    git = ["git", "-C", str(root), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *words], check=True)
    return root


def test_files_on_debian_are_taken_the_lightest_first(repository, tmp_path):
    (found,) = repositories([tmp_path / "mirrors"])
    checked_out(found, tmp_path / "checkout")

    taken = candidates(tmp_path / "checkout")

    assert name_of(found) == "owner/name"
    assert [each.path.relative_to(tmp_path / "checkout").as_posix() for each in taken] == [
        "light/Dockerfile",
        "Dockerfile",
    ]
    assert taken[0].images == {"python:3.9", "python:3.12-alpine"}


@pytest.mark.parametrize(
    ("tag", "image"),
    [
        ("3.12-slim-bookworm", "python:3.12-slim"),
        ("3.13", "python:3.12"),
        ("3.9.5-slim-buster", "python:3.11-slim"),
        ("3-alpine3.20", "python:3.12-alpine"),
        ("latest", "python:3.12"),
        ("2.7", "python:3.11"),
    ],
)
def test_every_tag_has_an_image_that_stands_for_it(tag, image):
    assert standing_for(tag) == image


def test_what_has_a_line_is_left_alone_unless_its_reason_is_asked_for(tmp_path):
    results = Results(tmp_path)
    results.add(Row("owner/name", "1", "Dockerfile", "against", "no gcc"))
    results.finish("owner/name")

    known = Results(tmp_path).read()

    assert not known.wants_any("owner/name", "")
    assert known.wants_any("owner/name", "gcc")
    assert known.wants_any("owner/other", "")


def test_the_table_counts_and_names(tmp_path):
    good = Row("a/b", "1", "Dockerfile", "verified", "", "python:3.12", True, True, (100_000_000, 50_000_000))
    bad = Row("a/c", "1", "Dockerfile", "not verified", "no | host", "python:3.12")

    lines = list(table([bad, good]))

    assert lines[0] == "2 files tried, 1 originals built, 1 of these built when migrated"
    assert "| a/b | Dockerfile | python:3.12 | verified | 100 MB → 50 MB |  |  |" in lines
    assert lines[-1].endswith("| no \\| host |")
