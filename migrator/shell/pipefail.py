"""What ``-o pipefail`` in SHELL would do to an instruction."""

from __future__ import annotations

from migrator import regex as re
from migrator.dockerfile import STARTERS, WITH_COMMANDS, Dockerfile, Instruction
from migrator.memory import remembered
from migrator.records import dataclass
from migrator.shell import only_heredoc
from migrator.shell.dialects import differs_in_bash, sourced
from migrator.shell.model import Script
from migrator.shell.pipe_ends import may_fail_well, may_stop_early
from migrator.shell.pipelines import Ending, Pipeline, pipelines
from migrator.shell.run_as import is_plain_shell, script_at, shell_at
from migrator.shell.wrappers import program, unwrap

_PIPE = re.compile(r"(?<!\|)\|(?!\|)")


@dataclass(frozen=True, slots=True)
class UnderPipefail:
    """What SHELL with pipefail would make of one instruction.

    `heard` are the programs whose failure on the left of a pipe would be heard, `against` says why it may
    not run so. `passed` are the programs whose failure does not matter to the script, pipefail or not.
    `piped` tells of a pipe that the script hears the end of.
    """

    heard: tuple[str, ...] = ()
    against: str = ""
    passed: tuple[str, ...] = ()
    piped: bool = False


@remembered
def under_pipefail(dockerfile: Dockerfile, instruction: Instruction, *, bash: bool) -> UnderPipefail:
    """Tell what SHELL with pipefail would do to an instruction; with `bash`, it ran through dash before."""
    if not goes_through_shell(instruction):
        return UnderPipefail()
    script = script_at(dockerfile, instruction)
    found = () if _hears_already(script) else tuple(pipelines(script))
    heard = tuple(each for each in found if each.ending in (Ending.HEARD, Ending.DECIDES))
    if instruction.keyword in STARTERS:
        starts = bash or heard or script.opaque
        return UnderPipefail(against=f"{instruction.keyword} starts through the shell" if starts else "")
    against = next((why for each in heard if (why := _against(each))), "") or _against_script(script)
    if bash and not against:
        against = differs_in_bash(dockerfile, instruction)
    passed = tuple(each for each in found if each.ending is Ending.PASSED)
    piped = bool(heard) or _may_be_piped(dockerfile, instruction, script)
    return UnderPipefail(_writers(heard), against, _writers(passed), piped)


def _may_be_piped(dockerfile: Dockerfile, instruction: Instruction, script: Script) -> bool:
    """Tell whether there is a pipe in a script that cannot be read."""
    readable = script.opaque is None or not is_plain_shell(shell_at(dockerfile, instruction))
    return not readable and bool(_PIPE.search(instruction.value.text))


def _against_script(script: Script) -> str:
    return script.opaque or next((f"what `{each}` does is not known" for each in sourced(script)), "")


def _writers(found: tuple[Pipeline, ...]) -> tuple[str, ...]:
    """Give the programs that write into pipelines that pipefail suits."""
    fitting = (each for each in found if not _against(each))
    writers = (one for each in fitting for one in each.members[:-1] if one is not None)
    return tuple(dict.fromkeys(program(unwrap(one)) or "" for one in writers))


def goes_through_shell(instruction: Instruction) -> bool:
    """Tell whether SHELL counts for an instruction: not in JSON, nor in a here-document with a ``#!``."""
    if instruction.keyword not in WITH_COMMANDS or instruction.json is not None:
        return False
    if instruction.keyword == "HEALTHCHECK" and instruction.value.text.strip().upper() == "NONE":
        return False
    heredoc = only_heredoc(instruction)
    if heredoc is None:
        return True
    return not (heredoc.text.lstrip("\t") if heredoc.chomp else heredoc.text).startswith("#!")


def _hears_already(script: Script) -> bool:
    """Tell whether a script begins with ``set -o pipefail``."""
    first = script.commands[0] if script.commands else None
    return (
        first is not None and first.name == "set" and "pipefail" in [word.value for word in first.arguments]
    )


def _against(pipeline: Pipeline) -> str:
    if "function" in pipeline.nesting:
        return "a function has a pipe, and who calls it may ask how it ends"
    if pipeline.ending is Ending.DECIDES:
        return "something is decided by how a pipe ends (if, ||, !)"
    for each in pipeline.members[:-1]:
        if each is None:
            return "more than one command writes into a pipe"
        if may_fail_well(each):
            return f"{program(unwrap(each)) or 'what a variable names'} may fail where nothing is wrong"
    for each in pipeline.members[1:]:
        if each is None:
            return "more than one command reads from a pipe"
        if may_stop_early(each):
            return f"{program(unwrap(each)) or 'what a variable names'} may stop reading before the end"
    return ""
