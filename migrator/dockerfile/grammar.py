"""What stands in one logical line: keyword, flags, value, JSON words and heredoc openers.

The rules are those of BuildKit's ``parser/split_command.go`` and ``line_parsers.go`` (Apache-2.0),
written anew.
"""

from __future__ import annotations

import json

from migrator import regex as re
from migrator.dockerfile.lexer import SPACES, LexError, split_words
from migrator.dockerfile.model import Flag, UnreadableError
from migrator.dockerfile.scanner import Opener
from migrator.records import dataclass
from migrator.source import Logical, Span, Word

BLANKS = re.compile(r"[\t\v\f\r ]+")
"""What separates a keyword from its value, and the words of FROM, COPY, EXPOSE and VOLUME."""

_ASCII_SPACES = "\t\n\v\f\r "
_PLAIN_IN_FLAG = re.compile(r"[!#-&(-\[\]-_a-~]+")  # no blank, quote or escape character
_HEREDOC = re.compile(r"(\d*)<<(-?)[\t\n\f\r ]*([^<]*)\Z", re.ASCII)
_JSON_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"')
_JSON_BLANKS = re.compile(r"[ \t\r\n]*")
_LONE_SURROGATE = re.compile("[\ud800-\udc7f\udd00-\udfff]")


@dataclass(frozen=True, slots=True)
class Parts:
    """A logical line taken apart; `value` has no blanks at its ends."""

    keyword: str
    keyword_span: Span
    flags: tuple[Flag, ...]
    value: Logical


def split_line(logical: Logical, escape: str, line: int) -> Parts:
    """Split a logical line into keyword, flags and value; raises UnreadableError."""
    text = logical.text
    end = len(text.rstrip(SPACES))
    start = min(end, len(text) - len(text.lstrip(SPACES)))
    blank = BLANKS.search(text, start, end)
    word_end, rest = (blank.start(), blank.end()) if blank else (end, end)
    flags, at = _flags(logical, rest, end, escape, line)
    inner = text[at:end].lstrip(SPACES)
    value = logical.part(end - len(inner), end)
    return Parts(text[start:word_end], logical.span(start, word_end), flags, value)


def _flags(logical: Logical, at: int, end: int, escape: str, line: int) -> tuple[tuple[Flag, ...], int]:
    """Give the flags that begin at `at`, and the offset after them."""
    flags: list[Flag] = []
    while True:
        while at < end and logical.text[at] in _ASCII_SPACES:
            at += 1
        if not logical.text.startswith("--", at, end):
            return tuple(flags), at
        start = at
        word, at = _flag_word(logical.text, start, end, escape, line)
        if word == "--":
            return tuple(flags), at
        name, equals, value = word[2:].partition("=")
        flags.append(Flag(name, value if equals else None, logical.span(start, at)))


def _flag_word(text: str, at: int, end: int, escape: str, line: int) -> tuple[str, int]:
    """Give one flag without its quotes and escapes, and the offset after it."""
    word: list[str] = []
    quote = ""
    while at < end:
        if not quote and (plain := _PLAIN_IN_FLAG.match(text, at, end)):
            word.append(plain[0])
            at = plain.end()
            continue
        char = text[at]
        if not quote and _ends_flag(char, line):
            break
        if char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
        elif char == escape:
            at += 1
            char = text[at : min(at + 1, end)]
            if char and not quote:
                _ends_flag(char, line)
            word.append(char)
        else:
            word.append(char)
        at += 1
    return "".join(word), min(at, end)


def _ends_flag(char: str, line: int) -> bool:
    """Tell whether `char` is white space to BuildKit, which looks at single bytes here."""
    if char < "\x80":
        return char in _ASCII_SPACES
    data = char.encode("utf-8", "surrogateescape")
    if len(data) > 1 and (b"\x85" in data or b"\xa0" in data):
        raise UnreadableError(
            line, f"BuildKit cannot read {char!r} in a flag; put the flag's value in quotes"
        )
    return data in (b"\x85", b"\xa0")


def json_words(value: Logical, start: int, line: int) -> tuple[Word, ...] | None:
    """Give the words of a JSON array that begins at `start` of `value`, None for a shell form.

    Raises UnreadableError for a JSON array of anything but strings, as BuildKit does.
    """
    text = value.text
    start = len(text) - len(text[start:].lstrip(SPACES))
    if not text.startswith("[", start):
        return None
    found = _strings(text, start + 1)
    if found is None:
        _refuse_other_arrays(text[start:], line)
        return None
    return tuple(Word(text[a:b], _decoded(text[a:b]), value.span(a, b)) for a, b in found)


def _strings(text: str, at: int) -> list[tuple[int, int]] | None:
    """Give where the strings of an array stand, None where the text is no array of strings."""
    found: list[tuple[int, int]] = []
    at = _skip(text, at)
    closed = text.startswith("]", at)
    while not closed:
        match = _JSON_STRING.match(text, at)
        if match is None:
            return None
        found.append(match.span())
        at = _skip(text, match.end())
        closed = text.startswith("]", at)
        if not closed and not text.startswith(",", at):
            return None
        at = at if closed else _skip(text, at + 1)
    return found if _skip(text, at + 1) == len(text) else None


def _skip(text: str, at: int) -> int:
    match = _JSON_BLANKS.match(text, at)
    return match.end() if match else at


def _decoded(token: str) -> str:
    value = token[1:-1] if "\\" not in token else str(json.loads(token))
    return _LONE_SURROGATE.sub("\ufffd", value)


def _refuse_other_arrays(text: str, line: int) -> None:
    if not text.endswith("]"):
        return
    try:
        json.loads(text, parse_constant=_no_constant, parse_int=float)
    except (ValueError, RecursionError):
        return
    raise UnreadableError(line, "a JSON array must hold strings only")


def _no_constant(name: str) -> None:
    raise ValueError(name)


def heredoc_openers(text: str) -> tuple[Opener, ...]:
    """Give the heredocs that a logical line announces, in order.

    Raises LexError where BuildKit refuses the name of one.
    """
    if "<<" not in text:
        return ()
    try:
        words = split_words(text, quotes=True, escapes=True)
    except LexError:
        return ()
    openers = (heredoc_opener(word) for word in words)
    return tuple(opener for opener in openers if opener is not None)


def heredoc_opener(word: str) -> Opener | None:
    """Give what one word announces (``<<-EOF``), None if it is no heredoc; raises LexError."""
    match = _HEREDOC.match(word)
    if match is None or not match[3]:
        return None
    names = split_words(match[3], quotes=False, escapes=False)
    if len(names) != 1:
        return None
    quoted = split_words(match[3], quotes=True, escapes=False)
    if len(quoted) != 1:
        raise LexError(f"the name of the heredoc {word} cannot be read")
    expand = _quotes(names[0]) == _quotes(quoted[0])
    return Opener(names[0], expand, match[2] == "-", int(match[1][:9] or "0"))


def _quotes(text: str) -> int:
    return text.count("'") + text.count('"')
