"""What an image has for sure: the dependency files that a RUN of its own installs, whatever happens.

Who installs one of them again in a container, with the same pip, finds that all of it is there.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_path
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.requirements.install_options import InstallLine
from migrator.requirements.installers import installer_words
from migrator.requirements.project_files import strings, table, toml
from migrator.shell import Command, parse_script
from migrator.shell.run_as import root_at, script_at
from migrator.source import Logical

_PLAIN = frozenset({"-r", "--requirement", "-e", "--editable", "--no-cache-dir", "-q", "--quiet"})
"""What does not choose where from, where to or which: everything else keeps a command from being plain."""
_PIPS = frozenset({"pip", "pip3"})
_PURE = {
    "hatchling.build": "hatchling",
    "flit_core.buildapi": "flit_core",
    "setuptools.build_meta": "setuptools",
}
"""Build backends that make wheels of Python alone unless they are told more, and what each is a part of."""
_COMPILES = (
    ("tool", "hatch", "build", "hooks"),
    ("tool", "setuptools", "ext-modules"),
    ("tool", "setuptools", "cmdclass"),
)
_ENVIRONMENT = ("PATH", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "PYTHONUSERBASE")


def plain_install(text: str) -> str | None:
    """Give the one file that a command installs: requirements, or ``pyproject.toml``; None for any other."""
    script = parse_script(Logical(text, ((0, 0),)))
    if script.opaque is not None or len(script.commands) != 1 or len(script.lists) != 1:
        return None
    command = script.commands[0]
    files = tuple(_files(command))
    calls = command.words[0].value in _PIPS and not command.redirects and not command.assignments
    return files[0] if calls and len(files) == 1 else None


def sure_installs(dockerfile: Dockerfile, build: BuildContext, stage: Stage) -> frozenset[str]:
    """Give the files of the build context that RUNs of a stage, or of those below it, install for good."""
    lineage = dockerfile.lineage(stage)
    environment = dockerfile.environment(stage.end).env
    if any(name in environment for name in _ENVIRONMENT) or "uninstall" in dockerfile.source.text:
        return frozenset()
    runs = [run for each in lineage for run in each.of("RUN")]
    found = (path for run in runs if root_at(dockerfile, run) for path in _of_run(dockerfile, build, run))
    return frozenset(
        path for path in found if not _named_elsewhere(dockerfile, runs, posixpath.basename(path))
    )


def _named_elsewhere(dockerfile: Dockerfile, runs: list[Instruction], name: str) -> bool:
    """Tell whether a command that is no pip names a file, such as one that takes lines out of it."""
    commands = (command for run in runs for command in script_at(dockerfile, run).commands)
    others = (one for one in commands if not (one.words and one.words[0].value in _PIPS))
    return any(name in dockerfile.source.slice(one.span) for one in others)


def is_pure_project(text: str) -> bool:
    """Tell whether a ``pyproject.toml`` lists what the project needs and compiles nothing."""
    try:
        document = toml(text)
    except ValueError:
        return False
    system, project = table(document, "build-system"), table(document, "project")
    backend = _PURE.get(str(system.get("build-backend")))
    dynamic = {"dependencies", "optional-dependencies", "version"} & {*strings(project.get("dynamic"))}
    compiles = any(table(document, *keys[:-1]).get(keys[-1]) for keys in _COMPILES)
    needs = {name.split(">")[0].split("=")[0].strip() for name in strings(system.get("requires"))}
    return bool(backend) and bool(project) and not dynamic and not compiles and needs <= {backend, "wheel"}


def _of_run(dockerfile: Dockerfile, build: BuildContext, run: Instruction) -> Iterator[str]:
    script = script_at(dockerfile, run)
    top = script.top
    if script.opaque is not None or top is None:
        return
    for item in top.items:
        command = item.command
        if command is None or item.negated or command.name in ("cd", "exit", ".", "source"):
            return
        if item.after is not None and item.after.text not in ("&&", ";", "\n"):
            return
        names = _files(command) if command.words and command.words[0].value in _PIPS else ()
        found = (context_path(dockerfile, build, run, name) for name in names)
        yield from (posixpath.normpath(path) for path in found if path is not None)


def _files(command: Command) -> Iterator[str]:
    """Give the files that a plain ``pip install`` installs; none of one that is not plain."""
    words = installer_words(command)
    verb, line = InstallLine.behind_verb(words[1:])
    if not words or words[0] not in _PIPS or verb != "install" or any("$" in word for word in words):
        return
    if any(name not in _PLAIN for name, _ in line.options):
        return
    projects = (*line.operands, *line.values("-e", "--editable"))
    if any(place not in (".", "./") for place in projects):
        return
    yield from line.values("-r", "--requirement")
    yield from ("pyproject.toml" for _ in projects)
