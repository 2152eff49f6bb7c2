"""Installations that an earlier RUN has done already: they run again, and have little left to do."""

from __future__ import annotations

from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import folder_at
from migrator.dockerfile import Dockerfile, Instruction, assignments
from migrator.requirements.install_options import LEAVES_PROJECT_OUT
from migrator.requirements.installers import installer_words, installs_packages
from migrator.shell import Command, program, unwrap
from migrator.shell.run_as import script_at
from migrator.source import Span
from migrator.stages.places import Places

_CHOOSING = frozenset({"PATH", "VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "CONDA_PREFIX"})
_SMALL = frozenset({"rm", "mkdir", "find", "chown", "chmod", "echo", "true", "cd", "set"})
_MANAGERS = frozenset({"apt-get", "apt", "apk"})
_CLEANING = frozenset({"clean", "autoclean", "remove", "purge", "autoremove", "del"})


def installed_before(dockerfile: Dockerfile, build: BuildContext, one: Instruction) -> bool:
    """Tell whether earlier RUNs did every installation of a RUN, which does nothing else that takes long.

    An earlier one may have left the project out; it ran in the same folder and finds the same Python.
    """
    wanted = _installs(dockerfile, one)
    others = (each for each in script_at(dockerfile, one).commands if not installs_packages(each))
    if not wanted or not all(map(_is_small, others)):
        return False
    here = _surroundings(dockerfile, one)
    before = Places(dockerfile, build).before(one, "RUN")
    runs = [each for each in before if _surroundings(dockerfile, each) == here]
    return wanted <= {words for each in runs for words in _installs(dockerfile, each)}


def _surroundings(dockerfile: Dockerfile, run: Instruction) -> tuple[str, frozenset[Span]]:
    """Give what decides where a RUN installs: its folder, and the ENVs before that choose a Python."""
    stage = dockerfile.stage_of(run)
    choosing = {
        one.span
        for each in (dockerfile.lineage(stage) if stage else ())
        for one in each.of("ENV")
        if (each is not stage or one.span.start < run.span.start)
        and any(pair.name in _CHOOSING for pair in assignments(one))
    }
    return folder_at(dockerfile, run), frozenset(choosing)


def _installs(dockerfile: Dockerfile, one: Instruction) -> frozenset[tuple[str, ...]]:
    commands = filter(installs_packages, script_at(dockerfile, one).commands)
    return frozenset(
        tuple(word for word in installer_words(each) if word not in LEAVES_PROJECT_OUT) for each in commands
    )


def _is_small(command: Command) -> bool:
    inner = unwrap(command)
    name = program(inner)
    verbs = {word.value for word in inner.arguments}
    return not inner.words or name in _SMALL or (name in _MANAGERS and not verbs.isdisjoint(_CLEANING))
