"""Reads a whole source into instructions, and refuses what BuildKit refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from migrator import regex as re
from migrator.dockerfile.grammar import Parts, heredoc_openers, json_words, split_line
from migrator.dockerfile.lexer import SPACES, LexError
from migrator.dockerfile.model import Comment, Directive, Heredoc, Instruction, UnreadableError
from migrator.dockerfile.operands import COPIES, PAIRS, check_pairs, words
from migrator.dockerfile.scanner import Scanner, Statement
from migrator.memory import remembered
from migrator.records import dataclass
from migrator.source import Source, Span, Word

KEYWORDS = frozenset(
    {
        *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL"),
        *("MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
    }
)
"""Every instruction that BuildKit knows."""

_JSON = frozenset({"RUN", "CMD", "ENTRYPOINT", "SHELL", "ADD", "COPY", "VOLUME", "HEALTHCHECK"})
_HEREDOCS = frozenset({"RUN", "COPY", "ADD"})
_MAY_BE_EMPTY = frozenset({"RUN", "CMD", "ENTRYPOINT"})
_NO_TRIGGER = frozenset({"ONBUILD", "FROM", "MAINTAINER"})
_TEMPLATE = re.compile(r"\{\{|\{%|\{#|<%|@@|%%")
_STAGE_NAME = re.compile(r"[a-z][a-z0-9\-_.]*\Z")
_BLANK = re.compile(r"[\t\n\v\f\r ]+")
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a file holds, in file order."""

    directives: tuple[Directive, ...]
    comments: tuple[Comment, ...]
    instructions: tuple[Instruction, ...]
    escape: str


def read(source: Source) -> Reading:
    """Read all instructions of a source; raises UnreadableError."""
    scanner = Scanner(source)
    instructions = [instruction() for _, instruction in statements(source, scanner)]
    if not instructions:
        raise UnreadableError(max(1, scanner.line), "there is no instruction in this file")
    return Reading(tuple(scanner.directives), tuple(scanner.comments), tuple(instructions), scanner.escape)


def statements(source: Source, scanner: Scanner) -> Iterator[tuple[Statement, Callable[[], Instruction]]]:
    """Give each statement that follows, and what reads it: to be called before the next is asked for."""
    while (statement := scanner.statement()) is not None:
        yield statement, _Reader(source, scanner, statement).instruction


class _Reader:
    """Makes one instruction of one statement."""

    def __init__(self, source: Source, scanner: Scanner, statement: Statement) -> None:
        self._source = source
        self._scanner = scanner
        self._statement = statement
        self._line = statement.line
        self._escape = scanner.escape

    def instruction(self) -> Instruction:
        """Give the instruction, its trigger and its heredocs included; raises UnreadableError."""
        parts = split_line(self._statement.logical, self._escape, self._line)
        keyword = self._keyword(parts.keyword)
        json = self._json(keyword, parts)
        inner = self._trigger_parts(parts) if keyword == "ONBUILD" else None
        inner_keyword = self._keyword(inner.keyword) if inner else keyword
        inner_json = self._json(inner_keyword, inner) if inner else json
        heredocs = self._heredocs() if inner_keyword in _HEREDOCS and inner_json is None else ()
        if inner is None:
            return self._build(self._statement.start, parts, keyword, json, heredocs, None)
        start = inner.keyword_span.start
        trigger = self._build(start, inner, inner_keyword, inner_json, heredocs, None)
        return self._build(self._statement.start, parts, keyword, json, heredocs, trigger)

    def _keyword(self, word: str) -> str:
        if word.upper() in KEYWORDS and word.isascii():
            return word.upper()
        if not word:
            raise UnreadableError(self._line, "a continuation with no instruction in it")
        shown = repr(word if len(word) <= _SHOWN else word[:_SHOWN] + "…")
        if _TEMPLATE.search(word):
            raise UnreadableError(self._line, f"{shown} is template syntax: give the rendered Dockerfile")
        message = f"unknown instruction {shown}: this may be a template, or no Dockerfile at all"
        raise UnreadableError(self._line, message)

    def _json(self, keyword: str, parts: Parts) -> tuple[Word, ...] | None:
        if keyword not in _JSON:
            return None
        if keyword != "HEALTHCHECK":
            return json_words(parts.value, 0, self._line)
        blank = _BLANK.search(parts.value.text)
        return json_words(parts.value, blank.end(), self._line) if blank else None

    def _trigger_parts(self, parts: Parts) -> Parts:
        if not parts.value.text:
            raise UnreadableError(self._line, "ONBUILD needs an instruction")
        inner = split_line(parts.value, self._escape, self._line)
        if inner.keyword.upper() in _NO_TRIGGER:
            raise UnreadableError(self._line, f"ONBUILD cannot hold {inner.keyword.upper()}")
        return inner

    def _heredocs(self) -> tuple[Heredoc, ...]:
        try:
            openers = heredoc_openers(self._statement.logical.text)
        except LexError as error:
            raise UnreadableError(self._line, str(error)) from error
        except RecursionError:
            raise UnreadableError(self._line, "variables are nested too deeply") from None
        return tuple(self._scanner.heredoc(opener, self._line) for opener in openers)

    def _build(
        self,
        start: int,
        parts: Parts,
        keyword: str,
        json: tuple[Word, ...] | None,
        heredocs: tuple[Heredoc, ...],
        trigger: Instruction | None,
    ) -> Instruction:
        lines = self._lines()
        instruction = Instruction(
            keyword=keyword,
            span=Span(start, self._end(start, lines)),
            lines=lines,
            line=self._line,
            end_line=self._scanner.line,
            keyword_span=parts.keyword_span,
            flags=parts.flags,
            value=parts.value,
            heredocs=heredocs,
            json=json,
            comments=self._statement.comments,
            trigger=trigger,
            escape=self._escape,
        )
        _check(instruction)
        return instruction

    def _end(self, start: int, lines: Span) -> int:
        """Give the offset after the last character; blanks at the end count in a comment only."""
        end = start + len(self._source.text[start : lines.end].rstrip(SPACES))
        comments = self._statement.comments
        return max(end, comments[-1].end) if comments else end

    def _lines(self) -> Span:
        starts, text, last = self._source.line_starts, self._source.text, self._scanner.line
        start = starts[self._line - 1]
        if start == 0 and text.startswith("\ufeff"):
            start = 1
        return Span(start, starts[last] if last < len(starts) else len(text))


