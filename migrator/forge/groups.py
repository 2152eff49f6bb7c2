"""Which files share a pull request, and the name of its branch, which depends on nothing else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from migrator.forge.codeowners import Owners
from migrator.records import dataclass
from migrator.registry import On
from migrator.report.model import Report

WAYS = ("file", "directory", "service", "codeowners", "all")
_MANIFESTS = (
    *("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "environment.yml"),
    "package.json",
)
_SLUG_LENGTH = 48


@dataclass(frozen=True)
class Group:
    """The files of one pull request, and what they have in common: `key` under the way `by`.

    `beside` are files that its images hold and that stay as they are: what was found there is told.
    """

    by: str
    key: str
    reports: tuple[Report, ...]
    beside: tuple[Report, ...] = ()

    @property
    def id(self) -> str:
        """The name that markers and messages use: ``service:services/billing``."""
        return f"{self.by}:{self.key}"

    @property
    def where(self) -> str:
        """What to call the files in a title."""
        dockerfiles = [each for each in self.reports if each.on is On.DOCKERFILE] or self.reports
        kind = "Dockerfiles" if dockerfiles[0].on is On.DOCKERFILE else "files"
        if len(dockerfiles) == 1:
            return dockerfiles[0].name
        if self.by == "codeowners":
            return f"{len(dockerfiles)} {kind} of {self.key}"
        place = "" if self.by == "all" or self.key == "." else f" in {self.key}"
        return f"{len(dockerfiles)} {kind}{place}"

    def branch(self, prefix: str, base: str = "") -> str:
        """Give the branch: one flat name below `prefix`, so that none lies under another.

        `base` is the base branch where it is not the repository's default one.
        """
        digest = hashlib.sha256(f"{self.id}\0{base}".encode("utf-8", "surrogateescape")).hexdigest()[:8]
        slug = re.sub(r"[^a-z0-9]+", "-", self.key.lower()).strip("-")[:_SLUG_LENGTH].strip("-")
        return f"{prefix}{slug or 'root'}-{digest}"


def grouped(reports: Iterable[Report], by: str, root: Path, owners: Owners) -> tuple[Group, ...]:
    """Give the groups of those of `reports` that would change, by key; `root` is the tree they lie in."""
    found: dict[str, list[Report]] = {}
    beside: dict[str, list[Report]] = {}
    for report in reports:
        if report.result.changed:
            found.setdefault(key_of(leading(report), by, root, owners), []).append(report)
        else:
            for key in {key_of(owner, by, root, owners) for owner in report.owners}:
                beside.setdefault(key, []).append(report)
    return tuple(
        Group(by, key, _by_name(members), _by_name(beside.get(key, ())))
        for key, members in sorted(found.items())
    )


def _by_name(reports: Iterable[Report]) -> tuple[Report, ...]:
    return tuple(sorted(reports, key=lambda each: each.name))


def leading(report: Report) -> str:
    """Give the name that decides on the group: a file that is no Dockerfile goes with the first it is for."""
    return report.owners[0] if report.owners else report.name


def key_of(name: str, by: str, root: Path, owners: Owners) -> str:
    """Give what puts the file `name` into its group."""
    path = PurePosixPath(name)
    if by == "file":
        return name
    if by == "directory":
        return str(path.parent)
    if by == "service":
        return _service(path, root)
    if by == "codeowners":
        return " ".join(owners.of(name)) or "nobody"
    return "all"


def _service(path: PurePosixPath, root: Path) -> str:
    """Give the nearest folder upwards that says what a project needs, else the file's own.

    The root of the repository is the service of files in it and in its folders (``docker/api.Dockerfile``),
    not of all that lies further down in a monorepo.
    """
    deep = len(path.parents) > 2
    for folder in path.parents[:-1] if deep else path.parents:
        if any((root / folder / manifest).is_file() for manifest in _MANIFESTS):
            return str(folder)
    return str(path.parent)
