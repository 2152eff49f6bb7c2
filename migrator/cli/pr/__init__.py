"""The commands of `dfmigrate pr`."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from migrator.cli.endings import EXIT_INTERRUPTED
from migrator.cli.pr.wish import Wish, where
from migrator.forge.options import PULLS, RUN, WHERE, added

if TYPE_CHECKING:
    from migrator.forge.model import Pull
    from migrator.forge.session import Session

EXIT_USAGE, EXIT_FAILED, EXIT_FAULT = 2, 3, 4
_EXAMPLES = """\b
Examples:
  dfmigrate pr services/ --dry-run                    titles, branches, bodies and diffs; opens nothing
  dfmigrate pr services/ --group-by service --draft   a draft for each service
  dfmigrate pr . --max-prs 10 --sleep 2m              at most ten open at once; run again for more
  dfmigrate pr status                                 checks, reviews, conflicts, age, pushes by people
  dfmigrate pr close 12 15                            close some

\b
Token: GITHUB_TOKEN or GH_TOKEN (else `gh auth token`), GITLAB_TOKEN, GITEA_TOKEN or FORGEJO_TOKEN.
Exit status: 0 done · 2 wrong usage or settings, no token · 3 a group failed, the others are done
             4 a fault of dfmigrate · 130 interrupted
