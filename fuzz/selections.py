"""Real Dockerfiles with every single transform alone, with every one left out, and with other settings.

    python -m fuzz.selections FOLDER…      each Dockerfile below the folders, some 75 times

Whoever rolls changes out one by one selects them. Asks of each result what tests/properties.py asks of all: among
other things that nothing is left to the engine's invariants, which a transform should have refused before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from fuzz.files import Trial, dockerfiles
from migrator.registry import Transform, installed

Setting = tuple[tuple[str, object], ...]

OTHERS: tuple[Setting, ...] = (
    *((("uv_from", source),) for source in ("copy", "stage", "pip")),
    *((("python", version),) for version in ("keep", "3.11", "3.13", "3.14")),
    (("compile_bytecode", True),),
    (("index_strategy", "first-index"),),
)


def settings(transforms: tuple[Transform, ...]) -> Iterator[Setting]:
    """Give all settings that are tried, those of a command line."""
    for each in transforms:
        yield (("select", (each.name,)),)
        yield (("ignore", (each.name,)), ("harden", True))
    yield from OTHERS


@click.command(help=__doc__)
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--found", type=click.Path(path_type=Path))
def main(folders: tuple[Path, ...], found: Path | None) -> None:
    """Tell what fails under which setting; exit 1 where something does."""
    files = list(dockerfiles(folders))
    failures: Counter[str] = Counter()
    for number, setting in enumerate(settings(tuple(installed()))):
        said = ", ".join(f"{name}={value}" for name, value in setting)
        trial = Trial(setting, found / str(number) if found else None)
        for path in files:
            trial.run(path, path.read_bytes())
        click.echo(f"{said}: {trial.runs} runs, {trial.changed} changed", err=True)
        failures.update({f"{said}: {what}": count for what, count in trial.failures.items()})
    for what, count in failures.items():
        click.echo(f"{count} × {what}")
    raise SystemExit(1 if failures else 0)


if __name__ == "__main__":
    main()
