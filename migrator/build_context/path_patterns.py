"""Path patterns as Docker knows them: ``*``, ``?``, ``[…]`` inside one folder, ``**`` across folders."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import groupby

from migrator.records import dataclass

_WILDCARDS = frozenset("*?[")


def is_pattern(text: str) -> bool:
    """Tell whether `text` has a wildcard."""
    return not _WILDCARDS.isdisjoint(text)


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    """Give the regular expression of `pattern`; one that Docker would refuse matches nothing."""
    parts: list[str] = []
    at = 0
    while at < len(pattern):
        part, at = _piece(pattern, at)
        parts.append(part)
    try:
        return re.compile("".join(parts), re.DOTALL)
    except re.error:
        return re.compile(r"(?!)")


@lru_cache(maxsize=64)
def fitting(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Give what tells whether a path fits one of `patterns`; of those for any folder the name decides."""
    plain = frozenset(pattern for pattern in patterns if _is_for_any_folder(pattern))
    names = _union(pattern[3:] for pattern in patterns if pattern in plain)
    paths = _union(pattern for pattern in patterns if pattern not in plain)
    return lambda path: bool(names.fullmatch(path, path.rfind("/") + 1) or paths.fullmatch(path))


def _is_for_any_folder(pattern: str) -> bool:
    return pattern.startswith("**/") and "/" not in pattern[3:] and "**" not in pattern[3:]


def _union(patterns: Iterable[str]) -> re.Pattern[str]:
    """Give one expression for all of them, which for none of them matches nothing."""
    return re.compile("|".join(f"(?:{compiled(each).pattern})" for each in patterns) or "(?!)", re.DOTALL)


def _piece(pattern: str, at: int) -> tuple[str, int]:
    """Give the expression of the next piece of `pattern` and where the piece after it begins."""
    sign = pattern[at]
    if pattern.startswith("**", at):
        after = at + 2
        while pattern.startswith("*", after):
            after += 1
        return ("(?:[^/]*(?:/|$))*", after + 1) if pattern.startswith("/", after) else (".*", after)
    if sign == "*":
        return "[^/]*", at + 1
    if sign == "?":
        return "[^/]", at + 1
    if sign == "[" and (end := pattern.find("]", at + 2)) > 0:
        inside = pattern[at + 1 : end].replace("\\", "\\\\").replace("[", "\\[")
        return f"[{inside}]", end + 1
    if sign == "\\" and at + 1 < len(pattern):
        return re.escape(pattern[at + 1]), at + 2
    return re.escape(sign), at + 1


@dataclass(frozen=True)
class IgnoreFile:
    """The lines of a ``.dockerignore``; the last one that fits a path, or a folder above it, decides.

    `lines` has one expression for each row of lines that all ignore, or all keep.
    """

    lines: tuple[tuple[re.Pattern[str], bool], ...] = ()

    @classmethod
    def parse(cls, text: str) -> IgnoreFile:
        """Give the ignore file that `text` says."""
        runs = groupby(_ignore_lines(text), key=lambda line: line[1])
        return cls(tuple((_or_below(pattern for pattern, _ in run), ignore) for ignore, run in runs))

    def ignores(self, path: str) -> bool:
        """Tell whether `path` (relative, with ``/``) is kept out of the build context."""
        ignored = False
        for pattern, ignore in self.lines:
            if ignored != ignore and pattern.fullmatch(path):
                ignored = ignore
        return ignored


def _or_below(patterns: Iterable[str]) -> re.Pattern[str]:
    """Give one expression for what fits one of `patterns` or lies below what does."""
    return re.compile(f"(?:{_union(patterns).pattern})(?:/.*)?", re.DOTALL)


def _ignore_lines(text: str) -> Iterable[tuple[str, bool]]:
    """Give the pattern of each line, and whether it ignores."""
    for line in text.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        pattern = line.strip()
        ignore = not pattern.startswith("!")
        steps = [step for step in pattern.lstrip("!").strip().split("/") if step not in ("", ".")]
        if steps:
            yield "/".join(steps), ignore
