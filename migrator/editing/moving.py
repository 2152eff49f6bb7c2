"""Moves instructions with the comments above them: the text side of a change of order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Instruction
from migrator.records import dataclass
from migrator.source import Edit, Span

_PRAGMA = re.compile(r"#\s*(?:dfmigrate|hadolint|checkov|kics|trivy|nosemgrep)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """An instruction with the comment lines directly above it, as whole lines.

    `spaced_above` and `spaced_below` say that a blank line stands there.
    """

    instruction: Instruction
    comments: Span
    lines: Span
    spaced_above: bool
    spaced_below: bool

    @property
    def span(self) -> Span:
        """Comments and instruction."""
        return Span(self.comments.start, self.lines.end)


def block_of(dockerfile: Dockerfile, instruction: Instruction) -> Block:
    """Give an instruction with the comments that belong to it."""
    comments = comments_above(dockerfile, instruction)
    above = blank_before(dockerfile, comments.start)
    below = blank_at(dockerfile, instruction.lines.end)
    return Block(instruction, comments, instruction.lines, above, below)


def comments_above(dockerfile: Dockerfile, instruction: Instruction) -> Span:
    """Give the comment lines that stand directly over an instruction (an empty span without any)."""
    source = dockerfile.source
    lines = (source.line_span(comment.span.start) for comment in dockerfile.comments)
    starts = {line.end: line.start for line in lines}
    start = instruction.lines.start
    while start in starts:
        start = starts[start]
    return Span(start, instruction.lines.start)


def with_comments(dockerfile: Dockerfile, instruction: Instruction) -> Span:
    """Give the lines of an instruction with the comment lines directly over it."""
    return Span(comments_above(dockerfile, instruction).start, instruction.lines.end)


def blank_before(dockerfile: Dockerfile, start: int) -> bool:
    """Tell whether a blank line, or nothing, stands above the line that begins at `start`."""
    source = dockerfile.source
    top = source.text[:start] in ("", "\ufeff")
    return top or not source.slice(source.line_span(start - 1)).strip()


def blank_at(dockerfile: Dockerfile, start: int) -> bool:
    """Tell whether a blank line begins at `start`."""
    source = dockerfile.source
    return start < len(source.text) and not source.slice(source.line_span(start)).strip()


def says(dockerfile: Dockerfile, block: Block, words: re.Pattern[str]) -> bool:
    """Tell whether the comments above an instruction speak of `words` and are no orders to a tool."""
    text = dockerfile.source.slice(block.comments)
    return bool(words.search(text)) and not orders(dockerfile, block.comments)


def orders(dockerfile: Dockerfile, comments: Span) -> bool:
    """Tell whether comments order a tool something about what stands below them."""
    return _PRAGMA.search(dockerfile.source.slice(comments)) is not None


def taken_out(dockerfile: Dockerfile, span: Span) -> Edit:
    """Give the edit that takes whole lines out; of two blank lines that would meet one goes too."""
    source = dockerfile.source
    end = span.end
    if blank_before(dockerfile, span.start) and blank_at(dockerfile, end):
        end = source.line_span(end).end
    return Edit(span.start, end, "")


def put_behind(
    dockerfile: Dockerfile, place: Instruction, texts: Sequence[tuple[str, bool]]
) -> tuple[Edit, ...]:
    """Put whole lines behind an instruction; each with whether a blank line sets it off.

    A file without a last line end keeps none.
    """
    source = dockerfile.source
    newline = source.newline
    end = place.lines.end
    parts = [(newline if spaced else "") + _ended(text, newline) for text, spaced in texts]
    if place.heredocs and parts and not texts[0][1]:
        parts[0] = newline + parts[0]  # some readers want a blank line behind a here-document
    text = "".join(parts)
    if end > 0 and source.text[end - 1] != "\n":
        return (Edit.at(end, newline + text.removesuffix(newline)),)
    return (Edit.at(end, text),)


def put_before(dockerfile: Dockerfile, at: int, texts: Iterable[tuple[str, bool]]) -> tuple[Edit, ...]:
    """Put whole lines at the line start `at`; each with whether a blank line follows it."""
    newline = dockerfile.source.newline
    text = "".join(_ended(each, newline) + (newline if spaced else "") for each, spaced in texts)
    return (Edit.at(at, text),) if text else ()


def _ended(text: str, newline: str) -> str:
    return text if text.endswith("\n") else text + newline
