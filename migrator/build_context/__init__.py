"""The folder that a Dockerfile is built from: read within bounds, and never left."""

from __future__ import annotations

import codecs
import os
import posixpath
import stat
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TypeVar, cast

from migrator.build_context.path_patterns import IgnoreFile, compiled, fitting, is_pattern
from migrator.paths import parents, plain_source
from migrator.records import dataclass

T = TypeVar("T")

MAX_BYTES = 2 * 1024 * 1024
MAX_FILES = 20_000
MAX_OWN_FILES = 200_000
MAX_DEPTH = 8
_FEWEST_NAMES = 2
"""So many names have to lie in a folder that is taken for the context only since they do."""
MAX_REMEMBERED = 1024
"""Answers that a context keeps: one that a whole monorepo shares must not grow with it."""

FOREIGN = frozenset(
    {
        *(".git", ".hg", ".svn", "node_modules", "vendor", "third_party", ".venv", "venv", ".tox"),
        *(".nox", "__pycache__"),
    }
)
"""Folders of other people's code, or of none at all."""
PROJECT_FILES = ("pyproject.toml", "requirements.txt", "setup.py", "setup.cfg", "Pipfile", "manage.py")
"""What tells that a folder is a project and not a drawer of Dockerfiles."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class BuildContext:
    """The files of one build context; `root` is None where none is known (standard input).

    Paths are relative to `root` and written with ``/``; a leading ``/`` means the root, as in COPY.
    Whatever lies outside of `root`, also through a symbolic link, counts as not there. `ignore_file`
    is the file that keeps files out of the context, if there is one.
    """

    root: Path | None
    ignore_file: Path | None = None

    def __hash__(self) -> int:
        return hash(self.root)

    @classmethod
    def locate(
        cls,
        dockerfile: Path,
        copy_sources: Iterable[str] = (),
        stop: Path | None = None,
        repository: BuildContext | None = None,
    ) -> BuildContext:
        """Give the context that the Dockerfile at `dockerfile` (or in that folder) is most likely built from.

        That is its own folder or the nearest one above in which most of `copy_sources` exist, at
        most up to `stop`, or up to the repository's root where `stop` is not given. Where none of them
        exist there, that is the one folder of `repository` that has them all, if it is one alone. Where
        the sources do not tell, a folder that holds no project gives way to the project above it.
        """
        dockerfile = dockerfile.absolute()
        own = dockerfile if dockerfile.is_dir() else dockerfile.parent
        folders = tuple(_candidates(own, stop.absolute() if stop else None))
        telling = tuple(dict.fromkeys(source for source in copy_sources if _tells(source)))
        found = [sum(_holds(folder, source) for source in telling) for folder in folders]
        if any(found):
            root = folders[found.index(max(found))]
        elif repository is not None and (beside := _only_folder(repository, telling)) is not None:
            root = beside
        else:
            root = next((folder for folder in folders if _is_project(folder)), folders[0])
        return cls(root, _ignore_file(dockerfile, root))

    @classmethod
    def at(cls, root: Path, dockerfile: Path) -> BuildContext:
        """Give the context `root` as the build of `dockerfile` sees it, with what keeps files out of it."""
        return cls(root, _ignore_file(dockerfile.absolute(), root))

    def remembered(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give what `make` gives, made once for this context: its files do not change during a run."""
        if key not in self._memory:
            made = make()
            if len(self._memory) >= MAX_REMEMBERED:
                self._memory.clear()
            self._memory[key] = made
        return cast("T", self._memory[key])

    def learnt(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give what `make` gives, as `remembered` does, and keep it: for the few answers that cost much."""
        if key not in self._learnt:
            self._learnt[key] = make()
        return cast("T", self._learnt[key])

    def path(self, relative: str) -> Path | None:
        """Give the real path of what `relative` names; None where it is not inside the context."""
        return self.remembered(("path", relative), lambda: self._resolved(relative))

    def _resolved(self, relative: str) -> Path | None:
        if self._real_root is None or "\0" in relative:
            return None
        inside = plain_source(relative)
        if inside.startswith("..") and inside[2:3] in ("", "/"):
            return None
        try:
            real = _real(self._real_root, inside)
        except (OSError, RuntimeError, ValueError):  # absent, a loop of links, a name too long
            return None
        return real if real.is_relative_to(self._real_root) else None

    def name_of(self, path: Path | str) -> str:
        """Give the name of a file from `root` on, with ``..`` for one outside; its own without a root."""
        return str(path) if self.root is None else os.path.relpath(path, self.root).replace(os.sep, "/")

    def exists(self, relative: str) -> bool:
        """Tell whether there is a file or folder `relative`; wildcards as in COPY are allowed."""
        if is_pattern(relative):
            wanted = compiled(posixpath.normpath(relative.lstrip("/")))
            return any(wanted.fullmatch(file) for file in self._names)
        return self.path(relative) is not None

    def is_folder(self, relative: str) -> bool:
        """Tell whether `relative` is a folder."""
        return self.remembered(("folder", relative), lambda: self._is_folder(relative))

    def _is_folder(self, relative: str) -> bool:
        path = self.path(relative)
        return path is not None and path.is_dir()

    def read_bytes(self, relative: str, limit: int = MAX_BYTES) -> bytes | None:
        """Give the content of a regular file of at most `limit` bytes, else None."""
        return self.remembered(("bytes", relative, limit), lambda: self._bytes(relative, limit))

    def _bytes(self, relative: str, limit: int) -> bytes | None:
        path = self.path(relative)
        if path is None:
            return None
        try:
            data = _regular(path, limit + 1)
        except OSError:
            return None
        return data if data is not None and len(data) <= limit else None

    def head(self, relative: str, count: int) -> bytes:
        """Give the first `count` bytes of a regular file; nothing where there is none."""
        path = self.path(relative)
        try:
            return (_regular(path, count) if path is not None else None) or b""
        except OSError:
            return b""

    def read(self, relative: str, limit: int = MAX_BYTES) -> str | None:
        """Give the text of a regular file of at most `limit` bytes, else None.

        A byte order mark decides on the encoding and is removed; what is not UTF-8 is kept as lone
        surrogates.
        """
        data = self.read_bytes(relative, limit)
        if data is None:
            return None
        for mark, encoding in _BOMS:
            if data.startswith(mark):
                return data[len(mark) :].decode(encoding, "replace")
        return data.decode("utf-8", "surrogateescape")

    def files(self, *patterns: str) -> tuple[str, ...]:
        """Give all files that fit one of `patterns` (all files without any), sorted.

        ``*`` stays within one folder and ``**/`` crosses folders. Linked folders and ``.git`` are
        not entered; where `complete` is False there are more files than were looked at.
        """
        return tuple(filter(fitting(patterns), self._files[0])) if patterns else self._files[0]

    @property
    def complete(self) -> bool:
        """Whether `files` has looked at all files and not stopped at its bound."""
        return self._files[1]

    def ignored(self, relative: str) -> bool:
        """Tell whether the ``.dockerignore`` keeps `relative` out of the build."""
        return self._ignore.ignores(posixpath.normpath(relative.lstrip("/")))

    @cached_property
    def own_files(self) -> tuple[str, ...]:
        """The first 200,000 files, folder by folder, without those in folders of foreign code.

        What a large repository says of its services is found behind any number of installed packages.
        """
        return tuple(islice(_walk(self._real_root, FOREIGN), MAX_OWN_FILES))

    @cached_property
    def _memory(self) -> dict[Hashable, object]:
        return {}

    @cached_property
    def _learnt(self) -> dict[Hashable, object]:
        return {}

    @cached_property
    def _real_root(self) -> Path | None:
        try:
            return None if self.root is None else self.root.resolve(strict=True)
        except (OSError, RuntimeError):
            return None

    @cached_property
    def _ignore(self) -> IgnoreFile:
        try:
            text = self.ignore_file.read_text("utf-8", "replace") if self.ignore_file else ""
        except OSError:
            text = ""
        return IgnoreFile.parse(text)

    @cached_property
    def _files(self) -> tuple[tuple[str, ...], bool]:
        """The files, sorted, and whether these are all of them."""
        found: list[str] = []
        for name in _walk(self._real_root, frozenset({".git"})):
            if len(found) >= MAX_FILES:
                return tuple(sorted(found)), False
            found.append(name)
        return tuple(sorted(found)), True

    @cached_property
    def _names(self) -> frozenset[str]:
        """All files and the folders that hold them."""
        folders = {parent for file in self._files[0] for parent in parents(file)}
        return frozenset(folders.union(self._files[0]))


def _real(root: Path, inside: str) -> Path:
    """Give the real path of what lies `inside` a folder that is real itself. Raises what `resolve` raises."""
    place = str(root)
    for name in inside.split("/"):
        place = os.path.join(place, name)
        if stat.S_ISLNK(os.lstat(place).st_mode):
            return (root / inside).resolve(strict=True)
    return root / inside


def _regular(path: Path, count: int) -> bytes | None:
    """Give the first `count` bytes of a regular file, None for anything else. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))  # a pipe must not make it wait
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(count)
    finally:
        os.close(handle)


