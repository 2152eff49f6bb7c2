"""Physical lines to logical ones: directives, comments, continuations and heredoc bodies.

The rules are those of BuildKit's ``parser/parser.go`` (Apache-2.0), written anew, with the place of
every character kept. What stands in a logical line is read by `migrator.dockerfile.grammar`.
"""

from __future__ import annotations

from migrator import regex as re
from migrator.dockerfile.lexer import SPACES
from migrator.dockerfile.model import Comment, Directive, Heredoc, UnreadableError
from migrator.records import dataclass
from migrator.source import Logical, Source, Span

_DIRECTIVE = re.compile(r"([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=(.*)\Z", re.DOTALL)
_DIRECTIVES = frozenset({"syntax", "escape", "check"})
_DIRECTIVE_BLANKS = "\t\n\f\r "
_LINE_LIMIT = 65536


@dataclass(frozen=True, slots=True)
class Opener:
    """A heredoc announced in a logical line: ``3<<-"EOF"``; see `migrator.dockerfile.model.Heredoc`."""

    name: str
    expand: bool
    chomp: bool
    fd: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One logical line, not yet read; it begins at the offset `start` of `line`, counted from 1."""

    logical: Logical
    start: int
    line: int
    comments: tuple[Span, ...]


class Scanner:
    """A walk over the lines of one source: `statement()` until it gives None.

    After a statement that announces heredocs the caller takes them with `heredoc()`, one by one.
    `directives`, `comments` and `escape` are complete when the walk is. A walk that begins behind the
    first `taken` lines, where an instruction begins, is told the escape character.
    """

    def __init__(self, source: Source, taken: int = 0, escape: str = "\\") -> None:
        self.escape = escape
        self.directives: list[Directive] = []
        self.comments: list[Comment] = []
        self._text = source.text
        self._starts = source.line_starts
        self._next = taken
        self._directives_over = taken > 0

    @property
    def line(self) -> int:
        """The line last taken, counted from 1."""
        return self._next

    def statement(self) -> Statement | None:
        """Give the next logical line, None at the end; raises UnreadableError."""
        while self._more():
            start, text = self._take()
            body = text.lstrip(SPACES)
            start += len(text) - len(body)
            if body.startswith("#"):
                self._comment(Span(start, start + len(body)), body)
                continue
            self._directives_over = True
            if body:
                return self._joined(start, body)
        return None

    def heredoc(self, opener: Opener, line: int) -> Heredoc:
        """Give the heredoc whose body begins at the next line; `line` is told where it never ends.

        Raises UnreadableError.
        """
        begin = self._starts[self._next] if self._more() else len(self._text)
        while self._more():
            start, text = self._take()
            name = text.lstrip("\t") if opener.chomp else text
            if name == opener.name:
                end = start + len(text)
                terminator = Span(end - len(name), end)
                body = Span(begin, start)
                text = self._text[begin:start]
                return Heredoc(opener.name, opener.expand, opener.chomp, opener.fd, body, terminator, text)
        raise UnreadableError(line, f"the heredoc <<{opener.name} never ends")

    def _more(self) -> bool:
        return self._next < len(self._starts) and bool(self._text)

    def _take(self) -> tuple[int, str]:
        """Give the next line's offset and its text without line end (and byte order mark)."""
        start = self._starts[self._next]
        self._next += 1
        stop = self._starts[self._next] if self._next < len(self._starts) else len(self._text)
        raw = self._text[start:stop]
        if len(raw) * 4 >= _LINE_LIMIT:
            _check_length(raw, self._next)
        if start == 0 and raw.startswith("\ufeff"):
            start, raw = 1, raw[1:]
        return start, raw.rstrip("\r\n")

    def _comment(self, span: Span, body: str) -> None:
        directive = None if self._directives_over else self._directive(span, body)
        if directive is None:
            self._directives_over = True
            self.comments.append(Comment(self._next, span))
        else:
            self.directives.append(directive)

    def _directive(self, span: Span, body: str) -> Directive | None:
        match = _DIRECTIVE.match(body[1:].lstrip(SPACES))
        if match is None or match[1].lower() not in _DIRECTIVES or not match[2]:
            return None
        name, value = match[1].lower(), match[2].strip(_DIRECTIVE_BLANKS) or match[2][-1]
        if any(directive.name == name for directive in self.directives):
            raise UnreadableError(self._next, f"only one {name} parser directive can be used")
        if name == "escape":
            self._set_escape(value)
        return Directive(name, value, self._next, span)

    def _set_escape(self, value: str) -> None:
        if value not in ("\\", "`"):
            raise UnreadableError(self._next, f"invalid escape token {value!r}: only \\ and ` are allowed")
        self.escape = value

    def _joined(self, start: int, body: str) -> Statement:
        """Join the lines that continue `body`, which begins at `start`."""
        first, line = start, self._next
        body, open_ = self._cut(body)
        if not open_:
            return Statement(Logical(body, ((0, start),)), start, line, ())
        parts: list[str] = []
        pieces: list[tuple[int, int]] = [(0, start)]
        comments: list[Span] = []
        size = 0
        while True:
            if body:
                pieces.append((size, start))
                parts.append(body)
                size += len(body)
            if not open_ or not self._more():
                break
            start, text = self._take()
            stripped = text.lstrip(SPACES)
            body = ""
            if stripped.startswith("#"):
                comments.append(Span(start + len(text) - len(stripped), start + len(text)))
            elif stripped:
                body, open_ = self._cut(text)
        placed = tuple(pieces[1:] or pieces)
        return Statement(Logical("".join(parts), placed), first, line, tuple(comments))

    def _cut(self, text: str) -> tuple[str, bool]:
        """Take the continuation character off; tell whether there was one."""
        body = text.rstrip(" \t")
        if not body.endswith(self.escape) or body.endswith(self.escape * 2):
            return text, False
        return body[:-1], True


def _check_length(raw: str, line: int) -> None:
    size = len(raw.encode("utf-8", "surrogateescape"))
    if size > _LINE_LIMIT or (size == _LINE_LIMIT and not raw.endswith("\n")):
        raise UnreadableError(
            line, f"the line is {size} bytes long; BuildKit reads at most {_LINE_LIMIT - 1}"
        )
