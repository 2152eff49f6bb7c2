"""Notes dependencies that are stated in more than one place: names in a RUN beside a requirements file."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from migrator.api import (
    BOOTSTRAP,
    Command,
    Context,
    Dockerfile,
    Finding,
    InstallRun,
    Note,
    Phase,
    Requirement,
    Rule,
    Stage,
    concerns_python,
    first_few,
    install_runs,
    installer_words,
    is_for_development,
    named_line,
    required,
    script_at,
    transform,
)

BESIDE = Rule("DFM540", "named-beside-file", "A package is installed by name beside a dependency file.")
TWICE = Rule("DFM541", "pinned-twice", "One package is held to different versions in two places.")
TOOLS = Rule(
    "DFM542", "pinned-tool", "A RUN pins pip, setuptools or wheel, which no dependency file knows of."
)

_DEPENDENCY_FILES = {
    "uv.lock": ("pyproject.toml", "uv add"),
    "poetry.lock": ("pyproject.toml", "poetry add"),
    "pdm.lock": ("pyproject.toml", "pdm add"),
    "Pipfile.lock": ("Pipfile", "pipenv install"),
}
_TOOLS = BOOTSTRAP | frozenset(
    [
        *("poetry", "poetry-core", "hatch", "hatchling", "flit", "pipx", "tox", "nox", "cython"),
        *("ninja", "cmake", "meson", "maturin", "setuptools-scm", "flake8", "black", "ruff"),
        *("pylint", "mypy", "isort", "bandit", "coveralls", "autopep8", "pre-commit", "build"),
        *("twine", "supervisor"),
    ]
)
"""What builds, checks or starts a project and is no part of it."""

_ELSEWHERE = (
    *("--index-url", "-i", "--extra-index-url", "--index", "--default-index", "-f", "--find-links"),
    "--no-deps",
)
_ELSEWHERE_TOO = ("-t", "--target", "--prefix", "--root")
_PINS = ("==", "<", "~=", "!=", "===")


@transform("single-source", phase=Phase.LAYERS, order=2, rules=(BESIDE, TWICE, TOOLS))
def single_source(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    """Note dependencies that are stated in more than one place.

    ## What it notes

    * **DFM540**: `RUN pip install gunicorn` in a stage that also installs from a requirements file, a
      `pyproject.toml` or a lock file. Whoever reads, locks or scans that file does not see gunicorn. The
      hint is the line to add, with the version that the RUN names.
    * **DFM541**: one package that two places hold to versions which exclude each other, in the RUNs of a
      stage, the stages it builds on and all files that they name: what is installed depends on the order.
      Two files that differ in several packages, such as two lock files, give one note.
    * **DFM542**: a pinned pip, setuptools or wheel. uv has no use for a pinned pip; a pinned setuptools
      belongs where builds look for it.

    ## What it does not note

    Installers, build tools and linters; what comes from an index of its own (`--index-url`), without its
    dependencies (`--no-deps`), into a folder of its own (`--target`), or only under a condition (`if`);
    stages without any dependency file, and for development; requirements for different environments
    (markers). Nothing is changed: which of two places is right only the owner knows.
    """
    if not concerns_python(dockerfile):
        return
    said: set[str] = set()
    for stage in dockerfile.stages:
        installed = tuple(_installed(dockerfile, ctx, stage))
        beside = () if is_for_development(stage) else _beside(stage, installed)
        for note in (*beside, *_twice(installed), *_tools(dockerfile, stage)):
            if note.message not in said:
                said.add(note.message)
                yield note


@dataclass(frozen=True)
class _Installed:
    """One requirement of a stage; `own` where the RUN names it itself, `plain` where nothing is special."""

    requirement: Requirement
    run: InstallRun
    own: bool
    plain: bool

    @property
    def place(self) -> str:
        """Where it is stated, for people."""
        found = self.requirement
        return named_line(found.line) if self.own else f"{found.origin}:{found.line}"


def _installed(dockerfile: Dockerfile, ctx: Context, stage: Stage) -> Iterator[_Installed]:
    """Give what a stage, and those that it builds on, install."""
    for each in reversed(dockerfile.lineage(stage)):
        for run in install_runs(dockerfile, each):
            for command in run.commands:
                alone = replace(run, script=replace(run.script, commands=_with_folder(run, command)))
                for found in required(dockerfile, ctx.build, alone).requirements:
                    own = found.origin == dockerfile.source.path
                    yield _Installed(found, run, own, _is_plain(command))


def _with_folder(run: InstallRun, command: Command) -> tuple[Command, ...]:
    """Give a command with the ``cd`` before it."""
    before = (one for one in run.script.commands if one.name == "cd" and one.span.start < command.span.start)
    return (*before, command)


def _is_plain(command: Command) -> bool:
    words = installer_words(command)
    options = (*_ELSEWHERE, *_ELSEWHERE_TOO)
    return not command.nesting and not any(word.partition("=")[0] in options for word in words)


_Clash = tuple[_Installed, _Installed]


# names beside a file


def _beside(stage: Stage, installed: tuple[_Installed, ...]) -> Iterator[Note]:
    origin = next((one.requirement.origin for one in installed if not one.own), None)
    if origin is None:
        return
    stated = {one.requirement.name for one in installed if not one.own}
    for run, found in _by_run(one for one in installed if one.own and one.plain):
        missing = [one.requirement for one in found if _is_missing(one.requirement, stated)]
        if missing and run.instruction in stage.instructions:
            target, how = _way_to_add(origin, missing)
            what = "is" if len(missing) == 1 else "are"
            message = (
                f"{_listed(missing)} {what} installed here by name, where nobody who reads {target} sees it"
            )
            yield Note(BESIDE, run.instruction.line, message, how)


def _is_missing(found: Requirement, stated: set[str]) -> bool:
    known = found.name in stated or found.name in _TOOLS
    return bool(found.name) and not known and not found.url and not found.path


def _by_run(found: Iterable[_Installed]) -> Iterator[tuple[InstallRun, list[_Installed]]]:
    groups: dict[int, tuple[InstallRun, list[_Installed]]] = {}
    for one in found:
        groups.setdefault(one.run.instruction.span.start, (one.run, []))[1].append(one)
    yield from groups.values()


def _way_to_add(origin: str, missing: list[Requirement]) -> tuple[str, str]:
    """Give the file that should have them, and how to add them."""
    lines = list(dict.fromkeys(one.named for one in missing))
    folder, name = posixpath.split(origin)
    if name in _DEPENDENCY_FILES:
        target, command = _DEPENDENCY_FILES[name]
        return posixpath.join(folder, target), f"{command} {' '.join(map(_quoted, lines))}"
    if name in ("pyproject.toml", "setup.cfg", "setup.py"):
        return origin, f"add to the dependencies in {origin}: {', '.join(lines)}"
    return origin, f"add to {origin}: {', '.join(lines)}"


def _quoted(line: str) -> str:
    return f"'{line}'" if set(line) & set("<>!*[ ") else line


def _listed(missing: list[Requirement]) -> str:
    names = list(dict.fromkeys(one.name for one in missing))
    return first_few(names, 4)


# versions that exclude each other


def _twice(installed: tuple[_Installed, ...]) -> Iterator[Note]:
    stated: dict[str, list[_Installed]] = {}
    for one in installed:
        if one.requirement.name and str(one.requirement.specifier) and one.requirement.marker is None:
            stated.setdefault(one.requirement.name, []).append(one)
    between: dict[tuple[str, str, int], list[_Clash]] = {}
    for clash in (next(_clashes(found), None) for found in stated.values()):
        if clash is not None:
            first, second = clash
            key = (first.requirement.origin, second.requirement.origin, second.run.instruction.line)
            between.setdefault(key, []).append(clash)
    # Two lock files of one project differ in dozens of packages: that is one fault, not dozens.
    for (here, there, _), clashes in between.items():
        if len(clashes) > 1 and here != there:
            yield _files_differ(clashes)
        else:
            yield from map(_differs, clashes)


def _differs(clash: _Clash) -> Note:
    first, second = clash
    name = first.requirement.name
    message = f"{name} is held to {_held(first)} and {_held(second)}, which exclude each other"
    file = next((one.requirement.origin for one in clash if not one.own), "one requirements file")
    return Note(TWICE, second.run.instruction.line, message, f"state {name} once, in {file}")


def _files_differ(clashes: list[_Clash]) -> Note:
    first, second = clashes[0]
    names = first_few([one.requirement.name for one, _ in clashes], 3)
    where = " and ".join("this file" if one.own else one.requirement.origin for one in (first, second))
    message = f"{where} hold {len(clashes)} packages to versions which exclude each other: {names}"
    hint = "the one installed last decides: resolve them together, or hold each package in one of them"
    return Note(TWICE, second.run.instruction.line, message, hint)


def _clashes(found: list[_Installed]) -> Iterator[_Clash]:
    for index, first in enumerate(found):
        for second in found[index + 1 :]:
            one, other = first.requirement, second.requirement
            if first.place != second.place and (_contradicts(one, other) or _contradicts(other, one)):
                yield first, second


def _contradicts(one: Requirement, other: Requirement) -> bool:
    """Tell whether the version that `one` pins is not one that `other` allows."""
    pin = one.pinned
    return pin is not None and not other.specifier.contains(pin, prereleases=True)


def _held(one: _Installed) -> str:
    return f"{one.requirement.specifier} in {one.place}"


# pip, setuptools, wheel


def _tools(dockerfile: Dockerfile, stage: Stage) -> Iterator[Note]:
    for one in stage.of("RUN"):
        commands = script_at(dockerfile, one).commands
        pins = tuple(dict.fromkeys(pin for command in commands for pin in _pins(installer_words(command))))
        if pins:
            what = "is" if len(pins) == 1 else "are"
            message = f"{', '.join(pins)} {what} pinned in a RUN, where no dependency file says so"
            yield Note(TOOLS, one.line, message, _way_to_pin(pins))


def _pins(words: tuple[str, ...]) -> Iterator[str]:
    if not words or not (words[0].startswith("pip") or words[:2] == ("uv", "pip")) or "install" not in words:
        return
    for word in words[words.index("install") + 1 :]:
        name = next((each for each in ("pip", "setuptools", "wheel") if word.startswith(each)), "")
        if name and word[len(name) :].lstrip().startswith(_PINS):
            yield word


def _way_to_pin(pins: tuple[str, ...]) -> str:
    tool = next((pin for pin in pins if pin.startswith("setuptools")), None)
    if tool is None:
        return "uv needs no pip; for other builds name it in a constraints file"
    builds = f'[build-system] requires = ["{tool}"] in pyproject.toml'
    return f"for builds: {builds}; for the running program: {tool} among its requirements"
