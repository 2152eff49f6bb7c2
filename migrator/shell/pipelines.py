"""The pipelines of a script: who writes, who reads, and what becomes of how they end."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from itertools import islice

from migrator.records import dataclass
from migrator.shell.model import Command, CommandList, Operator, Script
from migrator.source import Span

SUBSTITUTIONS = frozenset({"$(", "`"})
_HANDED = frozenset({"<(", ">("})
"""What a command is handed as a file: the shell never asks how it ends."""
_CHAINED = frozenset({"&&", "||"})


class Ending(enum.Enum):
    """What a script makes of how a pipeline ends."""

    HEARD = "a failure ends the script, or is how it ends itself"
    DECIDES = "something is done for it: if, ||, !"
    PASSED = "the script goes on after a failure"
    DROPPED = "it is a $( ) or <( ) among the words of a command: the shell asks nothing"


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One pipeline; `members` are its commands in order, None for a compound one (``while``, ``( )``)."""

    members: tuple[Command | None, ...]
    nesting: tuple[str, ...]
    ending: Ending


def pipelines(script: Script) -> Iterator[Pipeline]:
    """Give the pipelines that the script's own shell runs, not those of ``sh -c "…"``."""
    outline = _Outline(script)
    for number, found in enumerate(script.lists):
        for index, item in enumerate(found.items if "sh -c" not in found.nesting else ()):
            if item.pipes:
                ending = outline.ending(_Place(number, index))
                yield Pipeline(outline.members(item.pipes), found.nesting, ending)


@dataclass(frozen=True, slots=True)
class _Place:
    """One member of one list of the script."""

    number: int
    index: int


class _Outline:
    """What lies in what: each member of a list in another one, and in the words of a command."""

    def __init__(self, script: Script) -> None:
        self._lists = script.lists
        self._before = {each.before.span: each for each in script.commands if each.before}
        self._after = {each.after.span: each for each in script.commands if each.after}
        self._asks = any(map(_listens, script.commands))
        self._outer: dict[_Place, _Place] = {}
        self._words_of: dict[_Place, Command] = {}
        self._sweep(script)

    def members(self, pipes: tuple[Operator, ...]) -> tuple[Command | None, ...]:
        return (self._after.get(pipes[0].span), *(self._before.get(pipe.span) for pipe in pipes))

    def ending(self, place: _Place) -> Ending:
        found = self._lists[place.number]
        if "function" in found.nesting:
            return Ending.HEARD  # who calls it may ask
        if not _HANDED.isdisjoint(found.nesting):
            return Ending.DROPPED
        if found.nesting and found.nesting[-1] in SUBSTITUTIONS and len(found.items) == 1:
            command = self._words_of.get(place)
            if command is not None and command.words:
                return Ending.DROPPED
        around = tuple(self._around(place))
        if any(_decides(self._lists[each.number], each.index) for each in around):
            return Ending.DECIDES
        return Ending.PASSED if not self._asks and self._is_passed_over(around) else Ending.HEARD

    def _around(self, place: _Place) -> Iterator[_Place]:
        """Give a member, the one that it lies in, and so on to the outermost."""
        at: _Place | None = place
        while at is not None:
            yield at
            at = self._outer.get(at)

    def _is_passed_over(self, around: tuple[_Place, ...]) -> bool:
        """Tell whether something follows, in an inner or outer list, that comes after a failure too."""
        for place in around:
            items = self._lists[place.number].items
            after = items[place.index].after
            if place.index + 1 < len(items):
                return after is not None and after.text not in _CHAINED
        return False

    def _sweep(self, script: Script) -> None:
        open_ones: list[tuple[Span, _Place | Command]] = []
        for span, one in sorted(_all(script), key=_outer_first):
            while open_ones and not open_ones[-1][0].covers(span):
                open_ones.pop()
            if isinstance(one, _Place):
                places = (each for _, each in reversed(open_ones) if isinstance(each, _Place))
                commands = (each for _, each in reversed(open_ones) if isinstance(each, Command))
                if outer := next(places, None):
                    self._outer[one] = outer
                if command := next(commands, None):
                    self._words_of[one] = command
            open_ones.append((span, one))


def _all(script: Script) -> Iterator[tuple[Span, _Place | Command]]:
    for number, found in enumerate(script.lists):
        for index, item in enumerate(found.items):
            yield item.span, _Place(number, index)
    for command in script.commands:
        yield command.span, command


def _outer_first(entry: tuple[Span, _Place | Command]) -> tuple[int, int, bool]:
    span, one = entry
    return span.start, -span.end, isinstance(one, Command)


def _decides(found: CommandList, index: int) -> bool:
    if found.condition or found.items[index].negated:
        return True
    for item in islice(found.items, index, None):
        if item.after is None or item.after.text not in _CHAINED:
            return False
        if item.after.text == "||":
            return True
    return False


def _listens(command: Command) -> bool:
    """Tell whether a command may ask how the one before it ended, or have the script end for it."""
    texts = [word.text for word in (*command.assignments, *command.words)]
    return command.name in ("set", "trap", ".", "source", "eval") or any("$?" in each for each in texts)
