"""The table of what Python has lost, and which texts may use something of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from migrator import regex as re
from migrator.knowledge import Knowledge
from migrator.knowledge.tables import Fields
from migrator.records import dataclass
from migrator.source import Edit
from migrator.versions import numbers

TABLE = "removed-python.toml"
BY_SETUPTOOLS = frozenset({"distutils", "pkg_resources", "setuptools"})
"""What is there again where setuptools is installed."""

Version = tuple[int, ...]
TESTS = "unittest.TestCase."
_ARGUMENT = re.compile(r"(?P<function>[\w.]+)\((?P<argument>\w+)=(?P<value>\w*)\)")
_OF_VALUES = {
    "coroutine": re.compile(r"\basync[ \t]+def\b"),
    "flags": re.compile(r"\(\?[aiLmsux]+\)"),
    "set": re.compile(r"\bsample[ \t]*\(|\bsample[ \t]+as\b"),
    "unhashable": re.compile(r"\bdataclass\b"),
}
"""What a text must hold that gives an argument a value of a kind."""
_DYNAMIC = re.compile(r"\b(?:import_module|__import__)\b")


@dataclass(frozen=True, slots=True)
class Row:
    """One name: the version without it, another name for the same (empty: none), what to look at else.

    One of an argument, ``json.loads(encoding=)``, has a `call`. One of what instances have tells in `of`
    what makes these: ``threading.Thread()``. `says` is what Python does not do, where that is no name.
    """

    name: str
    gone: Version
    module: bool
    same: str
    instead: str
    call: Call | None = None
    of: tuple[str, ...] = ()
    says: str = ""

    @property
    def word(self) -> str:
        """What is written in the place where the row's thing is used."""
        return (self.call.function if self.call else self.name).rpartition(".")[2]

    @property
    def module_word(self) -> str:
        """The module that a file has to name as well; the word itself where that may be done elsewhere."""
        if self.of or self.name.startswith(TESTS):
            return self.word
        return (self.call.function if self.call else self.name).partition(".")[0]


@dataclass(frozen=True, slots=True)
class Call:
    """An argument of a function: its place where it may stand without its name, else None.

    With a `value` it is what the argument may not be: one letter in its text, else a kind that
    `bad_values` knows. An `idle` one had no effect before it went.
    """

    function: str
    argument: str
    value: str
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
    for name, take in knowledge.rows(TABLE):
        gone = numbers(take.text("gone"))
        same, instead = take.text("same"), take.text("instead")
        of = tuple(take.text("of").split())
        found[name] = Row(
            name, gone, take.flag("module"), same, instead, _call(name, take), of, take.text("says")
        )
    return found


def _call(name: str, take: Fields) -> Call | None:
    match = _ARGUMENT.fullmatch(name)
    if match is None:
        return None
    place = take.text("place")
    function, argument, value = match.groups()
    return Call(function, argument, value, int(place) if place else None, take.flag("idle"))


@lru_cache(maxsize=1024)
def _needle(row: Row) -> tuple[str, re.Pattern[str]]:
    """Give the word that a text must hold to be worth parsing for a row, and what it must hold besides."""
    if row.call is not None:
        return _needle_of_call(row.call)
    home, _, word = row.name.rpartition(".")
    if not home:
        return word, re.compile(rf"^[^#\n]*\b(?:import|from)\b[^\n]*\b{word}\b", re.MULTILINE)
    if row.name.startswith(TESTS) or row.of:
        return word, re.compile(rf"\.{word}\b")
    above, _, last = home.rpartition(".")
    used = rf"\b{re.escape(row.name)}\b|\bfrom[ \t]+{re.escape(home)}[ \t]+import\b|\b{last}[ \t]+as\b"
    if above:  # from importlib import util; import importlib as i
        first = home.partition(".")[0]
        used += rf"|\bfrom[ \t]+{re.escape(above)}[ \t]+import\b|\b{first}[ \t]+as\b"
    return word, re.compile(used)


def _needle_of_call(call: Call) -> tuple[str, re.Pattern[str]]:
    word, value = call.function.rpartition(".")[2], call.value
    if len(value) == 1:
        return word, re.compile(rf"[\"'][a-z+]*{value}[a-z+]*[\"']")
    if value:
        return word, _OF_VALUES[value]
    # An argument that is given by its place does not name itself in the text.
    return word, re.compile(word if call.place is not None else rf"\b{call.argument}[ \t]*=")


def may_use(text: str, words: frozenset[str], rows: Iterable[Row]) -> bool:
    """Tell whether a text is worth parsing for one of `rows`; `words` are all that it holds."""
    dynamic = _DYNAMIC.search(text) is not None
    for row in rows:
        word, used = _needle(row)
        if {word, row.module_word} <= words and (
            used.search(text) or (dynamic and re.search(rf"[\"']{re.escape(row.name)}\b", text))
        ):
            return True
    return False
