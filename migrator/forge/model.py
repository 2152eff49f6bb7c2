"""What all forges have in common: a pull request, who is asked for it, how it stands."""

from __future__ import annotations

import enum
from collections.abc import Collection
from typing import Protocol

from migrator.records import dataclass

STOP = "dfmigrate:stop"
"""The label that makes dfmigrate leave a pull request alone."""


class ForgeError(Exception):
    """A forge refused or could not be reached; the message says what it was asked and what it answered."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class LostAnswerError(ForgeError):
    """A write may or may not have happened: look before trying again."""


class LimitError(ForgeError):
    """The forge wants a longer pause than it is sensible to wait; every further call would fail too."""


class State(enum.Enum):
    """What became of a pull request."""

    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"


@dataclass(frozen=True)
class Pull:
    """A pull request (GitLab: merge request) as it is now. `owner` is whose repository holds the branch."""

    number: int
    url: str
    title: str
    body: str
    state: State
    draft: bool
    branch: str
    owner: str
    head: str
    base: str
    labels: tuple[str, ...]
    author: str
    created: str


@dataclass(frozen=True)
class People:
    """Labels, and who is asked: names as the forge knows them, without ``@``.

    The `optional` among reviewers and teams come from CODEOWNERS: not all of them can be asked.
    """

    labels: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    optional: frozenset[str] = frozenset()

    def required(self) -> People:
        """Give only those that somebody named by hand."""
        reviewers = tuple(each for each in self.reviewers if each not in self.optional)
        teams = tuple(each for each in self.teams if each not in self.optional)
        return People(self.labels, reviewers, teams, self.assignees)

    def each_optional(self) -> tuple[People, ...]:
        """Give the owners from CODEOWNERS one by one."""
        reviewers = [People(reviewers=(each,)) for each in self.reviewers if each in self.optional]
        return (*reviewers, *(People(teams=(each,)) for each in self.teams if each in self.optional))

    def __bool__(self) -> bool:
        return bool(self.labels or self.reviewers or self.teams or self.assignees)


@dataclass(frozen=True)
class NewPull:
    """A pull request to be opened; `owner` is whose repository holds the branch."""

    title: str
    body: str
    branch: str
    owner: str
    base: str
    draft: bool


@dataclass(frozen=True)
class Home:
    """A repository on a forge: its number there, its names and where git finds it.

    `archived` tells that nobody may write to it, `parent` the number of the repository that it is a fork of,
    0 where it is none.
    """

    number: int
    path: str
    default_branch: str
    clone_url: str
    ssh_url: str
    archived: bool = False
    parent: int = 0

    @property
    def owner(self) -> str:
        """The user, organisation or group that has it."""
        return self.path.rpartition("/")[0]


@dataclass(frozen=True)
class Standing:
    """How a pull request stands: one word each, ``-`` where the forge does not say."""

    checks: str = "-"
    reviews: str = "-"
    conflicts: str = "-"


class Forge(Protocol):
    """One repository on one forge. Every method raises ForgeError."""

    def home(self) -> Home:
        """Give the repository."""

    def fork(self, owner: str) -> Home | None:
        """Give the fork that `owner` has ("": the token's user), None where there is none; writes nothing."""

    def make_fork(self, owner: str) -> Home:
        """Make a fork for `owner` ("": the token's user); a forge may need a while until git finds it."""

    def open_pulls(self) -> tuple[Pull, ...]:
        """Give all that are open."""

    def pulls_from(self, branches: Collection[str], owner: str) -> tuple[Pull, ...]:
        """Give those of any state from one of `branches` in the repository of `owner`, newest first."""

    def create(self, new: NewPull) -> Pull:
        """Open one; raises LostAnswerError where it may have been opened."""

    def ask(self, pull: Pull, people: People) -> None:
        """Set labels, reviewers and assignees; doing it twice is doing it once."""

    def edit(self, pull: Pull, title: str, body: str, state: State) -> Pull:
        """Set title, body and state in one request."""

    def standing(self, pull: Pull) -> Standing:
        """Give checks, reviews and conflicts."""
