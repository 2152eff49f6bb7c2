"""Where files stood before a run and stand after: the types of the table, and its counts over a run."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from migrator import regex as re
from migrator.dockerfile import Dockerfile, UnreadableError, parse
from migrator.records import dataclass
from migrator.registry import On
from migrator.source import Source

if TYPE_CHECKING:
    from migrator.report.model import Run

UNKNOWN = "not known"


class Known(enum.Enum):
    """How a figure is known; the values are what people and machines read."""

    READ = "read"
    """It stands in the file."""
    ESTIMATED = "estimated"
    """A table or a model gives it; nothing was built."""
    MEASURED = "measured"
    """Images were built and looked at."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """One line about one file: `key` is for machines, `source` says where both values come from."""

    key: str
    says: str
    before: str
    after: str
    known: Known
    source: str = ""


@dataclass(frozen=True, slots=True)
class Journey:
    """The table of one file."""

    milestones: tuple[Milestone, ...]

    def with_measured(self, found: Iterable[Milestone]) -> Journey:
        """Give the table with `found` in the place of the lines of the same key; others come last."""
        measured = {each.key: each for each in found}
        kept = tuple(measured.pop(each.key, each) for each in self.milestones)
        return Journey((*kept, *measured.values()))


# The keys that verification fills in when it has built both images.
BASE, STAGES, SIZE, PACKAGES, INSTALLER, REBUILD = (
    "base",
    "stages",
    "image-size",
    "base-packages",
    "installer",
    "rebuild",
)
BUILD = "build"
"""The build without any cache, which only a measurement can tell."""

_UV = re.compile(r"\buv\s+(?:pip|sync|add|tool)\b")
_FOLDER = re.compile(r"(?<=\buv)\s+--directory\s+\S+")
_PIP = re.compile(r"(?<!uv )\bpip[\d.]*\s+install\b")
_APT = re.compile(r"\bapt(?:-get)?\s+(?:-\S+\s+)*(?:update|install)\b")

ROWS = (
    ("alpine", "Files whose final image is on Alpine"),
    ("single", "Files with one stage"),
    ("uv", "Files that install with uv"),
    ("pip", "Files that install with pip"),
    ("apt", "Files that install with apt"),
    ("lines", "Lines in all files"),
)


MEASURED = (
    ("sizes", "Images built, MB in all", 1e-6),
    ("seconds", "Time of these builds without a cache, s", 1),
    ("rebuilt", "Layers built again after a source change", 1),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line about a run: what is counted, and how often it was so before and is so after."""

    says: str
    before: int
    after: int


def totals(run: Run) -> tuple[Row, ...]:
    """Count over a run, then what was measured of its files, where something was.

    A file that cannot be read as a Dockerfile counts with its lines alone.
    """
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for report in run.reports:
        if report.on is not On.DOCKERFILE:
            continue
        before.update(_facts(report.result.before))
        after.update(_facts(report.result.before if report.unwritten else report.result.after))
    return (*(Row(says, before[key], after[key]) for key, says in ROWS), *_measured(run))


def _measured(run: Run) -> Iterator[Row]:
    """Give the sums of what was measured on both sides; what was not measured has no row."""
    known = [run.evidence[report.name] for report in run.reports if report.name in run.evidence]
    for figure, says, unit in MEASURED:
        pairs = [pair for each in known if (pair := getattr(each, figure)) is not None]
        if pairs:
            before, after = (sum(side) * unit for side in zip(*pairs, strict=True))
            yield Row(says, round(before), round(after))


def _facts(source: Source) -> Iterator[str]:
    yield from ["lines"] * len(source.line_starts)
    try:
        dockerfile = parse(source)
    except UnreadableError:
        return
    image = dockerfile.base_image(dockerfile.final)
    if image and "alpine" in (image.name, *re.split(r"[-.\d]", image.tag or "")):
        yield "alpine"
    if len(dockerfile.stages) == 1:
        yield "single"
    yield from tools(dockerfile)


def installers(dockerfile: Dockerfile) -> str:
    """Give what a file installs Python packages with: ``uv``, ``pip``, ``uv + pip``, or ""."""
    return " + ".join(each for each in tools(dockerfile) if each != "apt")


def tools(dockerfile: Dockerfile) -> tuple[str, ...]:
    """Give which of ``uv``, ``pip`` and ``apt`` the RUNs of a file install with."""
    runs = [dockerfile.source.slice(each.span) for each in dockerfile.instructions if each.keyword == "RUN"]
    runs = [_FOLDER.sub("", run) for run in runs]
    found = (("uv", _UV), ("pip", _PIP), ("apt", _APT))
    return tuple(key for key, pattern in found if any(pattern.search(run) for run in runs))
