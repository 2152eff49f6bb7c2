"""Two texts line by line beside each other, with long unchanged stretches folded."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from itertools import zip_longest

from migrator.records import dataclass

CONTEXT = 3
"""Lines that are shown around a change or a finding."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line and its number, counted from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """What stands beside each other: a line of each side, one of them, or a number of `hidden` ones."""

    old: Line | None
    new: Line | None
    changed: bool
    hidden: int = 0


def pairs(before: str, after: str, marked: frozenset[int]) -> Iterator[Pair]:
    """Give the pairs of two texts; around changes and the `marked` old lines nothing is folded."""
    shown = list(_all(_lines(before), _lines(after)))
    kept = _kept(shown, marked)
    hidden = 0
    for index, pair in enumerate(shown):
        if index in kept:
            if hidden:
                yield Pair(None, None, changed=False, hidden=hidden)
            hidden = 0
            yield pair
        else:
            hidden += 1
    if hidden:
        yield Pair(None, None, changed=False, hidden=hidden)


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _all(old: list[str], new: list[str]) -> Iterator[Pair]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        left = [Line(at + 1, old[at].removesuffix("\r")) for at in range(i1, i2)]
        right = [Line(at + 1, new[at].removesuffix("\r")) for at in range(j1, j2)]
        yield from (Pair(one, other, tag != "equal") for one, other in zip_longest(left, right))


def _kept(shown: list[Pair], marked: frozenset[int]) -> set[int]:
    kept: set[int] = set()
    for index, pair in enumerate(shown):
        if pair.changed or (pair.old and pair.old.number in marked):
            kept.update(range(index - CONTEXT, index + CONTEXT + 1))
    # A fold that hides one line takes as much room as the line.
    ends = kept | {-1, len(shown)}
    return kept.union(at for at in range(len(shown)) if at - 1 in ends and at + 1 in ends)
