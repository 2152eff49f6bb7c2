"""Rows of the tables for people: what is known of a name, from where, how sure, and what lacks a source."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path

from migrator import regex as re
from migrator.knowledge.tables import Table, sections
from migrator.requirements.names import normalised

_DATED = re.compile(r"\b20[0-9]{2}-[0-9]{2}\b")
_REMEMBERED = re.compile(r"\bremembered\b|^knowledge\b|\bknowledge \((?:low|medium)\)")
_PATTERNED = ("package-patterns.toml", "downloads.toml")
"""Tables whose keys are patterns: the first is one of whole names, the second is searched in URLs."""
_MANY = ("projects", "patterns")
"""Fields of a row that list whom it is about."""


def about(name: str, folders: tuple[Path, ...]) -> Iterator[str]:
    """Give all that the tables say of `name`, a paragraph for each row, the tables sorted.

    A project of PyPI is found under any spelling, a Debian package also by the patterns of names; so is
    what a row or a list says of many at once.
    """
    for file, table in _tables(folders):
        keys = [key for key in dict.fromkeys((name, normalised(name))) if table.get(key) is not None]
        if not keys and file in _PATTERNED:
            keys = [key for key in table.names() if _fits(file, key, name)][:1]
        for key in keys:
            yield f"{table.name}: {key}" if file != Path(table.name).name else f"{file}: {key}"
            yield from _shown_row(table.get(key) or {})
        yield from _among(normalised(name), file, table)
    yield from _listed(normalised(name), folders)


def _among(name: str, file: str, table: Table) -> Iterator[str]:
    """Give the rows that say the same of many projects, where `name` is one of them."""
    for key in table.names():
        row = table.get(key) or {}
        projects, patterns = (row.get(field) for field in _MANY)
        among = isinstance(projects, list) and name in projects
        if among or (isinstance(patterns, list) and any(_fits(file, str(one), name) for one in patterns)):
            yield f"{file}: {name} ({key})"
            yield from _shown_row({field: row[field] for field in row if field not in _MANY})


def _listed(name: str, folders: tuple[Path, ...]) -> Iterator[str]:
    """Give the lists of names that have `name`, each with the first line of its head."""
    for path in sorted(path for folder in folders for path in folder.glob("*.txt")):
        if name in path.read_text("utf-8").splitlines():
            yield f"{path.name}: {name}"
            yield from _shown_row({"what": _head(path).partition("\n")[0].lstrip("# ")})


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
    """Give a line for each row that was not looked up or names no source, and one for each table's sum.

    Where the head of a table gives origin and date for all its rows, only its sum is told.
    """
    for folder in folders:
        for file, table in _tables((folder,)):
            rows = {name: table.get(name) or {} for name in table.names()}
            headed = folder.is_dir() and _DATED.search(_head(folder / file)) is not None
            lacking = {name: why for name, row in rows.items() if (why := _lacks(row, headed))}
            yield from (f"{file}: {name} ({why})" for name, why in lacking.items())
            own = sum(1 for name, row in rows.items() if row.get("source") and name not in lacking)
            kept = f", {len(rows) - own - len(lacking)} under the head of the file" if headed else ""
            yield f"{file}: {len(rows)} rows: {own} with a source{kept}, {len(lacking)} to look up"


def _lacks(row: Mapping[str, object], headed: bool) -> str:
    """Give what a row lacks; empty where it, or the head of its file, says where it is from."""
    sure, source = str(row.get("sure", "")), str(row.get("source", ""))
    if sure.startswith("knowledge") or _REMEMBERED.search(source):
        return "not looked up"
    return "" if source or headed else sure or "no source"


def _head(path: Path) -> str:
    lines = path.read_text("utf-8").splitlines()
    return "\n".join(itertools.takewhile(lambda line: line.startswith("#") or not line.strip(), lines))


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
