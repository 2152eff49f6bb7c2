"""As whom an instruction runs, and through which shell."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Instruction
from migrator.memory import remembered
from migrator.shell import Command, CommandList, Item, Script, script_of, unwrap
from migrator.shell.wrappers import SHELLS

_ROOTS = frozenset({"", "root", "0"})
_PLAIN_SHELL = re.compile(r"-[eux]*c|-[eux]+|-o|pipefail|-[eux]*o")
_ERREXIT = re.compile(r"-[a-zA-Z]*e[a-zA-Z]*")
_NO_ERREXIT = re.compile(r"\+(?:[a-zA-Z]*e[a-zA-Z]*|o)")


def user_at(dockerfile: Dockerfile, at: Instruction) -> str | None:
    """Give the user of the USER in force at `at`, without its group; None where a variable decides.

    Empty where no USER of this file is in force: then the base image decides, which for the official
    Python images is root.
    """
    setting = _last_before(dockerfile, at, "USER")
    if setting is None:
        return ""
    value = dockerfile.environment(setting).expand(setting.value.text)
    return None if value is None else value.partition(":")[0].strip()


def root_at(dockerfile: Dockerfile, at: Instruction) -> bool:
    """Tell whether `at` surely runs as root, if the base image does."""
    return user_at(dockerfile, at) in _ROOTS


def shell_at(dockerfile: Dockerfile, at: Instruction) -> tuple[str, ...] | None:
    """Give the words of the SHELL in force at `at`; None for the default, ``/bin/sh -c``."""
    setting = _last_before(dockerfile, at, "SHELL")
    if setting is None or setting.json is None:
        return None
    return tuple(word.value or "" for word in setting.json)


def is_plain_shell(shell: tuple[str, ...] | None) -> bool:
    """Tell whether a SHELL (None: the default) is a Unix shell that reads nothing but its script."""
    if shell is None:
        return True
    return shell[0].rsplit("/", 1)[-1] in SHELLS and all(_PLAIN_SHELL.fullmatch(word) for word in shell[1:])


@remembered
def script_at(dockerfile: Dockerfile, instruction: Instruction) -> Script:
    """Give the script that an instruction (for ONBUILD: its trigger) runs, through the SHELL in force."""
    shell = shell_at(dockerfile, instruction)
    return script_of(instruction.inner, shell)


def ends_at_failure(dockerfile: Dockerfile, instruction: Instruction, top: CommandList) -> bool:
    """Tell whether a failing command ends the script whose outermost list is `top` (errexit, `set -e`)."""
    if any(item.command and _unsets_errexit(item.command) for item in top.items):
        return False
    if _is_errexit(shell_at(dockerfile, instruction) or ()):
        return True
    return top.items[0].command is not None and sets_errexit(top.items[0].command)


def is_unheard(item: Item) -> bool:
    """Tell whether errexit does not hear all of a list's last member: what is left of ``&&``, and a ``!``."""
    return item.negated or (item.before is not None and item.before.text == "&&")


def joint_behind(dockerfile: Dockerfile, instruction: Instruction, script: Script) -> str | None:
    """Give the operator by which a command goes behind a script, to run only where all of it succeeded.

    That is ``&&``, but not behind a loop, a subshell or the like that may end where a command in it fails:
    before ``&&`` a shell forgets errexit, also one that is set inside. There it is ``;`` where errexit is
    on for the whole script and hears all that is in it, else None. Behind a line of a here-document that
    errexit hears it is ``;`` as well.
    """
    top = script.top
    if top is None:
        return "&&"
    last = top.items[-1]
    heard = ends_at_failure(dockerfile, instruction, top) and not is_unheard(last)
    if _has_inside(script, last) and may_end_at_failure(dockerfile, instruction, script):
        return ";" if heard and _hears_all(script, last) else None
    on_own_line = last.before is not None and last.before.text == "\n"
    return ";" if on_own_line and heard else "&&"


def stops_inside(dockerfile: Dockerfile, instruction: Instruction, script: Script) -> bool:
    """Tell whether a loop, a subshell or the like in a script may end where a command in it fails."""
    members = (item for found in script.lists if not found.nesting for item in found.items)
    inside = any(_has_inside(script, item) for item in members)
    return inside and may_end_at_failure(dockerfile, instruction, script)


def _hears_all(script: Script, item: Item) -> bool:
    """Tell whether errexit hears each failure inside a loop or the like, conditions aside."""
    lists = (found for found in script.lists if found.nesting and not found.condition)
    inside = (each for found in lists for each in found.items if item.span.covers(each.span))
    return not any(each.negated or (each.after is not None and each.after.text == "&&") for each in inside)


def _has_inside(script: Script, item: Item) -> bool:
    inside = (each for each in script.commands if each.nesting and item.span.covers(each.span))
    return item.command is None and any(inside)


def may_end_at_failure(dockerfile: Dockerfile, instruction: Instruction, script: Script) -> bool:
    """Tell whether errexit is on somewhere in a script, by the SHELL or by any ``set -e``."""
    shell = shell_at(dockerfile, instruction) or ()
    own = (each for each in script.commands if "sh -c" not in each.nesting)
    return _is_errexit(shell) or any(sets_errexit(each) for each in own)


def sets_errexit(command: Command) -> bool:
    """Tell whether a command is ``set -e``, also among other options."""
    return command.name == "set" and _is_errexit([word.value or "" for word in command.arguments])


def _unsets_errexit(command: Command) -> bool:
    return command.name == "set" and any(
        _NO_ERREXIT.fullmatch(word.value or "") for word in command.arguments
    )


def _is_errexit(words: Sequence[str]) -> bool:
    return "errexit" in words or any(_ERREXIT.fullmatch(word) for word in words)


def is_sure(dockerfile: Dockerfile, run: Instruction, script: Script, command: Command) -> bool:
    """Tell whether a command runs in any case, and the build fails when it does."""
    if command.exec:
        return True
    top = script.top
    chain = _chain(top, command) if top is not None else ()
    if top is None or not chain or "xargs" in unwrap(command).wrappers:
        return False
    if any(each.after is not None and each.after.text in ("||", "&") for each in chain):
        return False
    last = chain[-1] is top.items[-1]
    return last or (len(chain) == 1 and ends_at_failure(dockerfile, run, top))


def _chain(found: CommandList, command: Command) -> tuple[Item, ...]:
    """Give the members of a list that ``&&`` and ``||`` join to `command`, itself included."""
    chain: list[Item] = []
    for each in found.items:
        chain.append(each)
        if each.after is None or each.after.text not in ("&&", "||"):
            if any(one.command is not None and one.command.span == command.span for one in chain):
                return tuple(chain)
            chain.clear()
    return ()


def _last_before(dockerfile: Dockerfile, at: Instruction, keyword: str) -> Instruction | None:
    """Give the last instruction with that keyword in force before `at`, in its stage or a parent of that."""
    stage = dockerfile.stage_of(at)
    for each in dockerfile.lineage(stage) if stage else ():
        found = each.of(keyword)
        end = bisect_left(found, at.span.start, key=_start) if each is stage else len(found)
        if end:
            return found[end - 1]
    return None


def _start(instruction: Instruction) -> int:
    return instruction.span.start
