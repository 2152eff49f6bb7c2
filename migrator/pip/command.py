"""pip's command line: who calls it, the command, its options and what it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field

from migrator import regex as re
from migrator.pip.table import PipRow, PipTable
from migrator.records import dataclass
from migrator.requirements.installers import in_folder
from migrator.shell import Command, program, unwrap
from migrator.source import Word

Expand = Callable[[str], str | None]
"""Gives what a text with variables becomes, None where that is not known."""

_PIP = re.compile(r"(?:(?P<folder>.*)/)?pip(?P<version>[0-9.]*)")
_PYTHON = re.compile(r"(?:.*/)?(?:python|pypy)[0-9.]*")
_PYTHON_SWITCH = re.compile(r"-[bBdEhiIOPqsSuvx]+")
_VARIABLE_PIP = re.compile(r"\$\{?\w*pip\w*\}?", re.IGNORECASE)
_PRINTERS = frozenset({"echo", "printf", "grep", "sed", "awk", "test", "["})
CHANGING = frozenset({"install", "uninstall", "wheel", "download"})
"""What pip does to more than its output."""

_EXPANSION = re.compile(r"[$`]")


@dataclass(frozen=True, slots=True)
class Given:
    """An option as it was given.

    `words` are those it takes up (options of a cluster, ``-qU``, share theirs); `value` is the text of
    its value as written, `known` what that means where it is known. `early` ones stand before the verb.
    """

    row: PipRow
    spelled: str
    words: tuple[Word, ...]
    value: str = ""
    known: str | None = None
    early: bool = False

    @property
    def name(self) -> str:
        """The option's long name."""
        return self.row.name

    @property
    def clustered(self) -> bool:
        """Whether its word holds other options too."""
        return not self.spelled.startswith("--") and len(self.words[0].text.strip("\"'")) > 2


@dataclass(frozen=True, slots=True)
class PipCall:
    """A command that runs pip, taken apart to the letter, by the table of pip's own options.

    `head` are the words up to and including ``pip``; `python` is the interpreter's word where pip is
    called as its module. `verb` is the word of pip's command, None without one. `problem` says what
    could not be understood; the rest is then incomplete.
    """

    command: Command
    head: tuple[Word, ...]
    python: Word | None
    verb: Word | None
    options: tuple[Given, ...] = ()
    operands: tuple[Word, ...] = ()
    problem: str = ""

    @property
    def name(self) -> str:
        """The verb: ``install``, ``wheel`` …, empty without one."""
        return (self.verb.value or "") if self.verb else ""

    def given(self, *names: str) -> tuple[Given, ...]:
        """Give the options of these long names, in order."""
        return tuple(one for one in self.options if one.name in names)

    def has(self, *names: str) -> bool:
        """Tell whether one of these options is given."""
        return bool(self.given(*names))


def bare(word: Word) -> str:
    """Give a word without its outer quotes, variables as written."""
    if word.value is not None:
        return word.value
    text = word.text
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text.lstrip("\"'")


def read_call(command: Command, table: PipTable, expand: Expand) -> PipCall | None:
    """Give the call of pip that a command is, wrappers (``sudo``, ``env`` …) taken off; else None.

    `expand` resolves variables in the name of the program.
    """
    inner = unwrap(command)
    if not inner.words:
        return None
    first = inner.words[0]
    name = _program(first, expand)
    if _PIP.fullmatch(name):
        return _Reader(inner, 1, None, table).call()
    module = _behind_module(inner.words)
    if module and (_PYTHON.fullmatch(name) or _EXPANSION.search(name)):
        return _Reader(inner, module, first, table).call()
    if _is_uv(name):
        return None
    if _VARIABLE_PIP.match(bare(first)) or re.match(r"(?:\S*/)?pip[0-9.]*\s", name):
        problem = f"{bare(first)} decides what is called"
        return PipCall(inner, inner.words[:1], None, None, problem=problem)
    return None


def runs_pip(command: Command) -> str | None:
    """Give the program that a command hands pip to (``conda run``, ``find -exec``); None where none does."""
    inner = in_folder(command)[1]
    values = [bare(word) for word in inner.words]
    if not values or program(inner) in _PRINTERS or _is_uv_pip(values):
        return None
    if _PIP.fullmatch(values[0]) or _behind_module(inner.words):
        return None
    for index in range(1, len(values) - 1):
        if _PIP.fullmatch(values[index]) and values[index + 1] in CHANGING:
            return " ".join(values[: 2 if values[1] == "run" else 1])
    return None


def _is_uv(name: str) -> bool:
    """Tell whether what a variable stands for is a call of uv: ``ARG pip="uv pip install --system"``."""
    return re.match(r"(?:\S*/)?uv(?:\s|\Z)", name) is not None


