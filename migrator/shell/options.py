"""The options of a command line, read as getopt reads them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from migrator import regex as re
from migrator.records import dataclass
from migrator.shell.model import Command
from migrator.source import Word

_FORCE = re.compile(r"--force|-[a-zA-Z]*f[a-zA-Z]*")


@dataclass(frozen=True, slots=True)
class Argument:
    """The value given to an option: as the shell has it (`text`, quotes included) and what it means.

    `value` is None where a variable or a substitution decides.
    """

    text: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """What a command line says: options in their long form, in order, and the operands."""

    options: tuple[tuple[str, Argument | None], ...]
    operands: tuple[Word, ...]

    def has(self, *names: str) -> bool:
        """Tell whether any of these options is given."""
        return any(name in names for name, _ in self.options)

    def get(self, *names: str) -> Argument | None:
        """Give the value of the last of these options that is given."""
        values = (value for name, value in reversed(self.options) if name in names and value is not None)
        return next(values, None)


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """The options that a program takes: by letter and by name, valued ones with ``=`` behind the name.

    With `one_dash` long options may be written with a single dash and in any case, as Perl's
    Getopt::Long reads them.
    """

    letters: Mapping[str, str]
    names: tuple[str, ...]
    one_dash: bool = False

    @classmethod
    def of(cls, text: str, *, one_dash: bool = False) -> OptionSpec:
        """Read ``u/uid= m/create-home /badname``: letter, slash, name, ``=`` where a value follows."""
        letters: dict[str, str] = {}
        names: list[str] = []
        for each in text.split():
            letter, _, name = each.partition("/")
            names.append(name)
            if letter:
                letters[letter] = name
        return cls(letters, tuple(names), one_dash)

    def read(self, words: Iterable[Word]) -> Given | None:
        """Give what the arguments say; None for an option that is unknown, ambiguous or not readable."""
        options: list[tuple[str, Argument | None]] = []
        operands: list[Word] = []
        rest = list(words)
        while rest:
            word = rest.pop(0)
            text = word.plain
            if text == "--":
                operands += rest
                break
            if not text.startswith("-") or text == "-":
                operands.append(word)
                continue
            found = self._long(word, rest) if self._is_long(text) else self._cluster(word, rest)
            if found is None:
                return None
            options += found
        return Given(tuple(options), tuple(operands))

    def _is_long(self, text: str) -> bool:
        return text.startswith("--") or (self.one_dash and text[1:] not in self.letters)

    def _long(self, word: Word, rest: list[Word]) -> list[tuple[str, Argument | None]] | None:
        text = word.plain
        given, equals, value = text.lstrip("-").partition("=")
        name = self._full(given)
        if name is None or (equals and not name.endswith("=")):
            return None
        if not name.endswith("="):
            return [(name, None)]
        if equals:
            return [(name[:-1], _argument(word, value))]
        return [(name[:-1], Argument(rest[0].text, rest.pop(0).value))] if rest else None

    def _full(self, given: str) -> str | None:
        """Give the name that `given` stands for: itself, or the only one that begins with it."""
        wanted = given.lower() if self.one_dash else given
        exact = [name for name in self.names if name.rstrip("=") == wanted]
        if exact:
            return exact[0]
        begun = [name for name in self.names if wanted and name.startswith(wanted)]
        return begun[0] if len(begun) == 1 else None

    def _cluster(self, word: Word, rest: list[Word]) -> list[tuple[str, Argument | None]] | None:
        """Read ``-rmu 1000`` or ``-rmu1000``."""
        text = word.plain
        found: list[tuple[str, Argument | None]] = []
        for index, letter in enumerate(text[1:], 1):
            name = self.letters.get(letter)
            if name is None:
                return None
            if not name.endswith("="):
                found.append((name, None))
                continue
            behind = text[index + 1 :]
            if behind:
                return [*found, (name[:-1], _argument(word, behind))]
            return [*found, (name[:-1], Argument(rest[0].text, rest.pop(0).value))] if rest else None
        return found


def given_options(words: Sequence[str], *names: str) -> Iterator[tuple[str, str]]:
    """Give the options of these names with their values: ``-b X``, ``-bX``, ``--bind X``, ``--bind=X``.

    For a program whose other options are not known: no word is passed over as another option's value.
    """
    for index, word in enumerate(words):
        if word in names:
            yield from ((word, value) for value in words[index + 1 : index + 2])
            continue
        for name in names:
            if name.startswith("--") and word.startswith(f"{name}="):
                yield name, word[len(name) + 1 :]
            elif not name.startswith("--") and word.startswith(name) and not word.startswith("--"):
                yield name, word[len(name) :].removeprefix("=")


def option_values(words: Sequence[str], *names: str) -> tuple[str, ...]:
    """Give the values of the options of these names, as `given_options` reads them."""
    return tuple(value for _, value in given_options(words, *names))


def operands_of(words: Iterable[Word], valued: Collection[str]) -> Iterator[Word]:
    """Give the words that are neither options nor the values of options; those of `valued` take a word."""
    rest = iter(words)
    for word in rest:
        if not word.plain.startswith("-"):
            yield word
        elif word.plain in valued:
            next(rest, None)


def split_at_operand(words: Sequence[str], valued: Collection[str]) -> tuple[str, Sequence[str]]:
    """Give the first word that is no option and what follows it; empty where all are options."""
    index = 0
    while index < len(words) and words[index].startswith("-"):
        index += 2 if words[index] in valued else 1
    return (words[index] if index < len(words) else ""), words[index + 1 :]


def is_forced(command: Command) -> bool:
    """Tell whether a command has ``-f`` or ``--force``."""
    return any(_FORCE.fullmatch(word.text) for word in command.arguments)


def _argument(word: Word, value: str) -> Argument:
    """Give a value that is the end of a word, in the quotes that the word has."""
    if word.value is None:
        start = len(word.text) - len(value)
        opened = word.text[:start].count('"') % 2
        return Argument(f'"{word.text[start:]}' if opened else word.text[start:], None)
    if word.text.endswith(value):
        return Argument(value, value)
    head = word.text.rfind("=") + 1
    quoted = word.text[head:]
    whole = quoted[:1] in "\"'" and quoted[:1] == quoted[-1:] and len(quoted) > 1
    return Argument(quoted if whole else "'" + value.replace("'", "'\\''") + "'", value)
