"""Versions of projects that are published in an archive of another kind than uv takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from migrator.pip.command import PipCall, bare
from migrator.pip.files import FileFindings
from migrator.requirements import Requirement
from migrator.requirements.model import requirement
from migrator.requirements.version_ranges import reaches

_FIRST = {"twisted": "20.3.0"}
"""Projects whose older versions are on the index as ``.tar.bz2`` alone, and the first with a wheel.

pip unpacks that; uv 0.13.9 takes ``.tar.gz`` and ``.zip`` alone and says that the version cannot be used
(tried with Twisted 18.4.0 and 19.7.0; the files of 2,600 projects were looked through, 2026-11-29).
"""


def old_archives(call: PipCall, files: FileFindings) -> Iterator[Requirement]:
    """Give the requirements of a call of which uv takes no version that they allow."""
    asked = (found for word in call.operands if (found := _requirement(bare(word))) is not None)
    for one in (*asked, *files.requirements):
        first = _FIRST.get(one.name)
        if first is not None and not reaches(one.specifier, first):
            yield one


def _requirement(text: str) -> Requirement | None:
    with suppress(ValueError):
        return requirement(text, "", 0) if text.lower().startswith(tuple(_FIRST)) else None
    return None
