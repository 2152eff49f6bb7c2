"""What GitHub's API and Gitea's, which is modelled on it, have in common."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from migrator.forge.http import Api
from migrator.forge.model import Home, NewPull, People, Pull
from migrator.forge.records import Record


def repository(path: str) -> str:
    """Give where the API has the repository ``owner/name``."""
    return "/repos/" + quote(path)


def home(record: Record) -> Home:
    """Give the repository that an answer tells of; nobody writes to a mirror, as to an archived one."""
    return Home(
        number=record.number("id"),
        path=record.text("full_name"),
        default_branch=record.text("default_branch"),
        clone_url=record.text("clone_url"),
        ssh_url=record.text("ssh_url"),
        archived=bool(record.flag("archived")) or bool(record.flag("mirror")),
        parent=record.number("parent", "id"),
    )


def fork(api: Api, path: str, owner: str) -> Home | None:
    """Give the repository of `owner` ("": the token's user) that has the name of `path`."""
    whose = owner or api.get("/user").text("login")
    found = api.maybe(repository(f"{whose}/{path.partition('/')[2]}"))
    return home(found) if found else None


def make_fork(api: Api, path: str, owner: str) -> Home:
    """Make a fork of `path` for the organisation `owner` ("": for the token's user)."""
    return home(api.write("POST", f"{repository(path)}/forks", {"organization": owner} if owner else {}))


def head(new: NewPull, path: str) -> str:
    """Give the branch as a new pull request names it: with its owner where that is a fork's."""
    return new.branch if new.owner == path.partition("/")[0] else f"{new.owner}:{new.branch}"


def asked(pull: Pull, people: People) -> Mapping[str, list[str]]:
    """Give the body that asks for reviews, empty where nobody is; nobody is asked about what is his own."""
    reviewers = [each for each in people.reviewers if each.lower() != pull.author.lower()]
    wanted = {"reviewers": reviewers, "team_reviewers": list(people.teams)}
    return {name: names for name, names in wanted.items() if names}
