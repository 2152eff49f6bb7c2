"""The command `dfmigrate verify`: builds files before and after, compares, and says what it saw."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from migrator.cli.endings import EXIT_INTERRUPTED
from migrator.cli.options import FORMATS, report_file
from migrator.forge.options import RUN, Seconds, added

if TYPE_CHECKING:
    from types import FrameType

    from migrator.discovery import Place
    from migrator.report.model import Report
    from migrator.run import Runner
    from migrator.verify.engines import Engine
    from migrator.verify.model import Verified
    from migrator.verify.verification import Wishes

EXIT_OPEN, EXIT_USAGE, EXIT_AGAINST = 1, 2, 3
TRIES = 3
"""How often `--fix` adds something; what is still not built then lacks more than a package."""
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_EXAMPLES = """\b
Examples:
  dfmigrate verify services/shop/Dockerfile                 build both, compare
  dfmigrate verify . --start                                also start both and ask them
  dfmigrate verify . --start --probe http://:8000/healthz   on this port and path
  dfmigrate verify . --builder fleet -o verify.json         on a remote builder, for `pr --evidence`
  dfmigrate verify . --fix                                  add what a failed build asks for, and try again

\b
Exit status: 0 nothing speaks against the migration · 1 something could not be verified · 2 wrong usage,
no engine · 3 the evidence is against the migration · 130 Ctrl-C
"""
BUILD = (
    click.option("--engine", type=click.Choice(("docker", "podman", "buildah")), help="[the first there]"),
    click.option("--builder", default="", metavar="NAME", help="Docker's builder, remote or kubernetes."),
    click.option("--build-arg", "build_args", multiple=True, metavar="NAME=VALUE", help="Handed through."),
    click.option("--secret", "secrets", multiple=True, metavar="id=…", help="Handed through."),
    click.option("--ssh", multiple=True, metavar="default|…", help="Handed through."),
    click.option("--platform", default="", metavar="PLATFORM", help="Handed through."),
    click.option(
        "--build-option", "options", multiple=True, metavar="OPTION", help="Any other of the engine's."
    ),
    click.option("--context", metavar="DIR", help="The build context; else found from what the file copies."),
    click.option("--timeout", type=Seconds(), default=1800.0, metavar="TIME", help="Longest build. [30m]"),
)
THEN = (
    click.option("--start", is_flag=True, help="Start both images and ask them."),
    click.option("--probe", metavar="URL", help="Where: http://:PORT/PATH. [HEALTHCHECK, else EXPOSE]"),
    click.option("--start-timeout", type=Seconds(), default=60.0, metavar="TIME", help="Longest wait. [60s]"),
    click.option("--rebuild", is_flag=True, help="Build again with one source file changed; count layers."),
    click.option("--fix", is_flag=True, help=f"Add what a failed build asks for, at most {TRIES} times."),
    click.option(
        "--knowledge",
        multiple=True,
        metavar="FILE",
        type=click.Path(exists=True, path_type=Path),
        help="Facts of your own, as the row that a failed build lacked.",
    ),
    click.option("--keep-images", is_flag=True, help="Leave the images there."),
    click.option("--logs", type=click.Path(path_type=Path, file_okay=False), help="[a new temporary folder]"),
    click.option(
        "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the JSON to this file."
    ),
    click.option("--output-format", type=click.Choice(("text", "json")), default="text", show_default=True),
    click.option(
        "--report",
        "reports",
        multiple=True,
        metavar="FORMAT=FILE",
        callback=lambda ctx, param, values: tuple(report_file(each) for each in values),
        help=f"Also write a report with the evidence: {', '.join(FORMATS)}.",
    ),
)


@click.command("verify", context_settings=_CONTEXT, epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@added(BUILD)
@added(THEN)
@added(RUN)
@click.pass_context
def verify(ctx: click.Context, /, paths: tuple[Path, ...], **values: Any) -> None:  # noqa: ANN401
    """Build each file as it is and as it would be migrated, from the same context, and compare.

    Configuration, installed distributions, console scripts, the application's files: each is the same,
    or differs as a finding announces, or differs unannounced, which is evidence against the migration.
    Docker, podman or buildah does the building; neither the file nor the working tree is touched.
    """
    from migrator.discovery import DiscoveryError
    from migrator.knowledge.tables import TableError
    from migrator.registry import RegistryError
    from migrator.selection import SelectionError
    from migrator.settings import SettingsError
    from migrator.verify.engines import EngineError
    from migrator.verify.starting import ProbeError

    try:
        with _interruptible():
            ctx.exit(_Command(paths, values).run())
    except (
        DiscoveryError,
        EngineError,
        ProbeError,
        RegistryError,
        SelectionError,
        SettingsError,
        TableError,
    ) as error:
        click.echo(f"dfmigrate: {error}", err=True)
        ctx.exit(EXIT_USAGE)
    except KeyboardInterrupt:
        click.echo("dfmigrate: interrupted; containers and images of this run are gone", err=True)
        ctx.exit(EXIT_INTERRUPTED)


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Let a polite kill do what Ctrl-C does: what runs is ended, what was made goes, in peace.

    Who asks again gets no quicker end, since something would be left. Ctrl-C stays ignored where whoever
    started this process wants it so.
    """

    def interrupt(number: int, frame: FrameType | None) -> None:
        for each in before:
            signal.signal(each, lambda number, frame: None)
        raise KeyboardInterrupt

    heard = (each for each in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(each) != signal.SIG_IGN)
    before = {each: signal.signal(each, interrupt) for each in heard}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


