"""Verify the Dockerfiles of public repositories, one after the other, on images that stand for the official ones.

    python -m tests.images.corpus RESULTS REPOSITORY… [--limit SECONDS] [--most N] [--again TEXT] [--list]
    python -m tests.images.corpus RESULTS --table

REPOSITORY is a git repository, with a work tree or bare, or a folder in which such lie. Each is checked out beside RESULTS
while its files have their turn, the whole of it being their context. Those Dockerfiles are tried whose final image is an
official Python on Debian, those first that install least, `--most` of each repository and none that installs more than
`--heaviest` projects, large ones counting as 50. `more.sh` makes what stands for the images: Python 3.11 for what is older
than 3.12, else 3.12. What came of each is a line of RESULTS/files.jsonl, its logs lie beside that. Called again, what has a
line is left alone, unless `--again` gives a text that its outcome or reason holds. `--table` writes what is known as Markdown
to the standard output.

What the Dockerfiles do is done on this machine and with its network, as root: give it repositories that you would build
yourself.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

import click

from migrator.discovery import DiscoveryError, Place, search
from migrator.disk import InputError
from migrator.dockerfile import Dockerfile, UnreadableError, parse
from migrator.images.reference import ImageReference, PythonTag
from migrator.invariants import is_alpine
from migrator.pool import Recipe
from migrator.requirements.build_inputs import required
from migrator.requirements.install_runs import install_runs
from migrator.run import Runner
from migrator.settings.files import GivenSettings
from migrator.source import Source
from migrator.verify.facts import megabytes

FOLDER = "DFMIGRATE_IMAGES"
LARGE = 50
"""As how many projects a large one counts."""
OLD, NEW = "3.11", "3.12"
"""The versions that stand for all: what is older than the new one is stood for by the old one."""


@dataclass(frozen=True)
class Row:
    """What came of one Dockerfile: what `dfmigrate verify` said of it, or why it was not asked.

    `started` is how the original and the migrated one ran.
    """

    repository: str
    commit: str
    path: str
    outcome: str
    reason: str = ""
    base: str = ""
    original_built: bool = False
    migrated_built: bool = False
    sizes: tuple[int, ...] = ()
    unannounced: tuple[str, ...] = ()
    started: str = ""
    why: str = ""
    seconds: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """What the file is known by."""
        return self.repository, self.path


@dataclass(frozen=True)
class Candidate:
    """A Dockerfile to try, and the images that it names before and after."""

    path: Path
    base: str
    images: frozenset[str]
    weight: int


@dataclass
class Results:
    """The lines that are known, the last of each file counting."""

    folder: Path
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        """Where they are kept."""
        return self.folder / "files.jsonl"

    def read(self) -> Results:
        """Read what earlier calls have found."""
        for line in self.file.read_text().splitlines() if self.file.exists() else ():
            self._keep(Row(**json.loads(line)))
        return self

    def add(self, row: Row) -> None:
        """Keep a line."""
        self._keep(row)
        with self.file.open("a") as file:
            file.write(json.dumps(asdict(row)) + "\n")

    def _keep(self, row: Row) -> None:
        self.rows[row.key] = row

    @property
    def _finished(self) -> Path:
        return self.folder / "finished"

    def finish(self, repository: str) -> None:
        """Note that a repository has had its turn."""
        with self._finished.open("a") as file:
            file.write(f"{repository}\n")

    def wants_any(self, repository: str, again: str) -> bool:
        """Tell whether a repository has files to try."""
        finished = self._finished.read_text().splitlines() if self._finished.exists() else ()
        rows = (row for row in self.rows.values() if row.repository == repository)
        return repository not in finished or any(self.wants(row.key, again) for row in rows)

    def wants(self, key: tuple[str, str], again: str) -> bool:
        """Tell whether a file is to be tried."""
        row = self.rows.get(key)
        return row is None or bool(again and again in f"{row.outcome} {row.reason} {row.why} {row.path}")


def repositories(paths: Iterable[Path]) -> Iterator[Path]:
    """Give the repositories that are named, and those that lie in folders that are, at most two below."""
    for path in paths:
        if _is_repository(path):
            yield path
            continue
        for each in sorted(path.iterdir()):
            yield from filter(_is_repository, (each, each / "repo"))


def _is_repository(path: Path) -> bool:
    return (path / ".git").exists() or ((path / "HEAD").is_file() and (path / "objects").is_dir())


def name_of(repository: Path) -> str:
    """Give ``owner/name`` where the folder is called ``owner+name``, or holds it so."""
    folder = repository.parent if repository.name == "repo" else repository
    return folder.name.replace("+", "/", 1).removesuffix(".git")


def checked_out(repository: Path, to: Path) -> str:
    """Lay out the newest commit, and give its id; files that a partial copy lacks stay away."""
    subprocess.run(
        ["git", "clone", "--quiet", "--local", "--no-checkout", repository, to], check=True, timeout=600
    )
    for words in (["read-tree", "HEAD"], ["checkout-index", "--all", "--force", "--quiet"]):
        subprocess.run(["git", "-C", to, *words], check=False, timeout=600, stderr=subprocess.DEVNULL)
    head = subprocess.run(["git", "-C", to, "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
    return head.stdout.strip()


def candidates(root: Path) -> list[Candidate]:
    """Give the files of a repository that can be tried, those first that install least."""
    runner = Recipe(GivenSettings((), (), root), True, root, False).runner()
    try:
        found = search([root]).files
    except DiscoveryError:
        return []
    tried = (_candidate(runner, place) for place in found)
    return sorted((one for one in tried if one), key=lambda one: (one.weight, one.path))


def _candidate(runner: Runner, place: Place) -> Candidate | None:
    try:
        result = runner.place(place).result
        before = parse(result.before)
    except (InputError, UnreadableError):
        return None
    base = before.base_image(before.final) if before.stages else None
    if base is None or not base.is_official("python") or is_alpine(base.name, base.tag or ""):
        return None
    after = result.after if result.changed else Source.from_bytes("Dockerfile", b"FROM scratch\n")
    images = frozenset(str(image) for file in (before, parse(after)) for image in _pythons(file))
    return Candidate(place.path, str(base), images, _weight(runner, place, before))


def _weight(runner: Runner, place: Place, dockerfile: Dockerfile) -> int:
    """Give how much a file installs: the number of its projects, large ones counting as many."""
    context = runner.build_context(place, dockerfile.source)
    runs = [run for stage in dockerfile.stages for run in install_runs(dockerfile, stage)]
    names = {each.name for run in runs for each in required(dockerfile, context, run).requirements}
    known = (runner.knowledge.native(name) for name in names)
    return len(names) + sum(LARGE for each in known if each and each.heavy)


def _pythons(dockerfile: Dockerfile) -> Iterator[ImageReference]:
    for stage in dockerfile.stages:
        image = dockerfile.base_image(stage)
        if image and image.is_official("python"):
            yield image


def standing_for(tag: str) -> str:
    """Give the image that stands for an official one of this tag."""
    found = PythonTag.parse(tag)
    numbers = found.version or (3, 12)
    old = len(numbers) > 1 and numbers < (3, 12)
    flavour = f"-{found.flavour}" if found.flavour in ("slim", "alpine") else ""
    return f"python:{OLD if old else NEW}{flavour}"


class Runs:
    """Runs `dfmigrate verify` on one file after the other."""

    def __init__(self, results: Results, given: argparse.Namespace) -> None:
        self.results = results
        self.given = given

    @cached_property
    def environment(self) -> dict[str, str]:
        """Give what buildah finds the images by; they are made where they are not, so not before they are wanted."""
        return {**os.environ, **_images()}

    def repository(self, repository: Path) -> None:
        """Try the files of one repository that are still to be tried."""
        again, only_list = self.given.again, self.given.list
        root, name = self.results.folder / "checkout", name_of(repository)
        if not self.results.wants_any(name, again):
            return
        shutil.rmtree(root, ignore_errors=True)
        commit = checked_out(repository, root)
        light = [each for each in candidates(root) if each.weight <= self.given.heaviest]
        for each in light[: self.given.most]:
            path = each.path.relative_to(root).as_posix()
            if not self.results.wants((name, path), again):
                continue
            if only_list:
                click.echo("\t".join((name, path, each.base, str(each.weight))))
                continue
            row = self._tried(each, Row(name, commit, path, "", base=each.base))
            click.echo("\t".join((row.outcome, name, path, row.reason[:160])))
            self.results.add(row)
        if not only_list:
            self.results.finish(name)
        shutil.rmtree(root, ignore_errors=True)

    def _tried(self, candidate: Candidate, row: Row) -> Row:
        for image in candidate.images:
            self._tag(image)
        logs = self.results.folder / "logs" / f"{row.repository}/{row.path}".replace("/", "__")
        shutil.rmtree(logs, ignore_errors=True)
        logs.mkdir(parents=True)
        told = logs / "verify.json"
        begun = time.monotonic()
        command = [sys.executable, "-m", "migrator", "verify", candidate.path, "--engine", "buildah"]
        command += ["--isolated", "--start", "--logs", logs, "-o", told, "--timeout", f"{self.given.limit}s"]
        with (logs / "said").open("w") as said:
            subprocess.run(
                [*command, *self.given.option], env=self.environment, stdout=said, stderr=said, check=False
            )
        seconds = round(time.monotonic() - begun)
        if not told.exists():
            return _replaced(row, outcome="failed", reason=_last(logs / "said"), seconds=seconds)
        return _row(row, json.loads(told.read_text())["files"][0], seconds)

    def _tag(self, image: str) -> None:
        """Let an image that stands for another have its name too."""
        reference = ImageReference.parse(image)
        if reference.digest is None and image != (standing := standing_for(reference.tag or "latest")):
            subprocess.run(["buildah", "tag", standing, image], env=self.environment, check=True)


def _row(row: Row, file: dict[str, object], seconds: int) -> Row:
    sides = [side if isinstance(side := file[name], dict) else {} for name in ("before", "after")]
    built = [bool(side.get("built")) for side in sides]
    checks = file["checks"]
    unannounced = tuple(
        f"{each['name']}: {difference['text']}"
        for each in checks  # type: ignore[attr-defined]
        if each["verdict"] == "unannounced"
        for difference in each["differences"]
        if not difference["rules"]
    )
    why = file["explanation"] or {}
    return _replaced(
        row,
        outcome=file["standing"],
        reason=file["reason"],
        original_built=built[0],
        migrated_built=built[1],
        sizes=tuple(side["size"] for side in sides if side.get("size")),
        unannounced=unannounced[:20],
        started=" → ".join(told for side in sides if (told := _told(side))),
        why=why.get("says", ""),  # type: ignore[attr-defined]
        seconds=seconds,
    )


def _told(side: dict[str, object]) -> str:
    started = side.get("started")
    return str(started["told"]) if isinstance(started, dict) else ""


def _replaced(row: Row, **values: object) -> Row:
    return Row(**{**asdict(row), **values})  # type: ignore[arg-type]


def _last(said: Path) -> str:
    return (said.read_text("utf-8", "replace").strip().splitlines() or [""])[-1]


def _images() -> dict[str, str]:
    """Give the variables by which buildah uses the images that stand for others, made where they are not."""
    folder = os.environ.get(FOLDER, "/var/tmp/dfmigrate-images")
    made = Path(__file__).with_name("more.sh")
    subprocess.run([made, folder], check=True, env={**os.environ, "PYTHON": sys.executable})
    lines = Path(folder, "env.sh").read_text().splitlines()
    return dict(shlex.split(line)[1].split("=", 1) for line in lines)


def table(rows: Iterable[Row]) -> Iterator[str]:
    """Give what is known as Markdown: the counts, then a row for each file."""
    rows = sorted(rows, key=lambda row: row.key)
    originals = [row for row in rows if row.original_built]
    migrated = [row for row in originals if row.migrated_built]
    yield f"{len(rows)} files tried, {len(originals)} originals built, {len(migrated)} of these built when migrated"
    outcomes = Counter(row.outcome for row in rows)
    yield ", ".join(f"{outcome}: {number}" for outcome, number in outcomes.most_common())
    started = Counter(row.started for row in rows if row.started)
    yield "started: " + ", ".join(f"{told}: {number}" for told, number in started.most_common())
    yield ""
    yield "| repository | file | base | outcome | MB | started | why |"
    yield "|---|---|---|---|---|---|---|"
    for row in rows:
        sizes = " → ".join(map(megabytes, row.sizes))
        why = " · ".join(filter(None, (row.reason, row.why, *row.unannounced))).replace("|", "\\|")
        yield f"| {row.repository} | {row.path} | {row.base} | {row.outcome} | {sizes} | {row.started} | {why[:300]} |"


def main() -> int:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("results", type=Path)
    parser.add_argument("repositories", type=Path, nargs="*")
    parser.add_argument("--limit", type=int, default=600, help="seconds that a build may take [600]")
    parser.add_argument("--heaviest", type=int, default=100, help="projects that a file may install [100]")
    parser.add_argument("--most", type=int, default=10, help="files of one repository [10]")
    parser.add_argument(
        "--again", default="", help="try those again whose outcome, reason or path holds this"
    )
    parser.add_argument("--option", action="append", default=[], help="handed to `dfmigrate verify`")
    parser.add_argument("--list", action="store_true", help="only name what would be tried")
    parser.add_argument("--table", action="store_true", help="only tell what is known")
    options = parser.parse_args()
    options.results.mkdir(parents=True, exist_ok=True)
    results = Results(options.results.absolute()).read()
    if options.table:
        click.echo("\n".join(table(results.rows.values())))
        return 0
    runs = Runs(results, options)
    for repository in repositories(options.repositories):
        runs.repository(repository.absolute())
    return 0


if __name__ == "__main__":
    sys.exit(main())
