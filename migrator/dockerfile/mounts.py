"""What a ``--mount`` of a RUN says."""

from __future__ import annotations

from migrator.dockerfile import Flag

_LONG = {"dst": "target", "destination": "target", "src": "source"}


def mount_parts(flag: Flag) -> dict[str, str]:
    """Give the parts of a ``--mount`` under their long names, quotes gone; nothing for another flag."""
    if flag.name != "mount":
        return {}
    pairs = (part.strip().partition("=") for part in (flag.value or "").split(","))
    return {_LONG.get(name, name): value.strip("\"'") for name, _, value in pairs}
