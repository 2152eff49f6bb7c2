"""What a ``--mount`` of a RUN says."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.dockerfile import Flag, Instruction
from migrator.memory import remembered

_LONG = {"dst": "target", "destination": "target", "src": "source"}


def mount_parts(flag: Flag) -> Mapping[str, str]:
    """Give the parts of a ``--mount`` under their long names; nothing for another flag."""
    if flag.name != "mount":
        return {}
    pairs = (part.strip().partition("=") for part in (flag.value or "").split(","))
    return {_LONG.get(name, name): value for name, _, value in pairs}


@remembered
def mounts(one: Instruction) -> tuple[Mapping[str, str], ...]:
    """Give the parts of each ``--mount`` of a RUN, as `mount_parts` does."""
    return tuple(mount_parts(flag) for flag in one.flags if flag.name == "mount")


@remembered
def bind_mounts(one: Instruction) -> tuple[Mapping[str, str], ...]:
    """Give the parts of those that show files of the build context, a stage or an image."""
    return tuple(parts for parts in mounts(one) if parts.get("type", "bind") == "bind")
