"""Writes a file so that it is wholly old or wholly new at every moment; takes away what killed runs left."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from migrator import regex as re

_SUFFIX = ".dfmigrate"
_OURS = re.compile(r"\..+\.[a-z0-9_]{8}\.dfmigrate")
_TRIES = 20
"""So often a run that begins in the same folder may take away a temporary file before it is locked."""


class WriteError(Exception):
    """A file could not be written and is as it was; the message says why."""


def write(path: Path, data: bytes) -> None:
    """Replace the content of `path` by `data` atomically; mode, owner and extended attributes are kept.

    Raises WriteError where the file is read-only, is a link, is somebody else's, or its folder cannot be
    written to.
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
    """Make the file `path`, wholly or not at all; raises WriteError where it is there, or cannot be made."""
    try:
        with _temporary(path) as (file, temporary):
            file.write(data)
            temporary.chmod(0o666 & ~_umask())
            file.flush()
            os.fsync(file.fileno())
            os.link(temporary, path)  # unlike a move it replaces nothing
            temporary.unlink()
    except FileExistsError:
        raise WriteError(f"{path}: is there already; it was left as it is") from None
    except OSError as error:
        raise WriteError(f"{path}: {error.strerror}; it was not made") from error


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def sweep(folder: Path) -> None:
    """Take away the temporary files that killed runs left in `folder`; those of a run at work stay."""
    try:
        entries = [each for each in os.scandir(folder) if _OURS.fullmatch(each.name)]
    except OSError:
        return
    for entry in entries:
        with contextlib.suppress(OSError):
            if entry.is_file(follow_symlinks=False):
                _take_away(Path(entry.path))


def _take_away(temporary: Path) -> None:
    with temporary.open("rb") as file:
        _lock(file, wait=False)
        temporary.unlink()


def _replace(path: Path, data: bytes, before: os.stat_result) -> None:
    with _temporary(path) as (file, temporary):
        file.write(data)
        _like(path, before, temporary)
        file.flush()
        os.fsync(file.fileno())
        if os.name == "nt":  # an open file cannot be moved there
            file.close()
        temporary.replace(path)


@contextlib.contextmanager
def _temporary(path: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """Give an open file beside `path`, taken away where an error ends its use.

    It is locked as long as this process lives, however that ends: so `sweep` knows what is left over.
    """
    for _ in range(_TRIES):
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=_SUFFIX, dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                _lock(file, wait=True)
                if os.fstat(descriptor).st_nlink:  # else another run swept before the lock was there
                    yield file, temporary
                    return
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    raise OSError(errno.EAGAIN, "another run of dfmigrate is at work in this folder")


def _like(path: Path, before: os.stat_result, new: Path) -> None:
    """Give the file `new` the owner, the mode and the extended attributes of the one at `path`."""
    own = new.stat()
    if (own.st_uid, own.st_gid) != (before.st_uid, before.st_gid):
        try:
            os.chown(new, before.st_uid, before.st_gid)
        except PermissionError as error:  # only root may give files away
            raise WriteError(f"{path}: belongs to another user or group; it was left as it is") from error
    new.chmod(stat.S_IMODE(before.st_mode))
    if sys.platform == "linux":
        for name in os.listxattr(path):
            with contextlib.suppress(OSError):  # some are the system's own and set by it
                os.setxattr(new, name, os.getxattr(path, name))


def _lock(file: IO[bytes], *, wait: bool) -> None:
    """Lock `file` for this process; raises OSError where another has it and `wait` is False."""
    try:
        import fcntl
    except ImportError:  # Windows: a file that is open there cannot be taken away anyway
        return
    fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
