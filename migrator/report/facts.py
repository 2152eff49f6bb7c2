"""Rows of the tables for people: what is known of a name, from where, how sure, and what lacks a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from migrator import regex as re
from migrator.knowledge.tables import Table, sections
from migrator.requirements.names import normalised

_PATTERNED = ("package-patterns.toml", "downloads.toml")
"""Tables whose keys are patterns: the first is one of whole names, the second is searched in URLs."""


def about(name: str, folders: tuple[Path, ...]) -> Iterator[str]:
    """Give all that the tables say of `name`, a paragraph for each row, the tables sorted.

    A project of PyPI is found under any spelling, a Debian package also by the patterns of names.
    """
    for file, table in _tables(folders):
        keys = [key for key in dict.fromkeys((name, normalised(name))) if table.get(key) is not None]
        if not keys and file in _PATTERNED:
            keys = [key for key in table.names() if _fits(file, key, name)][:1]
        for key in keys:
            yield f"{table.name}: {key}" if file != Path(table.name).name else f"{file}: {key}"
            yield from _shown_row(table.get(key) or {})


def _fits(file: str, pattern: str, name: str) -> bool:
    try:
        if file == "downloads.toml":
            return "/" in name and re.search(pattern, name, re.IGNORECASE) is not None
        return re.fullmatch(pattern, name) is not None
    except re.error:
        return False


def _shown_row(row: Mapping[str, object]) -> Iterator[str]:
    yield from (f"  {field:<13} {_shown(value)}" for field, value in row.items())


def unsourced(folders: tuple[Path, ...]) -> Iterator[str]:
    """Give a line for each row that names no source, with what it says of its certainty."""
    for file, table in _tables(folders):
        for name in table.names():
            row = table.get(name) or {}
            if not row.get("source"):
                yield f"{file}: {name} ({row.get('sure', 'certainty not given')})"


def _tables(folders: tuple[Path, ...]) -> Iterator[tuple[str, Table]]:
    for folder in folders:
        names = (
            [f"{name}.toml" for name in sections(folder)]
            if folder.is_file()
            else [path.name for path in folder.glob("*.toml")]
        )
        for name in sorted(names):
            yield name, Table.read(folder, name)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return " ".join(str(each) for each in value) or "-"
    if isinstance(value, dict):
        return " ".join(f"{key}={each}" for key, each in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
