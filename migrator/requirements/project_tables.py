"""The ``pyproject.toml`` of a build context as a table, read once."""

from __future__ import annotations

from migrator.build_context import BuildContext
from migrator.requirements.project_files import Table, toml


def project_table(context: BuildContext, path: str) -> Table | None:
    """Give what the TOML file at `path` holds, None where it is not there or no TOML."""
    return context.remembered(("project table", path), lambda: _read(context, path))


def _read(context: BuildContext, path: str) -> Table | None:
    text = context.read(path)
    try:
        return None if text is None else toml(text)
    except ValueError:
        return None
