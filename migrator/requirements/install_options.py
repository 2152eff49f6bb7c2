"""The words of an installer's command line, sorted, and the dependency groups that they choose."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import field

from migrator.records import dataclass
from migrator.requirements.installers import VALUED, verb_of
from migrator.requirements.names import normalised
from migrator.source import Span, Word

DEV = frozenset({"dev"})
"""The group that uv installs unless it is told otherwise."""
ALL = frozenset({"*"})
"""Stands for all groups."""

LEAVES_PROJECT_OUT = ("--no-root", "--no-install-project", "--no-install-workspace", "--no-install-local")
"""Options of uv and Poetry with which they install what a project needs and not the project."""

SEVERAL = "|"
"""What stands between the groups of a requirement that is in several of them."""

_NOWHERE = Span(0, 0)
_TOGETHER = re.compile(r"-(?P<flags>[UIqvn]+|[qvn]*d(?=G))(?P<last>[rcetifwdCpPbEG].*)?", re.DOTALL)


def apart(word: str) -> tuple[str, ...]:
    """Give the options of one letter that a word holds: ``-qUr`` is ``-q``, ``-U`` and ``-r``.

    What stands behind a letter that takes a value stays with it; a word of another kind stays whole.
    """
    match = _TOGETHER.fullmatch(word)
    if match is None:
        return (word,)
    return (*(f"-{letter}" for letter in match["flags"]), *([f"-{match['last']}"] if match["last"] else ()))


@dataclass(frozen=True, slots=True)
class GivenOption:
    """An option as it is given: its name, the words that it takes up, and its value, where it has one."""

    name: str
    words: tuple[Word, ...]
    value: Word | None = None


@dataclass
class Arguments:
    """The words of an installer after its verb: operands and options.

    Any installer's, in good faith. What is to be written anew for another one is read as a `PipCall`.
    """

    operands: list[Word] = field(default_factory=list)
    options: list[GivenOption] = field(default_factory=list)

    @classmethod
    def of(cls, words: Iterable[Word], attached: str = "rcetifwdCpP") -> Arguments:
        """Sort `words`; the value of the letters `attached` may stand right behind them."""
        found = cls()
        rest = iter(words)
        for word in rest:
            *flags, text = apart(word.unquoted)
            found.options += [GivenOption(flag, (word,)) for flag in flags]
            if not text.startswith("-") or text == "-":
                found.operands.append(word)
                continue
            name, equals, value = text.partition("=")
            if equals and name.startswith("--"):
                found.options.append(GivenOption(name, (word,), _tail(word, value)))
            elif text in VALUED and (following := next(rest, None)) is not None:
                found.options.append(GivenOption(text, (word, following), following))
            elif not name.startswith("--") and len(text) > 2 and text[1] in attached:
                found.options.append(GivenOption(text[:2], (word,), _tail(word, text[2:])))
            else:
                found.options.append(GivenOption(text, (word,)))
        return found

    def value(self, *names: str) -> Word | None:
        """Give the value of the last option of one of these names."""
        return next((each.value for each in reversed(self.options) if each.name in names), None)

    def values(self, *names: str) -> tuple[Word, ...]:
        """Give the values of the options of these names."""
        return tuple(each.value for each in self.options if each.name in names and each.value)

    def has(self, *names: str) -> bool:
        """Tell whether one of these options is given."""
        return any(each.name in names for each in self.options)


def _tail(word: Word, value: str) -> Word:
    """Give the end of a word as a word of its own."""
    plain = word.span.end - word.span.start == len(word.text) and word.text.endswith(value)
    span = Span(word.span.end - len(value), word.span.end) if plain else word.span
    return Word(value, None if word.value is None else value, span)


@dataclass(frozen=True)
class InstallLine:
    """An installer's words after its verb, as `Arguments` sorts them, for who only asks what they say."""

    operands: tuple[str, ...]
    options: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, words: tuple[str, ...]) -> InstallLine:
        """Sort the words behind a verb."""
        found = Arguments.of((Word(word, word, _NOWHERE) for word in words), attached="rceEG")
        options = ((each.name, each.value.text if each.value else "") for each in found.options)
        return cls(tuple(word.text for word in found.operands), tuple(options))

    @classmethod
    def behind_verb(cls, words: tuple[str, ...]) -> tuple[str, InstallLine]:
        """Give the verb (empty without one), and what stands behind it."""
        verb, rest = verb_of(words)
        return verb, cls.of(rest)

    def values(self, *names: str) -> tuple[str, ...]:
        """Give the values of the options of these names."""
        return tuple(value for name, value in self.options if name in names)

    def has(self, *names: str) -> bool:
        """Tell whether one of these options is given."""
        return any(name in names for name, _ in self.options)

    def listed(self, *names: str) -> frozenset[str]:
        """Give the values of options that take lists with commas or blanks."""
        return frozenset(
            normalised(part) for value in self.values(*names) for part in re.split(r"[,\s]+", value) if part
        )