class _Command:
    """One call: what was asked for, and what has come of it."""

    def __init__(self, paths: tuple[Path, ...], values: dict[str, Any]) -> None:
        self.paths = paths
        self.values = values
        self.colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def run(self) -> int:
        """Verify all files and give the exit status; raises the errors of wrong usage."""
        from migrator.verify.model import Standing

        if len(self.values["targets"]) > 1:
            raise click.UsageError("--target: one stage is built in a run; call dfmigrate for each")
        if self.values["sources"]:
            raise click.UsageError(
                "--sources: images are built from the files that lie there; mend them first"
            )
        wishes, engine, runner = self._wishes(), self._engine(), self._runner()
        places = runner.search(self.paths).files
        found = []
        for report, verified in self._verified(engine, wishes, runner, places):
            found.append((report, verified))
            self._show(verified)
        self._write(found)
        standings = {verified.standing for _, verified in found}
        if Standing.AGAINST in standings:
            return EXIT_AGAINST
        unread = len(found) < len(places)
        return EXIT_OPEN if Standing.OPEN in standings or unread else 0

    def _verified(
        self, engine: Engine, wishes: Wishes, runner: Runner, places: tuple[Place, ...]
    ) -> Iterator[tuple[Report, Verified]]:
        from migrator.disk import InputError
        from migrator.dockerfile import UnreadableError
        from migrator.registry import On
        from migrator.verify.verification import Verification

        verification = Verification(engine, wishes, runner.knowledge, self._tell)
        for place in places:
            try:
                report = runner.place(place)
                context = runner.build_context(place, report.result.before)
                ignored = [runner.other(each) for each in report.others if each.on is On.DOCKERIGNORE]
            except (InputError, UnreadableError) as error:
                self._tell(f"{place.path}: {error}")
                continue
            yield report, verification.of(report, context, ignored[0] if ignored else None)

    def _tell(self, line: str) -> None:
        from migrator.report.text import printable

        click.echo(printable(line), err=True)

    def _show(self, verified: Verified) -> None:
        from migrator.verify.table import lines

        if self.values["output_format"] == "text":
            for line in lines(verified, colour=self.colour):
                click.echo(line, color=self.colour)

    def _write(self, found: list[tuple[Report, Verified]]) -> None:
        from migrator.report.formats import document as report_of
        from migrator.report.model import Run
        from migrator.verify.evidence import document, evidence_of

        text = document(verified for _, verified in found)
        if self.values["output_format"] == "json":
            click.echo(text, nl=False)
        if output := self.values["output"]:
            output.write_text(text, "utf-8")
        evidence = {verified.name: evidence_of(verified) for _, verified in found}
        run = Run(tuple(report.measured(evidence) for report, _ in found), evidence=evidence)
        for form, path in self.values["reports"]:
            with path.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(report_of(form, run))

    def _engine(self) -> Engine:
        from migrator.verify.engines import find
        from migrator.verify.processes import Processes

        values = self.values
        processes = Processes(dict(os.environ))
        return find(processes, values["engine"] or "", values["builder"], values["platform"])

    def _wishes(self) -> Wishes:
        from migrator.verify.model import Handed
        from migrator.verify.starting import parse
        from migrator.verify.verification import Wishes

        v = self.values
        logs = v["logs"] or Path(tempfile.mkdtemp(prefix="dfmigrate-verify-"))
        target = v["targets"][0] if v["targets"] else ""
        words = (v["build_args"], v["secrets"], v["ssh"], target, v["platform"], v["options"])
        probe = parse(v["probe"]) if v["probe"] else None
        return Wishes(
            logs.absolute(),
            Handed(*words),
            v["timeout"],
            v["start"] or probe is not None,
            probe,
            v["start_timeout"],
            v["rebuild"],
            TRIES if v["fix"] else 0,
            v["keep_images"],
        )

    def _runner(self) -> Runner:
        from migrator.pool import Recipe
        from migrator.settings.files import GivenSettings

        names = ("select", "ignore", "harden", "python", "uv_from", "compile_bytecode", "targets", "context")
        settings = tuple((name, self.values[name]) for name in names if self.values[name])
        given = GivenSettings(self.values["config"], settings, Path.cwd())
        journeys = bool(self.values["reports"])
        known = tuple(path.absolute() for path in self.values["knowledge"])
        return Recipe(given, self.values["isolated"], Path.cwd(), journeys, known).runner()
