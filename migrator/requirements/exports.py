"""Which groups of a project a command writes into requirements: ``uv export --extra ml``."""

from __future__ import annotations

from collections.abc import Mapping

from migrator import regex as re
from migrator.records import dataclass
from migrator.requirements.install_options import DEV, Groups, InstallLine
from migrator.requirements.installers import installer_words
from migrator.shell import Command

EXPORTS = re.compile(r"\b(?:export|lock|pip-compile|compile|pipenv requirements)\b")
"""What writes requirements, by its text."""
_VERBS: Mapping[str, tuple[str, ...]] = {
    "uv": ("export",),
    "poetry": ("export",),
    "pdm": ("export",),
    "pipenv": ("requirements", "lock"),
}
_EVERYTHING = Groups(all_extras=True, all_groups=True)
_NAME_GROUPS = (
    *("--with", "--only", "-E", "--extras", "--extra", "-G", "--group"),
    *("--only-group", "--categories"),
)


@dataclass(frozen=True, slots=True)
class ProjectGroups:
    """The groups of a project that uv installs by itself, and those that Poetry installs by name alone."""

    default: frozenset[str]
    optional: frozenset[str]


def is_export(command: Command) -> bool:
    """Tell whether a command is known to write requirements: not the shell's own ``export``."""
    return _export(command) is not None


def exported(command: Command, project: ProjectGroups) -> Groups:
    """Give the groups that a command exports of a project; all of them where a variable decides."""
    found = _export(command)
    if found is None:
        return Groups()
    tool, line = found
    if tool == "pip-compile":
        return Groups.of_pip(line)
    if any("$" in word for word in (*line.operands, *line.values(*_NAME_GROUPS))):
        return _EVERYTHING
    return _of_project(tool, line, project)


def _export(command: Command) -> tuple[str, InstallLine] | None:
    """Give the tool that exports, and what stands behind its verb; ``uv pip compile`` is pip-compile."""
    words = installer_words(command)
    tool = next(iter(words), "")
    verb, line = InstallLine.behind_verb(words[1:])
    if tool == "pip-compile" or (tool, verb, line.operands[:1]) == ("uv", "pip", ("compile",)):
        return "pip-compile", InstallLine.of(words[1:])
    return (tool, line) if verb in _VERBS.get(tool, ()) else None


def _of_project(tool: str, line: InstallLine, project: ProjectGroups) -> Groups:
    if tool == "uv":
        return Groups.of_uv(line, project.default)
    if tool == "pipenv" and line.has("--dev-only"):
        return Groups(groups=DEV, project=False)
    if tool == "poetry" and not line.has("--all-groups", "--only"):  # by itself it exports the main group
        named = line.listed("--with") | (DEV if line.has("--dev") else frozenset())
        return Groups(line.listed("-E", "--extras"), named, all_extras=line.has("--all-extras"))
    return Groups.of_tool(tool, line, project.optional)
