"""Which way a start script takes through its ``case`` and ``if``, by the arguments that CMD gives it."""

from __future__ import annotations

import enum
import itertools
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from fnmatch import fnmatchcase

from migrator import regex as re
from migrator.records import dataclass
from migrator.shell import Command, Script
from migrator.shell.model import Branch
from migrator.shell.simple import DECLARES
from migrator.source import Word

_Values = frozenset[str] | None
"""What a variable may hold; None where that is not known."""

_VARIABLE = re.compile(r"\"?\$(?:(?P<plain>\w+)|\{(?P<name>\w+)(?::?-(?P<default>[^}$`]*))?\})\"?")
_COMPARED = re.compile(
    r"(?:\[\[?|test)\s+(?P<left>\"?\$[^\s\"]+\"?)\s+(?P<operator>=|==|!=)\s+[\"']?(?P<right>[\w./:-]*)[\"']?(?:\s+\]\]?)?"
)
_EMPTY = re.compile(r"(?:\[\[?|test)\s+(?P<operator>-[zn])\s+(?P<left>\"?\$[^\s\"]+\"?)(?:\s+\]\]?)?")
_COUNTED = re.compile(
    r"(?:\[\[?|test)\s+\"?\$(?:#|\{#\})\"?\s+(?P<operator>-eq|-ne|-gt|-ge|-lt|-le|=|!=)\s+\"?(?P<number>\d+)\"?(?:\s+\]\]?)?"
)
_SETTING = frozenset({"read", "eval", ".", "source", "getopts", "mapfile", "unset"})
_NAMES_OPTION = re.compile(r"[-+][a-z]*o")
"""An option of ``set`` with a name behind it: ``set -euo pipefail``."""
_DEFAULTED = re.compile(r"\$\{(\w+):?=")
_LOOPS = frozenset({"for", "while"})
_UNSURE = frozenset({"if", "case", "while", "for", "function"})

_NUMBERS: Mapping[str, Callable[[int, int], bool]] = {
    "-eq": operator.eq,
    "=": operator.eq,
    "-ne": operator.ne,
    "!=": operator.ne,
    "-gt": operator.gt,
    "-ge": operator.ge,
    "-lt": operator.lt,
    "-le": operator.le,
}


class Way(enum.IntEnum):
    """Whether a start comes to a command."""

    NOT_TAKEN = 0
    PERHAPS = 1
    SURE = 2


_BEHIND = {Way.SURE: Way.NOT_TAKEN, Way.PERHAPS: Way.PERHAPS, Way.NOT_TAKEN: Way.SURE}
"""What is come to at most behind a command that may have ended the script."""
_WAYS = frozenset({"if", "case", "{"})


def ways(script: Script, arguments: tuple[Word, ...]) -> Iterator[tuple[Command, Way]]:
    """Give the commands of a script that gets `arguments`, each with whether it is come to."""
    reader = _Reader(script, tuple(word.value for word in arguments))
    for command in script.commands:
        yield command, reader.way(command)


