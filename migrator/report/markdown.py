"""A run as Markdown: the body of a pull request, or the summary of a CI job."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator import regex as re
from migrator.engine import Outcome, Status
from migrator.findings import Safety
from migrator.report.journey import Journey, Known, totals
from migrator.report.model import Report, Run
from migrator.report.tally import (
    NOT_VERIFIED,
    Fate,
    Tally,
    evidence_of,
    fate,
    heard,
    hint,
    label,
    message,
    tally,
    way_out,
)
from migrator.report.text import printable

LIMIT = 60_000
"""Characters; GitHub takes 65,536 in the body of a pull request."""
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~$])")


def document(run: Run) -> Iterator[str]:
    """Give the run as one Markdown document that any forge takes whole."""
    yield body(run)


def body(run: Run, limit: int = LIMIT) -> str:
    """Give the run in at most `limit` characters: what does not fit is counted, never cut in the middle."""
    counts = tally(run)
    parts = ["\n".join(_head(run, counts))]
    room = limit - len(parts[0]) - 200
    left = 0
    for report in run.reports:
        text = "\n".join(_file(report, evidence_of(run, report) if run.evidence else ""))
        if text and len(text) > room:
            left += 1
        elif text:
            parts.append(text)
            room -= len(text) + 1
    if left:
        parts.append(f"\n… and {left} more files with findings: run dfmigrate to see them.\n")
    return "\n".join(parts) + "\n"


def _head(run: Run, counts: Tally) -> Iterator[str]:
    verb = "Migrated" if run.written else "To migrate"
    yield f"## {verb} by dfmigrate"
    yield ""
    shown = ", ".join(f"{counts.fates[each]} {each.value}" for each in Fate if counts.fates[each])
    yield f"{counts.files} {'file' if counts.files == 1 else 'files'}: {shown or 'nothing looked at'}."
    if not run.evidence and any(counts.fates[each] for each in (Fate.MIGRATED, Fate.PARTLY)):
        yield NOT_VERIFIED
    yield ""
    yield from ("| | before | after |", "|---|---:|---:|")
    yield from (f"| {row.says} | {row.before} | {row.after} |" for row in totals(run))
    if counts.reasons:
        yield from (
            "",
            "### Why something was refused",
            "",
            "| rule | what it is about | files |",
            "|---|---|---:|",
        )
        yield from (
            f"| {each.rule} {escaped(each.name)} | {escaped(each.summary)} | {each.files} |"
            for each in counts.reasons
        )
    for problem in run.problems:
        yield f"\n* **Not read or written:** {escaped(problem.message)}"
    for template in run.templates:
        yield f"\n* **A template, not read:** {code(template)}"


def _file(report: Report, evidence: str) -> Iterator[str]:
    outcomes = heard(report)
    if not outcomes and not report.result.failure:
        return
    yield f"\n### {code(report.name)}: {fate(report).value}\n"
    if report.result.changed and evidence:
        yield f"**Evidence:** {escaped(evidence)}\n"
    if report.result.failure:
        yield f"* **A fault of dfmigrate:** {escaped(report.result.failure)}"
    if report.journey:
        yield from _journey(report.journey)
    groups = (
        ("Please look at", [o for o in outcomes if label(o) == Safety.REVIEW.name.lower()]),
        ("Changed, means the same", [o for o in outcomes if label(o) == Safety.SAFE.name.lower()]),
        ("Refused", [o for o in outcomes if o.status is Status.REFUSED]),
        *_withheld(report, outcomes),
        ("For a person to decide", _of(outcomes, Status.SHOWN)),
        ("To know", _of(outcomes, Status.NOTED)),
    )
    for title, members in groups:
        if members:
            yield f"**{title}**\n"
            yield from (_line(each) for each in members)
            yield ""


def _journey(journey: Journey) -> Iterator[str]:
    """Give what is another after the migration: a table of what stays says nothing."""
    other = tuple(each for each in journey.milestones if each.before != each.after)
    if not other:
        return
    yield from ("| | before | after | |", "|---|---|---|---|")
    for each in other:
        cells = (escaped(each.says), escaped(each.before), escaped(each.after), each.known.value)
        yield "| " + " | ".join(cells) + " |"
    yield ""
    sources = (each for each in other if each.source and each.known is not Known.READ)
    yield from (
        f"{escaped(each.says)}: {each.known.value} from {escaped(each.source)}.  " for each in sources
    )
    yield ""


def _of(outcomes: tuple[Outcome, ...], status: Status) -> list[Outcome]:
    return [each for each in outcomes if each.status is status]


def _withheld(report: Report, outcomes: tuple[Outcome, ...]) -> Iterable[tuple[str, list[Outcome]]]:
    """Give what is withheld, each bundle below what withholds it."""
    found: dict[str, list[Outcome]] = {}
    for each in _of(outcomes, Status.WITHHELD):
        title = way_out(report, each).replace("withheld", "Withheld", 1)
        found.setdefault(escaped(title), []).append(each)
    return found.items()


def _line(outcome: Outcome) -> str:
    advice = f" → {escaped(hint(outcome))}" if hint(outcome) else ""
    return f"* line {outcome.line}, {outcome.finding.rule.id}: {escaped(message(outcome))}{advice}"


def escaped(text: str) -> str:
    """Give `text` so that it means nothing in Markdown or HTML, names nobody and links to no issue."""
    plain = _SPECIAL.sub(r"\\\1", printable(text).replace("&", "&amp;"))
    return plain.replace("\\<", "&lt;").replace("\\>", "&gt;").replace("@", "&#64;").replace("://", ":&#47;/")


def code(text: str) -> str:
    """Give `text` as code, with as many backticks around it as it takes."""
    plain = printable(text)
    ticks = "`" * (max((len(run) for run in re.findall("`+", plain)), default=0) + 1)
    pad = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{ticks}{pad}{plain}{pad}{ticks}"
