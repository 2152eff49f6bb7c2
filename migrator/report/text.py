"""Findings as lines that people read and editors jump to: ``path:line: id [what became of it] text``."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.engine import Outcome, Status
from migrator.report.journey import Known
from migrator.report.model import Report, Run
from migrator.report.tally import Fate, Reason, Tally, fate, heard, hint, label, message, tally, way_out

__all__ = ["document", "heading", "label", "lines", "message", "printable", "summary", "table"]

_COLOUR = {
    "safe": "\x1b[32m",
    "review": "\x1b[33m",
    "note": "\x1b[36m",
    "refused": "\x1b[31m",
    "withheld": "\x1b[35m",
}
_SHOWN_REASONS = 10


def document(run: Run) -> Iterator[str]:
    """Give the run as it is shown on a terminal: each file's findings, then the summary."""
    told = set[str]()
    for report in run.reports:
        found = tuple(lines(report, told=told))
        if found or report.result.changed:
            yield f"{heading(report)}\n"
        yield from (f"{line}\n" for line in found)
        yield from (f"{line}\n" for line in table(report))
    yield from (f"{printable(each.message)}\n" for each in run.problems)
    yield from (f"{line}\n" for line in summary(run))


def heading(report: Report, *, colour: bool = False) -> str:
    """Give the line above a file's findings, where several files are shown."""
    patch = report.patch()
    counts = f", +{patch.added} −{patch.removed}" if report.result.changed else ""
    text = printable(f"{report.name}: {fate(report).value}{counts}")
    return f"\x1b[1m{text}\x1b[0m" if colour else text


def lines(report: Report, *, colour: bool = False, told: set[str] | None = None) -> Iterator[str]:
    """Give the findings of one file, in the order of their lines; no line holds a control character.

    What is said twice of one line, as of a stage and of what is copied from it, is shown once. `told` is what
    the run has told so far: in it a note's way out is told once, that of a refusal once for each file, and
    once for each bundle of a file that is withheld what withholds it. Without it each finding is given for
    itself alone.
    """
    found: dict[tuple[str, str], Outcome] = {}
    for each in heard(report):
        found.setdefault((_finding(report.name, each, colour), hint(each)), each)
    for (finding, own), outcome in found.items():
        yield finding
        advice = own if told is None else _advice(report, outcome, told)
        if advice:
            yield printable(f"    → {advice}")
    failure = report.result.failure
    if failure:
        yield printable(f"{report.name}: fault: {failure}; the file is untouched, please report this")


def _finding(name: str, outcome: Outcome, colour: bool) -> str:
    tag = label(outcome)
    shown = f"{_COLOUR[tag]}{tag}\x1b[0m" if colour and tag in _COLOUR else tag
    rule = outcome.finding.rule.id
    return printable(f"{name}:{outcome.line}: {rule} ") + f"[{shown}]" + printable(f" {message(outcome)}")


def _advice(report: Report, outcome: Outcome, told: set[str]) -> str:
    """Give the way out of a finding, or what withholds it, unless `told` has it; `told` learns it."""
    if outcome.status is Status.WITHHELD:
        key = f"{report.name} {outcome.bundle}"
    elif outcome.status in (Status.NOTED, Status.REFUSED):
        of_file = f"{report.name} " if outcome.status is Status.REFUSED else ""
        key = f"{of_file}{outcome.finding.rule.id} {hint(outcome)}"
    else:
        return hint(outcome)
    known = key in told
    told.add(key)
    return "" if known else way_out(report, outcome)


def table(report: Report) -> Iterator[str]:
    """Give where a file stood and stands as an aligned table; nothing where none was made."""
    if report.journey is None:
        return
    found = report.journey.milestones
    rows = [("", "before", "after", ""), *((m.says, m.before, m.after, m.known.value) for m in found)]
    shown = [tuple(printable(cell) for cell in row) for row in rows]
    widths = [max(len(row[column]) for row in shown) for column in range(4)]
    yield printable(report.name)
    for row in shown:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    for each in found:
        if each.source and each.known is not Known.READ:
            yield printable(f"  {each.says}: {each.known.value} from {each.source}")


def printable(text: str) -> str:
    """Give `text` with control characters and lone surrogates escaped: a file's content stays text."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def summary(run: Run) -> Iterator[str]:
    """Give the lines that end a run: the counts, then why things were refused, most files first."""
    counts = tally(run)
    if counts.files == 1 and not run.problems and not run.templates:
        yield _single(counts, written=run.written)
        yield from _others(counts)
        return
    yield _counted(counts, len(run.problems) - counts.fates[Fate.UNWRITTEN], written=run.written)
    yield from _others(counts)
    yield from _reasons(counts.reasons)
    if run.templates:
        shown = ", ".join(run.templates[:5]) + (", …" if len(run.templates) > 5 else "")
        yield printable(f"  templates, not read (run dfmigrate on what they render to): {shown}")


def _others(counts: Tally) -> Iterator[str]:
    """Say what there is in files that are no Dockerfiles, and what a flag would do about it."""
    if counts.others:
        files = "other file" if counts.others == 1 else "other files"
        offer = f"; --sources mends {counts.offered} of them" if counts.offered else ""
        yield f"  findings in {counts.others} {files}{offer}"


def _single(counts: Tally, *, written: bool) -> str:
    (one,) = counts.fates
    said = {Fate.UNCHANGED: "nothing to do", Fate.FAILED: "a fault of dfmigrate"}.get(one, one.value)
    if one in (Fate.MIGRATED, Fate.PARTLY):
        said = said if written else f"would be {said}"
        return f"1 file: {said}." if written else f"1 file: {said}. Nothing was written."
    return f"1 file: {said}."


def _counted(counts: Tally, problems: int, *, written: bool) -> str:
    shown = [f"{counts.fates[each]} {each.value}" for each in Fate if counts.fates[each] or each in _ALWAYS]
    if problems:
        shown.append(f"{problems} could not be read or written")
    done = "" if written else " Nothing was written."
    files = "file" if counts.files == 1 else "files"
    return f"{counts.files} {files}: {', '.join(shown)} (+{counts.added} −{counts.removed} lines).{done}"


_ALWAYS = (Fate.MIGRATED, Fate.PARTLY, Fate.REFUSED, Fate.UNCHANGED)


def _reasons(reasons: tuple[Reason, ...]) -> Iterator[str]:
    if reasons:
        yield "  why something was refused:"
    for each in reasons[:_SHOWN_REASONS]:
        files = "file" if each.files == 1 else "files"
        yield f"  {each.files:>6} {files:<5} {each.rule}  {each.name}: {each.summary}"
    if len(reasons) > _SHOWN_REASONS:
        yield f"         and {len(reasons) - _SHOWN_REASONS} more rules"
