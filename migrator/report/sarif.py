"""A run as SARIF 2.1.0, which code scanning of GitHub, Azure and others reads."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote

from migrator import regex as re
from migrator.engine import Outcome, Status
from migrator.findings import Change, Note
from migrator.report.model import Report, Run
from migrator.report.tally import Tally, message, tally, whole
from migrator.report.text import printable
from migrator.version import __version__

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"


def document(run: Run) -> Iterator[str]:
    """Give the run as one SARIF document, piece by piece."""
    counts = tally(run)
    head = {
        "tool": {"driver": _driver(counts, run)},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(run)],
    }
    order = {str(rule["id"]): index for index, rule in enumerate(_rules(counts, run))}
    yield f'{{"$schema": {json.dumps(SCHEMA)}, "version": "2.1.0", "runs": ['
    yield json.dumps(head)[:-1] + ', "results": ['
    first = True
    for report in run.reports:
        for result in _results(report, order):
            yield ("\n" if first else ",\n") + json.dumps(result)
            first = False
    yield "\n]}]}\n"


def _driver(counts: Tally, run: Run) -> dict[str, object]:
    return {"name": "dfmigrate", "version": __version__, "rules": list(_rules(counts, run))}


def _rules(counts: Tally, run: Run) -> Iterator[dict[str, object]]:
    silenced = {
        (o.finding.rule.id, o.finding.rule.name, o.finding.rule.summary)
        for report in run.reports
        for o in report.result.outcomes
        if o.status is Status.SILENCED
    }
    for rule, name, summary in sorted(silenced.union(counts.rules)):
        yield {
            "id": rule,
            "name": name,
            "shortDescription": {"text": summary},
            "help": {"text": f"dfmigrate explain {rule}"},
        }


def _invocation(run: Run) -> dict[str, object]:
    faults = [report for report in run.reports if report.result.failure]
    notes = [_notification(each.message, "error") for each in run.problems]
    notes += [_notification(f"{each.name}: {each.result.failure}", "error") for each in faults]
    notes += [_notification(f"{each}: a template, not read", "note") for each in run.templates]
    return {
        "executionSuccessful": not faults and not run.problems,
        "toolExecutionNotifications": notes,
    }


def _notification(text: str, level: str) -> dict[str, object]:
    return {"message": {"text": printable(text)}, "level": level}


def _results(report: Report, order: dict[str, int]) -> Iterator[dict[str, object]]:
    seen: Counter[str] = Counter()
    lines = report.result.before.text.split("\n")
    for outcome in sorted(report.result.outcomes, key=lambda each: each.line):
        print_ = fingerprint(report, outcome, lines, seen)
        yield _result(report, outcome, order[outcome.finding.rule.id], print_)


_LINES = re.compile(r"\blines? \d+(?:, \d+)*(?: and \d+)?")


def fingerprint(report: Report, outcome: Outcome, lines: list[str], seen: Counter[str]) -> str:
    """Give a text that stays the same when lines move: of the rule, the file, what is said and the line."""
    line = lines[outcome.line - 1].strip() if outcome.line <= len(lines) else ""
    parts = (report.name, outcome.finding.rule.id, _LINES.sub("line", message(outcome)), line)
    key = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    seen[key] += 1
    return f"{key}:{seen[key]}"


def _result(report: Report, outcome: Outcome, index: int, print_: str) -> dict[str, object]:
    place = {
        "artifactLocation": {"uri": quote(report.name, errors="surrogateescape"), "uriBaseId": _ROOT},
        "region": {"startLine": outcome.line},
    }
    result: dict[str, object] = {
        "ruleId": outcome.finding.rule.id,
        "ruleIndex": index,
        "level": level(outcome),
        "message": {"text": printable(whole(report, outcome))},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"dfmigrate/v1": print_},
        "properties": {"status": outcome.status.value, "bundle": outcome.bundle},
    }
    if outcome.status is Status.SILENCED:
        result["suppressions"] = [{"kind": "inSource"}]
    return result


def level(outcome: Outcome) -> str:
    """Give how loud a finding is: what was refused or waits for a person warns, the rest informs."""
    finding = outcome.finding
    if isinstance(finding, Note) or (isinstance(finding, Change) and outcome.status is not Status.SHOWN):
        return "note"
    return "warning"
