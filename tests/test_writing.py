import contextlib
import os
import stat
import subprocess
import sys

import pytest

from migrator.writing import WriteError, sweep, write
from tests.killing import NEW, OLD, bulk, whole_command


def test_content_is_replaced_and_the_mode_kept(tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"old")
    path.chmod(0o640)

    write(path, b"new")

    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["Dockerfile"]


def read_only(path):
    path.write_bytes(b"old")
    path.chmod(0o444)


def linked(path):
    path.write_bytes(b"old")
    os.link(path, path.with_name("other"))


def symbolic(path):
    path.with_name("other").write_bytes(b"old")
    path.symlink_to("other")


@pytest.mark.parametrize("make", [read_only, linked, symbolic])
def test_what_cannot_be_replaced_safely_is_left(tmp_path, make):
    path = tmp_path / "Dockerfile"
    make(path)

    with pytest.raises(WriteError, match="left as it is"):
        write(path, b"new")

    assert path.read_bytes() == b"old"
    assert not list(tmp_path.glob(".Dockerfile.*"))


def test_a_failure_half_way_leaves_the_file_and_no_rest(tmp_path, monkeypatch):
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"old")

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(WriteError, match="No space left"):
        write(path, b"new")

    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["Dockerfile"]


def test_extended_attributes_are_kept(tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"old")
    try:
        os.setxattr(path, "user.owner", b"team-a")
    except (AttributeError, OSError):
        pytest.skip("no extended attributes here")

    write(path, b"new")

    assert (path.read_bytes(), os.getxattr(path, "user.owner")) == (b"new", b"team-a")


def test_a_file_that_could_not_be_given_back_is_left(tmp_path, monkeypatch):
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"old")

    def not_yours(*_):
        raise PermissionError(1, "Operation not permitted")

    real = os.lstat(path)
    fields = [*real[:4], real.st_uid + 1, *real[5:]]
    monkeypatch.setattr(type(path), "lstat", lambda _: os.stat_result(fields))
    monkeypatch.setattr(os, "chown", not_yours)

    with pytest.raises(WriteError, match="belongs to another user"):
        write(path, b"new")

    assert (path.read_bytes(), os.listdir(tmp_path)) == (b"old", ["Dockerfile"])


def test_what_a_killed_run_left_is_taken_away_and_nothing_else(tmp_path):
    fcntl = pytest.importorskip("fcntl")
    left, at_work = tmp_path / ".Dockerfile.abcdefgh.dfmigrate", tmp_path / ".Dockerfile.abcdefg1.dfmigrate"
    others = {
        "Dockerfile",
        ".Dockerfile.dfmigrate",
        "x.abcdefgh.dfmigrate",
        ".Dockerfile.abcdefgh.dfmigrate.bak",
    }
    for path in (left, at_work, *map(tmp_path.joinpath, others)):
        path.write_bytes(b"")
    os.mkfifo(tmp_path / ".Dockerfile.abcdefg2.dfmigrate")
    (tmp_path / ".Dockerfile.abcdefg3.dfmigrate").mkdir()

    with at_work.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        sweep(tmp_path)

    kept = {at_work.name, ".Dockerfile.abcdefg2.dfmigrate", ".Dockerfile.abcdefg3.dfmigrate"}
    assert set(os.listdir(tmp_path)) == others | kept


@pytest.mark.xdist_group("processes")
def test_killed_at_random_moments_every_file_is_old_or_new(tmp_path):
    """`python -m tests.killing 1000 200` does the same at length."""
    seen = bulk(tmp_path, files=40, times=6, prepare=whole_command)

    assert seen["old"] + seen["new"] == 40 * 6


@pytest.mark.xdist_group("processes")
def test_two_runs_at_the_same_time_do_not_spoil_each_other(tmp_path):
    (tmp_path / "a").mkdir()
    runs = [subprocess.Popen([sys.executable, "-c", TWICE, tmp_path, tmp_path / f"go-{n}"]) for n in (1, 2)]
    for number in range(60):
        (tmp_path / f"a/{number}.Dockerfile").write_bytes(OLD)
    for number in (1, 2):
        (tmp_path / f"go-{number}").write_bytes(b"")

    assert [each.wait(300) for each in runs] == [0, 0]

    assert {path.read_bytes() for path in (tmp_path / "a").iterdir()} == {NEW}


@pytest.mark.parametrize("sweeps, written", [(3, b"new"), (1000, b"old")])
def test_a_temporary_file_that_another_run_sweeps_is_made_anew(tmp_path, monkeypatch, sweeps, written):
    """Between its making and its lock it looks like one that a killed run has left."""
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"old")
    left = iter(range(sweeps))

    def swept(_file, *, wait):
        if next(left, None) is not None:
            next(tmp_path.glob(".Dockerfile.*")).unlink()

    monkeypatch.setattr("migrator.writing._lock", swept)
    with contextlib.nullcontext() if written == b"new" else pytest.raises(WriteError, match="another run"):
        write(path, b"new")

    assert path.read_bytes() == written
    assert os.listdir(tmp_path) == ["Dockerfile"]


TWICE = """
import pathlib, sys, time
from tests.killing import command
while not pathlib.Path(sys.argv[2]).exists():
    time.sleep(0.001)
raise SystemExit(command(pathlib.Path(sys.argv[1]) / "a"))
"""
