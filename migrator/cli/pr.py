"""The commands of `dfmigrate pr`: like cli.py a place that prints, exits and reads the environment."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from migrator.forge.options import PULLS, RUN, WHERE, added
from migrator.records import dataclass

if TYPE_CHECKING:
    from migrator.forge.body import Body
    from migrator.forge.campaign import Campaign, Outcome
    from migrator.forge.git import Git
    from migrator.forge.model import Home, Pull
    from migrator.forge.people import Asked
    from migrator.forge.plan import Decision
    from migrator.forge.remote import Kind
    from migrator.forge.session import Session, Where
    from migrator.forge.survey import Proposal, Survey
    from migrator.run import Runner

EXIT_USAGE, EXIT_FAILED = 2, 3
_EXAMPLES = """\b
Examples:
  dfmigrate pr services/ --dry-run                    titles, branches, bodies and diffs; opens nothing
  dfmigrate pr services/ --group-by service --draft   a draft for each service
  dfmigrate pr . --max-prs 10 --sleep 2m              at most ten open at once; run again for more
  dfmigrate pr status                                 checks, reviews, conflicts and age of each
  dfmigrate pr close 12 15                            close some

\b
Token: GITHUB_TOKEN or GH_TOKEN (else `gh auth token`), GITLAB_TOKEN, GITEA_TOKEN.
Exit status: 0 done · 2 wrong usage or settings, no token · 3 a group failed, the others are done
"""
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _DefaultGroup(click.Group):
    """A group whose main command needs no name: ``pr PATH`` is ``pr open PATH``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = next((each for each in args if not each.startswith("-")), None)
        if args and args[0] not in ("--help", "-h") and first not in self.commands:
            args = ["open", *args]
        return super().parse_args(ctx, args)


@dataclass(frozen=True)
class _Wish:
    """What `pr open` and `pr refresh` were asked to do: the options by their names."""

    paths: tuple[Path, ...]
    refresh: bool
    where: Where
    settings: tuple[tuple[str, object], ...]
    isolated: bool
    group_by: str
    skip: tuple[str, ...]
    base: str
    branch_prefix: str
    title: str
    body_template: IO[str] | None
    evidence: IO[str] | None
    draft: bool
    labels: tuple[str, ...]
    reviewers: tuple[str, ...]
    teams: tuple[str, ...]
    codeowners_reviewers: bool
    max_reviewers: int | None
    assignees: tuple[str, ...]
    signoff: bool
    fork: bool
    fork_owner: str
    max_prs: int | None
    sleep: float
    reopen: bool
    no_resume: bool
    dry_run: bool

    @classmethod
    def of(cls, paths: tuple[Path, ...], values: dict[str, Any], *, refresh: bool) -> _Wish:
        """Give the wish that the options of a command say."""
        names = ("select", "ignore", "harden", "sources", "python", "uv_from", "compile_bytecode", "targets")
        settings = tuple((name, values[name]) for name in names if values[name])
        own = {each.name for each in fields(cls)}
        rest = {name: value for name, value in values.items() if name in own}
        return cls(paths=paths, refresh=refresh, where=_where(values), settings=settings, **rest)

    def asked(self) -> Asked:
        """Give whom to ask."""
        from migrator.forge.people import Asked

        people = (self.labels, self.reviewers, self.teams, self.assignees)
        return Asked(*people, self.codeowners_reviewers, self.max_reviewers)

    def body(self) -> Body:
        """Give what writes titles and bodies; raises TemplateError."""
        from migrator.forge.body import Body, check
        from migrator.forge.evidence import read

        template = self.body_template.read() if self.body_template else ""
        check((self.title, template))
        return Body(self.title, template, read(self.evidence.read()) if self.evidence else {})


@click.group("pr", cls=_DefaultGroup, epilog=_EXAMPLES, context_settings=_CONTEXT)
def pr() -> None:
    """Open pull requests: a branch for each group, a commit for each bundle.

    `dfmigrate pr PATH…` works on the newest commit of the base branch; your checkout is neither read nor
    touched. Run it again and it updates its own pull requests; it leaves those that somebody has pushed to,
    that somebody closed, or that have the label dfmigrate:stop.
    """


