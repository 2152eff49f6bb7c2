"""What there is to do: the base, its Dockerfiles migrated, their groups with commits and texts."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Protocol

from migrator.discovery import DiscoveryError, find
from migrator.forge.body import Body
from migrator.forge.codeowners import Owners
from migrator.forge.commits import Draft, Writer, drafts
from migrator.forge.git import Git
from migrator.forge.groups import Group, grouped, key_of, leading
from migrator.forge.plan import Wanted
from migrator.forge.remote import Kind
from migrator.forge.workspace import worktree
from migrator.other_files import OtherFile, joined
from migrator.records import dataclass
from migrator.run import Report


class Migrates(Protocol):
    """What migrates files: a `Runner`."""

    def file(self, path: Path) -> Report:
        """Migrate a Dockerfile."""
        ...

    def other(self, file: OtherFile) -> Report:
        """Look at a file for the sake of Dockerfiles."""
        ...


@dataclass(frozen=True)
class Scope:
    """Which files a run is about and how they are put together; `paths` are the repository's own."""

    paths: tuple[str, ...]
    by: str = "directory"
    skip: tuple[str, ...] = ()
    prefix: str = "dfmigrate/"
    signoff: bool = False

    def covers(self, name: str) -> bool:
        """Tell whether the file `name` lies below one of the paths."""
        return any(path in ("", ".") or name == path or name.startswith(f"{path}/") for path in self.paths)


@dataclass(frozen=True)
class Proposal:
    """One pull request as it should be."""

    group: Group
    branch: str
    wanted: Wanted
    drafts: tuple[Draft, ...]
    owners: tuple[str, ...]

    @property
    def files(self) -> frozenset[str]:
        """The files that it changes."""
        return frozenset(report.name for report in self.group.reports)


@dataclass(frozen=True)
class Survey:
    """All of a run before the forge is asked: `faults` are groups that cannot be proposed, and why."""

    base: str
    commit: str
    proposals: tuple[Proposal, ...]
    settled: frozenset[str] = frozenset()
    faults: tuple[tuple[str, str], ...] = ()
    scope: Scope = field(default_factory=lambda: Scope(("",)))

    def is_settled(self, name: str, present: frozenset[str]) -> bool:
        """Tell whether the file `name` needs nothing more: looked at, or gone from the base."""
        return name in self.settled or (self.scope.covers(name) and name not in present)


def repository_paths(git: Git, paths: Sequence[Path]) -> tuple[str, ...]:
    """Give `paths` as the repository names them; raises DiscoveryError for one outside."""
    root = git.folder.resolve()
    found = []
    for path in paths:
        whole = path.absolute() if path.is_symlink() else path.resolve()
        try:
            relative = whole.relative_to(root)
        except ValueError:
            raise DiscoveryError(
                f"{path}: not in the repository {root}; call dfmigrate once for each"
            ) from None
        found.append("" if str(relative) == "." else relative.as_posix())
    return tuple(found)


def survey(
    git: Git,
    folder: Path,
    base: str,
    commit: str,
    scope: Scope,
    migrate: Migrates,
    body: Body,
    kind: Kind,
    suffix: str,
) -> Survey:
    """Migrate the Dockerfiles of `commit`, and what else a run changes, and propose pull requests.

    The work is done in a worktree below `folder`.

    `suffix` tells branches for another base than the default one apart. Raises DiscoveryError,
    TemplateError and what `migrate` raises.
    """
    with worktree(git, folder, commit) as tree:
        dockerfiles = tuple(_relative(migrate.file(path), tree) for path in _found(tree, scope))
        others = joined(other for each in dockerfiles for other in each.others)
        reports = (*dockerfiles, *(_relative(migrate.other(each), tree) for each in others))
        owners = Owners.read(tree, kind)
        groups = grouped(reports, scope.by, tree, owners)
        broken = {key_of(leading(r), scope.by, tree, owners): r for r in reports if r.result.failure}
        # In the worktree: the base's own .gitattributes decide about line ends.
        writer = Writer(replace(git, folder=tree), folder, scope.signoff)
        proposals = tuple(
            _proposal(group, writer, base, commit, scope, body, owners, suffix)
            for group in groups
            if group.key not in broken
        )
    faults = tuple(
        (f"{scope.by}:{key}", f"{report.name}: fault of dfmigrate: {report.result.failure}")
        for key, report in sorted(broken.items())
    )
    settled = frozenset(r.name for r in reports if not r.result.changed and not r.result.failure)
    return Survey(base, commit, proposals, settled, faults, scope)


def _found(tree: Path, scope: Scope) -> tuple[Path, ...]:
    present = [tree / path if path else tree for path in scope.paths]
    for path, name in zip(present, scope.paths, strict=True):
        if not path.exists():
            raise DiscoveryError(f"{name}: not on the base branch; commit and push it first")
    paths = find(present)
    names = {path: Path(os.path.relpath(path, tree)).as_posix() for path in paths}
    return tuple(p for p in paths if not any(fnmatch.fnmatch(names[p], pattern) for pattern in scope.skip))


def _relative(report: Report, tree: Path) -> Report:
    return replace(report, name=Path(os.path.relpath(report.path, tree)).as_posix())


def _proposal(
    group: Group,
    writer: Writer,
    base: str,
    commit: str,
    scope: Scope,
    body: Body,
    owners: Owners,
    suffix: str,
) -> Proposal:
    made = drafts(group.reports, group.where)
    head = writer.write(commit, made)
    title, text = body.title(group, base), body.text(group, base)
    contents = tuple(draft.content for draft in made)
    branch = group.branch(scope.prefix, suffix)
    wanted = Wanted(group.id, contents, head, title, text)
    known = sorted({owner for report in group.reports for owner in owners.of(report.name)}, key=str.lower)
    return Proposal(group, branch, wanted, made, tuple(known))
