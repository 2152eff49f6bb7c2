"""What became of each file in one word, and the counts that a summary shows."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Iterator

from migrator.engine import Outcome, Status, is_needed
from migrator.findings import Change, Refusal
from migrator.first_few import first_few
from migrator.records import dataclass
from migrator.registry import On
from migrator.report.model import Report, Run


class Fate(enum.Enum):
    """What became of a file; the values are what people and machines read."""

    MIGRATED = "migrated"
    PARTLY = "partly migrated"
    REFUSED = "refused"
    UNCHANGED = "unchanged"
    UNWRITTEN = "not written"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that refused something, how often, and in how many files."""

    rule: str
    name: str
    summary: str
    times: int
    files: int


@dataclass(frozen=True)
class Tally:
    """The counts of a run."""

    files: int
    fates: Counter[Fate]
    reasons: tuple[Reason, ...]
    rules: tuple[tuple[str, str, str], ...]
    """Every rule that said something: id, name and summary, sorted."""
    added: int = 0
    removed: int = 0
    others: int = 0
    """Files with findings that are no Dockerfiles."""
    offered: int = 0
    """Changes in those that are shown only."""


_NAMED = 4
"""Refusals that are named where they withhold a bundle."""
NOT_VERIFIED = "Not verified: no image was built for this."


def evidence_of(run: Run, report: Report) -> str:
    """Give what `dfmigrate verify` found of a file; without it, that nothing was."""
    known = run.evidence.get(report.name)
    return known.said if known else NOT_VERIFIED


def fate(report: Report) -> Fate:
    """Give what became of a file; what was refused although the rest was migrated makes it partly."""
    result = report.result
    if result.failure:
        return Fate.FAILED
    if report.unwritten:
        return Fate.UNWRITTEN
    refused = any(each.status is Status.REFUSED for each in result.outcomes)
    if result.changed:
        return Fate.PARTLY if refused else Fate.MIGRATED
    return Fate.REFUSED if refused else Fate.UNCHANGED


def label(outcome: Outcome) -> str:
    """Give one word for what became of a finding: an applied change shows how safe it is."""
    finding = outcome.finding
    if isinstance(finding, Change) and outcome.status is Status.APPLIED:
        return finding.safety.name.lower()
    return outcome.status.value


def message(outcome: Outcome) -> str:
    """Give what the finding says: a change's reason, another's message."""
    finding = outcome.finding
    return finding.reason if isinstance(finding, Change) else finding.message


def hint(outcome: Outcome) -> str:
    """Give the way out that the finding names, or nothing."""
    finding = outcome.finding
    return "" if isinstance(finding, Change) else finding.hint


def way_out(report: Report, outcome: Outcome) -> str:
    """Give the way out that the finding names, and of a withheld one what withholds it."""
    if outcome.status is not Status.WITHHELD:
        return hint(outcome)
    whole = f" with the whole bundle {outcome.bundle}" if outcome.bundle else ""
    return f"withheld{whole}: {_hindrance(report, outcome)}"


def whole(report: Report, outcome: Outcome) -> str:
    """Give all that is said of a finding on one line, for those who read it alone."""
    advice = way_out(report, outcome)
    return f"[{label(outcome)}] {message(outcome)}" + (f" → {advice}" if advice else "")


def _hindrance(report: Report, withheld: Outcome) -> str:
    """Say what keeps a bundle from being applied: what it refuses, or a change that is not wanted."""
    refusals = (
        f"{each.finding.rule.id} in line {each.line}"
        for each in heard(report)
        if each.status is Status.REFUSED
        and (each.bundle == withheld.bundle or not (each.transform or each.bundle))  # the engine's own
        and isinstance(each.finding, Refusal)
        and each.finding.blocking
    )
    if found := first_few(tuple(dict.fromkeys(refusals)), _NAMED):
        return found
    left_out = first_few(tuple(dict.fromkeys(_left_out(report, withheld.bundle))), _NAMED)
    return f"it needs what is silenced or left out: {left_out}"


def _left_out(report: Report, bundle: str) -> Iterator[str]:
    """Give what a bundle would have needed: changes first, and what refuses only where there are none."""
    outcomes = report.result.outcomes
    silent = [each for each in outcomes if each.status is Status.SILENCED and each.bundle == bundle]
    needed = [each for each in silent if is_needed(each.finding)]
    for each in needed or [each for each in silent if isinstance(each.finding, Refusal)]:
        yield f"{each.finding.rule.id} in line {each.line}"


def heard(report: Report) -> tuple[Outcome, ...]:
    """Give the outcomes that are shown, in the order of their lines: not those that a pragma silenced."""
    spoken = (each for each in report.result.outcomes if each.status is not Status.SILENCED)
    return tuple(sorted(spoken, key=lambda each: each.line))


def tally(run: Run) -> Tally:
    """Go over a run once and count."""
    return tally_of(run.reports)


def tally_of(reports: Iterable[Report]) -> Tally:
    """Count over `reports`, keeping none of them."""
    fates: Counter[Fate] = Counter()
    times: Counter[str] = Counter()
    files: Counter[str] = Counter()
    rules: dict[str, tuple[str, str, str]] = {}
    added = removed = others = offered = 0
    for report in reports:
        if report.on is On.DOCKERFILE:
            fates[fate(report)] += 1
        else:
            others += 1
            offered += sum(each.status is Status.SHOWN for each in report.result.outcomes)
        if report.result.changed and not report.unwritten:
            patch = report.patch()
            added, removed = added + patch.added, removed + patch.removed
        refused = [o.finding.rule.id for o in report.result.outcomes if o.status is Status.REFUSED]
        times.update(refused)
        files.update(set(refused))
        for rule in (outcome.finding.rule for outcome in heard(report)):
            rules[rule.id] = (rule.id, rule.name, rule.summary)
    ranked = sorted(times, key=lambda each: (-files[each], -times[each], each))
    reasons = tuple(Reason(*rules[each], times[each], files[each]) for each in ranked)
    said = tuple(rules[each] for each in sorted(rules))
    return Tally(fates.total(), fates, reasons, said, added, removed, others, offered)