@pr.command("open", epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@added(PULLS)
@added(RUN)
@added(WHERE)
@click.pass_context
def open_(ctx: click.Context, /, paths: tuple[Path, ...], **values: Any) -> None:  # noqa: ANN401
    """Open and update pull requests (the main command: `pr PATH…`)."""
    with _explained(ctx):
        ctx.exit(_run(_Wish.of(paths, values, refresh=False)))


@pr.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@added(PULLS)
@added(RUN)
@added(WHERE)
@click.pass_context
def refresh(ctx: click.Context, /, paths: tuple[Path, ...], **values: Any) -> None:  # noqa: ANN401
    """Build open ones anew on the newest base; open nothing."""
    with _explained(ctx):
        ctx.exit(_run(_Wish.of(paths, values, refresh=True)))


@pr.command()
@added(WHERE)
@click.pass_context
def status(ctx: click.Context, /, **values: Any) -> None:  # noqa: ANN401
    """Show how dfmigrate's open pull requests stand."""
    from migrator.forge import views

    with _explained(ctx), _session(values) as session:
        now = datetime.now(UTC)
        rows = [views.row(pull, group, session.forge, now) for pull, group in _own(session)]
        for line in views.aligned(rows):
            click.echo(line)


@pr.command()
@click.argument("numbers", nargs=-1, type=int)
@click.option("--all", "every", is_flag=True, help="Close all of dfmigrate's.")
@click.option("--delete-branch", is_flag=True, help="Delete the branch too, unless somebody pushed to it.")
@added(WHERE)
@click.pass_context
def close(
    ctx: click.Context,
    /,
    numbers: tuple[int, ...],
    every: bool,
    delete_branch: bool,
    **values: Any,  # noqa: ANN401
) -> None:
    """Close pull requests of dfmigrate's; they stay closed unless --reopen is given."""
    if not numbers and not every:
        raise click.UsageError("name the numbers, or --all")
    with _explained(ctx), _session(values) as session:
        known = {pull.number: pull for pull, _ in _own(session)}
        unknown = [number for number in numbers if number not in known]
        for number in unknown:
            click.echo(f"dfmigrate: #{number} is not open or not dfmigrate's: left alone", err=True)
        for number in sorted(known if every else set(numbers) & known.keys()):
            _close(session, known[number], delete_branch=delete_branch)
        ctx.exit(EXIT_USAGE if unknown else 0)


def _close(session: Session, pull: Pull, *, delete_branch: bool) -> None:
    from migrator.forge.commits import chain
    from migrator.forge.model import State

    session.forge.edit(pull, pull.title, pull.body, State.CLOSED)
    click.echo(f"closed    #{pull.number} {pull.url}")
    if not delete_branch:
        return
    if pull.owner != session.home.owner:
        click.echo(f"          its branch {pull.branch} lies in a fork: left there", err=True)
        return
    remote = session.remote(session.home)
    head = remote.heads(pull.branch).get(pull.branch, "")
    remote.fetch([pull.branch] if head else [])
    if head and chain(session.git, head):
        remote.delete(pull.branch, head)


def _own(session: Session) -> Iterator[tuple[Pull, str]]:
    from migrator.forge import marker

    for pull in sorted(session.forge.open_pulls(), key=lambda each: each.number):
        found = marker.read(pull.body)
        if found is not None:
            yield pull, found.group


@contextlib.contextmanager
def _explained(ctx: click.Context) -> Iterator[None]:
    """Turn what can go wrong into one line and an exit code."""
    from migrator.discovery import DiscoveryError
    from migrator.forge.body import TemplateError
    from migrator.forge.git import GitError
    from migrator.forge.model import ForgeError
    from migrator.forge.remote import AddressError
    from migrator.forge.workspace import BusyError
    from migrator.registry import RegistryError
    from migrator.run import InputError
    from migrator.selection import SelectionError
    from migrator.settings import SettingsError

    try:
        yield
    except (DiscoveryError, TemplateError, AddressError, BusyError, RegistryError, InputError) as error:
        _fail(ctx, error, EXIT_USAGE)
    except (SelectionError, SettingsError) as error:
        _fail(ctx, error, EXIT_USAGE)
    except (ForgeError, GitError) as error:
        _fail(ctx, error, EXIT_FAILED)


def _fail(ctx: click.Context, error: Exception, code: int) -> None:
    from migrator.report.text import printable

    click.echo(f"dfmigrate: {printable(str(error))}", err=True)
    ctx.exit(code)


def _where(values: dict[str, Any]) -> Where:
    from migrator.forge.session import Where

    names = ("remote", "forge", "base_url", "repository")
    return Where(**{name: values[name] for name in names})


@contextlib.contextmanager
def _session(values: dict[str, Any]) -> Iterator[Session]:
    from migrator.forge.session import local, open_session
    from migrator.forge.state import save_cache
    from migrator.forge.throttle import Throttle
    from migrator.forge.workspace import ANSWERS, alone

    git, folder = local(Path.cwd(), os.environ)
    with alone(folder):
        session = open_session(git, folder, _where(values), Throttle())
        try:
            yield session
        finally:
            save_cache(folder / ANSWERS, session.cache)


def _run(wish: _Wish) -> int:
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


def _offline(wish: _Wish, git: Git, folder: Path) -> int:
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


def _online(wish: _Wish, session: Session) -> int:
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


def _forks(wish: _Wish) -> bool:
    if wish.dry_run:
        return False  # a fork would be made
    return wish.fork or bool(wish.fork_owner)


def _campaign(wish: _Wish, session: Session, home: Home, surveyed: Survey) -> Campaign:
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
    for group, said in surveyed.faults:
        click.echo(f"dfmigrate: {group}: {said}", err=True)
    return EXIT_FAILED if surveyed.faults else 0


def _survey(wish: _Wish, git: Git, folder: Path, base: str, commit: str, kind: Kind, suffix: str) -> Survey:
    from migrator.forge.survey import Scope, repository_paths, survey

    paths = repository_paths(git, wish.paths)
    scope = Scope(paths, wish.group_by, wish.skip, wish.branch_prefix, wish.signoff)
    return survey(git, folder, base, commit, scope, _runner(wish), wish.body(), kind, suffix)


def _runner(wish: _Wish) -> Runner:
    from migrator.knowledge import Knowledge
    from migrator.registry import installed, knowledge_folders
    from migrator.run import Runner
    from migrator.selection import selection_of
    from migrator.settings import Settings

    transforms = installed()
    selection_of(Settings(**dict(wish.settings)), transforms)  # type: ignore[arg-type]
    return Runner(
        transforms, Knowledge.load(*knowledge_folders()), wish.settings, wish.isolated, journeys=True
    )


def _show(wish: _Wish, proposed: Proposal, decision: Decision | None, base: str) -> None:
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
