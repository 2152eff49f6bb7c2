"""Where a script gives variables their values, and whether it has surely done so at a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from migrator import regex as re
from migrator.records import dataclass
from migrator.shell import Command, CommandList, Script, program, unwrap
from migrator.shell.dollars import Dollars
from migrator.shell.model import Branch
from migrator.shell.simple import DECLARES
from migrator.source import Span, Word

_NAME = re.compile(r"[A-Za-z_]\w*")
_ASSIGNED = re.compile(r"(?P<name>[A-Za-z_]\w*)(?P<more>\[[^\]]*\]|)(?P<plus>\+?)=")
_BY_DEFAULT = re.compile(r"\$\{(?P<name>[A-Za-z_]\w*):?=")
DECLARED = re.compile(r"[A-Za-z_]\w*=")
_SETS = frozenset({"read", "mapfile", "readarray", "getopts", "let", "printf", "unset", "wait", "coproc"})
_ENDS = frozenset({"exit", "return"})


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a script gives a variable a value: `word` from `behind` on; None where it is not written.

    `place` is the command, or the loop. With `stays` it is there for what follows.
    """

    name: str
    word: Word | None
    behind: int
    nesting: tuple[str, ...]
    place: Span
    loop: bool = False
    stays: bool = False


class Settings:
    """All settings of the variables of one script."""

    def __init__(self, script: Script, found: Dollars) -> None:
        self._script = script
        self._dollars = found

    def of(self, name: str) -> tuple[Setting, ...]:
        """Give where a variable gets a value."""
        return self._all.get(name, ())

    @cached_property
    def _all(self) -> Mapping[str, tuple[Setting, ...]]:
        found: dict[str, list[Setting]] = {}
        for each in self._in_order():
            found.setdefault(each.name, []).append(each)
        return {name: tuple(settings) for name, settings in found.items()}

    def _in_order(self) -> Iterator[Setting]:
        for command in self._script.commands:
            if "sh -c" not in command.nesting:
                yield from _settings_of(command)
        for loop in self._script.loops:
            name = loop.variable.text
            body = Span(loop.words[-1].span.end if loop.words else loop.span.start, loop.span.end)
            for word in loop.words or ():
                yield Setting(name, word, 0, loop.nesting, body, loop=True)
            if loop.words is None:
                yield Setting(name, None, 0, loop.nesting, loop.span)
        for dollar in self._dollars.all:
            match = _BY_DEFAULT.match(dollar.text)
            if match:
                yield Setting(match["name"], None, 0, dollar.nesting, dollar.span)

    def is_set_before(self, name: str, at: Span) -> bool:
        """Tell whether what comes to a place has surely set a variable before."""
        settings = self.of(name)
        return any(self._reaches(each, at) for each in settings) or (
            bool(settings) and any(self._all_ways_set(name, found, at) for found in self._script.lists)
        )

    def _reaches(self, setting: Setting, at: Span) -> bool:
        """Tell whether a place is reached behind a setting alone, or lies in the loop that sets it."""
        if setting.loop:
            return setting.place.covers(at)
        if not setting.stays:
            return False
        for found in self._lists_at(setting.place):
            here = _index(found, setting.place)
            there = _index(found, at)
            if here is not None and there is not None and here < there:
                command = found.items[here].command
                return (
                    command is not None and command.span == setting.place and _is_reached(found, here, there)
                )
        return False

    def _lists_at(self, place: Span) -> Iterator[CommandList]:
        """Give the lists around a place, the innermost first."""
        around = [each for each in self._script.lists if bounds(each).covers(place)]
        yield from sorted(around, key=lambda each: bounds(each).end - bounds(each).start)

    def _all_ways_set(self, name: str, found: CommandList, at: Span) -> bool:
        """Tell whether a ``case`` or ``if`` before a place, in this list, sets a name on all ways."""
        there = _index(found, at)
        if there is None:
            return False
        return any(
            item.command is None
            and not item.pipes
            and _is_reached(found, here, there)
            and self._sets_on_all_ways(name, item.span, found.nesting)
            for here, item in enumerate(found.items[:there])
        )

    def _sets_on_all_ways(self, name: str, place: Span, nesting: tuple[str, ...]) -> bool:
        ways = [each for each in self._script.branches if place.covers(each.span) and each.nesting == nesting]
        groups = {each.group for each in ways}
        if len(groups) != 1 or not any(map(_is_last_way, ways)):
            return False
        return all(self._sets_or_ends(name, way) for way in ways)

    def _sets_or_ends(self, name: str, way: Branch) -> bool:
        label = "case" if way.subject is not None else "if"
        for found in self._script.lists:
            if (
                found.nesting == (*way.nesting, label)
                and way.span.covers(bounds(found))
                and not found.condition
            ):
                return any(
                    item.command is not None
                    and _is_reached(found, index, len(found.items))
                    and (
                        item.command.name in _ENDS
                        or any(each.name == name for each in _settings_of(item.command))
                    )
                    for index, item in enumerate(found.items)
                )
        return False


def _settings_of(command: Command) -> Iterator[Setting]:
    declares = command.name in DECLARES
    stays = not command.words or declares
    for word in (*command.assignments, *(command.arguments if declares else ())):
        bare = word.text.lstrip("\"'")  # `export "A=b c"`
        match = _ASSIGNED.match(bare)
        if match:
            known = None if match["more"] or match["plus"] or bare != word.text else word
            yield Setting(match["name"], known, match.end(), command.nesting, command.span, stays=stays)
    if program(unwrap(command)) in _SETS:
        names = (word.text.partition("=")[0].strip("\"'") for word in command.arguments)
        yield from (
            Setting(name, None, 0, command.nesting, command.span) for name in names if _NAME.fullmatch(name)
        )


def _is_last_way(way: Branch) -> bool:
    if way.subject is None:
        return not way.condition
    return any(word.text == "*" for word in way.patterns)


def bounds(found: CommandList) -> Span:
    """Give the place of a list."""
    return Span(found.items[0].span.start, found.items[-1].span.end)


def _index(found: CommandList, place: Span) -> int | None:
    return next((index for index, item in enumerate(found.items) if item.span.covers(place)), None)


def _is_reached(found: CommandList, here: int, there: int) -> bool:
    """Tell whether what comes to `there` has passed `here`: it begins a chain, or all between is ``&&``."""
    item = found.items[here]
    if item.after is not None and item.after.text == "&":
        return False
    between = [each.after.text if each.after else "" for each in found.items[here:there]]
    before = item.before.text if item.before is not None else ""
    if all(text == "&&" for text in between) and there < len(found.items):
        return before != "||"
    return before not in ("&&", "||")
