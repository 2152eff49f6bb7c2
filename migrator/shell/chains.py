"""Which operators go with the commands that leave a list, so that the rest means the same."""

from __future__ import annotations

from collections.abc import Collection

from migrator.shell.model import CommandList, Item, Operator, Script
from migrator.source import Source, Span

_FALLBACKS = frozenset({"true", ":", "false", "exit", "echo", "return"})


def marks_of(source: Source, script: Script, wanted: Collection[Span]) -> list[Span] | None:
    """Give the spans of commands and operators to take out; None where that is not safe.

    `wanted` are the spans of commands. A command that leaves counts as one that succeeded.
    """
    marks: list[Span] = []
    missing = set(wanted)
    for found in script.lists:
        chosen = {item.span for item in found.items if item.command and item.command.span in missing}
        if not chosen:
            continue
        walk = _Walk(source, found, chosen)
        if found.condition or not walk.done():
            return None
        marks += walk.marks
        missing -= {item.command.span for item in found.items if item.command}
    return None if missing else marks


class _Walk:
    """Goes through one list from left to right; `before` is the operator that now stands there."""

    def __init__(self, source: Source, found: CommandList, chosen: set[Span]) -> None:
        self.source = source
        self.items = found.items
        self.chosen = chosen
        self.marks: list[Span] = []
        self.before: Operator | None = None

    def done(self) -> bool:
        """Take out what is chosen; False where that is not safe or nothing would be left."""
        index, left = 0, len(self.items)
        while index < len(self.items):
            item = self.items[index]
            if item.span in self.chosen:
                dead = self._dead_branch(index)
                if dead is None or any(_has_heredoc(one) for one in self.items[index : index + dead + 1]):
                    return False
                self._take(index, index + dead)
                left -= 1 + dead
                index += dead
            else:
                self.before = item.after
            index += 1
        return left > 0

    def _dead_branch(self, index: int) -> int | None:
        """Count the ``|| …`` members behind an item that leave with it; None where it is unsafe."""
        if self.before is not None and self.before.text == "||":
            return None
        if self.before is not None and self.before.text == "&&":
            return 0
        count = 0
        while (operator := self.items[index + count].after) is not None and operator.text == "||":
            count += 1
            command = self.items[index + count].command
            if command is None or command.name not in _FALLBACKS:
                return None
        return count

    def _take(self, first: int, last: int) -> None:
        for index in range(first, last + 1):
            self.marks.append(self.items[index].span)
            operator = self.items[index].after
            if index < last and operator is not None:
                self.marks.append(operator.span)
        operator = self._operator(self.items[first], self.items[last])
        if operator is not None:
            self.marks.append(operator.span)
        if operator is self.before or self.before is None:
            self.before = self.items[last].after if operator is self.before else None

    def _operator(self, first: Item, last: Item) -> Operator | None:
        """Choose the one operator that leaves; None where only a line end separates."""
        before, after = self.before, last.after
        if before is not None and before.text == "&&":
            trailing = after is not None and after.text == "&&" and self._together(last.span, after.span)
            return after if trailing and not self._together(before.span, first.span) else before
        semicolon = before if before is not None and before.text == ";" else None
        if after is None or after.text not in ("&&", ";", "&"):
            return semicolon
        leading = semicolon and after.text == ";" and not self._together(last.span, after.span)
        return semicolon if leading else after

    def _together(self, one: Span, other: Span) -> bool:
        """Tell whether one ends on the line on which the other begins."""
        return self.source.line_of(one.end - 1) == self.source.line_of(other.start)


def _has_heredoc(item: Item) -> bool:
    return item.command is not None and bool(item.command.heredocs)