def _is_uv_pip(values: list[str]) -> bool:
    """Tell whether uv itself is asked, wherever it lies: ``uv -q pip``, ``venv/bin/uv pip``."""
    name = values[0].rpartition("/")[2]
    verb = next((value for value in values[1:] if not value.startswith("-")), "")
    return name == "uv" and verb == "pip"


def pip_folder(call: PipCall, expand: Expand) -> str | None:
    """Give the folder that the program is called from, as written; None where PATH decides."""
    text = bare(call.head[0])
    folder, slash, _ = text.rpartition("/")
    if not slash and (known := expand(call.head[0].text)) and "/" in known:
        folder, slash, _ = known.rpartition("/")
    return (folder or "/") if slash else None


def _program(word: Word, expand: Expand) -> str:
    if word.value is not None:
        return word.value
    return expand(word.text) or bare(word)


def _behind_module(words: tuple[Word, ...]) -> int | None:
    """Give the index behind ``-m pip``; None where no such thing follows."""
    index = 1
    while index < len(words):
        value = words[index].value or ""
        if value == "-mpip":  # in the exec form, where it is one word of JSON
            return index + 1
        if value == "-m":
            found = index + 1 < len(words) and words[index + 1].value in ("pip", "pip3")
            return index + 2 if found else None
        if value in ("-W", "-X"):
            index += 1
        elif not _PYTHON_SWITCH.fullmatch(value):
            return None
        index += 1
    return None


class _Problem(Exception):  # noqa: N818
    """What could not be understood; never leaves this module."""


@dataclass(slots=True)
class _Reader:
    """Reads what stands behind ``pip``."""

    command: Command
    start: int
    python: Word | None
    table: PipTable
    verb: Word | None = None
    options: list[Given] = field(default_factory=list)
    operands: list[Word] = field(default_factory=list)

    def call(self) -> PipCall:
        """Give the call; what it does not understand ends up in `problem`."""
        problem = ""
        try:
            self._read(iter(self.command.words[self.start :]))
        except _Problem as error:
            problem = str(error)
        return PipCall(
            self.command,
            self.command.words[: self.start],
            self.python,
            self.verb,
            tuple(self.options),
            tuple(self.operands),
            problem,
        )

    def _read(self, words: Iterator[Word]) -> None:
        for word in words:
            text = bare(word)
            if text == "--":
                self.operands += words
            elif text.startswith("--"):
                self._long(word, text, words)
            elif text.startswith("-") and len(text) > 1:
                self._short(word, text, words)
            elif self.verb is None:
                self._verb(word)
            else:
                self.operands.append(word)

    def _verb(self, word: Word) -> None:
        if word.value is None:
            raise _Problem(f"{word.text} decides what pip does")
        self.verb = word

    @property
    def _name(self) -> str:
        return (self.verb.value or "") if self.verb else ""

    def _row(self, spelled: str) -> PipRow:
        row = None if _EXPANSION.search(spelled) else self.table.option(spelled, self._name)
        if row is None:
            verb = f"pip {self._name}".strip()
            raise _Problem(f"{spelled} is no option of `{verb}` that is known here")
        return row

    def _long(self, word: Word, text: str, words: Iterator[Word]) -> None:
        spelled, equals, value = text.partition("=")
        row = self._row(spelled)
        if not row.valued:
            self._add(row, spelled, (word,))
        elif equals:
            known = value if word.value is not None else None
            self._add(row, spelled, (word,), _behind(word, f"{spelled}=", self.command.exec), known)
        else:
            self._add_valued(row, spelled, word, words)

    def _short(self, word: Word, text: str, words: Iterator[Word]) -> None:
        for index, letter in enumerate(text[1:], 1):
            row = self._row(f"-{letter}")
            if not row.valued:
                self._add(row, f"-{letter}", (word,))
                continue
            if rest := text[index + 1 :]:
                known = rest if word.value is not None else None
                value = _behind(word, text[: index + 1], self.command.exec)
                self._add(row, f"-{letter}", (word,), value, known)
            else:
                self._add_valued(row, f"-{letter}", word, words)
            return

    def _add_valued(self, row: PipRow, spelled: str, word: Word, words: Iterator[Word]) -> None:
        value = next(words, None)
        if value is None:
            raise _Problem(f"{spelled} has no value")
        text = value.value if self.command.exec and value.value is not None else value.text
        self._add(row, spelled, (word, value), text, value.value)

    def _add(
        self, row: PipRow, spelled: str, words: tuple[Word, ...], value: str = "", known: str | None = None
    ) -> None:
        self.options.append(Given(row, spelled, words, value, known, self.verb is None))


def _behind(word: Word, start: str, exec_form: bool) -> str:
    """Give the text of a word behind `start`, quoted as it was."""
    if exec_form and word.value is not None:
        return word.value[len(start) :]
    text = word.text
    if text[0] in "\"'" and text[1:].startswith(start):
        return text[0] + text[1 + len(start) :]
    return text[len(start) :] if text.startswith(start) else bare(word)[len(start) :]
