"""Files in which an earlier run found nothing: they need not be read again as long as nothing has changed.

What is kept are digests alone, of a file's content and of all that decides what is found in it. So a
damaged entry fits nothing, and one that was made by somebody else tells nothing about anybody's code.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from migrator import regex as re
from migrator.other_files import ABOVE
from migrator.registry import On
from migrator.version import __version__

if TYPE_CHECKING:
    from migrator.knowledge import Knowledge
    from migrator.other_files import OtherFile
    from migrator.registry import Transform

MOST = 100_000
"""Digests that are kept, those used last: 3.3 MB."""
_KINDS = (On.PYTHON, On.SHELL)
_DIGEST = re.compile(rb"^[0-9a-f]{32}$", re.MULTILINE)


class QuietFiles:
    """The digests in the file `path`; `base` stands for all that holds for every file of a run."""

    def __init__(self, path: Path, base: str) -> None:
        self._path, self._base = path, base
        self._modules: dict[Path, tuple[str, ...]] = {}
        self._known = dict.fromkeys(_read(path))
        self._used: dict[bytes, None] = {}

    def knows(self, file: OtherFile, wishes: object) -> bool:
        """Tell whether nothing is found in a file, as it lies on disk, under these settings."""
        if not may_be_quiet(file):
            return False
        try:
            digest = self._digest(file, file.path.read_bytes(), wishes)
        except OSError:
            return False
        if digest in self._known:
            self._used[digest] = None
        return digest in self._known

    def add(self, file: OtherFile, data: bytes, wishes: object) -> None:
        """Note that nothing was found in a file whose content was `data`."""
        if may_be_quiet(file):
            self._used[self._digest(file, data, wishes)] = None

    def keep(self) -> None:
        """Write what was learnt, wholly or not at all; what cannot be written is learnt again."""
        if self._known.keys() >= self._used.keys():
            return
        before = dict.fromkeys(_read(self._path))  # another run may have written
        kept = [*(each for each in before if each not in self._used), *self._used][-MOST:]
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _replace(self._path, b"".join(each + b"\n" for each in kept))

    def _digest(self, file: OtherFile, data: bytes, wishes: object) -> bytes:
        folders = (file.path.parent, *file.path.parent.parents)[:ABOVE]
        around = [self._own_modules(folder) for folder in folders]
        told = (file.on.value, file.label, file.aside, file.handed, file.images)
        known = (self._base, wishes, *told, around, len(data))
        hashed = hashlib.blake2b(repr(known).encode(), digest_size=16)
        hashed.update(data)
        return hashed.hexdigest().encode()

    def _own_modules(self, folder: Path) -> tuple[str, ...]:
        if folder not in self._modules:
            self._modules[folder] = tuple(sorted(_modules(folder)))
        return self._modules[folder]


def may_be_quiet(file: OtherFile) -> bool:
    """Tell whether a file is of a kind that is remembered."""
    return not file.new and file.on in _KINDS


def base_of(knowledge: Knowledge, transforms: Iterable[Transform]) -> str:
    """Give what stands for this dfmigrate: its version, code and tables, libcst, Python, plugins."""
    known = [__version__, version("libcst"), str(sys.version_info[:2]), knowledge.digest()]
    for path in sorted({*_code(str(Path(__file__).parents[1])), *map(_module, transforms)}):
        with suppress(OSError):
            found = os.stat(path)
            known.append(f"{path} {found.st_size} {found.st_mtime_ns}")
    return hashlib.blake2b("\n".join(known).encode(), digest_size=16).hexdigest()


def _code(folder: str) -> Iterator[str]:
    for place, _, names in os.walk(folder):
        yield from (f"{place}/{name}" for name in names if name.endswith(".py"))


def _module(transform: Transform) -> str:
    return sys.modules[transform.run.__module__].__file__ or ""


def _modules(folder: Path) -> Iterator[str]:
    """Give the names that a transform may ask for as modules of the project."""
    try:
        for each in os.scandir(folder):
            if each.name.endswith(".py") or os.path.isfile(f"{each.path}/__init__.py"):
                yield each.name
    except OSError:
        return


def _read(path: Path) -> list[bytes]:
    try:
        with path.open("rb") as file:
            return _DIGEST.findall(file.read(MOST * 40))
    except OSError:
        return []


def _replace(path: Path, data: bytes) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
