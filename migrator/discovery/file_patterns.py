"""Patterns of paths as a ``.gitignore`` writes them, each relative to the folder that says them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.records import dataclass

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@dataclass(frozen=True)
class Patterns:
    """Lines of one ``.gitignore`` (or of a setting that is written the same way) in `folder`."""

    folder: Path
    lines: tuple[str, ...]

    @classmethod
    def named(cls, folder: Path, lines: Iterable[str]) -> Patterns:
        """Give patterns that people write by hand: ``./x`` and absolute paths mean what they name.

        A ``.gitignore`` knows neither, and there they would fit nothing.
        """
        return cls(folder, tuple(_anchored(folder, line) for line in lines))

    @cached_property
    def _spec(self) -> GitIgnoreSpec:
        from pathspec import GitIgnoreSpec  # 70 ms: only where something is excluded

        try:
            return GitIgnoreSpec.from_lines(self.lines)
        except ValueError:  # git passes over a line that it cannot read, and so do we
            return GitIgnoreSpec.from_lines(line for line in self.lines if _is_readable(line))

    def match(self, path: Path, *, is_folder: bool = False) -> bool:
        """Tell whether a pattern fits `path`; one outside of the folder never does."""
        return self.verdict(path, is_folder=is_folder) is True

    def verdict(self, path: Path, *, is_folder: bool = False) -> bool | None:
        """Give True where the last line that fits takes `path`, False where it is a ``!`` line, else None."""
        if not self.lines:
            return None
        relative = os.path.relpath(path.absolute(), self.folder.absolute()).replace(os.sep, "/")
        if relative == ".." or relative.startswith("../"):
            return None
        return self._spec.check_file(f"{relative}/" if is_folder else relative).include


def _anchored(folder: Path, line: str) -> str:
    """Give ``/x``, which counts from `folder`, for a pattern ``./x`` or one that begins with the folder."""
    negation, path = ("!", line[1:]) if line.startswith("!") else ("", line)
    for beginning in ("./", f"{folder.absolute()}{os.sep}"):
        if path.startswith(beginning):
            return f"{negation}/{path[len(beginning) :]}".replace(os.sep, "/")
    return line


def _is_readable(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
