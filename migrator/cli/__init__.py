"""The command line: this package is all that prints, exits or reads the environment."""

from __future__ import annotations

import difflib
import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem, ShellComplete

from migrator.cli.endings import heeding_kills, open_closed_streams, told
from migrator.cli.names import IGNORE, SELECT, complete_names
from migrator.cli.options import FORMATS, Options, report_file
from migrator.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrator.findings import Rule
    from migrator.registry import Transform

EXIT_USAGE, EXIT_FAULT = 2, 4
GARBAGE = (100_000, 50, 50)
"""After how many new objects Python looks for garbage: by its own numbers it does so hundreds of times
while modules are imported, of which none is garbage (a fifth of the time to start with libcst)."""

_EXAMPLES = """\b
Examples:
  dfmigrate Dockerfile --dry-run              show the diff, write nothing
  dfmigrate services/                         migrate every Dockerfile below services/
  dfmigrate services/ --dry-run | git apply   the same, through git
  dfmigrate - < Dockerfile                    the rewritten file on standard output
  dfmigrate services/ --report html=all.html  the same, and one page to read
  dfmigrate explain DFM201                    what a rule does and why

\b
Exit status: 0 done or nothing to do · 1 --check: something would change · 2 wrong usage, settings or
path · 3 --strict: something was refused · 4 a fault of dfmigrate, the file is untouched · 130 Ctrl-C
"""


class _DefaultGroup(click.Group):
    """A group whose main command needs no name: ``dfmigrate PATH`` is ``dfmigrate run PATH``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = next((each for each in args if not each.startswith("-") or each == "-"), None)
        own = {"--help", "-h", "--version"}
        if args and first not in self.commands and not own.intersection(args[:1]):
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401
        open_closed_streams()
        with told():
            return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401
        with told():  # before click does, in its own way
            return super().invoke(ctx)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "[OPTIONS] PATH…  |  COMMAND …")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        version = next(each for each in self.params if each.name == "version")
        options = (
            each for each in (*self.commands["run"].get_params(ctx), version) if each.opts[0][0] == "-"
        )
        records = (each.get_help_record(ctx) for each in options)
        with formatter.section("Options"):
            formatter.write_dl([record for record in records if record])
        self.format_commands(ctx, formatter)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete options and files of the main command too, as it needs no name."""
        own = [*super().shell_complete(ctx, incomplete)]
        main = self.commands["run"]
        with click.Context(main, parent=ctx) as inner:
            own += main.shell_complete(inner, incomplete)
        if not incomplete.startswith("-"):
            own.append(CompletionItem(incomplete, type="file"))
        return own

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in super().list_commands(ctx) if name != "run"]


class _MainContext(click.Context):
    """The context of the main command, which is called by the name of its program."""

    @property
    def command_path(self) -> str:
        return self.parent.command_path if self.parent else super().command_path


class _Main(click.Command):
    context_class = _MainContext


_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=_DefaultGroup, epilog=_EXAMPLES, context_settings=_CONTEXT)
@click.version_option(__version__, prog_name="dfmigrate")
def main() -> None:
    """Move Dockerfiles of Python services to uv and python:3.12-alpine.

    One stage instead of a detour, uv instead of pip, Alpine instead of Debian, as a diff that can be
    reviewed. What cannot be done safely is refused with the reason and the way out. PATH is a
    Dockerfile, a folder that is searched for them, or - for standard input.
    """
    gc.set_threshold(*GARBAGE)


