"""The table of what Python has lost, and which texts may use something of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from migrator.knowledge import Knowledge
from migrator.knowledge.tables import Fields
from migrator.records import dataclass
from migrator.source import Edit

TABLE = "removed-python.toml"
BY_SETUPTOOLS = frozenset({"distutils", "pkg_resources", "setuptools"})
"""What is there again where setuptools is installed."""

Version = tuple[int, ...]
TESTS = "unittest.TestCase."
PARSERS = ("configparser.ConfigParser.", "configparser.RawConfigParser.")
_ARGUMENT = re.compile(r"(?P<function>[\w.]+)\((?P<argument>\w+)=(?P<letter>\w?)\)")
_DYNAMIC = re.compile(r"\b(?:import_module|__import__)\b")


@dataclass(frozen=True, slots=True)
class Row:
    """One name: the version without it, another name for the same (empty: none), what to look at else.

    One of an argument, ``json.loads(encoding=)``, has a `call`.
    """

    name: str
    gone: Version
    module: bool
    same: str
    instead: str
    call: Call | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """An argument of a function: its place where it may stand without its name, else None.

    With a `letter` it is that one in the argument's text. An `idle` one had no effect before it went.
    """

    function: str
    argument: str
    letter: str
    place: int | None
    idle: bool


@dataclass(frozen=True, slots=True)
class Removed:
    """One use of such a name; `edits` say the same in every version, empty where that cannot be done."""

    row: Row
    line: int
    edits: tuple[Edit, ...] = ()


@lru_cache(maxsize=4)
def rows_of(knowledge: Knowledge) -> Mapping[str, Row]:
    """Give the rows of the table by their names; raises TableError."""
    found: dict[str, Row] = {}
    for name in knowledge.names(TABLE):
        take = Fields(knowledge.row(TABLE, name) or {}, f"{TABLE}: {name}")
        gone = tuple(map(int, take.text("gone").split(".")))
        same, instead = take.text("same"), take.text("instead")
        found[name] = Row(name, gone, take.flag("module"), same, instead, _call(name, take))
    return found


def _call(name: str, take: Fields) -> Call | None:
    match = _ARGUMENT.fullmatch(name)
    if match is None:
        return None
    place = take.text("place")
    function, argument, letter = match.groups()
    return Call(function, argument, letter, int(place) if place else None, take.flag("idle"))


@lru_cache(maxsize=1024)
def _needle(name: str) -> tuple[str, re.Pattern[str], re.Pattern[str]]:
    """Give what a text must hold to be worth parsing for `name`: a word, that word alone, and its use.

    Most files hold nothing of it, and a plain word is found a hundred times faster than a pattern.
    """
    if (match := _ARGUMENT.fullmatch(name)) is not None:
        return _needle_of_call(*match.groups())
    home, _, word = name.rpartition(".")
    alone = re.compile(rf"\b{word}\b")
    if not home:
        return word, alone, re.compile(rf"^[^#\n]*\b(?:import|from)\b[^\n]*\b{word}\b", re.MULTILINE)
    if name.startswith((TESTS, *PARSERS)):
        return word, alone, re.compile(rf"\.{word}\b")
    first = home.partition(".")[0]
    used = rf"\b{re.escape(name)}\b|\bfrom[ \t]+{re.escape(home)}[ \t]+import\b|\b{first}[ \t]+as\b"
    return word, alone, re.compile(used)


def _needle_of_call(
    function: str, argument: str, letter: str
) -> tuple[str, re.Pattern[str], re.Pattern[str]]:
    word = function.rpartition(".")[2]
    if letter:
        return letter, re.compile(rf"[\"'][a-z+]*{letter}[a-z+]*[\"']"), re.compile(rf"\b{word}\b")
    # An argument by its place is written without its name; there is one such function.
    by_place = rf"|\b{word}\b[^\n]*," if function == "random.shuffle" else ""
    return word, re.compile(rf"\b{word}\b"), re.compile(rf"\b{argument}[ \t]*={by_place}")


def may_use(text: str, names: Iterable[str]) -> bool:
    """Tell whether a text is worth parsing for one of `names`."""
    dynamic = _DYNAMIC.search(text) is not None
    for name in names:
        word, alone, used = _needle(name)
        if word not in text or not alone.search(text):
            continue
        if used.search(text) or (dynamic and re.search(rf"[\"']{re.escape(name)}\b", text)):
            return True
    return False
