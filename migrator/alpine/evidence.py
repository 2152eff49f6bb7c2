"""What a newer Python would break, and how it is told."""

from __future__ import annotations

from collections.abc import Sequence

from migrator.records import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that a newer Python would break, and where it stands."""

    place: str
    reason: str


def shown_evidence(found: Sequence[Evidence]) -> str:
    """Say the first, and how many more there are."""
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return f"{found[0].place} {found[0].reason}{more}"
