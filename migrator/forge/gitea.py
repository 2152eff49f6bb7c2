"""Gitea and Forgejo, REST API version 1."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from migrator.forge import alike
from migrator.forge.http import Api
from migrator.forge.model import Home, NewPull, People, Pull, Standing, State
from migrator.forge.records import Record
from migrator.forge.secret import Secret
from migrator.records import dataclass

_DRAFT = "WIP: "
_CHECKS = {
    "success": "passing",
    "warning": "passing",
    "skipped": "passing",
    "pending": "pending",
    "error": "failing",
    "failure": "failing",
}
_LABEL_COLOUR = "#6e7681"


def headers(token: Secret) -> Mapping[str, str]:
    """Give the headers that every request carries."""
    return {"Authorization": f"token {token.reveal()}", "Accept": "application/json"}


@dataclass(frozen=True)
class Gitea:
    """One repository on Gitea; `path` is ``owner/name``."""

    api: Api
    path: str

    @property
    def _repository(self) -> str:
        return alike.repository(self.path)

    def home(self) -> Home:
        """Give the repository."""
        return alike.home(self.api.get(self._repository))

    def fork(self, owner: str) -> Home | None:
        """Give the fork; `owner` is an organisation or "" for the user."""
        return alike.fork(self.api, self.path, owner)

    def make_fork(self, owner: str) -> Home:
        """Make the fork."""
        return alike.make_fork(self.api, self.path, owner)

    def open_pulls(self) -> tuple[Pull, ...]:
        """Give all that are open."""
        return self._listed("open")

    def pulls_from(self, branches: Collection[str], owner: str) -> tuple[Pull, ...]:
        """Give those of any state from `branches`, newest first.

        Gitea cannot be asked for a branch: all pull requests are read, once for all branches.
        """
        found = self._listed("all") if branches else ()
        mine = (each for each in found if each.branch in branches and each.owner == owner)
        return tuple(sorted(mine, key=lambda p: -p.number))

    def _listed(self, state: str) -> tuple[Pull, ...]:
        found = self.api.pages(f"{self._repository}/pulls", state=state, limit="50")
        return tuple(_pull(each) for each in found)

    def create(self, new: NewPull) -> Pull:
        """Open one."""
        body = {
            "title": _DRAFT + new.title if new.draft else new.title,
            "body": new.body,
            "head": alike.head(new, self.path),
            "base": new.base,
        }
        return _pull(self.api.write("POST", f"{self._repository}/pulls", body, repeatable=False))

    def ask(self, pull: Pull, people: People) -> None:
        """Set labels, assignees and reviewers; nobody is asked to review what is his own."""
        if people.labels:
            labels = [self._label(name) for name in people.labels]
            self.api.write("POST", f"{self._repository}/issues/{pull.number}/labels", {"labels": labels})
        pulls = f"{self._repository}/pulls/{pull.number}"
        if people.assignees:
            self.api.write("PATCH", pulls, {"assignees": list(people.assignees)})
        wanted = alike.asked(pull, people)
        if wanted:
            self.api.write("POST", f"{pulls}/requested_reviewers", wanted)

    def _label(self, name: str) -> int:
        """Give the number of a label, made where there is none."""
        for each in self.api.pages(f"{self._repository}/labels", limit="50"):
            if each.text("name") == name:
                return each.number("id")
        made = self.api.write("POST", f"{self._repository}/labels", {"name": name, "color": _LABEL_COLOUR})
        return made.number("id")

    def edit(self, pull: Pull, title: str, body: str, state: State) -> Pull:
        """Set title, body and state; a draft stays one."""
        values = {"title": _DRAFT + title if pull.draft else title, "body": body, "state": state.value}
        return _pull(self.api.write("PATCH", f"{self._repository}/pulls/{pull.number}", values))

    def standing(self, pull: Pull) -> Standing:
        """Give checks, reviews and conflicts."""
        now = self.api.get(f"{self._repository}/pulls/{pull.number}")
        status = self.api.maybe(f"{self._repository}/commits/{pull.head}/status") or Record(None)
        checks = _CHECKS.get(status.text("state"), "-") if status.number("total_count") else "-"
        reviews = self.api.pages(f"{self._repository}/pulls/{pull.number}/reviews", limit="50")
        return Standing(checks, _reviews(reviews), _conflicts(now, pull))


def _conflicts(now: Record, pull: Pull) -> str:
    """Tell of conflicts; Gitea calls no draft mergeable, whatever it would be otherwise."""
    mergeable = now.flag("mergeable")
    if mergeable is None or (pull.draft and not mergeable):
        return "-"
    return "no" if mergeable else "yes"


def _reviews(reviews: Iterable[Record]) -> str:
    """Give one word for what the reviewers said last; what was dismissed no longer counts."""
    last: dict[str, str] = {}
    for review in reviews:
        if review.text("state") in ("APPROVED", "REQUEST_CHANGES"):
            dismissed = bool(review.flag("dismissed"))
            last[review.text("user", "login")] = "" if dismissed else review.text("state")
    said = set(last.values())
    return "changes asked" if "REQUEST_CHANGES" in said else "approved" if "APPROVED" in said else "-"


def _pull(record: Record) -> Pull:
    title = record.text("title")
    merged = bool(record.flag("merged"))
    state = State.MERGED if merged else State.OPEN if record.text("state") == "open" else State.CLOSED
    return Pull(
        number=record.number("number"),
        url=record.text("html_url"),
        title=title.removeprefix(_DRAFT),
        body=record.text("body"),
        state=state,
        draft=title.startswith(_DRAFT),
        branch=record.text("head", "ref"),
        owner=record.text("head", "repo", "owner", "login"),
        head=record.text("head", "sha"),
        base=record.text("base", "ref"),
        labels=tuple(each.text("name") for each in record.records("labels")),
        author=record.text("user", "login"),
        created=record.text("created_at"),
    )
