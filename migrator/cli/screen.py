"""The screen: colours where they are wanted, a progress bar where somebody watches."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

MANY = 8
"""Files below which a bar would be gone before it is read."""


def wants_colour(stream: IO[str]) -> bool:
    """Tell whether colours are wanted on `stream`."""
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Screen:
    """Messages for people on standard error, above a progress bar if there is one."""

    def __init__(self) -> None:
        self.colour = wants_colour(sys.stderr)
        self._bar: tuple[Progress, TaskID] | None = None

    def say(self, text: str) -> None:
        """Show one line; it may hold colours that dfmigrate itself put there."""
        if self._bar:
            from rich.text import Text

            self._bar[0].console.print(Text.from_ansi(text), soft_wrap=True, highlight=False)
        else:
            click.echo(text, err=True, color=True)

    @contextmanager
    def progress(self, total: int, *, quiet: bool) -> Iterator[None]:
        """Show a bar while files are migrated, where standard error is a terminal."""
        if quiet or total < MANY or not sys.stderr.isatty():
            yield
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            self._bar = (bar, bar.add_task("", total=total))
            try:
                yield
            finally:
                self._bar = None

    def advance(self) -> None:
        """Tell that one file more is done."""
        if self._bar:
            self._bar[0].advance(self._bar[1])

    def patch(self, data: bytes) -> None:
        """Show a diff on standard output: coloured and harmless on a terminal, as it is through a pipe."""
        sys.stdout.buffer.write(_coloured(data) if sys.stdout.isatty() else data)
        sys.stdout.buffer.flush()


def _coloured(patch: bytes) -> bytes:
    from migrator.report.text import printable

    shown = []
    for line in patch.decode("utf-8", "surrogateescape").split("\n"):
        start = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}.get(line[:1], "")
        plain = printable(line.replace("\t", "    "))
        shown.append(f"{start}{plain}\x1b[0m" if start and wants_colour(sys.stdout) else plain)
    return "\n".join(shown).encode()