def _walk(root: Path | None, skipped: frozenset[str]) -> Iterator[str]:
    """Give the names of all files below `root`, folder by folder, without folders of `skipped` names."""
    if root is None:
        return
    start = len(os.path.join(root, ""))
    for folder, folders, files in os.walk(root, followlinks=False):
        folders[:] = sorted(name for name in folders if name not in skipped)
        inside = folder[start:].replace(os.sep, "/")
        head = f"{inside}/" if inside else ""
        yield from (head + name for name in sorted(files))


def _candidates(folder: Path, stop: Path | None) -> Iterator[Path]:
    """Give `folder` and those above it up to `stop`, or up to the repository's root; alone without one."""
    above = (folder, *folder.parents)
    if stop is None:
        stop = next((each for each in above if os.path.exists(each / ".git")), folder)
    if stop not in above:
        stop = folder
    yield from above[: above.index(stop) + 1]


def _tells(source: str) -> bool:
    """Tell whether the existence of `source` can tell folders apart."""
    plain = plain_source(source)
    return (
        plain not in (".", "..", "*", "**")
        and plain.count("/") < MAX_DEPTH
        and not plain.startswith("../")
        and "$" not in plain
        and "**" not in plain
    )


def _holds(folder: Path, source: str) -> bool:
    plain = posixpath.normpath(source.lstrip("/"))
    try:
        if is_pattern(plain):
            return next(iter(folder.glob(plain)), None) is not None
        return (folder / plain).exists()
    except (OSError, ValueError, NotImplementedError):
        return False


