"""What there is to do: the base, its Dockerfiles migrated, their groups with commits and texts."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Protocol

from migrator.discovery import DiscoveryError, Found
from migrator.findings import Change, Finding
from migrator.forge.body import Body
from migrator.forge.codeowners import Owners
from migrator.forge.commits import Draft, Writer, drafts
from migrator.forge.git import Git, GitError
from migrator.forge.groups import Group, grouped, key_of, leading
from migrator.forge.plan import Wanted
from migrator.forge.remote import Kind
from migrator.forge.workspace import worktree
from migrator.other_files import joined
from migrator.pool import OTHERS_WORTH_IT, WORTH_IT, Job
from migrator.records import dataclass
from migrator.registry import On
from migrator.report.model import Problem, Report
from migrator.report.tally import Fate, fate
from migrator.run import Runner


class Work(Protocol):
    """Who searches and migrates the files of a worktree."""

    @property
    def runner(self) -> Runner:
        """Give the runner that knows the settings in force."""

    def results(self, jobs: Sequence[Job], worth_it: int) -> Iterable[Report | Problem]:
        """Give what comes of `jobs`, in their order; fewer than `worth_it` are worth no second process."""


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

    def skips(self, name: str) -> bool:
        """Tell whether the user left the file `name` out."""
        return any(fnmatch.fnmatch(name, pattern) for pattern in self.skip)


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
    """All of a run before the forge is asked.

    `faults` are groups that cannot be proposed, and why; `unread` are compose and bake files that cannot be.
    Of Dockerfiles in `refused` nothing could be changed: there is no pull request that says why.
    """

    base: str
    commit: str
    proposals: tuple[Proposal, ...]
    settled: frozenset[str] = frozenset()
    faults: tuple[tuple[str, str], ...] = ()
    scope: Scope = field(default_factory=lambda: Scope(("",)))
    unread: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

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
    work: Work,
    body: Body,
    kind: Kind,
    suffix: str,
) -> Survey:
    """Migrate the Dockerfiles of `commit`, and what else a run changes, and propose pull requests.

    The work is done in a worktree below `folder`, for which `work` has been made.

    `suffix` tells branches for another base than the default one apart. Settings, compose and bake files
    are those of `commit`. Raises DiscoveryError, TemplateError.
    """
    with worktree(git, folder, commit) as tree:
        found = _found(tree, scope, work.runner)
        done = list(work.results(found.files, WORTH_IT))
        others = joined(other for each in done if isinstance(each, Report) for other in each.others)
        done += work.results(others, OTHERS_WORTH_IT)
        reports = tuple(_relative(each, tree) for each in done if isinstance(each, Report))
        owners = Owners.read(tree, kind)
        groups = grouped(reports, scope.by, tree, owners)
        broken = {key_of(name, scope.by, tree, owners): said for name, said in _broken(done, tree)}
        # In the worktree: the base's own .gitattributes decide about line ends.
        writer = Writer(replace(git, folder=tree), folder, scope.signoff)
        proposals = []
        for group in groups:
            if group.key in broken:
                continue
            try:
                proposals.append(_proposal(group, writer, base, commit, scope, body, owners, suffix))
            except GitError as error:  # signing fails, a disk is full: the others may still be written
                broken[group.key] = str(error)
    faults = tuple((f"{scope.by}:{key}", said) for key, said in sorted(broken.items()))
    settled = frozenset(r.name for r in reports if not r.result.changed and not r.result.failure)
    unread = tuple(_here(message, tree) for message in found.unread)
    refused = tuple(r.name for r in reports if r.on is On.DOCKERFILE and fate(r) is Fate.REFUSED)
    return Survey(base, commit, tuple(proposals), settled, faults, scope, unread, refused)


def _found(tree: Path, scope: Scope, runner: Runner) -> Found:
    present = [tree / path if path else tree for path in scope.paths]
    for path, name in zip(present, scope.paths, strict=True):
        if not path.exists():
            raise DiscoveryError(f"{name}: not on the base branch; commit and push it first")
    found = runner.search(present)
    return replace(
        found, files=tuple(each for each in found.files if not scope.skips(_name(each.path, tree)))
    )


def _name(path: Path, tree: Path) -> str:
    return Path(os.path.relpath(path, tree)).as_posix()


def _relative(report: Report, tree: Path) -> Report:
    """Name the file, and all that its findings name, as the repository does."""
    outcomes = tuple(replace(each, finding=_at_home(each.finding, tree)) for each in report.result.outcomes)
    result = replace(report.result, outcomes=outcomes)
    return replace(report, name=_name(report.path, tree), result=result)


def _at_home(finding: Finding, tree: Path) -> Finding:
    if isinstance(finding, Change):
        return replace(finding, reason=_here(finding.reason, tree))
    return replace(finding, message=_here(finding.message, tree), hint=_here(finding.hint, tree))


def _here(text: str, tree: Path) -> str:
    return text.replace(f"{tree}{os.sep}", "")


def _broken(done: Sequence[Report | Problem], tree: Path) -> Iterator[tuple[str, str]]:
    """Give the files that could not be read or migrated, and why."""
    for each in done:
        name = _name(each.path, tree)
        if isinstance(each, Problem):
            yield name, _here(each.message, tree)
        elif each.result.failure:
            yield leading(_relative(each, tree)), f"{name}: fault of dfmigrate: {each.result.failure}"


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
    made = drafts(group)
    head = writer.write(commit, made)
    title, text = body.title(group, base), body.text(group, base)
    contents = tuple(draft.content for draft in made)
    branch = group.branch(scope.prefix, suffix)
    wanted = Wanted(group.id, contents, head, title, text)
    known = sorted({owner for report in group.reports for owner in owners.of(report.name)}, key=str.lower)
    return Proposal(group, branch, wanted, made, tuple(known))
