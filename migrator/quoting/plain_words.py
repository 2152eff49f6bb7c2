"""Words that mean the same in quotes, in ``$( )`` or behind ``./``, whatever any variable holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from migrator import regex as re
from migrator.dockerfile import Dockerfile
from migrator.quoting.script_place import ScriptPlace
from migrator.quoting.warnings import Asked
from migrator.requirements.installers import installer_words
from migrator.shell import Command, program, unwrap
from migrator.shell.dollars import Dollar
from migrator.source import Edit, Source, Word

_INSTALLERS = re.compile(r"pip[0-9.]*|uv|uvx|pipx")
_EXTRAS = re.compile(
    r"(?P<quoted>[\w./:@%+=-]*\[[A-Za-z][\w.-]*(?:,[A-Za-z][\w.-]*)*\])(?:[=~!@][\w./:@%+=,~!#*^-]*)?",
    re.ASCII,
)
"""What follows tells it from a pattern for files (``dist/[ab]*.whl``)."""
_VERBS = frozenset({"install", "add", "wheel", "download", "inject", "upgrade"})
_BRACKETS = re.compile(r"\[([\w.,-]+)\]")
_OPTION = re.compile(r"--?[\w-]+=")
_VARIABLE = re.compile(r"\$\w+|\$\{\w+\}")
_GLOBBING = re.compile(r"\b(?:nullglob|failglob)\b")
_LEADING = re.compile(r"\*[\w.*?\[\]/-]*", re.ASCII)
_COMMENT = re.compile(r"(?:\A|[\s;&|])#")
_UNLIKE = re.compile(r"\bcase\b|<<|\\|\A\(")
_EXTRACTS = re.compile(r"-?[a-zA-Z]*x[a-zA-Z]*|--extract|--get")
_ARCHIVE = re.compile(r"-[a-zA-Z]*f|--file|(?P<bare>[a-zA-Z]*x[a-zA-Z]*f)")
_KEEPS_NAMES = re.compile(r"--par.*|--bac.*|--suf.*|--sym.*|-[a-zA-Z]*[bsS].*")
_PACKAGE = re.compile(r"\.(?:whl|tar\.gz)\Z")


def plain_words(dockerfile: Dockerfile, place: ScriptPlace) -> tuple[Asked, ...]:
    """Give the extras, backticks and leading wildcards that ShellCheck asks about in a RUN."""
    found = (*_extras(dockerfile.source, place), *_backticks(dockerfile.source, place), *_globs(place))
    return tuple(each for each in found if each.code)


def _extras(source: Source, place: ScriptPlace) -> list[Asked]:
    """Give the requirements with extras without quotes: all of a RUN, if one looks like a mistake."""
    if "[" not in place.text.text:
        return []
    found: list[Asked] = []
    for command in place.commands:
        words = installer_words(command)
        installs = bool(words) and bool(_INSTALLERS.fullmatch(words[0])) and _installs(words)
        for word in command.arguments:
            asked = _looks_like_a_range(word.text)
            edits = _around_extras(source, word) if installs and not _GLOBBING.search(place.text.text) else ()
            if asked or edits:
                found.append(Asked("SC2102" if asked else "", word.text, word.span, edits))
    if any(each.code for each in found):
        return [Asked("SC2102", each.text, each.span, each.edits) for each in found]
    return []


def _installs(words: tuple[str, ...]) -> bool:
    """Tell whether pip or uv is told requirements: not ``uv run``, whose words are another program's."""
    return not _VERBS.isdisjoint(words[1:5]) and "run" not in words[1:3]


def _looks_like_a_range(text: str) -> bool:
    """Tell whether brackets hold a character twice, which no pattern needs."""
    inside = [match[1] for match in _BRACKETS.finditer(text)] if not set("'\"\\`").intersection(text) else []
    return any("-" not in each and len(set(each)) < len(each) for each in inside)


def _around_extras(source: Source, word: Word) -> tuple[Edit, ...]:
    """Give quotes around a requirement, up to its extras where a variable follows, which may be empty."""
    match = _EXTRAS.match(word.text)
    if match is None or source.slice(word.span) != word.text:
        return ()
    behind = word.text[match.end() :]
    if behind and not _VARIABLE.match(behind):
        return ()
    option = _OPTION.match(word.text)
    start = word.span.start + (option.end() if option else 0)
    end = word.span.start + match.end("quoted") if behind else word.span.end
    return Edit.at(start, '"'), Edit.at(end, '"')


