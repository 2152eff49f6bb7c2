"""What an instruction's value says: words, NAME=VALUE pairs, the parts of COPY and ADD."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from migrator import regex as re
from migrator.dockerfile.grammar import BLANKS, heredoc_opener
from migrator.dockerfile.lexer import SPACES, LexError, literal
from migrator.dockerfile.model import Heredoc, Instruction, UnreadableError
from migrator.memory import remembered
from migrator.paths import plain_source
from migrator.records import dataclass
from migrator.source import Span, Word

PAIRS = frozenset({"ENV", "ARG", "LABEL"})
LISTS = frozenset({"FROM", "COPY", "ADD", "EXPOSE", "VOLUME"})
COPIES = frozenset({"COPY", "ADD"})
_SHELLS = frozenset({"RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK", "ONBUILD"})
_SHOWN = 40
_GLOB = re.compile(r"[*?\[]")
_SPLITTER_LIMIT = 4096
_UNLIKE_BUILDKIT = re.compile("[\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Assignment:
    """One pair of ENV, ARG or LABEL; `value` is None for an ARG without default.

    `name` is without quotes; `value.text` is as written, `value.value` without quotes and escapes,
    or None where a variable decides.
    """

    name: str
    value: Word | None
    span: Span


@dataclass(frozen=True, slots=True)
class Copy:
    """The parts of COPY or ADD; sources that are here-documents stand in `heredocs` alone."""

    sources: tuple[Word, ...]
    destination: Word
    from_: str | None
    chown: str | None
    chmod: str | None
    heredocs: tuple[Heredoc, ...]

    @property
    def from_context(self) -> tuple[str, ...]:
        """The sources as paths in the build context; none where a stage or an image is copied from.

        Patterns are kept, and so is a variable.
        """
        return () if self.from_ else tuple(plain_source(word.value or word.text) for word in self.sources)


@remembered
def words(instruction: Instruction) -> tuple[Word, ...]:
    """Give the words of a value with spans: split as BuildKit does for that keyword.

    JSON words where there is a JSON form. The shell forms of RUN, CMD, ENTRYPOINT and HEALTHCHECK,
    and ONBUILD, are one word without a known value: the shell reads them, not BuildKit.
    """
    keyword, value = instruction.keyword, instruction.value
    if instruction.json is not None:
        return tuple(_json_word(instruction, word) for word in instruction.json)
    if not value.text:
        return ()
    if keyword in PAIRS:
        return tuple(_word(instruction, *place) for place in _pair_places(value.text, instruction.escape))
    if keyword in LISTS:
        return tuple(_word(instruction, *place) for place in _list_places(value.text))
    whole = Span(value.offset(0), value.offset(len(value.text), end=True))
    if keyword in _SHELLS or keyword == "SHELL":
        return (Word(value.text, None, whole),)
    return (Word(value.text, literal(value.text, instruction.escape), whole),)


@remembered
def assignments(instruction: Instruction) -> tuple[Assignment, ...]:
    """Give the pairs of ENV, ARG or LABEL in order; nothing for other keywords.

    Raises UnreadableError for what BuildKit refuses.
    """
    if instruction.keyword not in PAIRS:
        return ()
    check_pairs(instruction)
    text = instruction.value.text
    places = _pair_places(text, instruction.escape)
    if _is_old_form(instruction, *places[0]):
        return (_old_pair(instruction),)
    return tuple(_pair(instruction, start, end) for start, end in places)


def is_legacy(instruction: Instruction) -> bool:
    """Tell whether an ENV or LABEL is written ``NAME the whole rest``, as one pair without ``=``."""
    if instruction.keyword not in ("ENV", "LABEL"):
        return False
    return _is_old_form(instruction, *_pair_places(instruction.value.text, instruction.escape)[0])


def pair_words(text: str, escape: str) -> list[str]:
    """Give the words of an ENV, ARG or LABEL, quotes and escapes kept."""
    return [text[start:end] for start, end in _without_lone_escape(_split(text, escape), text, escape)]


def check_pairs(instruction: Instruction) -> None:
    """Raise UnreadableError where BuildKit refuses the value of an ENV, ARG or LABEL."""
    keyword, text = instruction.keyword, instruction.value.text
    places = _without_lone_escape(_split(text, instruction.escape), text, instruction.escape)
    if not places:
        raise UnreadableError(instruction.line, f"{keyword} needs an argument")
    if _is_old_form(instruction, *places[0]):
        if not BLANKS.search(text):
            raise UnreadableError(instruction.line, f"{keyword} {_shown(text)} has no value")
        return
    for start, end in places:
        equals = text.find("=", start, end)
        if equals == start:
            raise UnreadableError(instruction.line, f"{keyword}: a name is blank")
        if equals < 0 and keyword != "ARG":
            word = _shown(text[start:end])
            raise UnreadableError(instruction.line, f"no = in {word}: {keyword} wants NAME=VALUE")


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def _is_old_form(instruction: Instruction, start: int, end: int) -> bool:
    """Tell from the first word whether this is ``ENV NAME the whole rest``."""
    return instruction.keyword != "ARG" and "=" not in instruction.value.text[start:end]


@remembered
def copy_parts(instruction: Instruction) -> Copy:
    """Give the parts of COPY or ADD.

    Raises ValueError for another keyword, UnreadableError where source or destination is missing.
    """
    if instruction.keyword not in COPIES:
        raise ValueError(f"{instruction.keyword} copies nothing")
    found = words(instruction)
    if len(found) < 2:
        raise UnreadableError(instruction.line, f"{instruction.keyword} needs a source and a destination")
    sources = tuple(word for word in found[:-1] if not _is_heredoc(word.text))
    return Copy(
        tuple(_inside(_glob_aware(word)) for word in sources),
        found[-1],
        _flag_value(instruction, "from"),
        _flag_value(instruction, "chown"),
        _flag_value(instruction, "chmod"),
        instruction.heredocs,
    )


def _inside(word: Word) -> Word:
    """Give a source as BuildKit takes it: ``..`` leads nowhere above the root of what it copies from."""
    plain = plain_source(word.value or "")
    if word.value is None or plain.split("/")[0] != ".." or "://" in word.value:
        return word
    return replace(word, value=posixpath.normpath(f"/{plain}").lstrip("/") or ".")


def _flag_value(instruction: Instruction, name: str) -> str | None:
    flag = instruction.flag(name)
    return flag.value if flag else None


def _is_heredoc(text: str) -> bool:
    try:
        return heredoc_opener(text) is not None
    except LexError:
        return False


def _glob_aware(word: Word) -> Word:
    return Word(word.text, None, word.span) if word.value and _GLOB.search(word.value) else word


def _word(instruction: Instruction, start: int, end: int) -> Word:
    text = instruction.value.text[start:end]
    return Word(text, literal(text, instruction.escape), instruction.value.span(start, end))


def _json_word(instruction: Instruction, word: Word) -> Word:
    """Give a JSON word as the build sees it: it expands variables everywhere but in exec forms."""
    if instruction.keyword in _SHELLS or instruction.keyword == "SHELL":
        return word
    return Word(word.text, literal(word.value or "", instruction.escape), word.span)


def _list_places(text: str) -> list[tuple[int, int]]:
    places: list[tuple[int, int]] = []
    start = 0
    for blank in BLANKS.finditer(text):
        places.append((start, blank.start()))
        start = blank.end()
    return [*places, (start, len(text))] if text else []


def _pair(instruction: Instruction, start: int, end: int) -> Assignment:
    text = instruction.value.text[start:end]
    name, equals, _ = text.partition("=")
    value = _word(instruction, start + len(name) + 1, end) if equals else None
    return Assignment(_name(instruction, name), value, instruction.value.span(start, end))


def _old_pair(instruction: Instruction) -> Assignment:
    text = instruction.value.text
    name = BLANKS.split(text, maxsplit=1)[0]
    start = len(text) - len(text[len(name) :].lstrip("\t\v\f\r "))
    return Assignment(
        _name(instruction, name), _word(instruction, start, len(text)), instruction.value.span(0, len(text))
    )


def _name(instruction: Instruction, text: str) -> str:
    plain = literal(text, instruction.escape)
    return text if plain is None else plain


@lru_cache(maxsize=8192)  # each transform looks at the same ENV and ARG lines, thousands in a long file
def _pair_places(text: str, escape: str) -> tuple[tuple[int, int], ...]:
    """Give where the words of an ENV, ARG or LABEL stand; quotes and escapes hold words together."""
    fits = escape == "\\" and len(text) <= _SPLITTER_LIMIT and not _UNLIKE_BUILDKIT.search(text)
    split = _split_by_library(text) if fits else _split(text, escape)
    return tuple(_without_lone_escape(split, text, escape))


def _without_lone_escape(places: Iterable[tuple[int, int]], text: str, escape: str) -> list[tuple[int, int]]:
    """Leave out an escape character that stands alone at the end: it is no word."""
    found = list(places)
    if found and text[found[-1][0] :] == escape:
        found.pop()
    return found


def _split_by_library(text: str) -> Iterator[tuple[int, int]]:
    from dockerfile_parse.util import WordSplitter

    at = 0
    for word in WordSplitter(text).split(dequote=False):
        start = text.index(word, at)
        at = start + len(word)
        yield start, at


def _split(text: str, escape: str) -> Iterator[tuple[int, int]]:
    """Split like `WordSplitter`, also with another escape character, and in linear time."""
    for match in _WORD[escape].finditer(text):
        yield match.span()


def _word_pattern(escape: str) -> re.Pattern[str]:
    mark = re.escape(escape)
    single = r"'[^']*+(?:'|\Z)"
    double = rf'"(?:{mark}.|[^"{mark}])*+(?:"|{mark}?\Z)'
    plain = rf"[^{SPACES}'\"{mark}]++"
    return re.compile(rf"(?:{mark}.|{single}|{double}|{plain}|{mark}\Z)++", re.DOTALL)


_WORD = {escape: _word_pattern(escape) for escape in ("\\", "`")}
