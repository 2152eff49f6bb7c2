"""Places at which Porter writes steps of its own into a Dockerfile, before it has it built."""

from __future__ import annotations

from migrator import regex as re
from migrator.dockerfile import Dockerfile

_PLACE = re.compile(r"#\s*PORTER_(?:INIT|MIXINS)\s*")
"""The comments that it replaces (getporter/porter, pkg/build, read 2026-12-01)."""


def steps_of_porter(dockerfile: Dockerfile) -> int | None:
    """Give the line of the first place, None without one; what comes there calls useradd and apt-get."""
    source = dockerfile.source
    found = (each.span for each in dockerfile.comments if _PLACE.fullmatch(source.slice(each.span).rstrip()))
    return next((source.line_of(span.start) for span in found), None)
