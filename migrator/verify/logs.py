"""What the log of a build tells: its steps, those that came from the cache, and the one that failed."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OWN = re.compile(r"^(?:\[\d+/\d+\] )?STEP \d+/\d+: (?P<text>.*)$")
_CACHED = re.compile(r"^--> Using cache ")
_VERTEX = re.compile(r"^#(?P<id>\d+) \[(?:\S+ )?\d+/\d+\] (?P<text>.*)$")
_VERTEX_CACHED = re.compile(r"^#(?P<id>\d+) CACHED$")
_VERTEX_FAILED = re.compile(r"^#(?P<id>\d+) ERROR: ")
_OUTPUT = re.compile(r"^#(?P<id>\d+) \d[\d.]* (?P<text>.*)$")
_LAYER = re.compile(r"(RUN|COPY|ADD)\b", re.I)
_ENGINE = re.compile(
    r"(subprocess exited with|exit status|[Ee]rror: building at STEP|(time|level)=|ERROR: process )"
)
"""What an engine says when a step of the file has failed: not why."""
_TROUBLE = re.compile(
    r"\b(errors?|fatal|failed|can't|cannot|could ?n[o']t|no such|not found|denied|unable|refused|invalid)\b"
    r"|^E: |(Error|Exception)\b",
    re.I,
)


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


def failure(log: str) -> str:
    """Give the line that tells why a build has failed: the last one of its step that speaks of trouble."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    said = [line for line in _of_last_step(lines) or lines if not _ENGINE.match(line)]
    telling = [line for line in said if _TROUBLE.search(line) and not line.startswith(("note:", "hint:"))]
    return next(reversed(telling or said or lines), "")


def _of_last_step(lines: list[str]) -> list[str]:
    """Give what the step that failed has said."""
    if any(map(_VERTEX.match, lines)):
        failed = [match["id"] for match in map(_VERTEX_FAILED.match, lines) if match]
        found = [match for match in map(_OUTPUT.match, lines) if match]
        return [match["text"] for match in found if failed and match["id"] == failed[0]]
    starts = [number for number, line in enumerate(lines) if _OWN.match(line)]
    return lines[starts[-1] + 1 :] if starts else []


def tail(log: str, lines: int = 12) -> str:
    """Give the end of a log."""
    return "\n".join(log.strip().splitlines()[-lines:])
