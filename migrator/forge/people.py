"""Who is asked for a pull request: those named, and the owners of its files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from migrator.forge.model import People
from migrator.records import dataclass


@dataclass(frozen=True)
class Asked:
    """What was asked for on the command line; `most` limits the reviewers, people and teams together."""

    labels: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    from_owners: bool = False
    most: int | None = None

    def of(self, owners: Sequence[str]) -> People:
        """Give the people for files of `owners`, as CODEOWNERS writes them; addresses cannot be asked."""
        reviewers, teams = list(self.reviewers), list(self.teams)
        for owner in owners if self.from_owners else ():
            name = owner.removeprefix("@")
            if not owner.startswith("@"):
                continue
            (teams if "/" in name else reviewers).append(name)
        people = list(dict.fromkeys(reviewers))
        groups = list(dict.fromkeys(each.rpartition("/")[2] for each in teams))
        if self.most is not None and len(people) + len(groups) > self.most:
            people, groups = _chosen(people, groups, self.most, " ".join(owners))
        optional = frozenset((*people, *groups)).difference(self.reviewers, self.teams)
        return People(self.labels, tuple(people), tuple(groups), self.assignees, optional)


def _chosen(people: list[str], teams: list[str], most: int, salt: str) -> tuple[list[str], list[str]]:
    """Choose `most` of all: the same for the same files, and spread over the groups."""
    candidates = [(False, each) for each in people] + [(True, each) for each in teams]
    candidates.sort(key=lambda each: hashlib.sha256(f"{salt} {each}".encode()).digest())
    chosen = set(candidates[:most])
    return [p for p in people if (False, p) in chosen], [t for t in teams if (True, t) in chosen]
