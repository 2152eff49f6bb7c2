"""Every ``$…`` and every command in backticks of a script: where it stands, and in quotes or not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from migrator.records import dataclass
from migrator.shell.commands import Collector, Sink
from migrator.shell.expansion import Value
from migrator.shell.model import Command, Script
from migrator.shell.reader import ShellError
from migrator.source import Logical, Span, Word


@dataclass(frozen=True, slots=True)
class Dollar:
    """What the shell replaces: a parameter, arithmetic, or the output of a command.

    `quoted` tells of double quotes, or a here-document, around it. `nesting` is that of the commands
    beside it (see `Command`). `inside` is True for what is a part of another parameter or of arithmetic.
    """

    text: str
    span: Span
    quoted: bool
    nesting: tuple[str, ...]
    inside: bool = False

    @property
    def is_command(self) -> bool:
        """Tell whether it is the output of a command."""
        return self.text.startswith("`") or (self.text.startswith("$(") and not self.is_arithmetic)

    @property
    def is_arithmetic(self) -> bool:
        """Tell whether it is a number that the shell works out."""
        return self.text.startswith("$[") or (self.text.startswith("$((") and self.text.endswith("))"))


@dataclass(frozen=True, slots=True)
class Place:
    """An unquoted one: among the words of a command, behind a redirect, or in a pattern of a ``for``.

    `command` is None in a ``for``.
    """

    dollar: Dollar
    word: Word
    nesting: tuple[str, ...]
    command: Command | None
    redirect: bool = False


class Dollars:
    """Those of one script in order; what is handed to another shell (``sh -c``) is left out."""

    def __init__(self, found: tuple[Dollar, ...]) -> None:
        self.all = found
        self._starts = [each.span.start for each in found]

    def within(self, span: Span) -> Iterator[Dollar]:
        """Give those that lie in `span`, in order."""
        for index in range(bisect_left(self._starts, span.start), len(self.all)):
            if self.all[index].span.start >= span.end:
                return
            if span.covers(self.all[index].span):
                yield self.all[index]

    def around(self, span: Span) -> Iterator[Dollar]:
        """Give those that something lies in."""
        for each in self.all:
            if each.span.start >= span.start:
                return
            if each.span.covers(span):
                yield each

    def of_word(self, word: Word, nesting: tuple[str, ...]) -> tuple[Dollar, ...]:
        """Give those that a word is made of, without what is inside of them."""
        return tuple(each for each in self.within(word.span) if each.nesting == nesting and not each.inside)

    def places(self, script: Script) -> Iterator[Place]:
        """Give where the shell splits what comes out: not the lists for a ``for``, which are to be split."""
        for command in script.commands:
            for word in command.words:
                yield from self._unquoted(word, command.nesting, command)
            for word in command.redirects:
                yield from self._unquoted(word, command.nesting, command, redirect=True)
        for loop in script.loops:
            for word in loop.words or ():
                if "*" in word.text or "?" in word.text:
                    yield from self._unquoted(word, loop.nesting, None)

    def _unquoted(
        self, word: Word, nesting: tuple[str, ...], command: Command | None, *, redirect: bool = False
    ) -> Iterator[Place]:
        if "$" in word.text or "`" in word.text:
            for each in self.of_word(word, nesting):
                if not each.quoted:
                    yield Place(each, word, nesting, command, redirect)


@lru_cache(maxsize=64)
def dollars(logical: Logical) -> Dollars:
    """Give what the shell replaces in a script; nothing of one that cannot be read."""
    recorder = _Recorder(logical, Sink())
    try:
        recorder.read()
    except (ShellError, RecursionError):
        return Dollars(())
    found = sorted(recorder.recorded, key=lambda each: (each.span.start, -each.span.end))
    return Dollars(tuple(each for each in _nested(found) if "sh -c" not in each.nesting))


def _nested(found: list[Dollar]) -> Iterator[Dollar]:
    around: list[Dollar] = []
    for each in found:
        while around and around[-1].span.end <= each.span.start:
            around.pop()
        inside = bool(around) and around[-1].nesting == each.nesting
        yield replace(each, inside=True) if inside else each
        around.append(each)


class _Recorder(Collector):
    """Reads a script as the collector does, and writes down what it steps over."""

    def __init__(self, logical: Logical, sink: Sink) -> None:
        super().__init__(logical, sink)
        self.recorded: list[Dollar] = []

    def dollar(self, value: Value, *, quoted: bool) -> None:
        """Read what a ``$`` begins."""
        start = self.pos
        super().dollar(value, quoted=quoted)
        if self.pos > start + 1 and self.text[start + 1] not in "'\"":
            self._record(start, quoted=quoted)

    def backticks(self, *, quoted: bool) -> None:
        """Read a command substitution in backticks."""
        start = self.pos
        super().backticks(quoted=quoted)
        self._record(start, quoted=quoted)

    def _record(self, start: int, *, quoted: bool) -> None:
        span = self.logical.span(start, self.pos)
        self.recorded.append(Dollar(self.text[start : self.pos], span, quoted, self.nesting))
