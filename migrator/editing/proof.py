"""Reading an edited instruction again: what was not taken out is still there, word for word."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from migrator.dockerfile import Dockerfile, Instruction, UnreadableError, parse
from migrator.editing.erasure import disjoint
from migrator.shell import Command, Script, script_of
from migrator.source import Edit, Source, Span, Word

_Signature = tuple[tuple[str | None, ...], tuple[str, ...]]


def is_proved(
    dockerfile: Dockerfile,
    instruction: Instruction,
    script: Script,
    edits: Sequence[Edit],
    taken: Iterable[Span],
) -> bool:
    """Tell whether, with `edits`, just the text in `taken` has left the script of an instruction.

    The remaining commands must have the same words in the same places and no comment may be lost.
    """
    again = _read_again(dockerfile, instruction, edits)
    if again is None:
        return False
    edited, found, comments = again
    now = script_of(found)
    if now.opaque is not None or script.opaque is not None:
        return now.opaque == script.opaque
    marks = disjoint(taken)
    expected = [_signature(one, marks) for one in script.commands if not _gone(one.span, marks)]
    if len(now.commands) != len(expected):
        return False
    if not all(_agrees(_signature(one, ()), old) for one, old in zip(now.commands, expected, strict=True)):
        return False
    before = Counter(dockerfile.source.slice(one) for one in (*instruction.comments, *script.comments))
    return before == Counter(edited.slice(one) for one in (*comments, *now.comments))


def _read_again(
    dockerfile: Dockerfile, instruction: Instruction, edits: Sequence[Edit]
) -> tuple[Source, Instruction, tuple[Span, ...]] | None:
    """Read the edited instruction in a file of its own, with all comments in it."""
    start, end = instruction.lines.start, instruction.lines.end
    lines = Source(dockerfile.source.path, dockerfile.source.text[start:end])
    body = lines.splice(Edit(edit.start - start, edit.end - start, edit.text) for edit in edits).text
    edited = Source(lines.path, f"# escape={dockerfile.escape}\nFROM scratch\n{body}")
    try:
        again = parse(edited)
    except UnreadableError:
        return None
    if len(again.instructions) != 2:
        return None
    found = again.instructions[1]
    comments = (*found.comments, *(comment.span for comment in again.comments))
    return edited, found.inner, comments


def _gone(span: Span, marks: Sequence[Span]) -> bool:
    index = bisect_right(marks, span.start, key=lambda mark: mark.start) - 1
    return index >= 0 and marks[index].covers(span)


def _signature(command: Command, marks: Sequence[Span]) -> _Signature:
    words = (*command.assignments, *command.words, *command.redirects)
    return tuple(_text(word, marks) for word in words if not _gone(word.span, marks)), command.nesting


def _text(word: Word, marks: Sequence[Span]) -> str | None:
    """Give a word as written; None where something inside it has been taken out."""
    index = bisect_left(marks, word.span.start, key=lambda mark: mark.start)
    return None if index < len(marks) and word.span.covers(marks[index]) else word.text


def _agrees(new: _Signature, old: _Signature) -> bool:
    if new[1] != old[1] or len(new[0]) != len(old[0]):
        return False
    return all(before is None or before == now for now, before in zip(new[0], old[0], strict=True))
