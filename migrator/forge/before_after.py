"""The table of before and after: a row for each file where they are few, else sums and the rows folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from migrator.dockerfile import Dockerfile, UnreadableError, parse
from migrator.first_few import first_few
from migrator.forge.groups import Group
from migrator.forge.markdown import code, folded, prose, table
from migrator.records import dataclass
from migrator.registry import On
from migrator.report.journey import Known, installers
from migrator.report.model import Report
from migrator.source import Source

FEW = 4
"""Files whose rows are shown at once, and whose estimates are."""
_ROWS = 100
_OTHERS = 6
_CHANGES = 2
"""Ways in which one fact changed that the sums name."""
_HEAD = ("file", "base image", "stages", "installer", "lines")


@dataclass(frozen=True)
class _Row:
    """One file: its name, what it was before and after by fact, and the lines that came and went."""

    name: str
    facts: tuple[tuple[str, str], ...]
    added: int
    removed: int

    def cells(self) -> tuple[str, ...]:
        """Give the row of the table."""
        return (code(self.name), *(_arrow(each) for each in self.facts), f"+{self.added} −{self.removed}")


def before_and_after(group: Group) -> str:
    """Give the section: the Dockerfiles, then what else changes."""
    rows = [_row(report) for report in group.reports if report.on is On.DOCKERFILE]
    return "\n\n".join(filter(None, (*_dockerfiles(rows, group.reports), _others(group.reports))))


def _dockerfiles(rows: Sequence[_Row], reports: Sequence[Report]) -> Iterator[str]:
    if len(rows) > FEW:
        more = f"\n\n… and {len(rows) - _ROWS} more." if len(rows) > _ROWS else ""
        yield _sums(rows)
        yield folded(f"Each of the {len(rows)} files", _table(rows[:_ROWS]) + more)
    elif rows:
        yield _table(rows)
        yield _estimates(reports)


def _others(reports: Sequence[Report]) -> str:
    """Give the files that are no Dockerfiles: ``Other files: `a/.dockerignore` (new) +3 −0``."""
    said = []
    for report in reports:
        if report.on is not On.DOCKERFILE:
            patch = report.patch()
            new = " (new)" if report.new else ""
            said.append(f"{code(report.name)}{new} +{patch.added} −{patch.removed}")
    return f"Other files: {first_few(said, _OTHERS)}" if said else ""


def _table(rows: Sequence[_Row]) -> str:
    return table(_HEAD, [each.cells() for each in rows])


def _sums(rows: Sequence[_Row]) -> str:
    """Give one line for all rows: ``**6 files**, +40 −31 lines. installer: pip → uv in 5; …``."""
    added, removed = sum(each.added for each in rows), sum(each.removed for each in rows)
    lines = [f"**{len(rows)} Dockerfiles**, +{added} −{removed} lines."]
    for column, says in enumerate(_HEAD[1:-1]):
        changes = Counter(_arrow(each.facts[column]) for each in rows if len(set(each.facts[column])) > 1)
        if changes:
            lines.append(f"- {says}: {_counted(changes)}")
    return "\n".join([lines[0], "", *lines[1:]]).rstrip()


def _counted(changes: Counter[str]) -> str:
    said = [f"{change} in {count}" for change, count in changes.most_common(_CHANGES)]
    rest = changes.total() - sum(count for _, count in changes.most_common(_CHANGES))
    return ", ".join(said) + (f", otherwise in {rest}" if rest else "")


def _row(report: Report) -> _Row:
    before, after = _read(report.result.before), _read(report.result.after)
    facts: tuple[Callable[[Dockerfile], str], ...] = (_base, lambda d: str(len(d.stages)), installers)
    patch = report.patch()
    pairs = tuple((_fact(fact, before), _fact(fact, after)) for fact in facts)
    return _Row(report.name, pairs, patch.added, patch.removed)


def _read(source: Source) -> Dockerfile | None:
    try:
        return parse(source)
    except UnreadableError:
        return None


def _fact(fact: Callable[[Dockerfile], str], dockerfile: Dockerfile | None) -> str:
    return "?" if dockerfile is None else fact(dockerfile)


def _base(dockerfile: Dockerfile) -> str:
    image = dockerfile.base_image(dockerfile.final)
    return code(str(image)) if image else "?"


def _arrow(pair: tuple[str, str]) -> str:
    old, new = (each or "–" for each in pair)
    return old if old == new else f"{old} → {new}"


def _estimates(reports: Sequence[Report]) -> str:
    """Give what is estimated or measured of each file, with its sources, folded."""
    tables = "\n\n".join(_estimated(each) for each in reports if each.journey and any(_known(each)))
    return folded("Sizes and rebuilds, and how they are known", tables) if tables else ""


def _estimated(report: Report) -> str:
    return table((code(report.name), "before", "after", "how it is known"), list(_known(report)))


def _known(report: Report) -> Iterator[tuple[str, ...]]:
    """Give the figures that change and have a source; what the file says stands in the table above."""
    for each in report.journey.milestones if report.journey else ():
        if each.known is not Known.READ and each.source and each.before != each.after:
            how = f"{each.known.value}: {prose(each.source)}"
            yield prose(each.says), prose(each.before), prose(each.after), how
