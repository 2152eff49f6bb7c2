"""The files below a folder that are its owner's: no ignored ones, no foreign code, no links followed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from migrator.discovery.file_patterns import Patterns
from migrator.discovery.git_files import listed

FOREIGN = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        "node_modules",
        "vendor",
        "third_party",
        ".venv",
        "venv",
        ".tox",
        ".nox",
        "__pycache__",
    }
)
"""Folders of other people's code, or of none at all."""


def repository_root(path: Path) -> Path | None:
    """Give the folder of the git repository that holds `path`; git itself is not asked."""
    start = path.absolute()
    return next((each for each in (start, *start.parents) if (each / ".git").exists()), None)


def listing(folder: Path) -> Iterator[Path]:
    """Give the files below `folder`, sorted within each folder.

    In a git repository git says what is ignored, elsewhere the ``.gitignore`` files are read.
    Submodules are left out, and so are symbolic links to folders.
    """
    if repository_root(folder) is not None and (names := listed(folder)) is not None:
        yield from _own(folder, names)
    else:
        yield from _walked(folder, ())


def _own(folder: Path, names: tuple[Path, ...]) -> Iterator[Path]:
    """Leave out what lies in a folder of foreign code below `folder`."""
    foreign: dict[Path, bool] = {folder: False}

    def is_foreign(place: Path) -> bool:
        if place not in foreign:
            foreign[place] = is_foreign(place.parent) or place.name in FOREIGN or _is_environment(place)
        return foreign[place]

    return (path for path in names if not is_foreign(path.parent))


def _walked(folder: Path, ignores: tuple[Patterns, ...]) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return  # a folder that may not be read holds nothing that could be migrated
    own = next((entry.path for entry in entries if entry.name == ".gitignore"), None)
    ignores = (*ignores, Patterns(folder, _lines(Path(own)))) if own else ignores
    for entry in entries:
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in FOREIGN and not _is_environment(path) and not _ignored(path, ignores, True):
                yield from _inside(path, ignores)
        elif not _ignored(path, ignores, False):
            yield path


def _inside(folder: Path, ignores: tuple[Patterns, ...]) -> Iterator[Path]:
    """Give the files of a folder met on the way: a repository is asked, a submodule left out."""
    mark = folder / ".git"
    if mark.is_dir():
        yield from listing(folder)
    elif not mark.exists():
        yield from _walked(folder, ignores)


def _ignored(path: Path, ignores: tuple[Patterns, ...], is_folder: bool) -> bool:
    verdicts = (each.verdict(path, is_folder=is_folder) for each in reversed(ignores))
    return next((verdict for verdict in verdicts if verdict is not None), False)


def _is_environment(folder: Path) -> bool:
    return (folder / "pyvenv.cfg").exists()


def _lines(path: Path) -> tuple[str, ...]:
    try:
        return tuple(path.read_text("utf-8", "replace").splitlines())
    except OSError:
        return ()
