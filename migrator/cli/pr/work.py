"""`pr open` and `pr refresh` at work: survey the base, ask the forge, show or open."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from migrator.cli.pr.wish import Wish
    from migrator.forge.campaign import Campaign, Outcome
    from migrator.forge.git import Git
    from migrator.forge.model import Home
    from migrator.forge.plan import Decision
    from migrator.forge.remote import Kind
    from migrator.forge.session import Session
    from migrator.forge.survey import Proposal, Survey
    from migrator.run import Runner

EXIT_FAILED = 3


def carry_out(wish: Wish) -> int:
    """Show or open what the wish asks for and give the exit status; raises the errors of wrong usage."""
    from migrator.forge.session import local, open_session, token_at_hand
    from migrator.forge.state import save_cache
    from migrator.forge.throttle import Throttle
    from migrator.forge.workspace import ANSWERS, alone

    git, folder = local(wish.paths[0], os.environ)
    with alone(folder):
        if wish.dry_run and not token_at_hand(git, wish.where):
            return _offline(wish, git, folder)
        session = open_session(git, folder, wish.where, Throttle())
        try:
            return _online(wish, session)
        finally:
            save_cache(folder / ANSWERS, session.cache)


def _offline(wish: Wish, git: Git, folder: Path) -> int:
    """Show what would be proposed on the base as it was last fetched; nobody is asked."""
    from migrator.forge.remote import Kind
    from migrator.forge.session import base_commit, local_base

    base = wish.base or local_base(git, wish.where.remote)
    commit = base_commit(git, None, base, wish.where.remote)
    surveyed = _survey(wish, git, folder, base, commit, Kind.GITHUB, "" if not wish.base else base)
    for proposed in surveyed.proposals:
        _show(wish, proposed, None, base)
    click.echo(f"{len(surveyed.proposals)} pull requests. No token, so the forge was not asked.", err=True)
    return _faults(surveyed)


def _online(wish: Wish, session: Session) -> int:
    from migrator.forge.session import base_commit

    home = session.forge.fork(wish.fork_owner) if _forks(wish) else session.home
    base = wish.base or session.home.default_branch
    commit = base_commit(session.git, session.remote(session.home), base)
    suffix = "" if base == session.home.default_branch else base
    surveyed = _survey(wish, session.git, session.folder, base, commit, session.place.kind, suffix)
    campaign = _campaign(wish, session, home, surveyed)
    if wish.dry_run:
        for proposed, decision in campaign.decisions(campaign.standings()):
            _show(wish, proposed, decision, base)
        click.echo(f"{len(surveyed.proposals)} pull requests. Nothing was opened.", err=True)
        return _faults(surveyed)
    return _carry_out(campaign)


def _forks(wish: Wish) -> bool:
    if wish.dry_run:
        return False  # a fork would be made
    return wish.fork or bool(wish.fork_owner)


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
    for outcome in campaign.carry_out():
        outcomes.append(outcome)
        click.echo(views.outcome(outcome))
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
    from migrator.report.text import printable

    paths = repository_paths(git, wish.paths)
    scope = Scope(paths, wish.group_by, wish.skip, wish.branch_prefix, wish.signoff)
    found = survey(git, folder, base, commit, scope, _runner(wish), wish.body(), kind, suffix)
    for message in found.unread:
        click.echo(printable(f"dfmigrate: {message}; its builds are not known"), err=True)
    return found


def _runner(wish: Wish) -> Runner:
    from migrator.knowledge import Knowledge
    from migrator.registry import installed, knowledge_folders
    from migrator.run import Runner
    from migrator.selection import selection_of
    from migrator.settings import settings_of
    from migrator.settings.files import GivenSettings

    transforms = installed()
    values = GivenSettings(wish.config, wish.settings).layer().values
    # A wrong value or name is told before anything is read.
    selection_of(settings_of(values, "command line"), transforms)
    known = Knowledge.load(*knowledge_folders())
    return Runner(transforms, known, tuple(values.items()), wish.isolated, journeys=True)


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
