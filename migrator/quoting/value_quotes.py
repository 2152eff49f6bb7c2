"""Double quotes around variables and commands whose value is one word (ShellCheck's SC2086 and SC2046)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Instruction
from migrator.quoting.other_warnings import other_warnings
from migrator.quoting.plain_words import in_brackets, plain_words, reads_the_same
from migrator.quoting.printed_words import Worth
from migrator.quoting.script_place import ScriptPlace, quotable_script
from migrator.quoting.variable_settings import DECLARED
from migrator.quoting.warnings import Asked, shows_another
from migrator.quoting.word_values import Values, without
from migrator.records import dataclass
from migrator.shell import program, unwrap
from migrator.shell.dollars import Dollar, Place
from migrator.shell.simple import DECLARES
from migrator.source import Edit, Span

_NAMED = re.compile(r"\$\{?[#!]?(?P<name>[A-Za-z_]\w*)")
_UNHARMED = re.compile(r"\$(?:[#?$!*@-]|\{[#?$!*@-]\}|\{#\w+\})")
"""Numbers, and what quotes would make something else of: none of these rules."""
_ALTERNATIVE = re.compile(r"\$\{\w+:?\+")
_SPLIT_ON_PURPOSE = re.compile(r"\$\(\s*(?:seq|pgrep)\b")
_PLAIN = re.compile(r"[\w./:@%+=,-]*")
_TAME = re.compile(r"[^(){}\\]*")
_HEAD = re.compile(r"--?[\w-]+=|-[A-Za-z](?=\$)|[A-Za-z_]\w*=")
_URL = re.compile(r"['\"]?[a-z][a-z+]*://[\w.-]")
_TARGET = re.compile(r"\d*(?:>>?|<)[^<>&|(]")
_COMMENT = re.compile(r"`\s*#[^`\n]*`")
"""A comment between the lines of a command: what it leaves is no word, and has to stay none."""
_OF_A_CALL = re.compile(r"\$\{?[0-9@*#]")
_TAKE_NO_FILES = frozenset(
    {
        *("curl", "wget", "git", "echo", "printf", "pip", "pip3", "uv", "npm", "apt-get", "apk"),
        *("dnf", "yum"),
        *("test", "["),
    }
)
"""Programs whose words are no patterns of files: what the shell would make of ``*`` there is not meant."""
_ONE_WORD = frozenset({Worth.ONE, Worth.PRINTED, Worth.NAMED})


@dataclass(frozen=True, slots=True)
class Quoted:
    """What gets quotes in one RUN: the expansions, the edits, and the worst that is known of a value."""

    texts: tuple[str, ...]
    edits: tuple[Edit, ...]
    worth: Worth


@dataclass(frozen=True, slots=True)
class Unquoted:
    """What a linter asks about in one RUN, and may be several words."""

    texts: tuple[str, ...]
    span: Span


def value_quotes(dockerfile: Dockerfile, run: Instruction) -> Iterator[Quoted | Unquoted]:
    """Give the quotes that a RUN may get, and what has to stay without; of each kind all get them or none."""
    place = quotable_script(dockerfile, run)
    if place is None or not place.places:
        return
    found = _Quotes(dockerfile, run, place)
    left = [each for each in found.asked if found.is_doubtful(each)]
    if left:
        yield Unquoted(_texts(left), min(each.dollar.span for each in left))
    if found.settled and not found.would_show_another:
        worth = max(found.worth_in_quotes(each) or Worth.UNKNOWN for each in found.settled)
        yield Quoted(_texts(found.settled), tuple(found.edits()), worth)


def plain_edits(dockerfile: Dockerfile, run: Instruction) -> tuple[Asked, ...]:
    """Give what of the plain words of a RUN is written anew (see `plain_words`)."""
    place = quotable_script(dockerfile, run)
    if place is None:
        return ()
    found = plain_words(dockerfile, place)
    settled = tuple(each for each in found if each.edits)
    if not settled or shows_another((*found, *_Quotes(dockerfile, run, place).warnings), settled):
        return ()
    return settled


def _texts(places: list[Place]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.dollar.text for each in places))


class _Quotes:
    """The unquoted expansions of one RUN."""

    def __init__(self, dockerfile: Dockerfile, run: Instruction, place: ScriptPlace) -> None:
        self._source = dockerfile.source
        self._place = place
        self._values = Values(dockerfile, run, place.script, place.dollars)
        self._plain = plain_words(dockerfile, place)

    @cached_property
    def asked(self) -> list[Place]:
        """Those that ShellCheck asks about, by what it knows."""
        return [each for each in self._place.places if self._is_asked(each)]

    @cached_property
    def settled(self) -> list[Place]:
        """Those that get quotes: of each kind all or none."""
        left = {_code(each) for each in self.asked if self.worth_in_quotes(each) is None}
        return [each for each in self.asked if _code(each) not in left]

    @property
    def warnings(self) -> tuple[Asked, ...]:
        """What ShellCheck asks about, plain words aside."""
        return (*other_warnings(self._place), *map(_as_asked, self.asked))

    @property
    def would_show_another(self) -> bool:
        """Tell whether hadolint would show another warning, when plain words are written anew as well."""
        spans = {each.dollar.span for each in self.settled}
        plain = (each for each in self._plain if each.edits or (each.code == "SC2006" and each.span in spans))
        return shows_another((*self._plain, *self.warnings), (*plain, *map(_as_asked, self.settled)))

    def _is_asked(self, place: Place) -> bool:
        dollar = place.dollar
        if place.command is None:
            return True
        if dollar.is_command:
            return not _SPLIT_ON_PURPOSE.match(dollar.text) and not _only_echoes(place)
        if dollar.is_arithmetic or _UNHARMED.match(dollar.text) or _ALTERNATIVE.match(dollar.text):
            return False
        match = _NAMED.match(dollar.text)
        if match is None:
            return True
        name = match["name"]
        return not self._values.is_declared(name) and not self._values.is_written(name, dollar.span)

    def worth_in_quotes(self, place: Place) -> Worth | None:
        """Give what is known of a value that may stand in quotes; None where it has to stay."""
        literal = without(place.word.text, self._parts(place))
        tame = literal is not None and _TAME.fullmatch(literal.replace('\\"', ""))
        if (
            not tame
            or not self._can_be_quoted(place.dollar)
            or _is_declaration(place)
            or self._values.sets_ifs
        ):
            return None
        worth = self._values.of(place.dollar)
        if worth is Worth.NAMED and not self._stands_for_itself(place):
            return None
        if worth in _ONE_WORD:
            return worth
        if place.redirect:
            return worth if worth is not Worth.MANY and _TARGET.match(place.word.text) else None
        return worth if self._is_held(place, worth) else None

    def _stands_for_itself(self, place: Place) -> bool:
        """Tell whether the name of a file is all of a word, in the folder where it was looked for.

        Else a pattern that fits nothing, which is the name then, is looked for once more where it is used.
        """
        moved = any(each.name in ("cd", "pushd", "popd") for each in self._place.script.commands)
        return self._around(place) == ("", "") and not moved

    def is_doubtful(self, place: Place) -> bool:
        """Tell whether a value stays without quotes, and nobody has written that it is several words."""
        if self.worth_in_quotes(place) is not None or _is_declaration(place):
            return False
        if _COMMENT.fullmatch(place.dollar.text):
            return False
        return self._values.of(place.dollar) is not Worth.MANY

    def _is_held(self, place: Place, worth: Worth) -> bool:
        """Tell whether what stands around a value keeps the word one word, or a blank would tear it."""
        before, behind = self._around(place)
        if worth is Worth.SOME:
            return bool(before or behind)
        if worth is Worth.MANY or (place.command and program(unwrap(place.command)) in ("eval", None)):
            return False
        if _OF_A_CALL.match(place.dollar.text) or not re.search(r"\w", behind):
            return False
        name = program(unwrap(place.command)) if place.command else None
        return bool(_URL.match(before)) or (bool(before) and name in _TAKE_NO_FILES)

    def _around(self, place: Place) -> tuple[str, str]:
        """Give the literal text of a word before and behind an expansion, without quotes."""
        texts = ["", ""]
        at = side = 0
        for each in self._parts(place):
            found = place.word.text.find(each.text, at)
            texts[side] += place.word.text[at:found]
            at = found + len(each.text)
            side = 1 if each.span == place.dollar.span else side
        texts[side] += place.word.text[at:]
        before, behind = (re.sub("[\"']", "", text) for text in texts)
        return before, behind

    def _parts(self, place: Place) -> tuple[Dollar, ...]:
        return self._place.dollars.of_word(place.word, place.nesting)

    def _can_be_quoted(self, dollar: Dollar) -> bool:
        """Tell whether an expansion is read the same between double quotes, where it stands."""
        if self._place.is_in_body(dollar.span) or not self._is_in_plain_backticks(dollar):
            return False
        if dollar.text.startswith("`"):
            return '"' not in dollar.text and reads_the_same(self._source, self._place, dollar)
        return dollar.is_command or not re.search("['\"\\\\`]", dollar.text)

    def _is_in_plain_backticks(self, dollar: Dollar) -> bool:
        """Tell whether backticks around an expansion, if there are any, read as ``$( )`` does."""
        if "`" not in dollar.nesting:
            return True
        around = self._backticks_around(dollar)
        return len(around) == 1 and reads_the_same(self._source, self._place, around[0])

    def _backticks_around(self, dollar: Dollar) -> list[Dollar]:
        return [each for each in self._place.dollars.around(dollar.span) if each.text.startswith("`")]

    # edits

    def edits(self) -> Iterator[Edit]:
        """Give the quotes: around whole words where they are plain, else around the expansions alone."""
        words: dict[Span, list[Place]] = {}
        for each in self.settled:
            words.setdefault(each.word.span, []).append(each)
        for found in self._new_brackets:
            yield from in_brackets(found)
        for places in words.values():
            start = self._start_of_whole(places[0])
            spans = [each.dollar.span for each in places]
            for span in spans if start is None else [Span(start, places[0].word.span.end)]:
                yield Edit.at(span.start, '"')
                yield Edit.at(span.end, '"')

    @property
    def _new_brackets(self) -> tuple[Dollar, ...]:
        """The commands in backticks that get quotes, or stand in some and get quotes inside."""
        dollars = [each.dollar for each in self.settled]
        own = (each for each in dollars if each.text.startswith("`"))
        around = (outer for each in dollars for outer in self._backticks_around(each) if outer.quoted)
        return tuple(dict.fromkeys((*own, *around)))

    def _start_of_whole(self, place: Place) -> int | None:
        """Give where quotes around all of a word begin; None where each expansion gets its own."""
        word = place.word
        beside = [each for each in self._place.places if each.word is word]
        literal = without(word.text, self._parts(place))
        if place.redirect or literal is None or not _PLAIN.fullmatch(literal):
            return None
        if self._source.slice(word.span) != word.text:
            return None
        if any(self.worth_in_quotes(each) is None or "`" in each.dollar.text[:1] for each in beside):
            return None
        head = _HEAD.match(word.text)
        return word.span.start + (head.end() if head else 0)


def _code(place: Place) -> str:
    if place.command is None:
        return "SC2231"
    return "SC2046" if place.dollar.is_command else "SC2086"


def _as_asked(place: Place) -> Asked:
    return Asked(_code(place), place.dollar.text, place.dollar.span)


def _only_echoes(place: Place) -> bool:
    """Tell whether it is all that ``echo`` says: ShellCheck asks what that is for (SC2005)."""
    command = place.command
    texts = [word.text for word in command.words] if command else []
    return texts == ["echo", place.dollar.text]


def _is_declaration(place: Place) -> bool:
    """Tell whether ``export`` hands on what a command prints: ShellCheck asks for two commands then."""
    declares = place.command is not None and place.command.name in DECLARES
    return declares and place.dollar.is_command and bool(DECLARED.match(place.word.text))
