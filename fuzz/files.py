"""All transforms over real Dockerfiles, each in its own build context, and over what a random hand makes of them.

    python -m fuzz.files FOLDER…                              each Dockerfile below the folders, once
    python -m fuzz.files FOLDER… --mutate 1 --minutes 60      their mutations by this seed, so long
    python -m fuzz.files FOLDER… --harden --found kept/       the same with --harden; failures are left in a folder

Asks what tests/properties.py asks of every result. Each kind of failure is told once, and how often it came.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from migrator.disk import InputError
from migrator.knowledge import Knowledge
from migrator.registry import installed, knowledge_folders
from migrator.run import Runner
from migrator.settings import SettingsError
from tests import properties

NAMES = ("Dockerfile", "dockerfile", "Containerfile")
LARGEST = 12_000
"""Bytes of the largest file that is mutated: larger ones take the time of many."""
FRESH = 500
"""Runs with one runner: what it remembers of folders and contexts must not grow without end."""
WORDS = (
    ("python:3.12", "python:3.8"),
    ("slim", "slim-bullseye"),
    ("&&", ";"),
    (" \\\n", " \\\n  # c\n"),
    ("\\\n", "\\\n\n"),
    ("\n", "\r\n"),
    ("  ", " "),
    ('"', "'"),
    ("requirements.txt", "requirements/base.txt"),
    (".txt", "*.txt"),
    ("/app", "${HOME}/app"),
    ("COPY . .", "COPY --chown=app:app . /app"),
    ("pip install", "python -m pip install"),
    ("pip install", "pip3 install --user"),
    ("install", "install --no-deps"),
    ("apt-get", "apt"),
    ("RUN ", "RUN --mount=type=cache,target=/root/.cache/pip "),
    ("RUN ", "RUN set -ex; "),
    ("RUN", "ONBUILD RUN"),
    ("USER", "# USER"),
    ("ENV ", "ARG "),
    ("CMD", "ENTRYPOINT"),
    ("FROM python", "FROM --platform=linux/amd64 python"),
)
"""What is replaced by what, at one place."""


class Mutator:
    """Changes Dockerfiles by lines, their own and those of others."""

    def __init__(self, texts: list[str], seed: int) -> None:
        self.texts = texts
        self.random = random.Random(seed)  # noqa: S311

    def mutated(self, text: str) -> str:
        """Give a text with one to four changes."""
        for _ in range(self.random.randint(1, 4)):
            change = self.random.choice((self._lines, self._lines, self._others, self._word))
            text = change(text)
        return text

    def _lines(self, text: str) -> str:
        lines = text.split("\n")
        at, to = self.random.randrange(len(lines)), self.random.randrange(len(lines))
        if self.random.random() < 0.5:
            lines.insert(to, lines[at])
        else:
            lines[at], lines[to] = lines[to], lines[at]
        if self.random.random() < 0.5:
            del lines[self.random.randrange(len(lines))]
        return "\n".join(lines)

    def _others(self, text: str) -> str:
        lines, other = text.split("\n"), self.random.choice(self.texts).split("\n")
        at, to = self.random.randrange(len(other)), self.random.randrange(len(lines) + 1)
        size = self.random.choice((1, 2, 5, len(other)))
        return "\n".join((*lines[:to], *other[at : at + size], *lines[to:]))

    def _word(self, text: str) -> str:
        old, new = self.random.choice(WORDS)
        parts = text.split(old)
        at = self.random.randrange(len(parts))
        return old.join(parts[:at]) + (new if at else "") + old.join(parts[at:])


class Trial:
    """Runs files and counts what fails; `found` is the folder for texts that do."""

    def __init__(self, overrides: tuple[tuple[str, object], ...], found: Path | None) -> None:
        self.runner = Runner(tuple(installed()), Knowledge.load(*knowledge_folders()), overrides)
        self.found = found
        self.failures: Counter[str] = Counter()
        self.runs = self.changed = 0

    def run(self, path: Path, data: bytes) -> None:
        """Migrate `data` as if it were the file `path`, and note what fails."""
        self.runs += 1
        if self.runs % FRESH == 0:
            self.runner = self.runner.anew()
            click.echo(f"{self.runs} runs, {self.changed} changed, {self.failures.total()} failed", err=True)
        try:
            result = self.runner.data(path, data).result
            self.changed += result.changed
            properties.judge(result.before, result)
        except (InputError, SettingsError) as error:
            click.echo(f"{path}: {error}", err=True)
        except AssertionError as error:
            self._note(path, data, str(error).partition("\n")[0])

    def _note(self, path: Path, data: bytes, said: str) -> None:
        self.failures[said[:60]] += 1
        if self.failures[said[:60]] > 1:
            return
        click.echo(f"{path}: {said}")
        if self.found:
            self.found.mkdir(parents=True, exist_ok=True)
            (self.found / f"{len(self.failures)}.Dockerfile").write_bytes(data)


def dockerfiles(folders: tuple[Path, ...]) -> Iterator[Path]:
    """Give the files of `folders` that are called like Dockerfiles, in order."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            named = any(name in path.name for name in NAMES) and ".git" not in path.parts
            if named and path.is_file() and not path.is_symlink():
                yield path


@click.command(help=__doc__)
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--harden", is_flag=True)
@click.option("--mutate", "seed", type=int)
@click.option("--minutes", type=float, default=10, show_default=True)
@click.option("--found", type=click.Path(path_type=Path))
def main(
    folders: tuple[Path, ...], harden: bool, seed: int | None, minutes: float, found: Path | None
) -> None:
    """Run what the options say; exit 1 where something failed."""
    trial = Trial((("harden", True),) if harden else (), found)
    files = list(dockerfiles(folders))
    if seed is None:
        for path in files:
            trial.run(path, path.read_bytes())
    else:
        small = [path for path in files if path.stat().st_size <= LARGEST]
        texts = [path.read_text("utf-8", "surrogateescape") for path in small]
        mutator, end = Mutator(texts, seed), time.monotonic() + minutes * 60
        while time.monotonic() < end:
            at = mutator.random.randrange(len(small))
            trial.run(small[at], mutator.mutated(texts[at]).encode("utf-8", "surrogateescape"))
    click.echo(f"{trial.runs} runs, {trial.changed} changed, {trial.failures.total()} failed")
    for said, count in trial.failures.most_common():
        click.echo(f"{count} × {said}")
    raise SystemExit(1 if trial.failures else 0)


if __name__ == "__main__":
    main()
