import os
import stat

import pytest

from migrator.writing import WriteError, write


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
