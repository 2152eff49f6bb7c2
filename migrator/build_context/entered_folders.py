"""RUNs that begin with ``cd``: into the folder where they are anyway, or one that WORKDIR can say."""

from __future__ import annotations

from migrator import regex as re
from migrator.build_context.copied_paths import says_workdir, workdir_at
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.dockerfile.mounts import mounts
from migrator.paths import joined_path, within
from migrator.shell import Command, Script
from migrator.shell.run_as import script_at, shell_at

_PLAIN = re.compile(r"[\w./@+-]+")
_BACK = re.compile(r"OLDPWD|\bcd[ \t]+-|\b(?:pushd|popd|dirs)\b")
_NO_MATTER = frozenset(
    {"ENV", "ARG", "LABEL", "MAINTAINER", "EXPOSE", "USER", "SHELL", "STOPSIGNAL", "HEALTHCHECK", "VOLUME"}
)


def entered(dockerfile: Dockerfile, run: Instruction) -> tuple[Command, str] | None:
    """Give the plain ``cd`` that a RUN begins with, and the folder to which it leads; None without one.

    Plain: one constant path, ``&&`` behind it, no way back to where it was, no folder that the RUN mounts,
    and no relative path where only the base image says from where.
    """
    if run.keyword != "RUN" or run.json is not None or run.heredocs or shell_at(dockerfile, run) is not None:
        return None
    script, folder = script_at(dockerfile, run), workdir_at(dockerfile, run)
    first = _first(script)
    if first is None or folder is None or goes_back(run):
        return None
    (path,) = first.arguments
    text = path.value or ""
    if not text.startswith("/") and not says_workdir(dockerfile, run):
        return None
    target = joined_path(folder, text)
    return None if _is_mounted(run, target) else (first, target)


def _first(script: Script) -> Command | None:
    """Give the first command where it is a plain ``cd`` that others need to succeed."""
    first = next(iter(script.commands), None)
    if script.opaque is not None or first is None or script.comments:
        return None
    return first if enters_plainly(first) else None


def enters_plainly(command: Command) -> bool:
    """Tell whether a command is a ``cd`` to one constant path, without which what follows is not run."""
    if command.name != "cd" or command.nesting or len(command.arguments) != 1:
        return False
    joined = command.after is not None and command.after.text == "&&"
    bare = not (command.assignments or command.redirects) and command.arguments[0].value != "-"
    return joined and bare and bool(_PLAIN.fullmatch(command.arguments[0].value or ""))


def goes_back(run: Instruction) -> bool:
    """Tell whether the script of a RUN may go back to where it was, or ask for it."""
    return _BACK.search(run.value.text) is not None


def _is_mounted(run: Instruction, folder: str) -> bool:
    """Tell whether a mount of a RUN decides what is in `folder`, or counts on the working directory."""
    targets = (parts["target"] for parts in mounts(run) if parts.get("target"))
    return any(not each.startswith("/") or within(folder, each) for each in targets)


def is_there_anyway(dockerfile: Dockerfile, run: Instruction, folder: str) -> bool:
    """Tell whether a RUN starts in `folder`, and a WORKDIR of the file has made that."""
    return workdir_at(dockerfile, run) == folder and says_workdir(dockerfile, run)


def moved_along(dockerfile: Dockerfile, run: Instruction) -> tuple[Instruction, ...] | None:
    """Give the RUNs directly behind one that have to get a WORKDIR for their ``cd`` where it gets one.

    None where something else behind it counts on the working directory that is in force there.
    """
    stage = dockerfile.stage_of(run)
    if stage is None or not enters_once(dockerfile, run):
        return None
    found: list[Instruction] = []
    for one in stage.instructions[stage.instructions.index(run) + 1 :]:
        if one.keyword == "WORKDIR":  # / may be there for the old one's sake
            return tuple(found) if re.fullmatch(r"/.+", one.value.text) else None
        if one.keyword == "RUN" and enters_once(dockerfile, one):
            found.append(one)
        elif one.keyword not in _NO_MATTER:
            return None
    return tuple(found) if _is_only_copied(dockerfile, stage) else None


def enters_once(dockerfile: Dockerfile, run: Instruction) -> bool:
    """Tell whether a RUN begins with a plain ``cd``, as `entered` gives it, and changes folders no more."""
    commands = script_at(dockerfile, run).commands
    return entered(dockerfile, run) is not None and sum(each.name == "cd" for each in commands) == 1


def _is_only_copied(dockerfile: Dockerfile, stage: Stage) -> bool:
    """Tell whether a stage is no image of its own: nothing is built on it, and it is not the last."""
    children = (each for each in dockerfile.stages if each is not stage)
    return stage is not dockerfile.final and not any(stage in dockerfile.lineage(each) for each in children)
