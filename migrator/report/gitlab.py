"""A run as GitLab's code quality report: an array of issues that merge requests show at the lines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from migrator.engine import Outcome, Status
from migrator.findings import Change, Note
from migrator.report.model import Report, Run
from migrator.report.sarif import fingerprint
from migrator.report.tally import heard, whole
from migrator.report.text import printable


def document(run: Run) -> Iterator[str]:
    """Give the run as one JSON array, piece by piece."""
    yield "["
    first = True
    for report in run.reports:
        for issue in _issues(report):
            yield ("\n" if first else ",\n") + json.dumps(issue)
            first = False
    yield "\n]\n"


def _issues(report: Report) -> Iterator[dict[str, object]]:
    lines = report.result.before.text.split("\n")
    seen: Counter[str] = Counter()
    for outcome in heard(report):
        yield {
            "description": printable(whole(report, outcome)),
            "check_name": outcome.finding.rule.id,
            "fingerprint": fingerprint(report, outcome, lines, seen),
            "severity": _severity(outcome),
            "location": {"path": printable(report.name), "lines": {"begin": outcome.line}},
        }
    if report.result.failure:
        yield {
            "description": printable(f"a fault of dfmigrate: {report.result.failure}"),
            "check_name": "fault",
            "fingerprint": f"fault:{report.name.encode('utf-8', 'surrogateescape').hex()}",
            "severity": "critical",
            "location": {"path": printable(report.name), "lines": {"begin": 1}},
        }


def _severity(outcome: Outcome) -> str:
    if isinstance(outcome.finding, Note):
        return "info"
    if isinstance(outcome.finding, Change) and outcome.status is not Status.SHOWN:
        return "info"
    return "minor"
