"""Where the files of a run stood before and stand after: the table that a team looks at first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from migrator.dockerfile import Dockerfile, UnreadableError, parse
from migrator.records import dataclass
from migrator.run import Run
from migrator.source import Source

_UV = re.compile(r"\buv\s+(?:pip|sync|add|tool)\b")
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


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what is counted, and how often it was so before and is so after."""

    says: str
    before: int
    after: int


def journey(run: Run) -> tuple[Row, ...]:
    """Count over a run; a file that cannot be read as a Dockerfile counts with its lines alone."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for report in run.reports:
        before.update(_facts(report.result.before))
        after.update(_facts(report.result.after))
    return tuple(Row(says, before[key], after[key]) for key, says in ROWS)


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
    yield from _tools(dockerfile)


def _tools(dockerfile: Dockerfile) -> Iterator[str]:
    runs = [dockerfile.source.slice(each.span) for each in dockerfile.instructions if each.keyword == "RUN"]
    for key, pattern in (("uv", _UV), ("pip", _PIP), ("apt", _APT)):
        if any(pattern.search(run) for run in runs):
            yield key