def _backticks(source: Source, place: ScriptPlace) -> Iterator[Asked]:
    """Give the commands in backticks; they stay where their output is split, which is asked about as well."""
    if "`" not in place.text.text:
        return
    split = {each.dollar.span for each in place.places}
    for each in place.dollars.all:
        if each.text.startswith("`"):
            same = each.span not in split and reads_the_same(source, place, each)
            yield Asked("SC2006", each.text, each.span, in_brackets(each) if same else ())


def in_brackets(found: Dollar) -> tuple[Edit, Edit]:
    """Give the edits that make ``$( )`` of backticks."""
    return Edit(found.span.start, found.span.start + 1, "$("), Edit(found.span.end - 1, found.span.end, ")")


def reads_the_same(source: Source, place: ScriptPlace, found: Dollar) -> bool:
    """Tell whether a command is read in backticks as in ``$( )``: no escapes, and brackets that match."""
    text, written = found.text[1:-1], source.slice(found.span)[1:-1]
    if not text.strip() or _UNLIKE.search(text) or (found.quoted and '"' in text):
        return False
    if found.inside or "`" in found.nesting or place.is_in_body(found.span):
        return False
    if "#" in text and (_COMMENT.search(text) or text != written):
        return False
    return source.text[found.span.start - 1] != "$" and _is_balanced(text)


def _is_balanced(text: str) -> bool:
    level = 0
    for char in re.sub(r"'[^']*'", "", text):
        level += {"(": 1, ")": -1}.get(char, 0)
        if level < 0:
            return False
    return level == 0


def _globs(place: ScriptPlace) -> Iterator[Asked]:
    """Give the words that begin with a wildcard; ``./`` for those where nothing tells ``./a`` from ``a``."""
    if "*" not in place.text.text:
        return
    for command in place.commands:
        inner = unwrap(command)
        operands = _OPERANDS.get(program(inner) or "")
        fitting = {word.span for word in operands(inner)} if operands else frozenset()
        for word in inner.arguments if program(inner) not in ("echo", "printf") else ():
            if word.text.startswith("*"):
                fits = word.span in fitting and bool(_LEADING.fullmatch(word.text))
                edits = (Edit.at(word.span.start, "./"),) if fits else ()
                yield Asked("SC2035", word.text, word.span, edits)


def _all(command: Command) -> Iterator[Word]:
    """Give what stands before ``--``, behind which a name may begin with a dash."""
    for word in command.arguments:
        if word.text == "--":
            return
        yield word


def _behind_first(command: Command) -> Iterator[Word]:
    """Give the files of chmod and chown, behind what they get."""
    operands = (word for word in _all(command) if not word.text.startswith("-"))
    next(operands, None)
    yield from operands


def _copied(command: Command) -> Iterator[Word]:
    """Give the sources of cp and mv, of which the last part alone counts: not with ``--parents``."""
    if not any(_KEEPS_NAMES.fullmatch(word.text) for word in command.arguments):
        yield from tuple(_all(command))[:-1]


def _opened(command: Command) -> Iterator[Word]:
    """Give the archive that tar takes apart, where no members of it are named."""
    words = command.arguments
    if not any(_EXTRACTS.fullmatch(word.text) for word in words):
        return
    for index, flag in enumerate(words[:-1]):
        match, behind = _ARCHIVE.fullmatch(flag.text), words[index + 2 : index + 3]
        if match and (not match["bare"] or not index) and not (behind and behind[0].text[0] != "-"):
            yield words[index + 1]


def _packages(command: Command) -> Iterator[Word]:
    """Give the files that pip or uv installs."""
    words = installer_words(command)
    if "install" in words and _INSTALLERS.fullmatch(words[0]):
        yield from (word for word in command.arguments if _PACKAGE.search(word.text))


_OPERANDS: Mapping[str, Callable[[Command], Iterator[Word]]] = {
    "rm": _all,
    "cat": _all,
    "chmod": _behind_first,
    "chown": _behind_first,
    "chgrp": _behind_first,
    "cp": _copied,
    "mv": _copied,
    "tar": _opened,
    "pip": _packages,
    "pip3": _packages,
    "python": _packages,
    "python3": _packages,
    "uv": _packages,
}
