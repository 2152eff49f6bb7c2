"""What was done to one RUN, or why it could not be done."""

from __future__ import annotations

from dataclasses import field

from migrator.records import dataclass


class StuckError(Exception):
    """A RUN that cannot be rewritten: the line and why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


@dataclass
class Rewritten:
    """What was done to one RUN, for people: packages that stay, that leave, that were left out."""

    added: list[str] = field(default_factory=list)
    virtual: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def reason(self) -> str:
        """One line that a reviewer can check."""
        parts = [f"apk add {' '.join(self.added)}"] if self.added else []
        if self.virtual:
            leave = "leave" if len(self.virtual) > 1 else "leaves"
            parts.append(f"{' '.join(self.virtual)} {leave} again with this RUN")
        if self.moved:
            come = "come" if len(self.moved) > 1 else "comes"
            parts.append(f"{' '.join(self.moved)} {come} where Python packages are installed")
        if self.dropped:
            parts.append(f"Alpine needs no {' '.join(self.dropped)}")
        return "; ".join((*parts, *self.others)) or "apt has nothing to do on Alpine"
