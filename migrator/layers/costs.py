"""How long an instruction is estimated to take when its layer is built: for comparing orders, not for clocks.

The figures for pip and uv are measured (32 named requirements, 87 packages in all, a cold cache:
pip 117 s, uv 20.5 s, uv with a warm cache mount 3.6 s; medians of three runs, November 2026). Those for
system packages, downloads and unknown commands are assumptions, the same before and after a change.
"""

from __future__ import annotations

from migrator.dockerfile import Instruction
from migrator.dockerfile.mounts import mounts
from migrator.layers.effects import EffectsOf
from migrator.requirements.build_inputs import required
from migrator.requirements.install_runs import InstallRun
from migrator.requirements.installers import installer_words, installs_packages
from migrator.shell import Command, program, unwrap
from migrator.shell.run_as import script_at

PIP_SECONDS = 117 / 32
UV_SECONDS = 20.5 / 32
WARM_SECONDS = 3.6 / 32
"""For each requirement that is named; those that it brings along are part of the figure."""

REQUIREMENTS = 20
"""How many are taken to be named where they cannot be counted: about the median of real files."""

INDEX_SECONDS = 4.0
PACKAGE_SECONDS = 1.5
PROJECT_SECONDS = 2.0
FETCH_SECONDS = 5.0
UNKNOWN_SECONDS = 10.0
COPY_SECONDS = 0.5
SMALL_SECONDS = 0.3

_SYSTEM = frozenset({"apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf", "tdnf", "zypper"})
_VERBS = frozenset({"install", "add", "upgrade", "dist-upgrade"})
_FETCHES = frozenset({"curl", "wget", "git"})
SMALL = frozenset(
    [
        *("rm", "mkdir", "chmod", "chown", "echo", "cd", "set", "export", "test", "[", "true"),
        *("useradd", "adduser", "groupadd", "addgroup", "ln", "cp", "mv", "touch", "cat", "sed"),
        *("usermod", "rmdir", "printf", "ldconfig", "unset", "if", "id", "which", "find", "exit"),
        *("deluser", "delgroup", "update-alternatives", "ls", "pwd", "date", "uname"),
    ]
)
"""Programs that are done at once."""


def cost_of(effects: EffectsOf, one: Instruction) -> float:
    """Give the estimated seconds that building the layer of `one` takes."""
    if one.keyword in ("COPY", "ADD"):
        remote = one.keyword == "ADD" and "://" in one.value.text
        return FETCH_SECONDS if remote else COPY_SECONDS
    if one.keyword != "RUN":
        return 0.0
    script = script_at(effects.dockerfile, one)
    if script.opaque is not None:
        return UNKNOWN_SECONDS
    found = effects.of(one)
    if effects.only_project_left(one, found):
        return PROJECT_SECONDS
    project = PROJECT_SECONDS if found.project or "itself" in found.source else 0.0
    installs = tuple(command for command in script.commands if installs_packages(command))
    seconds = sum(_seconds(command) for command in script.commands if command not in installs)
    if installs:
        seconds += project + _installing(effects, InstallRun(one, script, installs))
    return seconds


def _installing(effects: EffectsOf, run: InstallRun) -> float:
    found = required(effects.dockerfile, effects.build, run)
    named = len({each.name or each.path for each in found.requirements})
    count = named if named and not found.unreadable else max(named, REQUIREMENTS)
    return count * max(_each(run.instruction, command) for command in run.commands)


def _each(one: Instruction, command: Command) -> float:
    if installer_words(command)[:1] != ("uv",):
        return PIP_SECONDS
    cached = any(parts.get("type") == "cache" for parts in mounts(one))
    return WARM_SECONDS if cached else UV_SECONDS


def _seconds(command: Command) -> float:
    inner = unwrap(command)
    name = program(inner)
    if not inner.words:
        return SMALL_SECONDS / 10
    if name in SMALL or any(each.startswith(("$(", "`")) for each in command.nesting):
        return SMALL_SECONDS  # what stands in $( ) asks for something, as a rule
    if name in _SYSTEM:
        return _of_packages([word.text for word in inner.words[1:] if not word.text.startswith("-")])
    if name in _FETCHES:
        return FETCH_SECONDS
    words = installer_words(command)
    if words[:3] == ("uv", "pip", "install"):
        return UV_SECONDS
    return PIP_SECONDS if words[1:2] == ("install",) else UNKNOWN_SECONDS


def _of_packages(words: list[str]) -> float:
    if words[:1] == ["update"]:
        return INDEX_SECONDS
    return PACKAGE_SECONDS * len(words[1:]) if words and words[0] in _VERBS else SMALL_SECONDS
