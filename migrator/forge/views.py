"""What `pr` prints: proposals before anything is opened, outcomes after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrator.first_few import first_few
from migrator.forge.campaign import Outcome
from migrator.forge.model import People
from migrator.forge.plan import Decision, Do
from migrator.forge.survey import Proposal
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
_NAMED = 3
"""Groups of one reason, or files, that are named."""


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


def refusals(names: Sequence[str]) -> str:
    """Give the line about Dockerfiles of which nothing could be changed."""
    files = "Dockerfile" if len(names) == 1 else "Dockerfiles"
    why = "`dfmigrate PATH --dry-run` tells why"
    return printable(f"no pull request for {len(names)} refused {files}: {first_few(names, _NAMED)}; {why}")


def retirement(group: str, decision: Decision) -> str:
    """Give the line of an open pull request that no group is about any more."""
    url = decision.pull.url if decision.pull else ""
    return printable(f"== {group}: would {decision.do.value} ({decision.reason})  {url}".rstrip())


def diffs(proposed: Proposal) -> bytes:
    """Give the diff of a whole proposal."""
    return b"".join(report.patch().data for report in proposed.group.reports)


def outcome(done: Outcome) -> str:
    """Give one line for what became of a group."""
    said = "" if done.done is Do.CREATE else f": {done.said}"
    return printable(f"{_PAST[done.done]:<9} {done.group}{said}  {done.url}".rstrip())


def is_one_of_many(done: Outcome) -> bool:
    """Tell whether nothing was done, and that for a reason that has nothing to do with this group."""
    return done.done in (Do.DEFER, Do.LEAVE) and not done.url


def many(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Give one line for all groups of the same reason, of those whose reason is not their own."""
    alike: dict[tuple[Do, str], list[str]] = {}
    for each in filter(is_one_of_many, outcomes):
        alike.setdefault((each.done, each.said), []).append(each.group)
    for (do, said), groups in alike.items():
        yield printable(f"{_PAST[do]:<9} {first_few(groups, _NAMED)}: {said}")


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
