"""A place in a shell text: blanks, comments, line ends and the here-documents behind them."""

from __future__ import annotations

from migrator import regex as re
from migrator.records import dataclass
from migrator.source import Logical, Span

MAX_DEPTH = 50
"""Levels of nesting that are read; no script that people wrote comes near it."""

_BLANKS = re.compile(r"(?:[ \t]|\\\n)+")
_QUOTING = re.compile(r"\\(.)|['\"]", re.DOTALL)


class ShellError(Exception):
    """The body cannot be read as shell; the message says why."""


@dataclass(slots=True)
class Pending:
    """A here-document; `body` (its place in the text) and `span` are set once it has been read."""

    delimiter: str
    chomp: bool
    expand: bool
    body: tuple[int, int] | None = None
    span: Span | None = None


class Reader:
    """Reads `logical` from `pos` to `end`; what it steps over is never looked at twice."""

    def __init__(self, logical: Logical, depth: int = 0) -> None:
        self.logical = logical
        self.text = logical.text
        self.pos = 0
        self.end = len(logical.text)
        self.depth = depth
        self.pending: list[Pending] = []
        self.comments: list[Span] = []

    def expanded(self, start: int, end: int) -> None:
        """Read the expansions in ``text[start:end]``, the body of a here-document."""
        raise NotImplementedError

    def at(self, text: str) -> bool:
        """Tell whether `text` stands here."""
        return self.text.startswith(text, self.pos, self.end)

    def peek(self, ahead: int = 0) -> str:
        """Give the character `ahead` of here, "" behind the end."""
        place = self.pos + ahead
        return self.text[place] if place < self.end else ""

    def here(self) -> str:
        """Give what stands here in the form that messages show."""
        return repr(self.text[self.pos : min(self.pos + 2, self.end)].strip() or self.peek() or "the end")

    def deeper(self) -> None:
        """Count one level of nesting; raises ShellError where no sane script goes."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ShellError("it is nested too deeply")

    def blanks(self) -> None:
        """Skip blanks, line continuations and a comment."""
        match = _BLANKS.match(self.text, self.pos, self.end)
        if match:
            self.pos = match.end()
        if self.peek() == "#":
            stop = self._line_end()
            self.comments.append(self.logical.span(self.pos, stop))
            self.pos = stop

    def newlines(self) -> None:
        """Skip blanks, comments and line ends; bodies of here-documents are read on the way."""
        self.blanks()
        while self.peek() == "\n":
            self.newline()
            self.blanks()

    def newline(self) -> None:
        """Step over one line end and over the here-documents that begin behind it."""
        self.pos += 1
        pending, self.pending = self.pending, []
        for heredoc in pending:
            self._body(heredoc)

    def delimiter(self) -> str:
        """Read a here-document's delimiter: quotes are taken off and nothing is expanded."""
        start = self.pos
        while self.pos < self.end and self.peek() not in " \t\n;&|()<>":
            if self.peek() in "'\"":
                self.pos = self.text.find(self.peek(), self.pos + 1, self.end)
                if self.pos < 0:
                    raise ShellError("a quote is not closed")
            elif self.peek() == "\\":
                self.pos += 1
            elif self.peek() in "$`":
                raise ShellError("a here-document's delimiter is computed")
            self.pos += 1
        self.pos = min(self.pos, self.end)
        if self.pos == start:
            raise ShellError("a here-document has no delimiter")
        return _QUOTING.sub(lambda match: match[1] or "", self.text[start : self.pos])

    def _line_end(self) -> int:
        stop = self.text.find("\n", self.pos, self.end)
        return self.end if stop < 0 else stop

    def _body(self, heredoc: Pending) -> None:
        start = self.pos
        while self.pos < self.end:
            stop = self._line_end()
            line = self.text[self.pos : stop]
            if (line.lstrip("\t") if heredoc.chomp else line) == heredoc.delimiter:
                heredoc.body = (start, self.pos)
                heredoc.span = self.logical.span(start, stop)
                if heredoc.expand:
                    self.expanded(start, self.pos)
                self.pos = min(stop + 1, self.end)
                return
            self.pos = stop + 1
        raise ShellError(f"the here-document {heredoc.delimiter} has no end")
