"""Taking words out of an instruction: what its physical lines become."""

from __future__ import annotations

import enum
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import field

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Instruction
from migrator.records import dataclass
from migrator.source import Edit, Span

_KEYWORD_ONLY = re.compile(r"\s*(?:ONBUILD\s+)?[A-Za-z]+\s*\Z", re.IGNORECASE)
_OPERATOR_ONLY = re.compile(r"\s*(?:&&|\|\|)\s*\Z")
_OPENING = frozenset(" \t(`'\"")


class _Kind(enum.Enum):
    CODE = enum.auto()
    COMMENT = enum.auto()
    BODY = enum.auto()


@dataclass(slots=True)
class _Line:
    """A physical line: `content` without indentation, continuation marker and line end."""

    kind: _Kind
    start: int
    end: int
    content: Span
    marker: bool
    cuts: list[Span] = field(default_factory=list)
    gone: bool = False
    last: bool = False

    @property
    def is_empty(self) -> bool:
        return self.content.start >= self.content.end


def erase(dockerfile: Dockerfile, instruction: Instruction, marks: Iterable[Span]) -> tuple[Edit, ...] | None:
    """Give the edits that take the text of `marks` out of an instruction.

    A physical line with nothing left goes as a whole; one that is left last loses its continuation
    marker; comment lines stay. None where the rest would read as something else.
    """
    text = dockerfile.source.text
    lines = _lines(dockerfile, instruction)
    wanted = disjoint(marks)
    ends = [mark.end for mark in wanted]
    for line in lines:
        if line.kind is not _Kind.COMMENT:
            line.cuts = _cuts(text, line, wanted, bisect_right(ends, line.start))
            line.gone = bool(line.cuts) and _rest(text, line).strip() == ""
    if any(_reads_as_comment(text, line) for line in lines):
        return None
    _settle(lines)
    return tuple(_merged(_line_edits(text, lines)))


def disjoint(marks: Iterable[Span]) -> list[Span]:
    """Give `marks` sorted, those that overlap as one."""
    found: list[Span] = []
    for mark in sorted(marks):
        if found and mark.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(mark.end, found[-1].end))
        else:
            found.append(mark)
    return found


# lines


def _lines(dockerfile: Dockerfile, instruction: Instruction) -> list[_Line]:
    source = dockerfile.source
    comments = {source.line_span(comment.start).start for comment in instruction.comments}
    found: list[_Line] = []
    at = instruction.lines.start
    while at < instruction.lines.end:
        whole = source.line_span(at)
        if whole.start in comments:
            kind = _Kind.COMMENT
        elif any(whole.start in Span(one.body.start, one.terminator.end + 1) for one in instruction.heredocs):
            kind = _Kind.BODY
        else:
            kind = _Kind.CODE
        found.append(_line(source.text, whole, kind, dockerfile.escape))
        at = whole.end
    return found


def _line(text: str, whole: Span, kind: _Kind, escape: str) -> _Line:
    end = whole.end
    while end > whole.start and text[end - 1] in "\r\n":
        end -= 1
    stop, marker = _without_marker(text, whole.start, end, "\\" if kind is _Kind.BODY else escape, kind)
    start = whole.start
    while start < stop and text[start] in " \t":
        start += 1
    return _Line(kind, whole.start, whole.end, Span(start, stop), marker)


def _without_marker(text: str, start: int, end: int, escape: str, kind: _Kind) -> tuple[int, bool]:
    stop = end
    if kind is _Kind.CODE:
        while stop > start and text[stop - 1] in " \t":
            stop -= 1
    run = stop
    while run > start and text[run - 1] == escape:
        run -= 1
    marker = (stop - run) % 2 == 1 if kind is _Kind.BODY else stop - run == 1
    stop = stop - 1 if marker else end
    while stop > start and text[stop - 1] in " \t":
        stop -= 1
    return stop, marker


def _cuts(text: str, line: _Line, marks: list[Span], first: int) -> list[Span]:
    """Give the parts of the line's content that go, joined over the blanks between them.

    `first` is the first of `marks` that ends behind the line's start.
    """
    cuts: list[Span] = []
    for index in range(first, len(marks)):
        mark = marks[index]
        if mark.start >= line.end:
            break
        start, end = max(mark.start, line.content.start), min(mark.end, line.content.end)
        if start >= end:
            continue
        if cuts and not text[cuts[-1].end : start].strip(" \t"):
            cuts[-1] = Span(cuts[-1].start, max(end, cuts[-1].end))
        else:
            cuts.append(Span(start, end))
    return [_with_blanks(text, line, cut) for cut in cuts]


