"""What the log of a build tells: its steps, those that came from the cache, and the one that failed."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OWN = re.compile(r"^(?:\[\d+/\d+\] )?STEP \d+/\d+: (?P<text>.*)$")
_CACHED = re.compile(r"^--> Using cache ")
_VERTEX = re.compile(r"^#(?P<id>\d+) \[(?:\S+ )?\d+/\d+\] (?P<text>.*)$")
_VERTEX_CACHED = re.compile(r"^#(?P<id>\d+) CACHED$")
_VERTEX_FAILED = re.compile(r"^#(?P<id>\d+) ERROR: ")
_LAYER = re.compile(r"(RUN|COPY|ADD)\b", re.I)


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps that make layers, in their order, and which of them the cache had."""

    layers: int
    cached: int
    last: str
    """The text of the step that ran last, or that is said to have failed."""

    @property
    def ran(self) -> int:
        """How many layers were made anew."""
        return self.layers - self.cached


def steps(log: str) -> Steps:
    """Read a log of buildah, podman or BuildKit (``--progress plain``)."""
    lines = log.splitlines()
    return _buildkit(lines) if any(map(_VERTEX.match, lines)) else _buildah(lines)


def _buildah(lines: list[str]) -> Steps:
    layers = cached = 0
    last = ""
    for line in lines:
        if match := _OWN.match(line):
            last = match["text"]
            layers += bool(_LAYER.match(last))
        elif _CACHED.match(line) and _LAYER.match(last):
            cached += 1
    return Steps(layers, cached, last)


def _buildkit(lines: list[str]) -> Steps:
    found = {match["id"]: match["text"] for match in map(_VERTEX.match, lines) if match}
    layers = {number for number, text in found.items() if _LAYER.match(text)}
    cached = {match["id"] for match in map(_VERTEX_CACHED.match, lines) if match} & layers
    failed = [match["id"] for match in map(_VERTEX_FAILED.match, lines) if match and match["id"] in found]
    last = found[failed[0]] if failed else list(found.values())[-1]
    return Steps(len(layers), len(cached), last)


def tail(log: str, lines: int = 12) -> str:
    """Give the end of a log."""
    return "\n".join(log.strip().splitlines()[-lines:])
