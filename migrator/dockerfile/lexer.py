"""BuildKit's word lexer: quotes, escapes and ``${…}`` the way a build reads them.

The rules are those of BuildKit's ``shell/lex.go`` (Apache-2.0), written anew. One class serves two
masters: the expansion of variables, and the search for heredoc openers, whose quirks follow from it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from migrator import regex as re
from migrator.dockerfile.patterns import PatternError, replace, trim_prefix, trim_suffix

SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What BuildKit takes for white space at the ends of a line and between words."""

UNKNOWN = "\U0010ffff"
"""Stands in a text for a value that only the build knows; whatever it ends up in is unknown too."""

Lookup = Callable[[str], str | None]
"""Gives a variable's value, UNKNOWN, or None where it is surely not set."""

_SPACE = re.compile(f"([{SPACES}]+)")
_SPECIAL_PARAMETERS = "@*#?-$!0"
_HEREDOC_BLANKS = "\t\r "


class LexError(ValueError):
    """The text is one that BuildKit refuses: an open quote, a substitution it does not know."""


@cache
def _plain(escape: str, stop: str) -> re.Pattern[str]:
    """Give what matches a run of characters that mean nothing special."""
    return re.compile("[^" + re.escape("$<'\"" + escape + stop) + "]+")


@cache
def _plain_in_quotes(escape: str) -> re.Pattern[str]:
    """Give what matches a run of characters that mean nothing special between double quotes."""
    return re.compile("[^" + re.escape('"$' + escape) + "]+")


class _Words:
    """Collects the words of one nesting level."""

    def __init__(self) -> None:
        self.buffer: list[str] = []
        self.words: list[str] = []
        self.in_word = False

    def raw(self, text: str) -> None:
        if text:
            self.buffer.append(text)
        self.in_word = True

    def split(self, text: str) -> None:
        for index, part in enumerate(_SPACE.split(text)):
            if part and index % 2:
                self.blank()
            elif part:
                self.raw(part)

    def blank(self) -> None:
        if self.in_word and self.buffer:
            self.words.append("".join(self.buffer))
            self.buffer.clear()
            self.in_word = False

    def finish(self) -> list[str]:
        if self.buffer:
            self.words.append("".join(self.buffer))
            self.buffer.clear()
        return self.words


class Lexer:
    """One pass over one text; use `expand`, `words` or `heredoc_words` below."""

    def __init__(
        self,
        text: str,
        lookup: Lookup,
        *,
        escape: str = "\\",
        raw_quotes: bool = False,
        raw_escapes: bool = False,
        keep_unset: bool = False,
    ) -> None:
        self._text = text.removeprefix("\ufeff")
        self._at = 0
        self._lookup = lookup
        self._escape = escape
        self._raw_quotes = raw_quotes
        self._raw_escapes = raw_escapes
        self._keep_unset = keep_unset

    def run(self) -> tuple[str, list[str]]:
        """Give the text with quotes and variables resolved, and the same as words.

        Raises LexError for what BuildKit refuses.
        """
        return self._until("", self._raw_escapes)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _next(self) -> str:
        char = self._text[self._at : self._at + 1]
        self._at += 1 if char else 0
        return char

    def _until(self, stop: str, raw_escapes: bool) -> tuple[str, list[str]]:
        outer, self._raw_escapes = self._raw_escapes, raw_escapes
        try:
            return self._scan(stop)
        finally:
            self._raw_escapes = outer

    def _scan(self, stop: str) -> tuple[str, list[str]]:
        result: list[str] = []
        words = _Words()
        plain = _plain(self._escape, stop)
        while char := self._peek():
            if run := plain.match(self._text, self._at):
                self._at = run.end()
                result.append(run.group())
                words.split(run.group())
            elif char == stop:
                self._at += 1
                return "".join(result), words.finish()
            else:
                self._special(char, result, words)
        if stop:
            raise LexError(f"unexpected end of statement while looking for matching {stop}")
        return "".join(result), words.finish()

    def _special(self, char: str, result: list[str], words: _Words) -> None:
        if char == self._escape:
            self._escaped(result, words)
        elif char == "$":
            text = self._dollar()
            result.append(text)
            words.split(text)
        else:
            text = self._opener() if char == "<" else self._single() if char == "'" else self._double()
            result.append(text)
            words.raw(text)

    def _escaped(self, result: list[str], words: _Words) -> None:
        escape = self._next()
        if self._raw_escapes:
            words.raw(escape)
            result.append(escape)
        if char := self._next():
            words.raw(char)
            result.append(char)

    def _opener(self) -> str:
        """Read ``<``, or ``<<`` with the blanks that may stand before a heredoc's name."""
        self._at += 1
        if self._peek() != "<":
            return "<"
        start = self._at + 1
        self._at = start
        while self._peek() and self._peek() in _HEREDOC_BLANKS:
            self._at += 1
        return "<<" + self._text[start : self._at]

    def _single(self) -> str:
        end = self._text.find("'", self._at + 1)
        if end < 0:
            raise LexError("unexpected end of statement while looking for matching single-quote")
        start, self._at = self._at, end + 1
        return self._text[start : end + 1] if self._raw_quotes else self._text[start + 1 : end]

    def _double(self) -> str:
        quote = '"' if self._raw_quotes else ""
        result = [quote]
        self._at += 1
        while char := self._peek():
            if char == '"':
                self._at += 1
                return "".join([*result, quote])
            if char == "$":
                result.append(self._dollar())
            elif char == self._escape:
                result.append(self._escaped_in_quotes())
            elif run := _plain_in_quotes(self._escape).match(self._text, self._at):
                result.append(run.group())
                self._at = run.end()
        raise LexError("unexpected end of statement while looking for matching double-quote")

    def _escaped_in_quotes(self) -> str:
        char = self._next()
        following = self._peek()
        kept = char if self._raw_escapes else ""
        if not following:
            return kept
        return kept + (self._next() if following in ('"', "$", self._escape) else char)

    def _dollar(self) -> str:
        self._at += 1
        if self._peek() != "{":
            name = self._name()
            value = self._lookup(name) if name else "$"
            return value if value is not None else f"${name}" if self._keep_unset else ""
        self._at += 1
        if not self._peek():
            raise LexError("missing '}'")
        if self._peek() in "{}:":
            raise LexError("bad substitution")
        return self._braced(self._name())

    def _name(self) -> str:
        start = self._at
        first = self._peek()
        if first.isdecimal():
            while self._peek().isdecimal():
                self._at += 1
        elif first and first in _SPECIAL_PARAMETERS:
            self._at += 1
        else:
            while (char := self._peek()).isalpha() or char.isdecimal() or char == "_":
                self._at += 1
        return self._text[start : self._at]

    def _braced(self, name: str) -> str:
        modifier = self._next()
        if modifier == "}":
            value = self._lookup(name)
            return value if value is not None else f"${{{name}}}" if self._keep_unset else ""
        if modifier == "/":
            return self._replacement(name)
        if modifier == ":":
            modifier += self._next()
        elif not modifier or modifier not in "+-?#%":
            raise LexError(f"unsupported modifier ({modifier}) in substitution")
        return self._modified(name, modifier)

    def _modified(self, name: str, modifier: str) -> str:
        kind = modifier[-1]
        pattern = kind in "#%"
        if pattern and len(modifier) > 1:
            raise LexError(f"unsupported modifier ({modifier}) in substitution")
        word, _ = self._until("}", pattern)
        value = self._lookup(name)
        if value is None and self._keep_unset:
            return f"${{{name}{modifier}{word}}}"
        if pattern:
            return _trimmed(value or "", kind, word)
        if kind not in "-+?":
            raise LexError(f"unsupported modifier ({modifier}) in substitution")
        return _chosen(name, value, modifier, word)

    def _replacement(self, name: str) -> str:
        everywhere = self._peek() == "/"
        self._at += 1 if everywhere else 0
        pattern, _ = self._until("/", True)
        new, _ = self._until("}", True)
        value = self._lookup(name)
        if value is None and self._keep_unset:
            return f"${{{name}/{pattern}/{new}}}"
        known = UNKNOWN not in (value or "") + pattern + new
        if not known or (everywhere and "$" in new):  # there BuildKit gives $1 a meaning of its own
            return UNKNOWN
        try:
            return _known(replace(value or "", pattern, new, everywhere=everywhere))
        except PatternError as error:
            raise LexError(str(error)) from error