def _check(instruction: Instruction) -> None:
    """Refuse what BuildKit refuses when it makes a command of an instruction."""
    keyword, line = instruction.keyword, instruction.line
    if keyword in PAIRS:
        check_pairs(instruction)
    elif not instruction.value.text:
        if keyword not in _MAY_BE_EMPTY:
            raise UnreadableError(line, f"{keyword} needs an argument")
    elif keyword in COPIES:
        if len(words(instruction)) < 2:
            raise UnreadableError(line, f"{keyword} needs a source and a destination")
    elif keyword == "SHELL" and not instruction.json:
        raise UnreadableError(line, "SHELL needs a JSON array of at least one string")
    elif keyword == "VOLUME" and instruction.json == ():
        raise UnreadableError(line, "VOLUME needs an argument")
    elif keyword == "HEALTHCHECK":
        _check_healthcheck(instruction)
    elif keyword == "FROM":
        from_words(instruction)


def _check_healthcheck(instruction: Instruction) -> None:
    kind, *rest = _BLANK.split(instruction.value.text, maxsplit=1)
    if kind.upper() not in ("NONE", "CMD"):
        raise UnreadableError(instruction.line, f"HEALTHCHECK knows CMD and NONE, not {kind[:_SHOWN]!r}")
    if kind.upper() == "NONE" and rest:
        raise UnreadableError(instruction.line, "HEALTHCHECK NONE takes no arguments")
    if kind.upper() == "CMD" and (not rest or instruction.json == ()):
        raise UnreadableError(instruction.line, "HEALTHCHECK CMD needs a command")


@remembered
def from_words(instruction: Instruction) -> tuple[Word, Word | None]:
    """Give the image and the stage name of a FROM; raises UnreadableError."""
    from dockerfile_parse.parser import image_from

    found = words(instruction)
    image, name = image_from(instruction.value.text)
    expected = [image, found[1].text if len(found) > 1 else "", name] if name else [image]
    if [word.text for word in found] != expected:
        hint = " (template syntax?)" if _TEMPLATE.search(instruction.value.text) else ""
        message = f"FROM wants an image, or an image, AS and a stage name{hint}"
        raise UnreadableError(instruction.line, message)
    if name and not _STAGE_NAME.match(name.lower()):
        raise UnreadableError(instruction.line, f"{name[:_SHOWN]!r} cannot be the name of a stage")
    return found[0], found[2] if name else None