@dataclass
class _Reader:
    """Follows a script in its order; `values` are what its variables may hold."""

    script: Script
    arguments: tuple[str | None, ...] | None
    values: dict[str, _Values] = field(default_factory=dict)
    taken: dict[Branch, Way] = field(default_factory=dict)
    ended: Way = Way.NOT_TAKEN

    def way(self, command: Command) -> Way:
        """Tell of the next command whether it is come to, and take note of what it sets."""
        around = [each for each in self.script.branches if each.span.covers(command.span)]
        for branch in around:
            if branch not in self.taken:
                self._decide(branch)
        unsure = sum(label in _UNSURE for label in command.nesting) > len(around)
        left = _BEHIND[self.ended] if "function" not in command.nesting else Way.SURE
        found = min((Way.PERHAPS if unsure else Way.SURE, left, *(self.taken[branch] for branch in around)))
        if found is not Way.NOT_TAKEN:
            self._note(command, sure=found is Way.SURE)
            if _ends(command):
                joined = command.before is not None and command.before.text == "&&"
                self.ended = max(self.ended, Way.PERHAPS if joined else found)
        return found

    def _decide(self, branch: Branch) -> None:
        """Decide between the ways of one ``case`` or ``if``."""
        group = [each for each in self.script.branches if each.group == branch.group]
        self.taken |= dict(zip(group, self._by_subject(group) or self._by_conditions(group), strict=True))

    def _by_subject(self, group: list[Branch]) -> list[Way]:
        """Tell of each way of a ``case`` whether it is taken, empty where the group is none."""
        subject = group[0].subject
        if subject is None:
            return []
        fixed = subject.value
        held = self.held(subject.text, group[0].nesting) if fixed is None else frozenset({fixed})
        patterns = [[word.plain for word in each.patterns] for each in group]
        if held is None or any("$" in one or "`" in one for each in patterns for one in each):
            return [Way.PERHAPS] * len(group)
        chosen = {_first(patterns, value) for value in held}
        way = Way.SURE if len(chosen) == 1 else Way.PERHAPS
        return [way if index in chosen else Way.NOT_TAKEN for index in range(len(group))]

    def _by_conditions(self, group: list[Branch]) -> list[Way]:
        """Tell of each way of an ``if`` whether it is taken."""
        found: list[Way] = []
        rest = Way.SURE
        for each in group:
            holds = self._holds(each) if rest is not Way.NOT_TAKEN else False
            found.append(Way.NOT_TAKEN if holds is False else min(rest, Way.SURE if holds else Way.PERHAPS))
            if holds is not False:
                rest = Way.NOT_TAKEN if holds else Way.PERHAPS
        return found

    def _holds(self, branch: Branch) -> bool | None:
        """Tell whether a condition holds; None where that is not known."""
        text = branch.condition
        if not text:
            return True
        if match := _COUNTED.fullmatch(text):
            count = None if self.arguments is None or "function" in branch.nesting else len(self.arguments)
            return None if count is None else _NUMBERS[match["operator"]](count, int(match["number"]))
        match = _COMPARED.fullmatch(text) or _EMPTY.fullmatch(text)
        held = self.held(match["left"], branch.nesting) if match else None
        if match is None or held is None:
            return None
        right = "" if match["operator"].startswith("-") else match["right"]
        answers = {(one == right) is (match["operator"] not in ("!=", "-n")) for one in held}
        return answers.pop() if len(answers) == 1 else None

    def _note(self, command: Command, *, sure: bool) -> None:
        if _changes_arguments(command):
            plain = command.name == "shift" and not command.arguments
            self.arguments = self.arguments[1:] if self.arguments and sure and plain else None
        if command.name in _SETTING:
            self.values.clear()
        for word in command.words:
            self.values |= dict.fromkeys(_DEFAULTED.findall(word.text))
        for word in _assigned(command):
            name, _, text = (word.value or word.text).partition("=")
            new = frozenset({text}) if word.value is not None else self.held(text, command.nesting)
            old = self.values.get(name, frozenset()) if not sure else frozenset()
            self.values[name] = None if new is None or old is None else old | new

    def held(self, text: str, nesting: tuple[str, ...]) -> _Values:
        """Give what a word that is one variable may hold."""
        match = _VARIABLE.fullmatch(text)
        if match is None or _LOOPS.intersection(nesting):
            return None
        name = match["plain"] or match["name"]
        found = self._argument(int(name), nesting) if name.isdecimal() else self.values.get(name)
        default = match["default"]
        return found if default is None or found is None else frozenset(one or default for one in found)

    def _argument(self, number: int, nesting: tuple[str, ...]) -> _Values:
        if self.arguments is None or "function" in nesting or number == 0:
            return None
        value = self.arguments[number - 1] if number <= len(self.arguments) else ""
        return None if value is None else frozenset({value})


def _ends(command: Command) -> bool:
    """Tell whether a script is over behind a command: ``exec PROGRAM``, and ``exit`` that is no failure."""
    if not _WAYS.issuperset(command.nesting) or (command.before is not None and command.before.text == "||"):
        return False
    status = command.arguments[0].text if command.arguments else ""
    return status != "" if command.name == "exec" else command.name == "exit" and status in ("", "0")


def _assigned(command: Command) -> tuple[Word, ...]:
    """Give the words by which a command sets variables of the script, ``NAME=value``."""
    if not command.words:
        return command.assignments
    return tuple(word for word in command.arguments if "=" in word.text) if command.name in DECLARES else ()


def _changes_arguments(command: Command) -> bool:
    """Tell whether a command sets the arguments of the script anew: ``shift``, ``set -- …``."""
    if command.name not in ("shift", "set") or "function" in command.nesting:
        return False
    texts = ["", *(word.value or "" for word in command.arguments)]
    named = (text for before, text in itertools.pairwise(texts) if not _NAMES_OPTION.fullmatch(before))
    options = all(text.startswith(("-", "+")) for text in named)
    dashes = any(word.value == "--" for word in command.arguments)
    return command.name == "shift" or dashes or not options


def _first(patterns: list[list[str]], value: str) -> int:
    return next((i for i, each in enumerate(patterns) if any(fnmatchcase(value, one) for one in each)), -1)
