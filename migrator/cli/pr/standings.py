"""`pr status` at work: asks the forge and git about each pull request; what fails costs no other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from migrator.forge.git import GitError
from migrator.forge.model import ForgeError, LimitError, Standing
from migrator.forge.status import Entry, Own, by_owner, own, pushed
from migrator.report.text import printable

if TYPE_CHECKING:
    from migrator.forge.session import Session


def entries(session: Session) -> tuple[tuple[Entry, ...], bool]:
    """Give how each stands, and whether nothing failed; raises ForgeError where the forge tells of none."""
    found = own(session.forge)
    people = _pushed(session, found)
    standings = [_standing(session, each) for each in found]
    made = tuple(
        Entry(each, stands or Standing(), people.get((each.pull.owner, each.pull.branch)))
        for each, stands in zip(found, standings, strict=True)
    )
    return made, None not in standings


def _standing(session: Session, about: Own) -> Standing | None:
    try:
        return session.forge.standing(about.pull)
    except LimitError:
        raise
    except ForgeError as error:
        _tell(f"#{about.pull.number}: {error}")
        return None


def _pushed(session: Session, found: Sequence[Own]) -> Mapping[tuple[str, str], bool]:
    """Tell by owner and branch whether a person pushed; where git cannot look, nothing is known."""
    known: dict[tuple[str, str], bool] = {}
    for owner, branches in by_owner(found).items():
        try:
            home = session.home_of(owner)
            told = pushed(session.git, session.remote(home), branches) if home else {}
        except (ForgeError, GitError) as error:
            _tell(f"whether somebody pushed is not known: {error}")
            continue
        known |= {(owner, branch): by_people for branch, by_people in told.items()}
    return known


def _tell(message: str) -> None:
    click.echo(printable(f"dfmigrate: {message}"), err=True)
