"""What has come of a run: of each of its files, and of all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.diff import Patch, render
from migrator.engine import Result
from migrator.other_files import OtherFile
from migrator.records import dataclass
from migrator.registry import On
from migrator.report.journey import Journey

if TYPE_CHECKING:
    from migrator.verify.facts import Evidence


@dataclass(frozen=True)
class Report:
    """One file of a run: where it lies, the name that diffs give it, and what was done.

    `journey` is the table of where it stood and stands, where one was asked for.
    `on` is its kind; one that is no Dockerfile is looked at for the sake of the Dockerfiles `owners`,
    and where it is `new`, the run makes it. `others` are the files still to be looked at for this one.
    `unwritten` tells that what was to be changed could not be written: the file is as it was.
    """

    path: Path
    name: str
    result: Result
    journey: Journey | None = None
    on: On = On.DOCKERFILE
    owners: tuple[str, ...] = ()
    new: bool = False
    others: tuple[OtherFile, ...] = ()
    unwritten: bool = False

    def measured(self, evidence: Mapping[str, Evidence]) -> Report:
        """Give the report whose table has the figures that were measured of this file."""
        known = evidence.get(self.name)
        if known is None or self.journey is None:
            return self
        return replace(self, journey=self.journey.with_measured(known.milestones()))

    def patch(self) -> Patch:
        """Give the file's diff; raises DiffError where it would not read back."""
        return render(self.name, self.result.before.to_bytes(), self.result.after.to_bytes(), new=self.new)


@dataclass(frozen=True)
class Problem:
    """A file that could not be migrated or written, and why; `fault` where dfmigrate is to blame."""

    path: Path
    message: str
    fault: bool = False


@dataclass(frozen=True)
class Run:
    """All that a report needs to know; `reports` can be gone over again and again, in order.

    `templates` are files that some other tool renders to Dockerfiles, `written` tells whether the
    changes are in the files, `evidence` is what `dfmigrate verify` found, by the names of files.
    """

    reports: Iterable[Report]
    problems: tuple[Problem, ...] = ()
    templates: tuple[str, ...] = ()
    written: bool = False
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
