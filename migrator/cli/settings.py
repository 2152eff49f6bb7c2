"""The commands about settings: what applies to a path, the schema for editors, a file to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from migrator.discovery import Place, search
from migrator.knowledge import Knowledge
from migrator.report.text import printable
from migrator.run import Runner
from migrator.settings.files import NAMES, GivenSettings, SettingsFiles
from migrator.settings.text import effective, initial, schema


class InitError(Exception):
    """No settings file can be written there; the message says why and what to do."""


def print_settings(path: Path, pairs: tuple[str, ...], *, isolated: bool) -> None:
    """Print what applies to the file `path`, or to a Dockerfile in the folder `path`."""
    file = path / "Dockerfile" if path.is_dir() else path
    place = search((file,)).files[0] if file.is_file() else Place(file)
    given = tuple(GivenSettings(pairs).layer().values.items())
    lines = effective(Runner((), Knowledge.load(), given, isolated).in_force(place))
    click.echo("\n".join((f"# {printable(str(file))}", *lines)))
    for build in place.builds:
        target = f", to the stage {build.target}" if build.target else ""
        arguments = ", ".join(name for name, _ in build.arguments)
        args = f", with its own {arguments}" if arguments else ""
        click.echo(printable(f"# built by {build.origin} from {build.context}{target}{args}"))


def print_schema() -> None:
    """Print the JSON schema of settings files."""
    click.echo(schema(), nl=False)


def write_settings(folder: Path) -> None:
    """Write a commented settings file into `folder`; raises InitError where settings are there already."""
    path = folder / NAMES[0]
    found = SettingsFiles().nearest(folder.absolute())
    if path.exists() or (found and found.path.parent == folder.absolute()):
        raise InitError(f"{found.path if found else path}: settings are there already; nothing was written")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(initial())
    except OSError as error:
        raise InitError(f"{path}: {error.strerror}") from error
    click.echo(f"wrote {path}", err=True)
