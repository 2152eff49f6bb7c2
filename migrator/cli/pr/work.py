"""`pr open` and `pr refresh` at work: survey the base, ask the forge, show or open."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.crew import Crew
from migrator.cli.screen import Screen
from migrator.records import dataclass

if TYPE_CHECKING:
    from migrator.cli.pr.wish import Wish
    from migrator.forge.campaign import Campaign, Outcome
    from migrator.forge.git import Git
    from migrator.forge.model import Home
    from migrator.forge.plan import Decision
    from migrator.forge.remote import Kind, Place
    from migrator.forge.session import Session
    from migrator.forge.survey import Proposal, Survey
    from migrator.pool import Job, Recipe
    from migrator.report.model import Problem, Report
    from migrator.run import Runner

EXIT_FAILED = 3


def carry_out(wish: Wish) -> int:
    """Show or open what the wish asks for and give the exit status; raises the errors of wrong usage."""
    from migrator.forge.session import find_token, known_place, local, open_session
    from migrator.forge.state import save_cache
    from migrator.forge.throttle import Throttle
    from migrator.forge.workspace import ANSWERS, alone

    git, folder = local(wish.paths[0], os.environ)
    with alone(folder):
        at = known_place(git, wish.where)
        if wish.dry_run and (at is None or find_token(at, os.environ) is None):
            return _offline(wish, git, folder, at)
        session = open_session(git, folder, wish.where, Throttle(tell=pausing))
        try:
            return _online(wish, session)
        finally:
            save_cache(folder / ANSWERS, session.cache)


def pausing(seconds: float) -> None:
    """Tell of a pause: a limit of the forge's, or --sleep."""
    click.echo(f"dfmigrate: pausing for {seconds:.0f} s", err=True)


def _offline(wish: Wish, git: Git, folder: Path, at: Place | None) -> int:
    """Show what would be proposed on the base as it was last fetched; nobody is asked."""
    from migrator.forge.remote import Kind
    from migrator.forge.session import base_commit, local_base

    base = wish.base or local_base(git, wish.where.remote)
    commit = base_commit(git, None, base, wish.where.remote)
    kind = at.kind if at else Kind.GITHUB
    surveyed = _survey(wish, git, folder, base, commit, kind, "" if not wish.base else base)
    for proposed in surveyed.proposals:
        _show(wish, proposed, None, base)
    count = len(surveyed.proposals)
    requests = "pull request" if count == 1 else "pull requests"
    click.echo(f"{count} {requests} to be. No token, so the forge was not asked.", err=True)
    return _faults(surveyed)


def _online(wish: Wish, session: Session) -> int:
    from migrator.forge.remote import AddressError, Kind
    from migrator.forge.session import base_commit

    if wish.teams and session.place.kind is Kind.GITLAB:
        raise AddressError("--team-reviewer: GitLab asks people only; name them with --reviewer")
    if session.home.archived and not wish.dry_run:
        raise AddressError(f"{session.home.path} is archived or a mirror: nothing can be opened there")
    base = wish.base or session.home.default_branch
    commit = base_commit(session.git, session.remote(session.home), base)
    suffix = "" if base == session.home.default_branch else base
    surveyed = _survey(wish, session.git, session.folder, base, commit, session.place.kind, suffix)
    home = _target(wish, session)
    campaign = _campaign(wish, session, home, surveyed) if home else None
    if wish.dry_run or campaign is None:
        return _dry(wish, surveyed, campaign)
    return _carry_out(campaign)


def _target(wish: Wish, session: Session) -> Home | None:
    """Give the repository that branches go to; None where that is a fork yet to be made, in a dry run."""
    from migrator.forge.forks import fork_of, wait_for

    if not (wish.fork or wish.fork_owner):
        return session.home
    home = fork_of(session.forge, session.home, wish.fork_owner)
    if wish.dry_run:
        return home
    home = home or session.forge.make_fork(wish.fork_owner)
    wait_for(session.remote(home), session.throttle)
    return home


def _dry(wish: Wish, surveyed: Survey, campaign: Campaign | None) -> int:
    """Show all that would be done."""
    from migrator.forge import views
    from migrator.forge.campaign import HOLDS
    from migrator.forge.plan import Decision, Do

    new = Decision(Do.CREATE, "new, from a fork that is yet to be made")
    decided, retired = [(each, new) for each in surveyed.proposals], list[tuple[str, Decision]]()
    if campaign is not None:
        now = campaign.standings()
        decided = list(campaign.decisions(now))
        held = frozenset[str]().union(*(each.files for each, decision in decided if decision.do in HOLDS))
        retired = list(campaign.retirements(now, held))
    for proposed, decision in decided:
        _show(wish, proposed, decision, surveyed.base)
    for group, decision in retired:
        click.echo(views.retirement(group, decision))
    click.echo(views.preview([decision for _, decision in (*decided, *retired)]), err=True)
    return _faults(surveyed)


