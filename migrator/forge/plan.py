"""What is to be done about a group, told from how things stand. Nothing is done here."""

from __future__ import annotations

import enum
from collections.abc import Sequence

from migrator.forge import marker
from migrator.forge.model import STOP, Pull, State
from migrator.records import dataclass


class Do(enum.Enum):
    """What a run does about one pull request."""

    CREATE = "create"
    UPDATE = "update"
    REOPEN = "reopen"
    KEEP = "keep"
    """It is as it should be."""
    LEAVE = "leave"
    """It is not, and that is somebody's wish."""
    CLOSE = "close"
    DEFER = "defer"
    FAIL = "fail"


@dataclass(frozen=True)
class Branch:
    """A branch on the forge: where it is, and what its sealed commits hold; None: a person's commits."""

    head: str
    contents: tuple[str, ...] | None


@dataclass(frozen=True)
class Wanted:
    """What a group's pull request should be: its commits' contents, the commit they end in, its texts."""

    group: str
    contents: tuple[str, ...]
    head: str
    title: str
    text: str


@dataclass(frozen=True)
class Decision:
    """What to do and why; `push` tells whether the branch has to move."""

    do: Do
    reason: str
    pull: Pull | None = None
    push: bool = False


def decide(
    wanted: Wanted, pulls: Sequence[Pull], branch: Branch | None, *, reopen: bool, refresh: bool
) -> Decision:
    """Decide about a group; `pulls`: all from its branch, newest first; `refresh`: onto the newest base."""
    current = next((each for each in pulls if each.state is State.OPEN), None)
    push = branch is None or branch.contents != wanted.contents or (refresh and branch.head != wanted.head)
    if current is not None:
        return _open(wanted, current, branch, push)
    last = next(iter(pulls), None)
    closed = last is not None and last.state is State.CLOSED and not _closed_by_us(last)
    if closed and last is not None:
        if not reopen:
            return Decision(Do.LEAVE, "somebody closed it; --reopen opens it again", last)
        if branch is not None and branch.contents is not None:
            return Decision(Do.REOPEN, "it was closed, and --reopen is given", last, push)
    if refresh:
        return Decision(Do.LEAVE, "not open: refresh opens nothing")
    if branch is not None and branch.contents is None:
        return Decision(
            Do.FAIL, "the branch exists and holds commits that are not dfmigrate's: delete or rename it"
        )
    return Decision(Do.CREATE, "new", push=push)


def _closed_by_us(pull: Pull) -> bool:
    found = marker.read(pull.body)
    return found is not None and bool(found.closed)


def _open(wanted: Wanted, pull: Pull, branch: Branch | None, push: bool) -> Decision:
    found = marker.read(pull.body)
    if found is None:
        return Decision(
            Do.FAIL, f"{pull.url} uses the branch and is not dfmigrate's: --branch-prefix names another"
        )
    stopped = kept(pull, branch)
    if stopped:
        return Decision(Do.LEAVE, stopped, pull)
    texts = marker.same(marker.render(next_marker(wanted, pull), wanted.text, pull.body), pull.body)
    if push or found.pending or not texts or title_of(wanted, pull) != pull.title:
        return Decision(Do.UPDATE, "new commits" if push else "only its texts change", pull, push)
    return Decision(Do.KEEP, "up to date", pull)


def kept(pull: Pull, branch: Branch | None) -> str:
    """Give why a pull request belongs to people now, "" where it is still dfmigrate's."""
    if STOP in pull.labels:
        return f"it has the label {STOP}"
    if branch is not None and branch.contents is None:
        return "somebody pushed to it"
    return ""


def next_marker(wanted: Wanted, pull: Pull | None) -> marker.Marker:
    """Give the marker that a pull request has once everything is set."""
    before = marker.read(pull.body) if pull else None
    title = wanted.title if before is None or pull is None or pull.title == before.title else before.title
    return marker.Marker(wanted.group, title)


def title_of(wanted: Wanted, pull: Pull) -> str:
    """Give the title: a person's stays."""
    before = marker.read(pull.body)
    return wanted.title if before is None or pull.title == before.title else pull.title


@dataclass(frozen=True)
class Leftover:
    """An open pull request of dfmigrate's that no group of this run is about, and the files it changes."""

    pull: Pull
    files: tuple[str, ...]
    branch: Branch | None


def retire(leftover: Leftover, settled: frozenset[str], covered: frozenset[str]) -> Decision:
    """Decide about a leftover.

    `settled` are the files that this run looked at and that need nothing more (or are gone), `covered`
    those that a pull request of this run holds.
    """
    stopped = kept(leftover.pull, leftover.branch)
    if stopped:
        return Decision(Do.LEAVE, stopped, leftover.pull)
    files = set(leftover.files)
    if not files or not files <= settled | covered:
        return Decision(Do.LEAVE, "no pull request of this run holds its changes", leftover.pull)
    if files <= settled:
        return Decision(Do.CLOSE, "nothing is left to do", leftover.pull)
    return Decision(Do.CLOSE, "other pull requests hold its changes now", leftover.pull)
