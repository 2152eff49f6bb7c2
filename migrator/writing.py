"""Writes a file so that it is wholly old or wholly new at every moment."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path


class WriteError(Exception):
    """A file could not be written and is as it was; the message says why."""


def write(path: Path, data: bytes) -> None:
    """Replace the content of `path` by `data` atomically; mode and, where allowed, owner are kept.

    Raises WriteError where the file is read-only, is a link, or its folder cannot be written to.
    """
    try:
        before = path.lstat()
        if not stat.S_ISREG(before.st_mode):
            raise WriteError(f"{path}: not a regular file; it was left as it is")
        if not before.st_mode & 0o222:
            raise WriteError(f"{path}: read-only; make it writable first, it was left as it is")
        if before.st_nlink > 1:
            raise WriteError(f"{path}: has other hard links, which would be cut; it was left as it is")
        _replace(path, data, before)
    except OSError as error:
        raise WriteError(f"{path}: {error.strerror}; it was left as it is") from error


def create(path: Path, data: bytes) -> None:
    """Make the file `path`, which is not there yet; raises WriteError where it is, or cannot be made."""
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise WriteError(f"{path}: is there already; it was left as it is") from None
    except OSError as error:
        raise WriteError(f"{path}: {error.strerror}; it was not made") from error


def _replace(path: Path, data: bytes, before: os.stat_result) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".dfmigrate", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(PermissionError):  # only root may give files away
            os.chown(temporary, before.st_uid, before.st_gid)
        temporary.chmod(stat.S_IMODE(before.st_mode))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
