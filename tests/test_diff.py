import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.diff import render

TOUGH = [
    pytest.param(b"a\nb\n", b"a\nc\n", id="plain"),
    pytest.param(b"a\nb", b"a\nc", id="no last newline on both sides"),
    pytest.param(b"a\nb", b"a\nb\n", id="last newline gained"),
    pytest.param(b"a\nb\n", b"a\nb", id="last newline lost"),
    pytest.param(b"a\r\nb\r\n", b"a\r\nc\r\n", id="CRLF"),
    pytest.param(b"a\rb\x0cc\xe2\x80\xa8d\n", b"a\rb\x0cc\xe2\x80\xa8e\n", id="line breaks that are none"),
    pytest.param(b"\xff\xfe\n", b"\xff\n", id="not UTF-8"),
    pytest.param(b"--- a/x\n+++ b/x\n", b"--- a/y\n", id="lines like headers"),
    pytest.param(b"a\n" * 30, b"b\n" + b"a\n" * 29 + b"c\n", id="two hunks"),
]


@pytest.mark.parametrize(("before", "after"), TOUGH)
@pytest.mark.parametrize("name", ["Dockerfile", "a b/Dockerfile", "ü/Dockerfile", 'q"/Dockerfile'])
def test_git_applies_it(tmp_path, name, before, after):
    target = tmp_path / name
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(before)

    apply(tmp_path, render(name, before, after).data)

    assert target.read_bytes() == after


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=40), st.binary(max_size=40))
def test_git_applies_any_bytes(tmp_path_factory, before, after):
    folder = tmp_path_factory.mktemp("any")
    (folder / "f").write_bytes(before)
    patch = render("f", before, after)
    if not before or not after:
        return  # an emptied file is a deletion for git; dfmigrate never empties one

    if patch.data:
        apply(folder, patch.data)

    assert (folder / "f").read_bytes() == after


def apply(folder, patch):
    done = subprocess.run(["git", "apply", "-"], cwd=folder, input=patch, capture_output=True)

    assert done.returncode == 0, done.stderr


def test_counts_are_those_of_the_lines():
    patch = render("f", b"a\nb\nc\n", b"a\nx\ny\n")

    assert (patch.added, patch.removed) == (2, 2)


def test_no_difference_is_no_diff():
    assert render("f", b"a", b"a").data == b""
