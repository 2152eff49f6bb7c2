"""A run as JSON for machines; the form has a version and only ever gains keys within one."""

from __future__ import annotations

import json
from collections.abc import Iterator

from migrator.engine import Outcome
from migrator.report.journey import Milestone
from migrator.report.model import Report, Run
from migrator.report.tally import Fate, fate, hint, label, message, tally
from migrator.version import __version__

FORM = 1


def document(run: Run) -> Iterator[str]:
    """Give the run as one JSON document, piece by piece; ``docs/report.schema.json`` describes it."""
    head = {"dfmigrate": __version__, "form": FORM, "written": run.written, "summary": _summary(run)}
    head["problems"] = [
        {"path": _text(str(each.path)), "message": _text(each.message), "fault": each.fault}
        for each in run.problems
    ]
    head["templates"] = [_text(each) for each in run.templates]
    yield json.dumps(head, indent=1)[:-2] + ',\n "files": ['
    for number, report in enumerate(run.reports):
        known = run.evidence.get(report.name)
        file = _file(report) | {"evidence": _text(known.said) if known else None}
        yield ("," if number else "") + "\n" + json.dumps(file, indent=1)
    yield "\n ]\n}\n"


def _summary(run: Run) -> dict[str, object]:
    counts = tally(run)
    return {
        "files": counts.files,
        "others": counts.others,
        "fates": {each.value: counts.fates[each] for each in Fate},
        "added": counts.added,
        "removed": counts.removed,
        "refused": [
            {"rule": each.rule, "name": each.name, "times": each.times, "files": each.files}
            for each in counts.reasons
        ],
    }


def _file(report: Report) -> dict[str, object]:
    result = report.result
    patch = report.patch()
    return {
        "path": _text(report.name),
        "kind": report.on.value,
        "for": [_text(each) for each in report.owners],
        "new": report.new,
        "fate": fate(report).value,
        "changed": result.changed,
        "failure": None if result.failure is None else _text(result.failure),
        "added": patch.added,
        "removed": patch.removed,
        "bundles": [step.bundle for step in result.steps],
        "findings": [_finding(each) for each in sorted(result.outcomes, key=lambda o: o.line)],
        "journey": [_milestone(each) for each in (report.journey.milestones if report.journey else ())],
        "diff": patch.data.decode("utf-8", "backslashreplace"),
    }


def _milestone(milestone: Milestone) -> dict[str, object]:
    return {
        "key": milestone.key,
        "says": _text(milestone.says),
        "before": _text(milestone.before),
        "after": _text(milestone.after),
        "known": milestone.known.value,
        "source": _text(milestone.source),
    }


def _finding(outcome: Outcome) -> dict[str, object]:
    finding = outcome.finding
    return {
        "rule": finding.rule.id,
        "name": finding.rule.name,
        "line": outcome.line,
        "status": outcome.status.value,
        "label": label(outcome),
        "transform": outcome.transform,
        "bundle": outcome.bundle,
        "message": _text(message(outcome)),
        "hint": _text(hint(outcome)),
    }


def _text(text: str) -> str:
    """Give `text` as valid Unicode: a byte that is none is shown as an escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