def _only_folder(repository: BuildContext, sources: tuple[str, ...]) -> Path | None:
    """Give the one folder of a repository that holds all `sources`; None for several, or for a lone name.

    One that has a Dockerfile of its own is the context of that: who knows what another is about.
    """
    names = [name for name in dict.fromkeys(map(plain_source, sources)) if not is_pattern(name)]
    files = repository.own_files
    if repository.root is None or len(names) < _FEWEST_NAMES or len(files) >= MAX_OWN_FILES:
        return None
    folders = {folder for file in files for folder in _folders_of(names[0], file)}
    places = (repository.root / folder for folder in sorted(folders))
    fitting_all = tuple(place for place in places if all(_holds(place, source) for source in sources))
    return fitting_all[0] if len(fitting_all) == 1 and not _has_dockerfile(fitting_all[0]) else None


def _folders_of(name: str, file: str) -> Iterator[str]:
    """Give the folders in which `name` is the path of `file`, or of a folder above it."""
    padded, wanted = f"/{file}/", f"/{name}/"
    at = padded.find(wanted)
    while at >= 0:
        yield padded[1:at]
        at = padded.find(wanted, at + 1)


def _has_dockerfile(folder: Path) -> bool:
    names = (each.lower() for each in os.listdir(folder))
    return any("dockerfile" in name or "containerfile" in name for name in names)


def _is_project(folder: Path) -> bool:
    return any(os.path.isfile(folder / name) for name in PROJECT_FILES)


def _ignore_file(dockerfile: Path, root: Path) -> Path | None:
    """Give the file with the ignored paths: the Dockerfile's own, else that of the context."""
    for file in (dockerfile.with_name(f"{dockerfile.name}.dockerignore"), root / ".dockerignore"):
        try:
            if stat.S_ISREG(file.lstat().st_mode) and file.stat().st_size <= MAX_BYTES:
                return file
        except OSError:
            continue
    return None
