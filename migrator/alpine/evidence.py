"""What a newer Python would break, and how it is told."""

from __future__ import annotations

from collections.abc import Sequence

from migrator.first_few import and_more
from migrator.records import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that a newer Python would break, and where it stands."""

    place: str
    reason: str


def shown_evidence(found: Sequence[Evidence]) -> str:
    """Say the first, and how many more there are."""
    return f"{found[0].place} {found[0].reason}{and_more(found)}"