@main.command("run", cls=_Main, context_settings=_CONTEXT, epilog=_EXAMPLES)
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path, allow_dash=True)
)
@click.option(
    "--dry-run", "--diff", is_flag=True, help="Print the diff on standard output and write nothing."
)
@click.option("--summary", is_flag=True, help="Show a table of before and after for each file.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if something would change.")
@click.option("--strict", is_flag=True, help="Exit 3 if something was refused.")
@SELECT
@IGNORE
@click.option("--harden", is_flag=True, help="Also a health check, a user, pipefail, and what linters ask.")
@click.option("--sources", is_flag=True, help="Also mend Python sources where the result suits both libcs.")
@click.option("--shellcheck", is_flag=True, default=None, help="Also ask shellcheck about shell scripts.")
@click.option("--python", metavar="VERSION", help="Raise Python to this minor version, or `keep` it. [3.12]")
@click.option(
    "--uv-from", type=click.Choice(("mount", "copy", "stage", "pip")), help="How uv comes in. [mount]"
)
@click.option(
    "--compile-bytecode", is_flag=True, default=None, help="Write .pyc files at install, as pip does."
)
@click.option(
    "--resolve", is_flag=True, default=None, help="Ask uv and the index for wheels, instead of the table."
)
@click.option(
    "--context",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="The build context; else found from what the file copies.",
)
@click.option(
    "--target", "targets", multiple=True, metavar="STAGE", help="A stage that someone builds by name."
)
@click.option("--config", multiple=True, metavar="KEY=VALUE", help="Set a setting, as in a settings file.")
@click.option(
    "--knowledge",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, path_type=Path),
    help="Facts of your own: a TOML file, or a folder of tables.",
)
@click.option("--isolated", is_flag=True, help="Read no settings files.")
@click.option("--include", multiple=True, metavar="PATTERN", help="Look at these files too, in a folder.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave these files out, in a folder.")
@click.option(
    "--force-exclude", multiple=True, metavar="PATTERN", help="Leave these out even if named themselves."
)
@click.option("--since", metavar="REV", help="Only files that changed since this git revision.")
@click.option("--stdin-filename", metavar="PATH", type=click.Path(path_type=Path), help="What - is called.")
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="FORMAT=FILE",
    callback=lambda ctx, param, values: tuple(report_file(each) for each in values),
    help="Also write a report in this format to this file.",
)
@click.option(
    "--evidence",
    type=click.Path(path_type=Path, dir_okay=False),
    help="JSON that `verify` wrote, for the reports.",
)
@click.option("-j", "--jobs", type=click.IntRange(0), default=0, help="Processes; 0: as many as pay. [0]")
@click.option("--executor", metavar="URL", help="Run on a cluster: dask://HOST:PORT.")
@click.option("--no-cache", is_flag=True, help="Read sources again in which nothing was found before.")
@click.option("-q", "--quiet", is_flag=True, help="Print no findings.")
@click.pass_context
def run(ctx: click.Context, /, paths: tuple[Path, ...], **values: Any) -> None:  # noqa: ANN401
    """Migrate Dockerfiles (the main command: `dfmigrate PATH`)."""
    from migrator.cli.outcome import ReportError
    from migrator.cli.run import migrate
    from migrator.discovery import DiscoveryError
    from migrator.disk import InputError
    from migrator.knowledge.tables import TableError
    from migrator.pool import WorkerError
    from migrator.registry import RegistryError
    from migrator.selection import SelectionError
    from migrator.settings import SettingsError

    try:
        with heeding_kills():
            ctx.exit(migrate(paths, Options(**values)))
    except DiscoveryError as error:
        click.echo(f"dfmigrate: {error}{_command_meant(ctx, paths[0])}", err=True)
        ctx.exit(EXIT_USAGE)
    except (
        *(InputError, RegistryError, ReportError, SelectionError, SettingsError),
        TableError,
    ) as error:
        click.echo(f"dfmigrate: {error}", err=True)
        ctx.exit(EXIT_USAGE)
    except WorkerError as error:
        click.echo(f"dfmigrate: {error}; nothing was written", err=True)
        ctx.exit(EXIT_FAULT)


def _command_meant(ctx: click.Context, path: Path) -> str:
    """Ask whether what was taken for a path was meant as a command; nothing where it is no such word."""
    group = ctx.parent.command if ctx.parent else None
    if path.exists() or not isinstance(group, click.Group):
        return ""
    names = (*group.list_commands(ctx), "--help", "--version")
    close = difflib.get_close_matches(str(path), names, n=1, cutoff=0.75)
    return f"; did you mean `dfmigrate {close[0]}`?" if close else ""


@main.command()
def rules() -> None:
    """List every rule: its id, its transform, and what it is about."""
    transforms = _installed()
    for rule in own_rules():
        click.echo(_listed(rule, "dfmigrate"))

    for transform in transforms:
        for rule in transform.rules:
            click.echo(_listed(rule, transform.name))


def _listed(rule: Rule, owner: str) -> str:
    return f"{rule.id}  {owner:<18} {rule.summary}"


@main.command()
@click.argument("name")
@click.option(
    "--knowledge",
    "files",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, path_type=Path),
    help="Look into this TOML file, or folder of tables, as well.",
)
@click.pass_context
def knowledge(ctx: click.Context, name: str, files: tuple[Path, ...]) -> None:
    """Show what the tables say of a package, project or command, from where and how sure.

    `dfmigrate knowledge check` lists the rows that were not looked up or name no source, with the sums of
    each table, and tells rows of a file of your own that cannot be read.
    """
    from migrator.knowledge import Knowledge
    from migrator.knowledge.tables import TableError
    from migrator.registry import RegistryError, knowledge_folders
    from migrator.report import facts

    try:
        folders = (*knowledge_folders(), *files)
        Knowledge.load(*folders).check(files)
        lines = list(facts.unsourced(folders) if name == "check" else facts.about(name, folders))
    except (RegistryError, TableError) as error:
        click.echo(f"dfmigrate: {error}", err=True)
        ctx.exit(EXIT_USAGE)
    for line in lines:
        click.echo(line)
    if not lines and name != "check":
        click.echo(f"dfmigrate: nothing is known of {name!r}; rows of your own: --knowledge FILE", err=True)
        ctx.exit(EXIT_USAGE)


