"""What git says about files: which it knows or would add, and which changed. Its own programs are off."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

# The repository's own configuration may name programs to run (fsmonitor, hooks): none of them is.
_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")


class GitError(Exception):
    """Git cannot say what was asked; the message is git's own."""


def listed(folder: Path) -> tuple[Path, ...] | None:
    """Give what git knows or would add below `folder`, sorted; None where git cannot say.

    Submodules and repositories inside of it are not entered.
    """
    names = names_below(folder)
    return None if names is None else tuple(sorted(folder / name for name in names))


def names_below(folder: Path) -> frozenset[str] | None:
    """Give what `listed` gives as names relative to `folder`."""
    done = _asked(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return None if done is None or done.returncode else _names(done.stdout)


def changed_since(revision: str, folder: Path) -> frozenset[Path]:
    """Give the files below `folder` that differ from `revision` or are new. Raises GitError."""
    diff = ("diff", "--name-only", "-z", "--relative", "--no-ext-diff", "--no-textconv", "--diff-filter=d")
    found: set[Path] = set()
    for command in (
        (*diff, "--end-of-options", revision, "--", "."),
        ("ls-files", "-z", "--others", "--exclude-standard"),
    ):
        done = _asked(folder, *command)
        if done is None:
            raise GitError("git is not installed")
        if done.returncode:
            lines = done.stderr.decode("utf-8", "backslashreplace").strip().splitlines()
            said = lines[0] if lines else f"git {command[0]} failed"
            raise GitError("not in a git repository" if "not a git repository" in said.lower() else said)
        found |= {folder / name for name in _names(done.stdout)}
    return frozenset(found)


def _names(output: bytes) -> frozenset[str]:
    return frozenset(os.fsdecode(name) for name in output.split(b"\0") if name)


def _asked(folder: Path, *command: str) -> subprocess.CompletedProcess[bytes] | None:
    try:
        return subprocess.run(  # noqa: S603
            (*_GIT, "-C", str(folder), *command), capture_output=True, check=False
        )
    except OSError:
        return None