"""
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _DefaultGroup(click.Group):
    """A group whose main command needs no name: ``pr PATH`` is ``pr open PATH``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = next((each for each in args if not each.startswith("-")), None)
        if args and args[0] not in ("--help", "-h") and first not in self.commands:
            args = ["open", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete options and files of the main command too, as it needs no name."""
        own, main = super().shell_complete(ctx, incomplete), self.commands["open"]
        with click.Context(main, parent=ctx) as inner:
            own += main.shell_complete(inner, incomplete)
        return own if incomplete.startswith("-") else [*own, CompletionItem(incomplete, type="file")]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "[OPTIONS] PATH…  |  COMMAND …")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.commands["open"].format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


@click.group("pr", cls=_DefaultGroup, epilog=_EXAMPLES, context_settings=_CONTEXT)
def pr() -> None:
    """Open pull requests: a branch for each group, a commit for each bundle.

    `dfmigrate pr PATH…` works on the newest commit of the base branch; your checkout is neither read nor
    touched. Run it again and it updates its own pull requests; it leaves those that somebody has pushed to,
    that somebody closed, or that have the label dfmigrate:stop.
    """


@pr.command("open", epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@added(PULLS)
@added(RUN)
@added(WHERE)
@click.pass_context
def open_(ctx: click.Context, /, paths: tuple[Path, ...], **values: Any) -> None:  # noqa: ANN401
    """Open and update pull requests (the main command: `pr PATH…`)."""
    from migrator.cli.pr.work import carry_out

    with _explained(ctx):
        ctx.exit(carry_out(Wish.of(paths, values, refresh=False)))


@pr.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@added(PULLS)
@added(RUN)
@added(WHERE)
@click.pass_context
def refresh(ctx: click.Context, /, paths: tuple[Path, ...], **values: Any) -> None:  # noqa: ANN401
    """Build open ones anew on the newest base; open nothing."""
    from migrator.cli.pr.work import carry_out

    with _explained(ctx):
        ctx.exit(carry_out(Wish.of(paths, values, refresh=True)))


@pr.command(short_help="Show how dfmigrate's open pull requests stand.")
@click.option("--output-format", type=click.Choice(("text", "json")), default="text", show_default=True)
@added(WHERE)
@click.pass_context
def status(ctx: click.Context, /, output_format: str, **values: Any) -> None:  # noqa: ANN401
    """Show how dfmigrate's open pull requests stand, and whether somebody pushed to them."""
    from migrator.cli.pr.standings import entries
    from migrator.forge.status import document, table

    with _explained(ctx), _session(values) as session:
        found, whole = entries(session)
        if output_format == "json":
            click.echo(document(found))
        elif found:
            for line in table(found, datetime.now(UTC)):
                click.echo(line)
        else:
            click.echo("dfmigrate: no pull request of dfmigrate's is open", err=True)
        ctx.exit(0 if whole else EXIT_FAILED)


@pr.command(short_help="Close pull requests of dfmigrate's.")
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
    from migrator.forge.status import own

    with _explained(ctx), _session(values) as session:
        known = {each.pull.number: each.pull for each in own(session.forge)}
        unknown = [number for number in numbers if number not in known]
        for number in unknown:
            click.echo(f"dfmigrate: #{number} is not open or not dfmigrate's: left alone", err=True)
        wanted = sorted(known if every else set(numbers) & known.keys())
        failed = [number for number in wanted if not _closed(session, known[number], delete_branch)]
        ctx.exit(EXIT_FAILED if failed else EXIT_USAGE if unknown else 0)


def _closed(session: Session, pull: Pull, delete_branch: bool) -> bool:
    """Close one and tell it; a failure is told and stops no other."""
    from migrator.forge.git import GitError
    from migrator.forge.model import ForgeError
    from migrator.report.text import printable

    try:
        _close(session, pull, delete_branch=delete_branch)
    except (ForgeError, GitError) as error:
        click.echo(printable(f"dfmigrate: #{pull.number}: {error}"), err=True)
        return False
    return True


def _close(session: Session, pull: Pull, *, delete_branch: bool) -> None:
    from migrator.forge.model import State

    session.forge.edit(pull, pull.title, pull.body, State.CLOSED)
    click.echo(f"closed    #{pull.number} {pull.url}")
    if delete_branch:
        _delete_branch(session, pull)


def _delete_branch(session: Session, pull: Pull) -> None:
    """Delete the branch of a pull request, unless somebody else pushed to it."""
    from migrator.forge.commits import chain

    home = session.home_of(pull.owner)
    if home is None:
        click.echo(f"          its branch {pull.branch} lies in a fork that is not seen: left", err=True)
        return
    remote = session.remote(home)
    head = remote.heads(pull.branch).get(pull.branch, "")
    remote.fetch([pull.branch] if head else [])
    if head and chain(session.git, head):
        session.throttle.before_write()
        remote.delete(pull.branch, head)
        click.echo(f"deleted   {pull.branch}")
    elif head:
        left = f"its branch {pull.branch} holds commits that are not dfmigrate's: left"
        click.echo(f"          {left}", err=True)


@contextlib.contextmanager
def _explained(ctx: click.Context) -> Iterator[None]:
    """Turn what can go wrong into one line and an exit code."""
    from migrator.discovery import DiscoveryError
    from migrator.disk import InputError
    from migrator.forge.body import TemplateError
    from migrator.forge.git import GitError
    from migrator.forge.model import ForgeError
    from migrator.forge.remote import AddressError
    from migrator.forge.workspace import BusyError
    from migrator.knowledge.tables import TableError
    from migrator.pool import WorkerError
    from migrator.registry import RegistryError
    from migrator.selection import SelectionError
    from migrator.settings import SettingsError
    from migrator.verify.evidence import EvidenceError

    try:
        yield
    except (DiscoveryError, TemplateError, AddressError, BusyError, RegistryError, InputError) as error:
        _fail(ctx, error, EXIT_USAGE)
    except (SelectionError, SettingsError, TableError, EvidenceError) as error:
        _fail(ctx, error, EXIT_USAGE)
    except (ForgeError, GitError) as error:
        _fail(ctx, error, EXIT_FAILED)
    except WorkerError as error:
        _fail(ctx, error, EXIT_FAULT)
    except KeyboardInterrupt:
        click.echo("dfmigrate: interrupted; the same command goes on where it stopped", err=True)
        ctx.exit(EXIT_INTERRUPTED)


def _fail(ctx: click.Context, error: Exception, code: int) -> None:
    from migrator.report.text import printable

    click.echo(f"dfmigrate: {printable(str(error))}", err=True)
    ctx.exit(code)


@contextlib.contextmanager
def _session(values: dict[str, Any]) -> Iterator[Session]:
    from migrator.cli.pr.work import pausing
    from migrator.forge.session import local, open_session
    from migrator.forge.state import save_cache
    from migrator.forge.throttle import Throttle
    from migrator.forge.workspace import ANSWERS, alone

    git, folder = local(Path.cwd(), os.environ)
    with alone(folder):
        session = open_session(git, folder, where(values), Throttle(tell=pausing))
        try:
            yield session
        finally:
            save_cache(folder / ANSWERS, session.cache)
