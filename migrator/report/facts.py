"""Rows of the tables for people: what is known of a name, from where, how sure, and what lacks a source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from migrator.knowledge.tables import Table


def about(name: str, folders: tuple[Path, ...]) -> Iterator[str]:
    """Give all that the tables say of `name`, a paragraph for each row, the tables sorted."""
    for table in _tables(folders):
        row = table.get(name)
        if row is None:
            continue
        yield f"{Path(table.name).name}: {name}"
        yield from (f"  {field:<13} {_shown(value)}" for field, value in row.items())


def unsourced(folders: tuple[Path, ...]) -> Iterator[str]:
    """Give a line for each row that names no source, with what it says of its certainty."""
    for table in _tables(folders):
        for name in table.names():
            row = table.get(name) or {}
            if not row.get("source"):
                yield f"{Path(table.name).name}: {name} ({row.get('sure', 'certainty not given')})"


def _tables(folders: tuple[Path, ...]) -> Iterator[Table]:
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            yield Table.read(folder, path.name)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return " ".join(str(each) for each in value) or "-"
    if isinstance(value, dict):
        return " ".join(f"{key}={each}" for key, each in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
