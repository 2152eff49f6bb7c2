"""What a newer Python would break, and how it is told."""

from __future__ import annotations

from collections.abc import Sequence

from migrator.dockerfile import Dockerfile
from migrator.first_few import and_more
from migrator.line_names import named_line
from migrator.records import dataclass
from migrator.requirements.model import Requirement


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that a newer Python would break, and where it stands."""

    place: str
    reason: str


def place_of(found: Requirement, dockerfile: Dockerfile) -> str:
    """Give the place of a requirement as evidence names it: by the line alone in the Dockerfile itself."""
    inside = found.origin == dockerfile.source.path
    return named_line(found.line) if inside else f"{found.origin}:{found.line}"


def shown_evidence(found: Sequence[Evidence]) -> str:
    """Say the first, and how many more there are."""
    return f"{found[0].place} {found[0].reason}{and_more(found)}"