@main.command()
@click.argument("name", shell_complete=complete_names)
@click.pass_context
def explain(ctx: click.Context, name: str) -> None:
    """Print the manual page of a rule (DFM201) or a transform (rebase-alpine).

    Of a bundle (alpine) or the beginning of rules (DFM4) it lists what belongs to it.
    """
    from migrator.selection import nearest

    transforms = _installed()
    for transform in transforms:
        if name == transform.name or name.upper() in {rule.id for rule in transform.rules}:
            click.echo(_page(transform))
            return
    for rule in own_rules():
        if rule.id == name.upper():
            click.echo(f"{rule.id} {rule.name}\n\n{rule.summary}")
            return
    if lines := [*_belonging(name, transforms)]:
        click.echo("\n".join((*lines, "", "`dfmigrate explain` with one of these prints its manual page.")))
        return
    known = {each.name for each in transforms} | {rule.id for each in transforms for rule in each.rules}
    hint = nearest(name, known) or "`dfmigrate rules` lists them"
    click.echo(f"dfmigrate: no rule or transform is called {name!r}; {hint}", err=True)
    ctx.exit(EXIT_USAGE)


def _belonging(name: str, transforms: tuple[Transform, ...]) -> Iterator[str]:
    """Give a line for each rule of the bundle `name`, or whose id begins with `name`."""
    start = name.upper().rstrip("…*")
    begins = start.startswith("DFM")
    yield from (_listed(rule, "dfmigrate") for rule in own_rules() if begins and rule.id.startswith(start))
    for transform in transforms:
        for rule in transform.rules:
            if name == transform.bundle or (begins and rule.id.startswith(start)):
                yield _listed(rule, transform.name)


_FORWARDED = {"ignore_unknown_options": True, "allow_extra_args": True}


def _forwarded(name: str) -> click.Command:
    """Give a command that is imported only when it is called: most runs need neither."""
    if name == "pr":
        from migrator.cli.pr import pr

        return pr
    from migrator.cli.verify import verify

    return verify


def _completed(ctx: click.Context, _: click.Parameter | None, incomplete: str) -> list[CompletionItem]:
    """Complete what stands behind the name of a forwarded command as that command does."""
    name = ctx.info_name or ""
    before = list(ctx.params.get("arguments") or ())
    return ShellComplete(_forwarded(name), {}, name, "").get_completions(before, incomplete)


class _Forward(click.Command):
    """A command that hands all its arguments on to one that is imported when it is called."""

    def invoke(self, ctx: click.Context) -> None:
        command = _forwarded(ctx.info_name or "")
        with command.make_context(ctx.info_name, list(ctx.params["arguments"]), parent=ctx.parent) as sub:
            command.invoke(sub)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete options; words are completed by the argument that takes them."""
        return _completed(ctx, None, incomplete)


@main.command("pr", cls=_Forward, context_settings=_FORWARDED, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, shell_complete=_completed)
def pull_requests() -> None:
    """Open pull requests: a branch for each group, a commit for each bundle (`pr --help`)."""


@main.command("verify", cls=_Forward, context_settings=_FORWARDED, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, shell_complete=_completed)
def verify() -> None:
    """Build a file as it was and as it would be, and compare the images (`verify --help`)."""


def _installed() -> tuple[Transform, ...]:
    """Give all transforms; one that cannot be loaded is told, and ends the command."""
    from migrator.registry import RegistryError, installed

    try:
        return installed()
    except RegistryError as error:
        click.echo(f"dfmigrate: {error}", err=True)
        sys.exit(EXIT_USAGE)


def own_rules() -> Iterator[Rule]:
    """Give the rules that belong to no transform."""
    from migrator.discovery.given_arguments import OVERTAKEN
    from migrator.engine import ENGINE_RULES
    from migrator.other_files import BROKEN
    from migrator.pragmas import IDLE
    from migrator.run import TOO_MANY

    yield from (*ENGINE_RULES, IDLE, OVERTAKEN, BROKEN, TOO_MANY)


def _page(transform: Transform) -> str:
    bundle = f" (bundle {transform.bundle})" if transform.bundle else ""
    table = "\n".join(f"  {rule.id}  {rule.name}: {rule.summary}" for rule in transform.rules)
    return f"{transform.name}{bundle}\n\n{transform.doc}\n\nRules\n{table}"


@main.command("config", context_settings=_CONTEXT)
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--config", "pairs", multiple=True, metavar="KEY=VALUE", help="As for the main command.")
@click.option("--isolated", is_flag=True, help="Read no settings files.")
@click.option("--schema", is_flag=True, help="Print the JSON schema of settings files, for editors.")
@click.pass_context
def config(
    ctx: click.Context, path: Path | None, pairs: tuple[str, ...], *, isolated: bool, schema: bool
) -> None:
    """Show the settings that apply to PATH, and from where each comes."""
    from migrator.cli.settings import print_schema, print_settings
    from migrator.discovery import DiscoveryError
    from migrator.settings import SettingsError

    try:
        if schema:
            print_schema()
        else:
            print_settings(path or Path("Dockerfile"), pairs, isolated=isolated)
    except (DiscoveryError, SettingsError) as error:
        click.echo(f"dfmigrate: {error}", err=True)
        ctx.exit(EXIT_USAGE)


@main.command("init")
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.pass_context
def init(ctx: click.Context, folder: Path) -> None:
    """Write dfmigrate.toml with every setting, its meaning and its default, commented out."""
    from migrator.cli.settings import InitError, write_settings

    try:
        write_settings(folder)
    except InitError as error:
        click.echo(f"dfmigrate: {error}", err=True)
        ctx.exit(EXIT_USAGE)