def _with_blanks(text: str, line: _Line, cut: Span) -> Span:
    """Widen a cut by the blanks that only separated it from its neighbours."""
    start, end = cut.start, cut.end
    at_end = not text[end : line.content.end].strip(" \t")
    if at_end and start > line.content.start:
        while start > line.content.start and text[start - 1] in " \t":
            start -= 1
        spaced = not line.marker or text[line.content.end] in " \t"
        return Span(start if spaced else min(start + 1, cut.start), end)
    before, behind = text[start - 1 : start], text[end : end + 1]
    closes = behind in (";", ")") or (behind in ("'", '"', "`") and text[end - 1] not in "&;|, ")
    if before in (" ", "\t") and closes:
        while start > line.content.start and text[start - 1] in " \t":
            start -= 1
    elif start == line.content.start or before in _OPENING:
        while end < line.content.end and text[end] in " \t":
            end += 1
    return Span(start, end)


def _rest(text: str, line: _Line) -> str:
    parts: list[str] = []
    at = line.content.start
    for cut in line.cuts:
        parts.append(text[at : cut.start])
        at = cut.end
    parts.append(text[at : line.content.end])
    return "".join(parts)


def _reads_as_comment(text: str, line: _Line) -> bool:
    return line.kind is _Kind.CODE and bool(line.cuts) and _rest(text, line).lstrip().startswith("#")


# edits


def _line_edits(text: str, lines: list[_Line]) -> list[Edit]:
    edits = [Edit(line.start, line.end, "") for line in lines if line.gone]
    edits += [Edit.over(cut, "") for line in lines if not line.gone for cut in line.cuts]
    edits += [Edit(line.content.end, _text_end(text, line), "") for line in lines if line.last]
    edits += _pulled_up(text, lines)
    edits += _closed(text, lines)
    if lines[-1].gone and not text[lines[-1].start : lines[-1].end].endswith("\n"):
        edits += _final_newline(text, lines)
    return edits


def _settle(lines: list[_Line]) -> None:
    """Find the lines that are now the last of a logical line: they lose their marker.

    A line with nothing but a marker, there for the looks, goes when it comes to be last or first.
    """
    kept: list[_Line] = []
    for line in lines:
        if line.kind is _Kind.COMMENT or (line.kind is _Kind.CODE and line.is_empty and not line.marker):
            continue
        if not line.gone:
            kept.append(line)
        elif not line.marker:
            while kept and kept[-1].marker and kept[-1].is_empty:
                kept.pop().gone = True
            if kept:
                kept[-1].last = kept[-1].marker


def _text_end(text: str, line: _Line) -> int:
    end = line.end
    while end > line.start and text[end - 1] in "\r\n":
        end -= 1
    return end


def _pulled_up(text: str, lines: list[_Line]) -> list[Edit]:
    """Move what follows up to a keyword, or to an operator, that stands alone on its line now."""
    edits: list[Edit] = []
    for index, line in enumerate(lines):
        alone = _KEYWORD_ONLY if index == 0 else _OPERATOR_ONLY
        if line.cuts and line.marker and not line.gone and alone.match(_rest(text, line)):
            edits += _joined_to_next(line, lines[index + 1 :])
    return edits


def _closed(text: str, lines: list[_Line]) -> list[Edit]:
    """Move a semicolon that would begin a line up behind what it ends now."""
    edits: list[Edit] = []
    above: _Line | None = None
    for line in lines:
        if line.gone:
            continue
        rest = _rest(text, line)
        leads = bool(line.cuts) and line.cuts[0].start == line.content.start and rest.lstrip()[:1] == ";"
        if leads and above is not None and above.kind is _Kind.CODE and above.marker and not above.is_empty:
            blank = len(rest) - len(rest.lstrip())
            edits.append(Edit(above.content.end, line.cuts[0].end + blank, ""))
        above = line
    return edits


def _joined_to_next(line: _Line, following: list[_Line]) -> list[Edit]:
    for other in following:
        if other.gone or (other.is_empty and other.marker):
            continue
        if other.kind is not _Kind.CODE or other.is_empty:
            return []
        target = other.content.start
        if other.cuts and other.cuts[0].start == target:
            target = other.cuts[0].end
        return [Edit(line.content.end, target, " ")]
    return []


def _final_newline(text: str, lines: list[_Line]) -> list[Edit]:
    """Keep a missing last newline missing."""
    kept = [line for line in lines if not line.gone]
    return [Edit(_text_end(text, kept[-1]), kept[-1].end, "")] if kept else []


def _merged(edits: list[Edit]) -> list[Edit]:
    """Join edits that touch or lie in one another."""
    merged: list[Edit] = []
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        if merged and edit.start <= merged[-1].end:
            last = merged[-1]
            text = last.text + (edit.text if edit.text not in last.text else "")
            merged[-1] = Edit(last.start, max(last.end, edit.end), text)
        else:
            merged.append(edit)
    return merged