def _known(value: str | None) -> str:
    return UNKNOWN if value is None else value


def _trimmed(value: str, kind: str, pattern: str) -> str:
    if UNKNOWN in value or UNKNOWN in pattern:
        return UNKNOWN
    longest = pattern.startswith(kind)
    trim = trim_prefix if kind == "#" else trim_suffix
    try:
        return _known(trim(value, pattern[1:] if longest else pattern, longest=longest))
    except PatternError as error:
        raise LexError(str(error)) from error


def _chosen(name: str, value: str | None, modifier: str, word: str) -> str:
    if value is not None and UNKNOWN in value:
        return UNKNOWN
    missing = value is None or (modifier[0] == ":" and value == "")
    if modifier[-1] == "+":
        return "" if missing else word
    if modifier[-1] == "?" and missing:
        raise LexError(f"{name}: {word or 'is not allowed to be unset'}")
    return word if missing or value is None else value


def expand(text: str, lookup: Lookup, escape: str = "\\") -> str:
    """Give `text` without quotes and escapes, its variables replaced; it may hold UNKNOWN.

    Raises LexError for what BuildKit refuses.
    """
    return Lexer(text, lookup, escape=escape).run()[0] if _MEANINGFUL.search(text) else text


def literal(text: str, escape: str = "\\") -> str | None:
    """Give `text` without quotes and escapes, or None where a variable decides what it becomes."""
    if not _MEANINGFUL.search(text):
        return text
    try:
        value = expand(text, _unknown, escape)
    except (LexError, RecursionError):
        return None
    return None if UNKNOWN in value else value


_MEANINGFUL = re.compile(r"""[$'"\\`\ufeff\U0010ffff]""")


def _unknown(_name: str) -> str:
    return UNKNOWN


def _unset(_name: str) -> None:
    return None


def split_words(text: str, *, quotes: bool, escapes: bool) -> list[str]:
    """Give the words of `text`, variables left as they are; `quotes` and `escapes` say what to keep.

    It is how BuildKit looks for heredocs: bytes that are not UTF-8 become U+FFFD. Raises LexError.
    """
    readable = _SURROGATE.sub("\ufffd", text)
    lexer = Lexer(readable, _unset, raw_quotes=quotes, raw_escapes=escapes, keep_unset=True)
    return lexer.run()[1]


_SURROGATE = re.compile("[\udc80-\udcff]")
