"""What a run comes to for its caller: the reports that were asked for, and the exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.cli.options import Options
from migrator.cli.screen import Screen
from migrator.engine import Status
from migrator.report import text
from migrator.report.formats import document
from migrator.report.model import Run

if TYPE_CHECKING:
    from migrator.verify.facts import Evidence

EXIT_CHANGES, EXIT_USAGE, EXIT_REFUSED, EXIT_FAULT = 1, 2, 3, 4


class ReportError(Exception):
    """A report cannot be written; the message names the file and why."""


def check_reports(options: Options) -> None:
    """Raise ReportError for a report that cannot be written, before a file of the project is."""
    taken: set[Path] = set()
    for form, path in options.reports:
        wrong = "another report goes there" if path in taken else _hindrance(path)
        if wrong:
            raise ReportError(f"--report {form}={path}: {wrong}; nothing was done")
        taken.add(path)


def _hindrance(path: Path) -> str:
    if not os.path.isdir(path.parent):
        return f"there is no folder {path.parent}"
    if os.path.isdir(path):
        return "this is a folder; name a file in it"
    return "" if os.access(path if os.path.exists(path) else path.parent, os.W_OK) else "not writable"


def evidence_of(path: Path | None) -> Mapping[str, Evidence]:
    """Give what `verify` wrote to a file, none without one; raises ReportError."""
    if path is None:
        return {}
    from migrator.verify.evidence import EvidenceError, read

    try:
        return read(path.read_text("utf-8"))
    except (OSError, ValueError, EvidenceError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ReportError(f"--evidence {path}: {reason}") from error


def tell(run: Run, options: Options, screen: Screen) -> None:
    """Write the reports of a run, and its summary; raises ReportError."""
    try:
        write_documents(run, options)
    finally:  # what was written is told, also where a report cannot be
        if not options.quiet:
            for line in text.summary(run):
                screen.say(line)


def write_documents(run: Run, options: Options) -> None:
    """Write the reports that were asked for: one to standard output, others to files."""
    for form, path in options.reports:
        try:
            with path.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(document(form, run))
        except OSError as error:
            raise ReportError(f"--report {form}={path}: {error.strerror}") from error
    if options.output_format != "text":
        _print(document(options.output_format, run))


def _print(parts: Iterable[str]) -> None:
    for part in parts:
        sys.stdout.buffer.write(part.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def exit_status(run: Run, options: Options) -> int:
    """Give the exit status of a run: a fault outweighs bad input, that a refusal, that a change."""
    changed = refused = False
    for report in run.reports:
        if report.result.failure:
            return EXIT_FAULT
        changed = changed or report.result.changed
        refused = refused or any(each.status is Status.REFUSED for each in report.result.outcomes)
    if run.problems:
        return EXIT_FAULT if any(each.fault for each in run.problems) else EXIT_USAGE
    if options.strict and refused:
        return EXIT_REFUSED
    return EXIT_CHANGES if options.check and changed else 0
