"""Finds the cases below this folder and shows what dfmigrate makes of one.

A case is ``<group>/<idea>.Dockerfile`` (no build context) or a folder ``<group>/<idea>/`` that holds a
``Dockerfile`` and its build context, with a ``dfmigrate.toml`` where the case is about a setting.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from migrator.diff import render
from migrator.engine import Result
from migrator.knowledge import Knowledge
from migrator.registry import Transform, installed, knowledge_folders
from migrator.report import text
from migrator.report.model import Report
from migrator.run import Runner

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent


def cases(group: str) -> list[pytest.ParameterSet]:
    """Give the Dockerfiles of a group, each under its idea's name."""
    folder = FOLDER / group
    files = [(path.stem, path) for path in folder.glob("*.Dockerfile")]
    files += [(path.parent.name, path) for path in folder.glob("*/Dockerfile")]
    return [pytest.param(path, id=idea) for idea, path in sorted(files)]


def migrate(path: Path, *names: str, select: tuple[str, ...] = ()) -> Result:
    """Run the transforms or bundles of these names (all, without names) on a case.

    `select` is what the settings name: some rules do more where someone has asked for them.
    """
    # Without a folder of its own, its context were the whole repository, of which all is read.
    settings = () if path.name == "Dockerfile" else (("context", _nothing().name),)
    runner = _runner(names, select, *settings)
    return (runner if path.is_relative_to(FOLDER) else runner.anew()).file(path).result


def sound(path: Path, *names: str, select: tuple[str, ...] = ()) -> Result:
    """Migrate a case, and require what holds of every result: it is done at once, and BuildKit reads it."""
    buildkit = pytest.importorskip("dockerfile", reason="BuildKit's parser has no wheel here")
    result = migrate(path, *names, select=select)
    assert result.failure is None
    assert buildkit.parse_string(result.after.to_bytes().decode())
    return result


def show(path: Path, *names: str, select: tuple[str, ...] = ()) -> str:
    """Give what a reviewer sees of a case: the findings, an empty line, the diff."""
    result = migrate(path, *names, select=select)
    report = Report(path, "Dockerfile", result)
    lines = "".join(f"{line}\n" for line in text.lines(report))
    patch = render("Dockerfile", result.before.to_bytes(), result.after.to_bytes())
    return lines + "\n" + patch.data.decode("utf-8", "backslashreplace").replace("\r", "␍")


@cache
def _runner(names: tuple[str, ...], select: tuple[str, ...], *settings: tuple[str, object]) -> Runner:
    """Give one for all cases, as in a run over all of them: what lies around them is read once."""
    named = (
        (("harden", True), ("select", select)) if names else ()
    )  # who names a transform wants it, also one that is off by default
    return Runner(_chosen(names), Knowledge.load(*knowledge_folders()), (*named, *settings))


@cache
def _nothing() -> TemporaryDirectory[str]:
    """Give an empty folder, which goes when the tests have ended."""
    return TemporaryDirectory()


def _chosen(names: tuple[str, ...]) -> tuple[Transform, ...]:
    return tuple(each for each in installed() if not names or each.name in names or each.bundle in names)
