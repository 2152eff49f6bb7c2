"""Simple commands: assignments, words and redirects."""

from __future__ import annotations

from dataclasses import field

from migrator import regex as re
from migrator.records import dataclass
from migrator.shell.lexer import Lexer
from migrator.shell.reader import Pending, ShellError
from migrator.source import Word

_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\[[^\]\s'\"$`]*\])?\+?=")
_REDIRECT = re.compile(r"(?:[0-9]+(?!&)|\{[A-Za-z_]\w*\})?(<<<|<<-?|<>|<&|&>>|&>|>>|>\||>&|<(?!\()|>(?!\())")
DECLARES = frozenset({"declare", "typeset", "local", "export", "readonly"})
"""Commands that set the variables among their words."""
_QUOTES = re.compile(r"['\"\\]")


@dataclass(slots=True)
class Simple:
    """A simple command while it is read; `places` are those of `words` in the text."""

    start: int
    end: int
    assignments: list[Word] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    redirects: list[Word] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    heredocs: list[Pending] = field(default_factory=list)


class SimpleCommands(Lexer):
    """Reads simple commands."""

    def simple(self) -> Simple:
        """Read a simple command; empty where none stands here."""
        simple = Simple(self.pos, self.pos)
        while self._member(simple):
            simple.end = self.pos
            self.blanks()
        return simple

    def redirects(self) -> int | None:
        """Read the redirects of a compound command; give the end of the last one."""
        simple = Simple(self.pos, self.pos)
        self.blanks()
        while self._redirect(simple):
            simple.end = self.pos
            self.blanks()
        return simple.end if simple.redirects else None

    def _member(self, simple: Simple) -> bool:
        start = self.pos
        if self._redirect(simple):
            return True
        if start >= self.end or self.peek() in "\n;&|()":
            return False
        match = _ASSIGNMENT.match(self.text, start, self.end)
        if match and not simple.words:
            simple.assignments.append(self._assignment(match.end()))
            return True
        takes_arrays = match is not None and simple.words[0].value in DECLARES
        simple.words.append(self._assignment(match.end()) if match and takes_arrays else self.word())
        simple.places.append((start, self.pos))
        return True

    def _assignment(self, behind: int) -> Word:
        if not self.text.startswith("(", behind, self.end):
            return self.word()
        start = self.pos
        self.pos = behind + 1
        self.newlines()
        while self.peek() != ")":
            self.word()
            self.newlines()
        self.pos += 1
        return Word(self.text[start : self.pos], None, self.logical.span(start, self.pos))

    def _redirect(self, simple: Simple) -> bool:
        match = _REDIRECT.match(self.text, self.pos, self.end)
        if not match:
            return False
        start = self.pos
        self.pos = match.end()
        self.blanks()
        heredoc = match[1] in ("<<", "<<-")
        value = self._opener(simple, chomp=match[1] == "<<-") if heredoc else self.word().value
        text = None if value is None else match[0] + value
        simple.redirects.append(Word(self.text[start : self.pos], text, self.logical.span(start, self.pos)))
        return True

    def _opener(self, simple: Simple, *, chomp: bool) -> str:
        start = self.pos
        word = self.delimiter()
        if "\n" in word:
            raise ShellError("a here-document's delimiter has a line end")
        heredoc = Pending(word, chomp, expand=not _QUOTES.search(self.text[start : self.pos]))
        self.pending.append(heredoc)
        simple.heredocs.append(heredoc)
        return word