def _campaign(wish: Wish, session: Session, home: Home, surveyed: Survey) -> Campaign:
    from migrator.forge.campaign import Campaign, Options, key
    from migrator.forge.state import Resume
    from migrator.forge.workspace import RESUME

    pace = (wish.max_prs, wish.sleep, wish.reopen, wish.refresh)
    options = Options(wish.draft, wish.asked(), *pace)
    path, identity = session.folder / RESUME, key(surveyed, options, home.owner)
    resume = Resume(path, identity) if wish.no_resume else Resume.load(path, identity)
    remote = session.remote(home)
    return Campaign(
        session.forge, session.git, remote, home.owner, surveyed, options, session.throttle, resume
    )


def _carry_out(campaign: Campaign) -> int:
    from migrator.forge import views

    outcomes: list[Outcome] = []
    try:
        for outcome in campaign.carry_out():
            outcomes.append(outcome)
            if not views.is_one_of_many(outcome):
                click.echo(views.outcome(outcome))
    except KeyboardInterrupt:
        if outcomes:
            click.echo(views.summary(outcomes), err=True)
        raise
    for line in views.many(outcomes):
        click.echo(line)
    click.echo(views.summary(outcomes), err=True)
    if any(each.failed for each in outcomes):
        return EXIT_FAILED
    campaign.resume.finish()
    return 0


def _faults(surveyed: Survey) -> int:
    from migrator.report.text import printable

    for group, said in surveyed.faults:
        click.echo(printable(f"dfmigrate: {group}: {said}"), err=True)
    return EXIT_FAILED if surveyed.faults else 0


def _survey(wish: Wish, git: Git, folder: Path, base: str, commit: str, kind: Kind, suffix: str) -> Survey:
    from migrator.forge.survey import Scope, repository_paths, survey
    from migrator.forge.views import refusals
    from migrator.forge.workspace import tree_of
    from migrator.report.text import printable

    paths = repository_paths(git, wish.paths)
    scope = Scope(paths, wish.group_by, wish.skip, wish.branch_prefix, wish.signoff)
    with ExitStack() as stack:
        work = _Work(Crew(_recipe(wish, tree_of(folder)), stack, wish.jobs))
        found = survey(git, folder, base, commit, scope, work, wish.body(), kind, suffix)
    for message in found.unread:
        click.echo(printable(f"dfmigrate: {message}; its builds are not known"), err=True)
    if found.refused:
        click.echo(f"dfmigrate: {refusals(found.refused)}", err=True)
    return found


def _recipe(wish: Wish, top: Path) -> Recipe:
    from migrator.cli.places import answers_folder, shellcheck_program, uv_program
    from migrator.pool import Recipe, shared_runner
    from migrator.selection import selection_of
    from migrator.settings import settings_of
    from migrator.settings.files import GivenSettings

    given = GivenSettings(wish.config, wish.settings)
    recipe = Recipe(given, wish.isolated, journeys=True, uv=uv_program(), answers=answers_folder())
    recipe = replace(recipe, shellcheck=shellcheck_program(), top=top)
    # A wrong value or name is told before anything is read.
    selection_of(settings_of(given.layer().values, "command line"), shared_runner(recipe).transforms)
    return recipe


@dataclass(frozen=True)
class _Work:
    """A crew, with the progress of the main command."""

    crew: Crew

    @property
    def runner(self) -> Runner:
        """Give the runner of this process."""
        from migrator.pool import shared_runner

        return shared_runner(self.crew.recipe).anew()

    def results(self, jobs: Sequence[Job], worth_it: int) -> Iterator[Report | Problem]:
        """Give what comes of `jobs`, a bar shown to who watches."""
        screen = Screen()
        with screen.progress(len(jobs), quiet=False):
            for each in self.crew.results(jobs, worth_it):
                yield each
                screen.advance()


def _show(wish: Wish, proposed: Proposal, decision: Decision | None, base: str) -> None:
    from migrator.forge import views
    from migrator.report.text import printable

    for line in views.proposal(proposed, decision, base, wish.asked().of(proposed.owners)):
        click.echo(line)
    diff = views.diffs(proposed)
    if sys.stdout.isatty():
        text = diff.decode("utf-8", "surrogateescape")
        diff = "\n".join(printable(line.replace("\t", "    ")) for line in text.split("\n")).encode()
    sys.stdout.flush()
    sys.stdout.buffer.write(diff)
    sys.stdout.buffer.flush()
