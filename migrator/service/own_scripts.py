"""The programs that a project declares for itself."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.build_context import BuildContext
from migrator.requirements.project_files import table, toml


def own_scripts(build: BuildContext) -> Mapping[str, object]:
    """Give the programs that the project's ``pyproject.toml`` declares, each with what it says of it."""
    try:
        document = toml(build.read("pyproject.toml") or "")
    except ValueError:
        return {}
    return {**table(document, "tool", "poetry", "scripts"), **table(document, "project", "scripts")}
