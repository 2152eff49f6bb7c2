"""Answers of a forge, read by key and type: a missing or odd value is empty and never a crash."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.records import dataclass


@dataclass(frozen=True)
class Record:
    """A JSON object, or nothing where the answer was none."""

    data: object

    def _at(self, path: tuple[str, ...]) -> object:
        value = self.data
        for key in path:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value

    def text(self, *path: str) -> str:
        """Give the string at `path`, or ""."""
        value = self._at(path)
        return value if isinstance(value, str) else ""

    def number(self, *path: str) -> int:
        """Give the whole number at `path`, or 0."""
        value = self._at(path)
        return value if isinstance(value, int) and not isinstance(value, bool) else 0

    def flag(self, *path: str) -> bool | None:
        """Give the truth value at `path`, or None where it is not known."""
        value = self._at(path)
        return value if isinstance(value, bool) else None

    def record(self, *path: str) -> Record:
        """Give the object at `path`."""
        return Record(self._at(path))

    def records(self, *path: str) -> tuple[Record, ...]:
        """Give the objects of the list at `path`."""
        value = self._at(path) if path else self.data
        return tuple(Record(each) for each in value) if isinstance(value, list) else ()

    def texts(self, *path: str) -> tuple[str, ...]:
        """Give the strings of the list at `path`."""
        value = self._at(path)
        return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
