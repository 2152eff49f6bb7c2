"""What a ``--mount`` of a RUN says."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.dockerfile import Flag, Instruction

_LONG = {"dst": "target", "destination": "target", "src": "source"}


def mount_parts(flag: Flag) -> dict[str, str]:
    """Give the parts of a ``--mount`` under their long names; nothing for another flag."""
    if flag.name != "mount":
        return {}
    pairs = (part.strip().partition("=") for part in (flag.value or "").split(","))
    return {_LONG.get(name, name): value for name, _, value in pairs}


def mounts(one: Instruction) -> Iterator[dict[str, str]]:
    """Give the parts of each ``--mount`` of a RUN, as `mount_parts` does."""
    return (mount_parts(flag) for flag in one.flags if flag.name == "mount")


def bind_mounts(one: Instruction) -> Iterator[dict[str, str]]:
    """Give the parts of those that show files of the build context, a stage or an image."""
    return (parts for parts in mounts(one) if parts.get("type", "bind") == "bind")
