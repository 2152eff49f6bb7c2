"""What speaks against raising a project's Python: the versions that its requirements and RUNs hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from migrator import regex as re
from migrator.alpine.evidence import Evidence, place_of
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.knowledge import Knowledge, PythonRow
from migrator.line_names import named_line
from migrator.requirements.model import Requirement, requirement
from migrator.requirements.required import Required
from migrator.requirements.version_ranges import installed_version, reaches
from migrator.shell import unwrap
from migrator.shell.run_as import script_at
from migrator.sources.removed_rows import BY_SETUPTOOLS, Version
from migrator.versions import numbers

_SETUPTOOLS_WITH_PKG_RESOURCES = "82"
_HELD = re.compile(r"(?:pdm|pipenv|poetry|setuptools|virtualenv)\s*(?:==|<=?|~=)\s*[0-9][0-9.]*(?:\.\*)?")
"""Installers, which are no requirements of a service, held to a version."""
_POETRYS_SCRIPT = re.compile(r"\binstall\.python-poetry\.org\b")
_ASKED_OF_IT = re.compile(
    r"(?:\bPOETRY_VERSION=|--version[= ])[\"']?(?P<version>\$\w+|\$\{\w+\}|[0-9][0-9.]*)"
)
"""The version that Poetry's own installer is told where it is called."""


def pinned(
    dockerfile: Dockerfile, knowledge: Knowledge, required: Required, old: Version, target: str
) -> Iterator[Evidence]:
    """Give the requirements whose version has nothing for Python `target`, or fails there."""
    lacking = (
        (each, f"{each.name} has no file for Python {target} in the index") for each in required.nowhere
    )
    held = ((each, _breaks(each, knowledge, required, old, target)) for each in required.requirements)
    for each, reason in (*lacking, *held):
        if reason:
            yield Evidence(place_of(each, dockerfile), reason)


def _breaks(found: Requirement, knowledge: Knowledge, required: Required, old: Version, target: str) -> str:
    version, row = installed_version(found, required.pin(found.name)), knowledge.python(found.name)
    fails = ""
    if row and _applies(row.python, target):  # what fails on the old Python already, does so on the new one
        python = row.python if numbers(row.python) > old else target
        fails = _fails(found, version, row, required, python)
    return fails or _without_wheel(found, version, knowledge)


def _fails(found: Requirement, version: str | None, row: PythonRow, required: Required, python: str) -> str:
    fails = f"{_named(found, version)} does not work on Python {python}"
    if row.breaks(version) and not _held_back(row, required):
        if row.fails == "compiled":
            return f"{_named(found, version)} has no wheel for Python {python}{_first_is(row.first)}"
        if not brings_module(required, row.fails):
            return f"{fails}{_first_is(row.first)}"
    other = row.breaks_beside(version, required.names)
    return f"{fails} beside {other}{_first_is(row.beside_first)}" if other else ""


def _held_back(row: PythonRow, required: Required) -> bool:
    """Tell whether something else than the newest version is asked for of what a project fails with."""
    asked = (*required.requirements, *required.constraints)
    return any(one.name in row.unless and (one.url or installed_version(one)) for one in asked)


def _without_wheel(found: Requirement, version: str | None, knowledge: Knowledge) -> str:
    native = knowledge.native(found.name, found.extras)
    first = native.first.get("x86_64") if native is not None and not native.pure else None
    if first is None or native is None or version is None or native.has_wheel(version) is not False:
        return ""
    if native.any_python or reaches(found.specifier, first):  # too new, not too old
        return ""
    return f"{_named(found, version)} has no wheel for Python 3.12 and musl{_first_is(first)}"


def _first_is(version: str) -> str:
    return f" ({version} is the first)" if version else ""


def _named(found: Requirement, version: str | None) -> str:
    if found.pinned or version is None or version.endswith(".99999"):
        return f"{found.name}{found.specifier}"
    return f"{found.name}=={version}"


def _applies(python: str, target: str) -> bool:
    return int(python.partition(".")[2]) <= int(target.partition(".")[2])


def brings_module(required: Required, fails: str) -> bool:
    """Tell whether the requirements bring a setuptools that still has what `fails` names."""
    if fails not in BY_SETUPTOOLS:
        return False
    for each in required.requirements:
        if each.name == "setuptools":
            version = installed_version(each, required.pin("setuptools"))
            return fails != "pkg_resources" or (
                version is not None and not reaches(each.specifier, _SETUPTOOLS_WITH_PKG_RESOURCES)
            )
    return False


def held_installers(
    dockerfile: Dockerfile, stages: Iterable[Stage], knowledge: Knowledge, target: str
) -> Iterator[Evidence]:
    """Give a RUN that holds setuptools or an installer to a version that fails on the newer Python."""
    for word, line in _holding(dockerfile, stages):
        held = requirement(word, dockerfile.source.path, line)
        row, version = knowledge.python(held.name), installed_version(held)
        if row is None or version is None or not _applies(row.python, target):
            continue
        if row.breaks(version):
            what = f"{word} does not work on Python {row.python}{_first_is(row.first)}"
            yield Evidence(named_line(line), what)


def _holding(dockerfile: Dockerfile, stages: Iterable[Stage]) -> Iterator[tuple[str, int]]:
    """Give the words that hold an installer to a version, each with its line."""
    for stage in stages:
        for instruction in stage.of("RUN"):
            expand = dockerfile.environment(instruction).expand
            for command in script_at(dockerfile, instruction).commands:
                words = [word.value or word.text for word in unwrap(command).words]
                line = dockerfile.source.line_of(command.span.start)
                for word in words if "install" in words else ():
                    value = (expand(word) or "").strip("\"'")
                    if _HELD.fullmatch(value):
                        yield value, line
            yield from _asked_of_the_script(dockerfile, instruction, expand)


def _asked_of_the_script(
    dockerfile: Dockerfile, run: Instruction, expand: Callable[[str], str | None]
) -> Iterator[tuple[str, int]]:
    """Give the Poetry that its own installer is told by an option or POETRY_VERSION."""
    text = dockerfile.source.slice(run.span)
    if not _POETRYS_SCRIPT.search(text):
        return
    asked = _ASKED_OF_IT.search(text)
    word = f"poetry=={expand(asked['version'] if asked else '$POETRY_VERSION') or ''}"
    if _HELD.fullmatch(word):
        yield word, run.line
