"""The main command at work: search, migrate, write, report."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from migrator.cli.crew import Crew, of_cluster
from migrator.cli.endings import EXIT_INTERRUPTED
from migrator.cli.options import Options
from migrator.cli.outcome import check_reports, evidence_of, exit_status, tell
from migrator.cli.places import answers_folder, shellcheck_program, uv_program
from migrator.cli.quiet import Quiet
from migrator.cli.screen import Screen
from migrator.cli.standard_input import migrate_standard_input
from migrator.discovery import DiscoveryError, Filters, Found, search
from migrator.discovery.file_patterns import Patterns
from migrator.discovery.git_files import GitError, changed_since
from migrator.dockerfile import UnreadableError, parse
from migrator.other_files import OtherFile, joined
from migrator.pool import OTHERS_WORTH_IT, WORTH_IT, Recipe, shared_runner
from migrator.records import dataclass
from migrator.registry import On
from migrator.report import text
from migrator.report.model import Problem, Report, Run
from migrator.selection import selection_of
from migrator.settings import settings_of
from migrator.settings.files import GivenSettings, SettingsFiles
from migrator.spool import Spool
from migrator.writing import WriteError, create, sweep, write


def migrate(paths: tuple[Path, ...], options: Options) -> int:
    """Do what the command line asks for and give the exit status; raises the errors of wrong usage."""
    here = Path.cwd()  # a worker on another machine may be somewhere else
    given = GivenSettings(options.config, options.overrides(), here)
    known = tuple(path.absolute() for path in options.knowledge)
    recipe = Recipe(given, options.isolated, here, options.journeys, known, uv_program(), answers_folder())
    recipe = replace(recipe, shellcheck=shellcheck_program())
    runner = shared_runner(recipe).anew()
    # A wrong value or name is told before anything is read.
    selection_of(settings_of(recipe.given.layer().values, "command line"), runner.transforms)
    if Path("-") in paths:
        return migrate_standard_input(runner, paths, options)
    check_reports(options)
    found = _found(paths, options)
    with Spool() as spool:
        return _Session(options, recipe, found, spool).finish()


def _found(paths: tuple[Path, ...], options: Options) -> Found:
    files, given = SettingsFiles(options.isolated), _given(options)
    found = search(paths, lambda path: files.filters(path, given))
    if options.since is None:
        return found
    try:
        changed = {path.absolute() for each in paths for path in changed_since(options.since, _folder(each))}
    except GitError as error:
        raise DiscoveryError(f"--since {options.since}: {error}") from error
    kept = tuple(each for each in found.files if each.path.absolute() in changed)
    templates = tuple(path for path in found.templates if path.absolute() in changed)
    return Found(kept, templates, found.unread)


def _folder(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def _given(options: Options) -> Filters:
    """Give the patterns of the command line, which count from the current folder."""
    here = Path.cwd()
    lines = (options.include, options.exclude, options.force_exclude)
    return Filters(*((Patterns.named(here, each),) if each else () for each in lines))


@dataclass
class _Session:
    """One run over files: what was found, and what has come of it so far."""

    options: Options
    recipe: Recipe
    found: Found
    spool: Spool

    def __post_init__(self) -> None:
        self.screen = Screen()
        self.problems: list[Problem] = []
        self.told = set[str]()
        self.unwritten: set[Path] = set()
        self.missing = {each.lower(): each for each in self.options.targets}
        self.evidence = evidence_of(self.options.evidence)

    def finish(self) -> int:
        """Migrate, write, report; a Ctrl-C leaves every file old or new and says which."""
        for message in self.found.unread:
            self._warn(f"{message}; its builds are not known")
        try:
            self._collect()
        except KeyboardInterrupt:
            self.screen.say("dfmigrate: interrupted; no file was changed")
            return EXIT_INTERRUPTED
        for each in self.missing.values():  # of files that changed alone, none may have it: no error
            self._warn(f"--target {each}: no file of this run has a stage of this name")
        if self.options.writes and (interrupted := self._write_all()):
            self.screen.say(interrupted)
            return EXIT_INTERRUPTED
        run = self._run()
        try:
            tell(run, self.options, self.screen)
            return exit_status(run, self.options)
        except KeyboardInterrupt:
            self.screen.say(f"dfmigrate: interrupted while it reported; {self._standing()}")
            return EXIT_INTERRUPTED

    def _standing(self) -> str:
        if self.unwritten:
            return "what could be written is"
        return "all files are written" if self.options.writes else "no file was changed"

    def _run(self) -> Run:
        templates = tuple(str(path) for path in self.found.templates)
        problems = tuple(self.problems)
        reports = _Told(self.spool, frozenset(self.unwritten))
        return Run(reports, problems, templates, self.options.writes, self.evidence)

    def _collect(self) -> None:
        wanted: dict[Path, OtherFile] = {}
        with ExitStack() as stack:
            crew = self._crew(stack)
            for report in self._done(crew.results(self.found.files, WORTH_IT), len(self.found.files)):
                for each in report.others:
                    known = wanted.get(each.path)
                    wanted[each.path] = known.joined(each) if known else each
                self._keep(replace(report, others=()))
            self._look_at(joined(wanted.values()), crew)

    def _crew(self, stack: ExitStack) -> Crew:
        address = self.options.executor
        cluster = partial(of_cluster, address, stack) if address else None
        return Crew(self.recipe, stack, self.options.jobs, cluster)

    def _look_at(self, others: tuple[OtherFile, ...], crew: Crew) -> None:
        wanted = not (self.options.no_cache or self.options.executor)  # on a cluster, files may lie elsewhere
        quiet = Quiet(shared_runner(self.recipe).anew(), wanted=wanted)
        jobs = quiet.left(others)
        for report in self._done(crew.results(jobs, OTHERS_WORTH_IT), len(jobs)):
            if report.result.outcomes or report.result.failure:
                self._keep(report)
            else:
                quiet.add(report)
        quiet.keep()

    def _done(self, results: Iterator[Report | Problem], total: int) -> Iterator[Report]:
        """Give the reports of `results`, the progress shown; problems are kept apart."""
        flowing = self.options.dry_run and sys.stdout.isatty()  # diffs that flow by are progress enough
        with self.screen.progress(total, quiet=self.options.quiet or flowing):
            for each in results:
                if isinstance(each, Problem):
                    self._problem(each)
                else:
                    yield each
                self.screen.advance()

    def _keep(self, report: Report) -> None:
        report = report.measured(self.evidence)
        if self.missing and report.on is On.DOCKERFILE:
            for name in _stages(report):
                self.missing.pop(name, None)
        self.spool.add(report)
        self._show(report)

    def _show(self, report: Report) -> None:
        if self.options.output_format != "text":
            return
        if not self.options.quiet:
            found = tuple(text.lines(report, colour=self.screen.colour, told=self.told))
            if (len(self.found.files) > 1 or report.owners) and (found or report.result.changed):
                self.screen.say(text.heading(report, colour=self.screen.colour))
            for line in found:
                self.screen.say(line)
        if self.options.dry_run:
            self.screen.patch(report.patch().data)
        if self.options.summary:
            for line in text.table(report):
                self.screen.say(line)

    def _problem(self, problem: Problem) -> None:
        if problem.message not in {each.message for each in self.problems}:
            self.screen.say(f"dfmigrate: {text.printable(problem.message)}")
        self.problems.append(problem)

    def _warn(self, message: str) -> None:
        if not self.options.quiet:
            self.screen.say(f"dfmigrate: {text.printable(message)}")

    def _write_all(self) -> str:
        """Write what changed; give what to say where Ctrl-C ended it, else nothing."""
        done: list[str] = []
        current: Report | None = None
        try:
            swept = _swept(place.path.parent for place in self.found.files)
            for current in self.spool:
                if current.result.changed:
                    swept |= _swept({current.path.parent} - swept)
                    done += [current.name] if self._write(current) else []
        except KeyboardInterrupt:
            if current and current.result.changed and current.name not in done and _is_new(current):
                done.append(current.name)
            return _interrupted(done)
        return ""

    def _write(self, report: Report) -> bool:
        try:
            there = _bytes(report.path)  # once: another run may write it at any moment
            if there == report.result.after.to_bytes():
                return True
            if not report.new and there != report.result.before.to_bytes():
                raise WriteError(f"{report.path}: changed while dfmigrate ran; it was left as it is")
            make = create if report.new else write
            make(report.path, report.result.after.to_bytes())
        except WriteError as error:
            self._problem(Problem(report.path, str(error)))
            self.unwritten.add(report.path)
            return False
        return True


@dataclass(frozen=True)
class _Told:
    """The reports of a run as they came out: those of files that could not be written say so."""

    reports: Iterable[Report]
    unwritten: frozenset[Path]

    def __iter__(self) -> Iterator[Report]:
        for each in self.reports:
            yield replace(each, unwritten=True) if each.path in self.unwritten else each


def _stages(report: Report) -> tuple[str, ...]:
    try:
        return tuple((each.name or "").lower() for each in parse(report.result.before).stages)
    except UnreadableError:
        return ()


def _swept(folders: Iterable[Path]) -> set[Path]:
    """Take away what killed runs left in `folders`, and give them."""
    found = set(folders)
    for each in found:
        sweep(each)
    return found


def _is_new(report: Report) -> bool:
    return _bytes(report.path) == report.result.after.to_bytes()


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _interrupted(done: list[str]) -> str:
    if not done:
        return "dfmigrate: interrupted; no file was changed"
    names = "".join(f"\n  {text.printable(name)}" for name in done)
    return f"dfmigrate: interrupted; migrated before that, all other files are as they were:{names}"
