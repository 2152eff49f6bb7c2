"""A verification as people read it: a table of the checks, the figures side by side, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.report.text import printable
from migrator.verify.evidence import said
from migrator.verify.facts import megabytes
from migrator.verify.logs import tail
from migrator.verify.model import Built, Check, Standing, Verdict, Verified

_SHOWN = 8
_COLOUR = {Verdict.SAME: "32", Verdict.ANNOUNCED: "36", Verdict.UNANNOUNCED: "31", Verdict.UNKNOWN: "33"}


def lines(verified: Verified, *, colour: bool = False) -> Iterator[str]:
    """Give what was found out about one file; no line holds a control character of its log."""
    yield printable(f"{verified.name}: {said(verified)}")
    if verified.before and verified.after and verified.before.described and verified.after.described:
        yield from map(printable, _figures(verified.before, verified.after))
    for check in verified.checks:
        yield from _check(check, colour)
    yield from map(printable, _trouble(verified))
    if verified.logs:
        yield printable(f"  logs: {verified.logs}")


def _figures(before: Built, after: Built) -> Iterator[str]:
    rows = [
        ("image", megabytes(before.image.size), megabytes(after.image.size)),
        ("layers", str(len(before.image.layers)), str(len(after.image.layers))),
        ("build", _build(before), _build(after)),
    ]
    if before.rebuilt is not None and after.rebuilt is not None:
        rows.append(("rebuilt after a change", _rebuilt(before), _rebuilt(after)))
    if before.started and after.started:
        rows.append(("first answer", f"{before.started.seconds:.1f} s", f"{after.started.seconds:.1f} s"))
    width = max(len(was) for _, was, _ in rows)
    yield f"  {'':<24}{'before':>{max(width, 6)}}   after"
    yield from (f"  {name:<24}{was:>{max(width, 6)}}   {now}" for name, was, now in rows)


def _build(built: Built) -> str:
    cached = f", {built.steps.cached} layers cached" if built.steps and built.steps.cached else ""
    return f"{built.seconds:.0f} s{cached}"


def _rebuilt(built: Built) -> str:
    word = "layer" if built.rebuilt == 1 else "layers"
    return f"{built.rebuilt} {word}, {built.rebuild_seconds:.0f} s"


def _check(check: Check, colour: bool) -> Iterator[str]:
    verdict = check.verdict.value
    shown = f"\x1b[{_COLOUR[check.verdict]}m{verdict}\x1b[0m" if colour else verdict
    yield f"  {check.name:<24}{shown}"
    for each in check.differences[:_SHOWN]:
        yield printable(f"    {each.text}" + (f" [{', '.join(each.rules)}]" if each.rules else ""))
    if len(check.differences) > _SHOWN:
        yield f"    … and {len(check.differences) - _SHOWN} more"


def _trouble(verified: Verified) -> Iterator[str]:
    """Give why something failed: what the log says, what is missing, what was tried."""
    for each in verified.attempts:
        yield f"  tried: line {each.line}: {each.added}: {'built' if each.built else 'not built'}"
    if why := verified.explanation:
        yield f"  why: {why.says}"
        if why.packages or why.runtime:
            yield f"  to add: apk add {' '.join((*why.packages, *why.runtime))}"
        if why.row:
            yield f"  the row that is missing: {why.row}"
    failed = next((each for each in (verified.before, verified.after) if each and each.problem), None)
    if failed and failed.log.exists():
        yield from (f"  | {line}" for line in tail(failed.log.read_text("utf-8", "replace")).splitlines())
    for side, built in (("before", verified.before), ("after", verified.after)):
        if built and built.started and not built.started.well:
            yield f"  {side} {built.started.told}"
            yield from (f"  | {line}" for line in built.started.log.splitlines())
    if verified.attempts and verified.logs and verified.standing is Standing.AGAINST:
        yield f"  the file with what was added: {verified.logs / 'fixed.Dockerfile'}"
