"""The records a parsed Dockerfile is made of; `migrator.dockerfile` gives them to everybody else."""

from __future__ import annotations

from migrator.records import dataclass
from migrator.source import Logical, Span, Word

STARTERS = ("CMD", "ENTRYPOINT", "HEALTHCHECK")
"""The instructions whose command runs when a container does."""
WITH_COMMANDS = ("RUN", *STARTERS)
"""The instructions that hold commands."""


class UnreadableError(ValueError):
    """A file that is no Dockerfile, or one that BuildKit refuses; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Directive:
    """A parser directive (``# syntax=…``, ``# escape=…``, ``# check=…``); `name` in lower case."""

    name: str
    value: str
    line: int
    span: Span


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment line outside of every instruction, from ``#`` to the end of the line."""

    line: int
    span: Span


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag before an instruction's value: ``--from=builder``; `value` is None for ``--link``."""

    name: str
    value: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Heredoc:
    """A here-document: its delimiter, its body and what BuildKit does to it.

    `body` spans what stands between the line of the opener and the terminator line, `text` is that
    (line ends kept; tabs not yet chomped); `expand` is False for a quoted delimiter, `chomp` True
    for ``<<-``.
    """

    name: str
    expand: bool
    chomp: bool
    fd: int
    body: Span
    terminator: Span
    text: str


@dataclass(frozen=True)
class Instruction:
    """One instruction with everything a transform may edit, as spans into the source.

    `span` runs from the keyword (or from lone continuation characters before it) to the last
    character (a heredoc's terminator included, no line end); `lines` is the whole physical lines,
    indentation and last line end included. `value` is BuildKit's value: after the flags,
    continuations joined, comment lines and blank lines gone. `json` are the words of a JSON form,
    `comments` the comment lines inside continuations, `trigger` the instruction an ONBUILD holds
    (with the heredocs of the ONBUILD); `escape` is the file's escape character.
    """

    keyword: str
    span: Span
    lines: Span
    line: int
    end_line: int
    keyword_span: Span
    flags: tuple[Flag, ...]
    value: Logical
    heredocs: tuple[Heredoc, ...] = ()
    json: tuple[Word, ...] | None = None
    comments: tuple[Span, ...] = ()
    trigger: Instruction | None = None
    escape: str = "\\"

    def __hash__(self) -> int:
        return self.span.start  # it is looked up often, and one file has no two at one place

    @property
    def inner(self) -> Instruction:
        """What is done in the end: the instruction that an ONBUILD holds, any other is that itself."""
        return self.trigger or self

    def has_comment_at(self, offset: int) -> bool:
        """Tell whether a comment inside of it covers `offset`."""
        return any(offset in comment for comment in self.comments)

    def flag(self, name: str) -> Flag | None:
        """Give the last flag of that name (without dashes), or None."""
        return next((flag for flag in reversed(self.flags) if flag.name == name), None)
