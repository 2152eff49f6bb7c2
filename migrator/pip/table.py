"""What pip's options, commands and variables are to uv: typed rows of ``pip.toml``."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from functools import cached_property

from migrator.knowledge import Knowledge
from migrator.knowledge.tables import Fields
from migrator.memory import remembered
from migrator.records import dataclass

FILE = "pip.toml"

_SPELLED = "--"


class Fate(enum.StrEnum):
    """What becomes of something that was written for pip."""

    KEEP = "keep"
    RENAME = "rename"
    DROP = "drop"
    ENV = "env"
    OTHER = "other"
    LEAVE = "leave"
    REFUSE = "refuse"
    HARMLESS = "harmless"
    PREFIX = "prefix"
    SYSTEM = "system"
    COMMAND_LINE = "command-line"


@dataclass(frozen=True, slots=True)
class PipRow:
    """One row: an option, a command, a variable, an image … of pip's world.

    `to` is what it is called in uv, `also` what says the same there. `quiet` rows are dropped without a
    note, `values` are the values that uv takes too, `single` values may not be lists, `switch` values may
    be off, `whole` ones have to be whole numbers for uv. `given` is the value that uv wants, `unless` one
    that makes a refusal needless. `strategy` tells that indexes are added. Of an image, `interpreter` is
    its Python (``PATH``: the one that PATH finds), `home` its HOME, `users` are those beside root who may
    install into it, and one of whom it starts as; `conda` tells that its Python is conda's. `releases` are
    those that it stands on where its tag names none, each with the first version that does.
    """

    name: str
    fate: Fate
    short: str = ""
    valued: bool = False
    on: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    why: str = ""
    hint: str = ""
    quiet: bool = False
    reads: bool = False
    strategy: bool = False
    switch: bool = False
    single: bool = False
    whole: bool = False
    values: tuple[str, ...] = ()
    given: str = ""
    unless: str = ""
    debian: bool = False
    distribution: bool = False
    uv: bool = False
    python: str = ""
    version: str = ""
    interpreter: str = ""
    home: str = ""
    users: tuple[str, ...] = ()
    conda: bool = False
    releases: tuple[tuple[str, str], ...] = ()


@remembered
def pip_table(knowledge: Knowledge) -> PipTable:
    """Give the table of what is known, made once."""
    return PipTable(knowledge)


class PipTable:
    """All rows, found by what they are about; an option also by its short and abbreviated forms."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self.names = knowledge.names(FILE)
        self._rows: dict[str, PipRow | None] = {}

    def row(self, key: str) -> PipRow | None:
        """Give the row of a key (``--user``, ``pip wheel``, ``PIP_CERT``, ``image python``)."""
        if key not in self._rows:
            fields = self._knowledge.fields(FILE, key)
            self._rows[key] = None if fields is None else _row(key, fields)
        return self._rows[key]

    def option(self, name: str, verb: str) -> PipRow | None:
        """Give the option of `verb` for ``--name`` (also abbreviated, as pip allows) or ``-n``; else None."""
        if not name.startswith(_SPELLED):
            return self._by_short(verb).get(name[1:2])
        known = self._by_long(verb)
        if name in known:
            return known[name]
        found = {row.name: row for long, row in known.items() if long.startswith(name)}
        return next(iter(found.values())) if len(found) == 1 else None

    @remembered
    def of(self, kind: str) -> tuple[PipRow, ...]:
        """Give all rows whose key begins with `kind` and a blank, in the order of the table."""
        keys = [key for key in self.names if key.startswith(f"{kind} ")]
        return tuple(row for key in keys if (row := self.row(key)) is not None)

    @remembered
    def _by_long(self, verb: str) -> Mapping[str, PipRow]:
        return {long: row for long, row in self._options.items() if _knows(row, verb)}

    @remembered
    def _by_short(self, verb: str) -> Mapping[str, PipRow]:
        return {row.short: row for row in self._options.values() if row.short and _knows(row, verb)}

    @cached_property
    def _options(self) -> Mapping[str, PipRow]:
        found: dict[str, PipRow] = {}
        for key in self.names:
            if not key.startswith(_SPELLED) or (row := self.row(key)) is None:
                continue
            fields = self._knowledge.fields(FILE, key)
            aliases = () if fields is None else fields.names("aliases")
            found |= dict.fromkeys((key, *aliases), row)
        return found


def _knows(row: PipRow, verb: str) -> bool:
    return not row.on or verb in row.on


def _row(key: str, fields: Fields) -> PipRow:
    return PipRow(
        name=key.partition(" ")[2] or key,
        fate=fields.one_of(Fate, "fate", "keep"),
        short=fields.text("short"),
        valued=fields.flag("valued"),
        on=fields.names("on"),
        to=fields.names("to"),
        also=fields.names("also"),
        why=fields.text("why"),
        hint=fields.text("hint"),
        quiet=fields.flag("quiet"),
        reads=fields.flag("reads"),
        strategy=fields.flag("strategy"),
        switch=fields.flag("flag"),
        single=fields.flag("one"),
        whole=fields.flag("whole"),
        values=(*fields.texts("values"), *fields.names("only")),
        given=fields.text("as"),
        unless=fields.text("unless"),
        debian=fields.flag("debian"),
        distribution=fields.flag("distribution"),
        uv=fields.flag("uv"),
        python=fields.text("python"),
        version=fields.text("version"),
        interpreter=fields.text("interpreter"),
        home=fields.text("home"),
        users=fields.names("users"),
        conda=fields.flag("conda"),
        releases=tuple(fields.texts("releases").items()),
    )
