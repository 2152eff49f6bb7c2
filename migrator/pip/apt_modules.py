"""Python packages that apt brought to a distribution's Python: pip takes them for installed, uv does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator import regex as re
from migrator.pip.command import PipCall, bare
from migrator.pip.files import FileFindings
from migrator.pip.scene import Scene
from migrator.pip.table import PipTable
from migrator.pip.uv_operands import project_of
from migrator.requirements.names import normalised
from migrator.shell import Command, program

_OF_PYTHON = r"pip|wheel|setuptools|venv|distutils|lib2to3|minimal|full|all|dev|all-dev|dbg|doc|tk|gdbm"
_MODULE = re.compile(rf"(?P<name>python3-(?!(?:{_OF_PYTHON})(?:[=:]|\Z))[a-z0-9][^=:]*)(?:[=:].*)?")
_LISTED = re.compile(rf"python3-(?!(?:{_OF_PYTHON})\b)")
_LISTERS = frozenset({"sed", "grep", "egrep", "awk", "echo", "printf"})
_BESIDES = re.compile(r"(?:python-|py)(?P<name>.+)")
_LIST = "python3-…"


def apt_modules(call: PipCall, scene: Scene) -> tuple[str, ...]:
    """Give the packages with modules of Python that apt installed before a call, in order of their names."""
    names = {
        match["name"] for word in scene.packages_before(call.command) if (match := _MODULE.fullmatch(word))
    }
    listed = any(True for _ in scene.commands_before(call.command, _lists_modules))
    return (*sorted(names), *([_LIST] if listed else []))


def _lists_modules(command: Command) -> bool:
    """Tell whether a command writes names of such packages for the one behind the pipe."""
    listed = command.feeds_pipe and program(command) in _LISTERS
    return listed and any(_LISTED.search(word.text) for word in command.words)


def asked_again(
    modules: tuple[str, ...], call: PipCall, files: FileFindings, table: PipTable
) -> Iterator[str]:
    """Give those of the packages that bring what a call asks for: pip leaves them, uv installs beside."""
    asked = set(_projects(call, files))
    for module in modules:
        row = table.row(f"module {module}")
        projects = row.also if row is not None else (module.removeprefix("python3-"),)
        if not asked.isdisjoint(projects):
            yield module


def _projects(call: PipCall, files: FileFindings) -> Iterator[str]:
    """Give the names of what is asked for, each also as Debian would call it: PyYAML is ``yaml``."""
    names: Iterable[str | None] = (project_of(bare(word)) for word in call.operands)
    for name in (*names, *(one.name for one in files.requirements)):
        if name:
            yield normalised(name)
            match = _BESIDES.fullmatch(normalised(name))
            yield from (match["name"],) if match else ()
