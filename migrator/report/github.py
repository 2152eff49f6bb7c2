"""A run as workflow commands of GitHub Actions, which become annotations at the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.engine import Outcome
from migrator.report.model import Report, Run
from migrator.report.sarif import level
from migrator.report.tally import heard, label, message, way_out
from migrator.report.text import printable, summary


def document(run: Run) -> Iterator[str]:
    """Give one command for each finding, and the summary as plain lines."""
    for report in run.reports:
        yield from (f"{_command(report, outcome)}\n" for outcome in heard(report))
        if report.result.failure:
            yield f"::error file={_property(report.name)},title=dfmigrate::{_data(report.result.failure)}\n"
    for problem in run.problems:
        yield f"::error file={_property(str(problem.path))},title=dfmigrate::{_data(problem.message)}\n"
    # A line that begins with :: would be a command; no line of the summary may.
    yield from (f"{line.lstrip(':')}\n" for line in summary(run))


def _command(report: Report, outcome: Outcome) -> str:
    kind = "warning" if level(outcome) == "warning" else "notice"
    rule = outcome.finding.rule
    title = _property(f"{rule.id} {rule.name}")
    advice = way_out(report, outcome)
    text = _data(f"[{label(outcome)}] {message(outcome)}" + (f"\n→ {advice}" if advice else ""))
    return f"::{kind} file={_property(report.name)},line={outcome.line},title={title}::{text}"


def _data(text: str) -> str:
    """Escape a message as the runner unescapes it; control characters become readable."""
    plain = "\n".join(printable(line) for line in text.split("\n"))
    return plain.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
