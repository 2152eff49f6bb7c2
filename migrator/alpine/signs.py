"""What is found against a move: the form that all who look through a file for it have in common."""

from __future__ import annotations

from migrator.records import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that may not work on the new image, or cannot be told: the line, what, and the way out."""

    line: int
    message: str
    way_out: str
