"""One TOML file of facts, read row by row so that a large table costs nothing at start."""

from __future__ import annotations

import enum
import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn, TypeVar

from migrator import regex as re

Row = Mapping[str, object]
_E = TypeVar("_E", bound=enum.Enum)

_ROW = re.compile(r'^"([^"\\\n]+)" = (\{[^\n]*\})[ \t]*$', re.MULTILINE)
_KEY = re.compile(r"(?<=[{,] )([A-Za-z0-9_-]+) = ")
_LINE = r'(?:"[^"\\\n]+" = \{[^\n]*\}[ \t]*|[ \t]*(?:#[^\n]*)?)'
_LINES = re.compile(rf"(?:{_LINE}\n)*+{_LINE}")


class TableError(Exception):
    """A table is not TOML, or a row has a field of the wrong type; the message names file and row."""


class Table:
    """The rows of one file, ``"name" = { field = value, … }``.

    A file that has one row on each line is searched as text and only the wanted row is parsed; any
    other TOML of the same meaning is accepted and parsed as a whole.
    """

    def __init__(self, name: str, text: str, rows: Mapping[str, object] | None = None) -> None:
        self.name = name
        self._text = text
        self._given = rows
        self._rows: dict[str, Row | None] = {}

    @classmethod
    def read(cls, folder: Path, name: str) -> Table:
        """Give the table `name` of `folder`; one that is not there has no rows. Raises TableError.

        A TOML file in place of the folder holds several tables, each under its name: ``[packages]``.
        """
        if folder.is_file():
            return cls(f"{folder}: {name}", "", sections(folder).get(name.removesuffix(".toml"), {}))
        file = folder.joinpath(name)
        try:
            return cls(str(file), file.read_text("utf-8") if file.is_file() else "")
        except (OSError, UnicodeDecodeError) as error:
            raise TableError(f"{file}: {error}") from error

    @cached_property
    def _whole(self) -> Mapping[str, object] | None:
        """All rows, where the file has to be parsed as a whole; None where its lines can be searched."""
        if self._given is not None:
            return self._given
        return self._parsed(self._text) if not _LINES.fullmatch(self._text) else None

    def get(self, key: str) -> Row | None:
        """Give the row of `key`, None where there is none. Raises TableError."""
        if key not in self._rows:
            self._rows[key] = self._found(key)
        return self._rows[key]

    def _found(self, key: str) -> Row | None:
        if self._whole is not None:
            return self._checked(key, self._whole[key]) if key in self._whole else None
        line = self._lines.get(key)
        return None if line is None else self._checked(key, _plain_row(line) or self._parsed(line)[key])

    @cached_property
    def _lines(self) -> Mapping[str, str]:
        """The rows as text; of two with one key, the first."""
        lines = (line for line in reversed(self._text.split("\n")) if line.startswith('"'))
        return {line[1 : line.index('"', 1)]: line for line in lines}

    def names(self) -> Iterator[str]:
        """Give the keys of all rows in the order of the file."""
        if self._whole is not None:
            yield from self._whole
        else:
            yield from (match[1] for match in _ROW.finditer(self._text))

    def _parsed(self, text: str) -> dict[str, object]:
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise TableError(f"{self.name}: {error}") from error

    def _checked(self, key: str, value: object) -> Row:
        if not isinstance(value, dict):
            raise TableError(f'{self.name}: "{key}" is not a row: {value!r}')
        return value


def _plain_row(line: str) -> object:
    """Give what stands behind ``"name" = `` where JSON says it too, but for its signs; else None.

    That is so of nearly all rows, and JSON is read ten times as fast.
    """
    if "\\" in line or "null" in line:
        return None
    text = _KEY.sub(r'"\1": ', line.partition(" = ")[2])
    try:
        return json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_constant)
    except ValueError:  # also where a text reads like a key: that ends it before its end
        return None


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is there twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is none of TOML")


def sections(file: Path) -> Mapping[str, Mapping[str, object]]:
    """Give the tables that a TOML file holds, by name without ``.toml``. Raises TableError."""
    try:
        document = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TableError(f"{file}: {error}") from error
    for key, value in document.items():
        if not isinstance(value, dict):
            raise TableError(f"{file}: {key} is no table: write [packages], and below it the rows")
    return document


class Fields:
    """Typed access to the fields of one row; a field of another type raises TableError."""

    def __init__(self, row: Row, where: str) -> None:
        self._row = row
        self.where = where

    def text(self, field: str, default: str = "") -> str:
        """Give a string."""
        value = self._row.get(field, default)
        if not isinstance(value, str):
            self._wrong(field, "a string")
        return value

    def one_of(self, kind: type[_E], field: str, default: str = "") -> _E:
        """Give a member of an enumeration by its value."""
        try:
            return kind(self.text(field, default))
        except ValueError as error:
            raise TableError(f"{self.where}: {error}") from error

    def flag(self, field: str, default: bool = False) -> bool:
        """Give a truth value."""
        value = self._row.get(field, default)
        if not isinstance(value, bool):
            self._wrong(field, "true or false")
        return value

    def names(self, field: str) -> tuple[str, ...]:
        """Give a list of strings, empty where the row does not have it."""
        value = self._row.get(field, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self._wrong(field, "a list of strings")
        return tuple(value)

    def texts(self, field: str) -> Mapping[str, str]:
        """Give a table of strings, empty where the row does not have it."""
        value = self._row.get(field, {})
        if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
            self._wrong(field, "a table of strings")
        return MappingProxyType(value)

    def _wrong(self, field: str, kind: str) -> NoReturn:
        raise TableError(f"{self.where}: {field} is not {kind}: {self._row.get(field)!r}")
