"""The files below a folder that are its owner's: no ignored ones, no foreign code, no links followed."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from migrator.build_context import FOREIGN, BuildContext
from migrator.discovery.file_patterns import Patterns
from migrator.discovery.git_files import listed, names_below

OFTEN = 8
"""Folders of one repository that git is asked about one by one; then all of it is asked for at once."""
LARGE = 500_000
"""Files of a repository whose names are not kept: there git is asked about each folder."""


def repository_root(path: Path) -> Path | None:
    """Give the folder of the git repository that holds `path`; git itself is not asked."""
    start = path.absolute()
    return next((each for each in (start, *start.parents) if os.path.exists(each / ".git")), None)


def listing(folder: Path) -> Iterator[Path]:
    """Give the files below `folder`, sorted within each folder.

    In a git repository git says what is ignored, elsewhere the ``.gitignore`` files are read.
    Submodules are left out, and so are symbolic links to folders.
    """
    if repository_root(folder) is not None and (names := listed(folder)) is not None:
        yield from _own(folder, names)
    else:
        yield from _walked(folder, ())


class Listings:
    """The files below many folders, each as `listing` gives it; git is started a few times, not for each."""

    def __init__(self) -> None:
        self._asked: Counter[Path] = Counter()
        self._listing: dict[Path, Callable[[Path], Iterator[Path]]] = {}

    def below(self, folder: Path) -> Iterator[Path]:
        """Give the files below `folder`, sorted within each folder."""
        root = repository_root(folder)
        if root is None or not _is_plainly_in(folder, root):
            return listing(folder)
        self._asked[root] += 1
        if self._asked[root] == OFTEN:
            self._listing[root] = _listing_of(root)
        return self._listing.get(root, listing)(folder)


def _is_plainly_in(folder: Path, root: Path) -> bool:
    """Tell whether no symbolic link leads from the root of a repository to a folder of it."""
    inside = os.path.relpath(folder.absolute(), root)
    return os.path.realpath(folder) == os.path.normpath(os.path.join(os.path.realpath(root), inside))


def _listing_of(root: Path) -> Callable[[Path], Iterator[Path]]:
    """Give what lists folders of a repository when git has said once what is in it."""
    names = names_below(root)
    if names is None:
        return partial(_walked, ignores=())
    return listing if len(names) > LARGE else partial(_chosen, root, tuple(sorted(names)))


def _chosen(root: Path, names: tuple[str, ...], folder: Path) -> Iterator[Path]:
    head = os.path.relpath(folder.absolute(), root) + "/"
    first, behind = bisect_left(names, head), bisect_left(names, f"{head[:-1]}0")  # 0 comes next after /
    inside = names if head == "./" else names[first:behind]
    return _own(folder, tuple(sorted(folder / name.removeprefix(head) for name in inside)))


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
    """Give the files of a folder met on the way: a repository is asked, a submodule left out.

    Here and elsewhere it is os.path that is asked: pathlib raises PermissionError below a folder that may
    not be entered, of which nothing is known and nothing is needed.
    """
    mark = folder / ".git"
    if os.path.isdir(mark):
        yield from listing(folder)
    elif not os.path.exists(mark):
        yield from _walked(folder, ignores)


def _ignored(path: Path, ignores: tuple[Patterns, ...], is_folder: bool) -> bool:
    verdicts = (each.verdict(path, is_folder=is_folder) for each in reversed(ignores))
    return next((verdict for verdict in verdicts if verdict is not None), False)


def _is_environment(folder: Path) -> bool:
    return os.path.exists(folder / "pyvenv.cfg")


def _lines(path: Path) -> tuple[str, ...]:
    return tuple((BuildContext(path.parent).read(path.name) or "").splitlines())
