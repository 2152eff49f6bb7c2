"""The main command where the file comes from standard input: ``dfmigrate - < Dockerfile``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from migrator.cli.options import Options
from migrator.cli.outcome import exit_status, write_documents
from migrator.cli.screen import Screen
from migrator.discovery import DiscoveryError
from migrator.disk import SIZE_LIMIT
from migrator.other_files import joined
from migrator.pool import one
from migrator.registry import On
from migrator.report import text
from migrator.report.model import Report, Run
from migrator.run import Runner


def migrate_standard_input(runner: Runner, paths: tuple[Path, ...], options: Options) -> int:
    """Migrate what comes from standard input and give the exit status; raises the errors of wrong usage."""
    if len(paths) > 1:
        raise DiscoveryError("-: standard input cannot be mixed with other paths; call dfmigrate twice")
    if options.sources:
        raise click.UsageError("--sources: no source is written for standard input; name the file")
    # Where no source is mended, none may count as mended, whatever a settings file says.
    runner = replace(runner, overrides=(*runner.overrides, ("sources", False)))
    report = runner.data(options.stdin_filename or Path("Dockerfile"), sys.stdin.buffer.read(SIZE_LIMIT + 1))
    reports = (*_sources_of(report, runner, options), replace(report, others=()))
    run, screen = Run(reports), Screen()
    if options.output_format == "text":
        if not options.quiet:
            told = set[str]()
            for each in reports:
                for line in text.lines(each, colour=screen.colour, told=told):
                    screen.say(line)
        if options.summary:
            for line in text.table(report):
                screen.say(line)
        if options.dry_run:
            screen.patch(report.patch().data)
        elif options.writes:
            sys.stdout.buffer.write(report.result.after.to_bytes())
            sys.stdout.buffer.flush()
    write_documents(run, options)
    return exit_status(run, options)


def _sources_of(report: Report, runner: Runner, options: Options) -> Iterator[Report]:
    """Give what is found in the sources of a file from standard input, where its context is named."""
    if options.context is None:
        return
    sources = (each for each in joined(report.others) if each.on is not On.DOCKERIGNORE)
    for found in (one(runner, each) for each in sources):
        if isinstance(found, Report) and (found.result.outcomes or found.result.failure):
            yield found
