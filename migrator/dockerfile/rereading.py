"""Reads a file again after edits, and of it only what they touch: the rest is as it was, or has moved."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from migrator.dockerfile.model import Comment, Flag, Heredoc, Instruction
from migrator.dockerfile.reader import Reading, read, statements
from migrator.dockerfile.scanner import Scanner
from migrator.source import Edit, Logical, Source, Span, Word


def reread(old: Reading, before: Source, after: Source, edits: Sequence[Edit]) -> Reading:
    """Give what `read` gives for `after`, which is `before` with `edits`; raises UnreadableError."""
    starts = [one.lines.start for one in old.instructions]
    touched = bisect_right(starts, before.line_span(min(edit.start for edit in edits)).start) - 1
    kept = max(0, touched - 1)  # the instruction above may have ended at the end of the file alone
    place = old.instructions[kept].lines.start if kept else 0
    scanner = Scanner(after, old.instructions[kept].line - 1, old.escape) if kept else Scanner(after)
    tail = _Tail(old, len(after.text) - len(before.text), max(edit.end for edit in edits), starts)
    found: list[Instruction] = []
    for statement, instruction in statements(after, scanner):
        start = after.line_starts[statement.line - 1]
        if scanner.escape == old.escape and tail.begins_at(start, statement.line):
            break
        found.append(instruction())
    instructions = (*old.instructions[:kept], *found, *tail.instructions())
    if not instructions:
        return read(after)  # to raise what a file without instructions raises
    above = (one for one in old.comments if one.span.start < place)
    comments = (*above, *scanner.comments, *tail.comments())
    return Reading(
        old.directives if kept else tuple(scanner.directives), comments, instructions, scanner.escape
    )


class _Tail:
    """What stands behind all edits: found again at its first instruction, and moved as a whole."""

    def __init__(self, old: Reading, by: int, end: int, starts: list[int]) -> None:
        self._old, self._by, self._end, self._starts = old, by, end, starts
        self._first = len(starts)
        self._lines = 0

    def begins_at(self, start: int, line: int) -> bool:
        """Tell whether a statement at `start` of the new text is one of the old text behind all edits."""
        place = start - self._by
        number = bisect_left(self._starts, place)
        if place < self._end or number == len(self._starts) or self._starts[number] != place:
            return False
        self._first, self._lines = number, line - self._old.instructions[number].line
        return True

    def instructions(self) -> tuple[Instruction, ...]:
        """Give its instructions where they are now."""
        ones = self._old.instructions[self._first :]
        return ones if not self._by and not self._lines else tuple(self._moved(one) for one in ones)

    def comments(self) -> tuple[Comment, ...]:
        """Give the comments between and behind its instructions."""
        if self._first == len(self._starts):
            return ()
        ones = (one for one in self._old.comments if one.span.start > self._starts[self._first])
        return tuple(Comment(one.line + self._lines, self._span(one.span)) for one in ones)

    def _moved(self, one: Instruction) -> Instruction:
        return Instruction(
            keyword=one.keyword,
            span=self._span(one.span),
            lines=self._span(one.lines),
            line=one.line + self._lines,
            end_line=one.end_line + self._lines,
            keyword_span=self._span(one.keyword_span),
            flags=tuple(Flag(each.name, each.value, self._span(each.span)) for each in one.flags),
            value=Logical(one.value.text, tuple((at, origin + self._by) for at, origin in one.value.pieces)),
            heredocs=tuple(self._heredoc(each) for each in one.heredocs),
            json=None if one.json is None else tuple(self._word(each) for each in one.json),
            comments=tuple(self._span(each) for each in one.comments),
            trigger=None if one.trigger is None else self._moved(one.trigger),
            escape=one.escape,
        )

    def _span(self, span: Span) -> Span:
        return Span(span.start + self._by, span.end + self._by)

    def _word(self, word: Word) -> Word:
        return Word(word.text, word.value, self._span(word.span))

    def _heredoc(self, one: Heredoc) -> Heredoc:
        body, terminator = self._span(one.body), self._span(one.terminator)
        return Heredoc(one.name, one.expand, one.chomp, one.fd, body, terminator, one.text)
