"""What `pr` prints: proposals before anything is opened, outcomes after, and the table of `pr status`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from migrator.forge.campaign import Outcome
from migrator.forge.model import STOP, Forge, People, Pull
from migrator.forge.plan import Decision, Do
from migrator.forge.survey import Proposal
from migrator.records import dataclass
from migrator.report.text import printable

_PAST = {
    Do.CREATE: "opened",
    Do.UPDATE: "updated",
    Do.REOPEN: "reopened",
    Do.KEEP: "unchanged",
    Do.LEAVE: "left",
    Do.CLOSE: "closed",
    Do.DEFER: "deferred",
    Do.FAIL: "failed",
}


def proposal(proposed: Proposal, decision: Decision | None, base: str, people: People) -> Iterator[str]:
    """Give the lines of one pull request as it would be; `decision` None: the forge was not asked."""
    wanted = proposed.wanted
    what = f"would {decision.do.value} ({decision.reason})" if decision else "the forge was not asked"
    yield f"== {printable(wanted.group)}: {what}"
    yield f"title:     {printable(wanted.title)}"
    yield f"branch:    {proposed.branch} → {base}"
    for label, names in (
        ("labels", people.labels),
        ("reviewers", people.reviewers),
        ("teams", people.teams),
        ("assignees", people.assignees),
    ):
        if names:
            yield f"{label + ':':<10} {', '.join(map(printable, names))}"
    yield "commits:   " + "; ".join(printable(draft.message.split("\n", 1)[0]) for draft in proposed.drafts)
    yield ""
    yield from wanted.text.split("\n")
    yield ""


def retirement(group: str, decision: Decision) -> str:
    """Give the line of an open pull request that no group is about any more."""
    url = decision.pull.url if decision.pull else ""
    return printable(f"== {group}: would {decision.do.value} ({decision.reason}) {url}")


def diffs(proposed: Proposal) -> bytes:
    """Give the diff of a whole proposal."""
    return b"".join(report.patch().data for report in proposed.group.reports)


def outcome(done: Outcome) -> str:
    """Give one line for what became of a group."""
    return printable(f"{_PAST[done.done]:<9} {done.group}: {done.said} {done.url}".rstrip())


def summary(outcomes: Sequence[Outcome]) -> str:
    """Give the line that ends a run, the failures named once more."""
    counts = [(word, sum(each.done is do for each in outcomes)) for do, word in _PAST.items()]
    text = ", ".join(f"{count} {word}" for word, count in counts if count) or "nothing to do"
    failed = [f"\n  {each.group}: {each.said}" for each in outcomes if each.failed]
    return text + "." + ("\nfailed:" + "".join(failed) if failed else "")


def preview(decisions: Sequence[Decision]) -> str:
    """Give the line that ends a dry run."""
    counts = [(do.value, sum(each.do is do for each in decisions)) for do in Do]
    text = ", ".join(f"{word} {count}" for word, count in counts if count)
    return (f"would {text}" if text else "nothing to do") + ". Nothing was done."


@dataclass(frozen=True)
class Row:
    """One line of the status table."""

    cells: tuple[str, ...]


HEAD = ("number", "state", "checks", "reviews", "conflicts", "age", "group", "url")


def row(pull: Pull, group: str, forge: Forge, now: datetime) -> Row:
    """Give the line of one pull request; asks the forge how it stands."""
    stands = forge.standing(pull)
    state = "draft" if pull.draft else pull.state.value
    state += ", stopped" if STOP in pull.labels else ""
    age = _age(pull.created, now)
    return Row(
        (f"#{pull.number}", state, stands.checks, stands.reviews, stands.conflicts, age, group, pull.url)
    )


def _age(created: str, now: datetime) -> str:
    try:
        hours = int((now - datetime.fromisoformat(created)).total_seconds() // 3600)
    except (ValueError, TypeError):
        return "-"
    return f"{hours // 24} d" if hours >= 24 else f"{max(hours, 0)} h"


def aligned(rows: Sequence[Row]) -> Iterator[str]:
    """Give the table with its head, columns aligned."""
    lines = [HEAD, *(tuple(printable(cell) for cell in each.cells) for each in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
