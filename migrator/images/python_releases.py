"""Minor versions of Python: when they end, and on which Alpine their images stand."""

from __future__ import annotations

from migrator.images.python import Version
from migrator.knowledge import Knowledge
from migrator.records import dataclass
from migrator.versions import dotted, numbers


@dataclass(frozen=True, slots=True)
class PythonRelease:
    """A minor version of Python, and what its official images on Alpine stand on.

    `ended` is the month in which it ended (``2025-10``), empty before that. The images of `known` and of all
    later patches stand on an Alpine that has packages by the names of the tables, those of `looked_up` on one
    in which all of them were looked up. None where no image does.
    """

    ended: str
    known: Version | None
    looked_up: Version | None

    @classmethod
    def of(cls, knowledge: Knowledge, minor: Version) -> PythonRelease | None:
        """Give what the table says about a minor version; None for one that is not in it."""
        take = knowledge.fields("python-releases.toml", dotted(minor))
        if take is None:
            return None
        return cls(take.text("ended"), _version(take.text("alpine")), _version(take.text("today")))


def _version(text: str) -> Version | None:
    return numbers(text) if text else None
