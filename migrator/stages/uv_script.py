"""uv brought by its own installer, ``curl … https://astral.sh/uv/install.sh | sh``."""

from __future__ import annotations

from migrator import regex as re
from migrator.shell.model import Command
from migrator.stages.model import SYSTEM_PYTHON, Act, Setting, Step

SCRIPT = "script"
"""How a step installs that runs the installer's script, or puts its programs in their place."""

FOLDERS = frozenset({"/root/.local/bin", "/root/.cargo/bin"})
"""Where the script puts uv, newer and older versions of it."""

FETCHERS = frozenset({"curl", "wget", "ca-certificates"})
"""Packages that fetch the script."""

_URL = re.compile(r"https://astral\.sh/uv/(?:(?P<version>[0-9.]+)/)?install\.sh")
_PLACED = re.compile(r"(?:/root|~|\$\{?HOME\}?)/\.(?:local|cargo)/bin/uvx?")
_PROGRAMS = re.compile(r"/(?:usr/(?:local/)?)?bin/?(?:uvx?)?")


def uv_script_step(command: Command, setting: Setting, before: Step | None) -> Step | None:
    """Give the step of a command that fetches, runs or puts in place what installs uv; None for others."""
    name = command.name
    operands = [word.value or word.text for word in command.words[1:]]
    if name in ("curl", "wget") and command.feeds_pipe:
        match = next((found for each in operands if (found := _URL.fullmatch(each))), None)
        version = f"=={match['version']}" if match and match["version"] else ""
        return _step(command, f"uv{version}") if match else None
    follows = before is not None and before.how == SCRIPT
    if name in ("sh", "bash") and follows and command.reads_pipe:
        plain = not command.assignments and not setting.get("UV_INSTALL_DIR")
        return _step(command, "uv") if plain and operands in ([], ["-s"], ["-"]) else None
    if name in ("ln", "cp", "mv"):
        paths = [each for each in operands if not each.startswith("-")]
        *programs, end = paths or [""]
        placed = bool(programs) and all(_PLACED.fullmatch(each) for each in programs)
        return _step(command, "uv") if placed and _PROGRAMS.fullmatch(end) else None
    return None


def _step(command: Command, package: str) -> Step:
    return Step(command, Act.INSTALL, SCRIPT, SYSTEM_PYTHON, packages=(package,))


def fetchers_only(steps: tuple[Step, ...], every: tuple[Step, ...]) -> bool:
    """Tell whether `steps` install nothing but what `every` step of the builder had to fetch the script."""
    names = {name for step in steps if step.act is Act.SYSTEM for name in step.packages}
    others = any(step.act not in (Act.SYSTEM, Act.NEUTRAL) and step.how != SCRIPT for step in steps)
    return names <= FETCHERS and not others and any(step.how == SCRIPT for step in every)
