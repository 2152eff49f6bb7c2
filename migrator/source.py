"""A file's text, spans in it, and `splice`: the only string surgery in dfmigrate."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate

from migrator import regex as re
from migrator.records import dataclass

LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
"""One line of a text, with its end."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of character offsets into one `Source`."""

    start: int
    end: int

    def __contains__(self, offset: object) -> bool:
        return isinstance(offset, int) and self.start <= offset < self.end

    def covers(self, other: Span) -> bool:
        """Tell whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace the characters `start` to `end` by `text`; `start == end` inserts."""

    start: int
    end: int
    text: str

    @classmethod
    def over(cls, span: Span, text: str) -> Edit:
        """Put `text` in the place of what `span` holds."""
        return cls(span.start, span.end, text)

    @classmethod
    def at(cls, offset: int, text: str) -> Edit:
        """Put `text` before what stands at `offset`."""
        return cls(offset, offset, text)

    @property
    def span(self) -> Span:
        """What is replaced."""
        return Span(self.start, self.end)


class ConflictError(ValueError):
    """Two edits of one change overlap: a fault of the transform that made them."""


@dataclass(frozen=True)
class Source:
    """The text of one file, any bytes: what is not UTF-8 is kept as lone surrogates."""

    path: str
    text: str

    @classmethod
    def from_bytes(cls, path: str, data: bytes) -> Source:
        """Give the source of `data`; every byte string is accepted and kept."""
        return cls(path, data.decode("utf-8", "surrogateescape"))

    def to_bytes(self) -> bytes:
        """Give back the bytes, the very same where nothing was edited."""
        return self.text.encode("utf-8", "surrogateescape")

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset at which each line begins; lines end at a line feed and nowhere else."""
        ends = tuple(accumulate(map(len, LINE.findall(self.text))))
        return (0, *ends[:-1])

    @cached_property
    def newline(self) -> str:
        """The file's own line end: carriage return and line feed where the first line has both."""
        first = self.text.find("\n")
        return "\r\n" if first > 0 and self.text[first - 1] == "\r" else "\n"

    def line_of(self, offset: int) -> int:
        """Give the line, counted from 1, that holds `offset`."""
        return max(1, bisect_right(self.line_starts, offset))

    def line_span(self, offset: int) -> Span:
        """Give the whole physical line around `offset`, its line end included."""
        index = self.line_of(offset) - 1
        starts = self.line_starts
        end = starts[index + 1] if index + 1 < len(starts) else len(self.text)
        return Span(starts[index], end)

    def directly_above(self, place: Span, others: Iterable[Span]) -> Iterator[Span]:
        """Give those of `others` that stand on the lines above `place` with nothing between, upwards."""
        lines = {self.line_of(one.start): one for one in others}
        line = self.line_of(place.start) - 1
        while line in lines:
            yield lines[line]
            line -= 1

    def slice(self, span: Span) -> str:
        """Give the text of `span`."""
        return self.text[span.start : span.end]

    def __getstate__(self) -> dict[str, str]:
        return {"path": self.path, "text": self.text}  # nothing that was worked out of them is sent along

    def splice(self, edits: Iterable[Edit]) -> Source:
        """Give a new source with all edits applied; insertions at one place keep their order.

        Raises ConflictError where two edits overlap or one lies outside the text.
        """
        parts: list[str] = []
        done = 0
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            if edit.start < done or not edit.start <= edit.end <= len(self.text):
                raise ConflictError(f"{self.path}: edit {edit} overlaps what stands before it")
            parts += [self.text[done : edit.start], edit.text]
            done = edit.end
        parts.append(self.text[done:])
        return Source(self.path, "".join(parts))


@dataclass(frozen=True, slots=True)
class Logical:
    """Text as a parser sees it (continuations joined), with the way back to the source.

    `pieces` are pairs (offset in `text`, offset in the source), ascending: each piece is copied
    one to one from the source and runs to the start of the next. A character that the source does
    not have (a joined newline of a heredoc) is never the start of a word.
    """

    text: str
    pieces: tuple[tuple[int, int], ...]

    def __hash__(self) -> int:
        # One text may stand in many places, and to walk over all pieces each time takes long.
        return hash((self.text, *self.pieces[:1]))

    def offset(self, position: int, *, end: bool = False) -> int:
        """Give the source offset of `position`; with `end`, of the end of a range ending there."""
        at = position - 1 if end and position > 0 else position
        if len(self.pieces) == 1:  # nothing is continued: most instructions
            start, origin = self.pieces[0]
            return origin + position - start
        index = max(0, bisect_right(self.pieces, (at, float("inf"))) - 1)
        start, origin = self.pieces[index]
        return origin + at - start + (1 if end and position > 0 else 0)

    def span(self, start: int, end: int) -> Span:
        """Give the source span of ``text[start:end]``; what continuations hide lies inside it."""
        if len(self.pieces) == 1:
            at, origin = self.pieces[0]
            return Span(origin + start - at, origin + end - at)
        if start == end:
            return Span(self.offset(start), self.offset(start))
        return Span(self.offset(start), self.offset(end, end=True))

    def part(self, start: int, end: int) -> Logical:
        """Give ``text[start:end]`` as a logical text of its own."""
        if len(self.pieces) == 1:
            return Logical(self.text[start:end], ((0, self.offset(start)),))
        first = max(0, bisect_right(self.pieces, (start, float("inf"))) - 1)
        pieces = [(0, self.offset(start))]
        pieces += [(at - start, origin) for at, origin in self.pieces[first + 1 :] if at < end]
        return Logical(self.text[start:end], tuple(pieces))


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as written, what it means where that is known, and where it stands.

    `value` is None where a variable, a substitution or a glob decides what the word becomes.
    """

    text: str
    value: str | None
    span: Span

    @property
    def plain(self) -> str:
        """The word without its quotes, as written where it is not known what it means."""
        return self.text if self.value is None else self.value

    @property
    def unquoted(self) -> str:
        """The same, without the quotes around it also where it is not known what it means."""
        return self.text.strip("\"'") if self.value is None else self.value


def line_at(text: str, offset: int) -> int:
    """Give the line of a text, counted from 1, that holds `offset`."""
    return text.count("\n", 0, offset) + 1
