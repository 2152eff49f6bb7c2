"""The RUN instructions that install Python packages, and the commands in them that do."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.build_context import BuildContext
from migrator.build_context.called_scripts import called_scripts
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.records import dataclass
from migrator.requirements.installers import installs_packages
from migrator.shell import Command, Script
from migrator.shell.folders import Folder
from migrator.shell.named_programs import read_through


@dataclass(frozen=True, slots=True)
class InstallRun:
    """A RUN that installs or builds Python packages: `commands` are those that do.

    `script` is its own one, or with `line` that of `file`, which the instruction runs in this line and in
    the folder `start`.
    """

    instruction: Instruction
    script: Script
    commands: tuple[Command, ...]
    line: int | None = None
    start: Folder = Folder()
    file: str = ""

    def __hash__(self) -> int:
        return hash(self.instruction)  # the script follows from it, and has many words


def install_runs(dockerfile: Dockerfile, stage: Stage) -> tuple[InstallRun, ...]:
    """Give the RUNs of one stage that install Python packages, in file order.

    pip, uv, Poetry, Pipenv, PDM, ``setup.py`` and the like, also inside ``if``, ``( )`` and
    ``sh -c``. A RUN that installs nothing but installers (``pip install --upgrade pip``) is none, nor
    is one whose script cannot be read.
    """
    found: list[InstallRun] = []
    for instruction in stage.of("RUN"):
        script = read_through(dockerfile, instruction)
        commands = tuple(command for command in script.commands if installs_packages(command))
        if commands:
            found.append(InstallRun(instruction, script, commands))
    return tuple(found)


def called_installs(
    dockerfile: Dockerfile, build: BuildContext, instruction: Instruction
) -> Iterator[InstallRun]:
    """Give what the scripts of the build context install that a RUN runs."""
    for each in called_scripts(dockerfile, build, instruction):
        commands = tuple(one for one in each.script.commands if installs_packages(one))
        if commands:
            yield InstallRun(instruction, each.script, commands, each.line, each.here, each.path)


def all_installs(dockerfile: Dockerfile, build: BuildContext, stage: Stage) -> tuple[InstallRun, ...]:
    """Give the RUNs of one stage that install Python packages, themselves or by a script, in file order."""
    called = (run for one in stage.of("RUN") for run in called_installs(dockerfile, build, one))
    runs = (*install_runs(dockerfile, stage), *called)
    return tuple(sorted(runs, key=lambda run: run.instruction.span.start))


def has_installs(dockerfile: Dockerfile, stage: Stage) -> bool:
    """Tell whether a stage, or one that it is built on, installs Python packages."""
    return any(install_runs(dockerfile, each) for each in dockerfile.lineage(stage))
