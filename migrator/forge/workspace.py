"""A worktree of our own at the base commit: the user's checkout is neither read nor written."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from migrator.forge.git import Git

FOLDER = "dfmigrate"
RESUME, ANSWERS = "resume.json", "answers.json"
KEPT = frozenset({"lock", RESUME, ANSWERS})
"""The files of the private folder that outlive a run."""


class BusyError(Exception):
    """Another run works in this repository; says what to do."""


def private_folder(git: Git) -> Path:
    """Give dfmigrate's own folder inside the repository's git directory, made where there is none."""
    common = Path(git.text("rev-parse", "--git-common-dir"))
    folder = (git.folder / common).resolve() / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other runs out; the lock goes with the process, however it ends. Raises BusyError.

    What a killed run left half written is taken away.
    """
    with (folder / "lock").open("ab") as file:
        if not _locked(file):
            raise BusyError("another `dfmigrate pr` runs in this repository; wait for it")
        for path in folder.iterdir():
            if path.is_file() and path.name not in KEPT:
                path.unlink(missing_ok=True)
        yield


def _locked(file: IO[bytes]) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows: two runs at once are the user's to avoid
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def tree_of(folder: Path) -> Path:
    """Give where the checkout below `folder` lies."""
    return folder / "tree"


@contextlib.contextmanager
def worktree(git: Git, folder: Path, commit: str) -> Iterator[Path]:
    """Give a checkout of `commit` below `folder`; one that a killed run left is taken away first."""
    place = tree_of(folder)
    remove(place)
    git.run("worktree", "add", "--quiet", "--detach", str(place), commit)
    try:
        yield place
    finally:
        remove(place)


def remove(place: Path) -> None:
    """Take away the worktree at `place` and git's record of it, in whatever state a kill left both."""
    for record in (place.parent.parent / "worktrees").glob("*/gitdir"):
        with contextlib.suppress(OSError):
            if Path(record.read_text("utf-8", "surrogateescape").strip()) == place / ".git":
                shutil.rmtree(record.parent, ignore_errors=True)
    shutil.rmtree(place, ignore_errors=True)