@dataclass(frozen=True)
class Groups:
    """Which extras and dependency groups an installation includes, and whether also the `project`."""

    extras: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    all_extras: bool = False
    all_groups: bool = False
    project: bool = True

    @classmethod
    def of_pip(cls, line: InstallLine) -> Groups:
        """Give what the options of pip and ``uv pip`` choose."""
        return cls(line.listed("--extra"), line.listed("--group"), frozenset(), line.has("--all-extras"))

    @classmethod
    def of_uv(cls, line: InstallLine, default: frozenset[str] = DEV) -> Groups:
        """Give what the options of ``uv sync`` and ``uv run`` choose, where `default` are in without them."""
        chosen = default if not line.has("--no-default-groups", "--only-group", "--only-dev") else frozenset()
        without = line.listed("--no-group") | (DEV if line.has("--no-dev") else frozenset())
        named = line.listed("--group", "--only-group") | (
            DEV if line.has("--dev", "--only-dev") else frozenset()
        )
        everything = line.has("--all-groups") or chosen == ALL
        main = not line.has("--only-group", "--only-dev")
        groups = (named | chosen) - without
        return cls(line.listed("--extra"), groups, without, line.has("--all-extras"), everything, main)

    @classmethod
    def of_tool(cls, name: str, line: InstallLine, optional: frozenset[str] = frozenset()) -> Groups:
        """Give what the options of Poetry, Pipenv and PDM choose; `optional` groups are in by name alone."""
        if name == "pipenv":
            return cls._of_pipenv(line)
        extras = line.listed("-E", "--extras", "-G", "--group")
        only = line.listed("--only")
        if any("$" in group for group in only):  # may be any
            return cls(all_extras=True, all_groups=True)
        root = line.has("--only-root")
        kept = ("--no-dev", "--only", "--prod", "--production", "--only-main", "--no-default")
        everything = not (root or line.has(*kept))
        without = line.listed("--without") | (frozenset() if line.has("--all-groups") else optional)
        main = "main" in only if only else not (root or line.has("--no-default"))
        named = extras | only | line.listed("--with")
        return cls(extras, named, without, line.has("--all-extras"), everything, main)

    @classmethod
    def _of_pipenv(cls, line: InstallLine) -> Groups:
        """Give the groups of Pipenv, which calls them categories: those named, or the main one."""
        named = line.listed("--categories")
        dev = line.has("--dev", "-d") or bool(named & {"dev-packages", "develop"})
        main = not named or bool(named & {"packages", "default"})
        return cls(groups=named | ({"dev"} if dev else frozenset()), project=main)

    def include(self, group: str) -> bool:
        """Tell whether requirements of `group` (as `Requirement.group`) are installed."""
        return any(map(self._includes, group.split(SEVERAL)))

    def _includes(self, group: str) -> bool:
        kind, _, name = group.partition(":")
        if kind == "extra":
            return self.all_extras or normalised(name) in self.extras or (not name and bool(self.extras))
        if kind == "group":
            plain = normalised(name)
            return plain in self.groups or (self.all_groups and plain not in self.without)
        return kind == "" and self.project
