"""The shell's words: quoting, and what a word means where that is known."""

from __future__ import annotations

from migrator import regex as re
from migrator.shell.expansion import Expansions, Value
from migrator.shell.reader import ShellError
from migrator.source import Word

_SIMPLE = re.compile(r"[A-Za-z0-9_./:=,@%+^-]+(?=[ \t\n;&|]|\Z)")
_PLAIN = re.compile(r"[^ \t\n'\"\\$`|&;<>()]+")
_IN_DOUBLE = re.compile(r"[^\"\\$`]+")
_IN_HEREDOC = re.compile(r"[^\\$`]+")


class Lexer(Expansions):
    """Reads words."""

    def word(self) -> Word:
        """Read one word; raises ShellError where none stands or a quote is not closed."""
        start = self.pos
        match = _SIMPLE.match(self.text, start, self.end)
        if match:
            self.pos = match.end()
            return Word(match[0], match[0], self.logical.span(start, self.pos))
        value = Value()
        self._parts(value)
        return self._word(start, value.result())

    def regex(self) -> Word:
        """Read the right side of ``=~``: parentheses and bars belong to it."""
        start, level = self.pos, 0
        while self.pos < self.end:
            char = self.peek()
            if level == 0 and char in " \t\n)":
                break
            if not self.quoted(Value()):
                level += {"(": 1, ")": -1}.get(char, 0)
                self.pos += 1
        return self._word(start, None)

    def _word(self, start: int, value: str | None) -> Word:
        if self.pos == start:
            raise ShellError(f"unexpected {self.here()}")
        return Word(self.text[start : self.pos], value, self.logical.span(start, self.pos))

    def _parts(self, value: Value) -> None:
        while self.pos < self.end:
            match = _PLAIN.match(self.text, self.pos, self.end)
            if match:
                value.literal(match[0])
                self.pos = match.end()
                if self.peek() == "(" and match[0][-1] in "?*+@!":
                    value.known = False
                    self._group()
            elif self.at("<(") or self.at(">("):
                value.known = False
                self.pos += 2
                self.substitution("<(")
            elif not self.quoted(value):
                return

    def quoted(self, value: Value) -> bool:
        """Read a quoted part, an escape or an expansion; False where none begins here."""
        match self.peek():
            case "'":
                value.quoted(self._single())
            case '"':
                self.double(value)
            case "\\":
                self._escape(value)
            case "$":
                self.dollar(value, quoted=False)
            case "`":
                value.known = False
                self.backticks(quoted=False)
            case _:
                return False
        return True

    def _group(self) -> None:
        """Read an extended glob's ``( | )``."""
        self.deeper()
        self.pos += 1
        while self.peek() != ")":
            if self.pos >= self.end:
                raise ShellError("a ( is not closed")
            if self.peek() == "(":
                self._group()
            elif not self.quoted(Value()):
                self.pos += 1
        self.pos += 1
        self.depth -= 1

    def _single(self) -> str:
        stop = self.text.find("'", self.pos + 1, self.end)
        if stop < 0:
            raise ShellError("a single quote is not closed")
        body = self.text[self.pos + 1 : stop]
        self.pos = stop + 1
        return body

    def _escape(self, value: Value) -> None:
        char = self.peek(1)
        self.pos = min(self.pos + 2, self.end)
        if char != "\n":
            value.quoted(char or "\\")

    def double(self, value: Value) -> None:
        """Read a double-quoted part."""
        self.deeper()
        self.pos += 1
        value.quoted("")
        self._inside(_IN_DOUBLE, '"', value)
        if self.peek() != '"':
            raise ShellError("a double quote is not closed")
        self.pos += 1
        self.depth -= 1

    def expanded(self, start: int, end: int) -> None:
        """Read the expansions in ``text[start:end]``, the body of a here-document."""
        saved = self.pos, self.end, self.pending
        self.pos, self.end, self.pending = start, end, []
        self.deeper()
        self._inside(_IN_HEREDOC, "", Value())
        self.depth -= 1
        self.pos, self.end, self.pending = saved

    def _inside(self, plain: re.Pattern[str], closer: str, value: Value) -> None:
        """Read text in which only ``$``, backticks and some escapes mean something."""
        while self.pos < self.end and self.peek() != closer:
            match = plain.match(self.text, self.pos, self.end)
            if match:
                value.quoted(match[0])
                self.pos = match.end()
            elif self.peek() == "$":
                self.dollar(value, quoted=True)
            elif self.peek() == "`":
                value.known = False
                self.backticks(quoted=bool(closer))
            else:
                char = self.peek(1)
                self.pos = min(self.pos + 2, self.end)
                if char != "\n":
                    value.quoted(char if char and char in "$`\\" + closer else "\\" + char)
