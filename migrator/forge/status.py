"""How dfmigrate's open pull requests stand: a table for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from migrator.forge import marker
from migrator.forge.commits import chain
from migrator.forge.git import Git, Remote
from migrator.forge.model import STOP, Forge, Pull, Standing
from migrator.records import dataclass
from migrator.report.text import printable

HEAD = ("number", "state", "checks", "reviews", "conflicts", "pushed", "age", "group", "url")


@dataclass(frozen=True)
class Own:
    """A pull request of dfmigrate's that is open, and the group that it is about."""

    pull: Pull
    group: str


@dataclass(frozen=True)
class Entry:
    """One pull request and how it stands; `pushed` tells whether a person did, None where nobody knows."""

    own: Own
    stands: Standing
    pushed: bool | None


def own(forge: Forge) -> tuple[Own, ...]:
    """Give those that are open, by their number; raises ForgeError."""
    found = ((pull, marker.read(pull.body)) for pull in forge.open_pulls())
    mine = (Own(pull, mark.group) for pull, mark in found if mark is not None)
    return tuple(sorted(mine, key=lambda each: each.pull.number))


def pushed(git: Git, remote: Remote, branches: Iterable[str]) -> Mapping[str, bool]:
    """Tell of each branch at `remote` whether it holds a person's commits; raises GitError."""
    wanted = frozenset(branches)
    heads = remote.heads(*sorted(wanted))
    here = {name: head for name, head in heads.items() if name in wanted}
    remote.fetch(here)
    return {name: chain(git, head) is None for name, head in here.items()}


def by_owner(found: Sequence[Own]) -> Mapping[str, tuple[str, ...]]:
    """Give the branches of each owner of a repository that holds some."""
    owners = dict.fromkeys(each.pull.owner for each in found)
    return {name: tuple(each.pull.branch for each in found if each.pull.owner == name) for name in owners}


def table(entries: Sequence[Entry], now: datetime) -> Iterator[str]:
    """Give the lines of the table with its head, columns aligned."""
    lines = [HEAD, *(tuple(printable(cell) for cell in _cells(each, now)) for each in entries)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _cells(entry: Entry, now: datetime) -> tuple[str, ...]:
    pull, stands = entry.own.pull, entry.stands
    state = "draft" if pull.draft else pull.state.value
    state += ", stopped" if STOP in pull.labels else ""
    by_people = {True: "yes", False: "no", None: "-"}[entry.pushed]
    found = (stands.checks, stands.reviews, stands.conflicts, by_people, _age(pull.created, now))
    return (f"#{pull.number}", state, *found, entry.own.group, pull.url)


def _age(created: str, now: datetime) -> str:
    try:
        hours = int((now - datetime.fromisoformat(created)).total_seconds() // 3600)
    except (ValueError, TypeError):
        return "-"
    return f"{hours // 24} d" if hours >= 24 else f"{max(hours, 0)} h"


def document(entries: Sequence[Entry]) -> str:
    """Give the same as JSON; null is what is not known."""
    return json.dumps({"form": 1, "pull_requests": [_object(each) for each in entries]}, indent=2)


def _object(entry: Entry) -> dict[str, object]:
    pull = entry.own.pull
    return {
        "number": pull.number,
        "url": pull.url,
        "title": pull.title,
        "group": entry.own.group,
        "branch": pull.branch,
        "owner": pull.owner,
        "base": pull.base,
        "draft": pull.draft,
        "stopped": STOP in pull.labels,
        "pushed": entry.pushed,
        "checks": _known(entry.stands.checks),
        "reviews": _known(entry.stands.reviews),
        "conflicts": {"yes": True, "no": False}.get(entry.stands.conflicts),
        "created": pull.created,
    }


def _known(word: str) -> str | None:
    return None if word == "-" else word
