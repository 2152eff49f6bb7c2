"""Every dependency file of a project as one list of requirements with their places.

Nothing is run and nothing outside of the build context is read; what cannot be read or understood
is listed in `Requirements.missing` and `Requirements.problems`.
"""

from __future__ import annotations

import posixpath
from functools import partial
from typing import TYPE_CHECKING

from migrator.build_context import BuildContext
from migrator.paths import joined_path
from migrator.records import dataclass
from migrator.requirements.model import (
    Collector,
    Requirement,
    Requirements,
    specifiers,
)

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

    from migrator.requirements.uv_workspaces import Workspace

__all__ = [
    "PROJECT_FILES",
    "PythonRequirement",
    "Requirement",
    "Requirements",
    "group_names",
    "groups_by_default",
    "groups_by_name_alone",
    "python_requirement",
    "read_file",
    "read_project",
]

LOCK_FILES = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml")
PROJECT_FILES = ("pyproject.toml", "setup.cfg", "setup.py")


@dataclass(frozen=True)
class PythonRequirement:
    """The Python versions that a project allows, and the file that says so."""

    specifier: SpecifierSet
    origin: str


def read_file(context: BuildContext, path: str, constraint: bool = False) -> Requirements:
    """Read one dependency file of any kind, and all that it names; its name tells the kind.

    With `constraint` a requirements file is read as pip reads it after ``-c``.
    """
    return context.remembered(("requirements", path, constraint), lambda: _file(context, path, constraint))


def _file(context: BuildContext, path: str, constraint: bool) -> Requirements:
    into = Collector()
    _read(context, posixpath.normpath(path.lstrip("/")), into, constraint)
    return into.result()


def read_project(context: BuildContext, folder: str = "") -> Requirements:
    """Read what the project in `folder` requires, as ``pip install FOLDER`` would take it."""
    return context.remembered(("project", folder), lambda: _project(context, folder))


def _project(context: BuildContext, folder: str) -> Requirements:
    into = Collector()
    for name in PROJECT_FILES:
        path = joined_path(folder.lstrip("/"), name)
        if context.exists(path):
            _read(context, path, into, False)
    if not into.read:
        into.missing.append(folder or ".")
    return into.result()


def python_requirement(context: BuildContext, folder: str = "") -> PythonRequirement | None:
    """Give the Python versions that the project in `folder` allows; None where it does not say."""
    return context.remembered(("python", folder), lambda: _python_requirement(context, folder))


def _python_requirement(context: BuildContext, folder: str) -> PythonRequirement | None:
    for name in PROJECT_FILES:
        path = joined_path(folder.lstrip("/"), name)
        text = context.read(path)
        if text is None:
            continue
        try:
            if found := _python_of(name, text):
                return PythonRequirement(specifiers(found), path)
        except ValueError:
            continue
    return None


def groups_by_default(context: BuildContext, path: str) -> frozenset[str]:
    """Give the groups that uv installs by itself of the project whose ``pyproject.toml`` is `path`."""
    from migrator.requirements.project_files import default_groups
    from migrator.requirements.project_tables import project_table

    return default_groups(project_table(context, path) or {})


def groups_by_name_alone(context: BuildContext, path: str) -> frozenset[str]:
    """Give the groups of the project whose ``pyproject.toml`` is `path` that Poetry installs when named."""
    from migrator.requirements.project_files import optional_groups
    from migrator.requirements.project_tables import project_table

    return optional_groups(project_table(context, path) or {})


def group_names(context: BuildContext, path: str) -> frozenset[str] | None:
    """Give the dependency groups of the ``pyproject.toml`` at `path`; None where it cannot be read."""
    from migrator.requirements.project_files import groups_of
    from migrator.requirements.project_tables import project_table

    found = project_table(context, path)
    return None if found is None else frozenset(groups_of(found))


def _python_of(name: str, text: str) -> str:
    if name == "setup.py":
        from migrator.requirements.setup_py import setup_call

        return setup_call(text).python_requires
    from migrator.requirements.project_files import python_of

    return python_of(name, text)


def _read(context: BuildContext, path: str, into: Collector, constraint: bool) -> None:
    name = posixpath.basename(path)
    if name in LOCK_FILES or (name.startswith("pylock.") and name.endswith(".toml")):
        _read_lock(context, path, into)
    elif name in (*PROJECT_FILES, "Pipfile"):
        _read_project_file(context, path, into)
    elif name.endswith((".yml", ".yaml")):
        into.problem(path, 1, "conda environments are not read")
    else:
        from migrator.requirements.files import RequirementReader

        RequirementReader(context, into).read(path, constraint)


def _read_lock(context: BuildContext, path: str, into: Collector) -> None:
    from migrator.requirements.lockfiles import MAX_LOCK_BYTES, read_lock

    text = context.read(path, MAX_LOCK_BYTES)
    if text is None:
        into.missing.append(path)
        return
    into.read.append(path)
    read_lock(text, path, into)


def _read_project_file(context: BuildContext, path: str, into: Collector) -> None:
    from migrator.requirements.files import RequirementReader
    from migrator.requirements.project_files import ProjectReader
    from migrator.requirements.uv_workspaces import workspace_of

    text = context.read(path)
    if text is None:
        into.missing.append(path)
        return
    into.read.append(path)
    name = posixpath.basename(path)
    if name == "setup.py":
        from migrator.requirements.setup_py import read_setup_py

        read_setup_py(text, path, into)
        return
    files, folder = RequirementReader(context, into), posixpath.dirname(path)
    reader = ProjectReader(into, lambda file: files.read(posixpath.join(folder, file)))
    if name == "pyproject.toml" and (workspace := workspace_of(context, folder)) is not None:
        reader.inherited = workspace.sources
        reader.member = partial(_member, workspace, folder)
    readers = {"pyproject.toml": reader.pyproject, "setup.cfg": reader.setup_cfg, "Pipfile": reader.pipfile}
    readers[name](text, path)


def _member(workspace: Workspace, folder: str, name: str) -> str | None:
    """Give the path from `folder` to the member called `name`, None where there is none."""
    found = workspace.member(name)
    return None if found is None else posixpath.relpath(found or ".", folder or ".")
