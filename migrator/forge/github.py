"""GitHub and GitHub Enterprise, REST API version 2022-11-28."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from migrator.forge import alike
from migrator.forge.http import Api
from migrator.forge.model import Home, NewPull, People, Pull, Standing, State
from migrator.forge.records import Record
from migrator.forge.secret import Secret
from migrator.records import dataclass

_GOOD = frozenset({"success", "neutral", "skipped"})


def headers(token: Secret) -> Mapping[str, str]:
    """Give the headers that every request carries."""
    return {
        "Authorization": f"Bearer {token.reveal()}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }


@dataclass(frozen=True)
class GitHub:
    """One repository on GitHub; `path` is ``owner/name``."""

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
        """Make the fork; GitHub gives the one that is there already, whatever it is called."""
        return alike.make_fork(self.api, self.path, owner)

    def open_pulls(self) -> tuple[Pull, ...]:
        """Give all that are open."""
        found = self.api.pages(f"{self._repository}/pulls", state="open", per_page="100")
        return tuple(_pull(each) for each in found)

    def pulls_from(self, branches: Collection[str], owner: str) -> tuple[Pull, ...]:
        """Give those of any state from `branches`, newest first."""
        found: list[Pull] = []
        for branch in sorted(branches):
            query = {"state": "all", "head": f"{owner}:{branch}", "per_page": "100"}
            pulls = (_pull(each) for each in self.api.pages(f"{self._repository}/pulls", **query))
            # Where the head names nobody that GitHub knows it answers with all pull requests.
            found += (each for each in pulls if each.branch == branch and each.owner == owner)
        return tuple(sorted(found, key=lambda p: -p.number))

    def create(self, new: NewPull) -> Pull:
        """Open one."""
        body = {
            "title": new.title,
            "body": new.body,
            "head": alike.head(new, self.path),
            "base": new.base,
            "draft": new.draft,
        }
        return _pull(self.api.write("POST", f"{self._repository}/pulls", body, repeatable=False))

    def ask(self, pull: Pull, people: People) -> None:
        """Set labels, assignees and reviewers; nobody is asked to review what is his own."""
        issue = f"{self._repository}/issues/{pull.number}"
        if people.labels:
            self.api.write("POST", f"{issue}/labels", {"labels": list(people.labels)})
        if people.assignees:
            self.api.write("POST", f"{issue}/assignees", {"assignees": list(people.assignees)})
        wanted = alike.asked(pull, people)
        if wanted:
            self.api.write("POST", f"{self._repository}/pulls/{pull.number}/requested_reviewers", wanted)

    def edit(self, pull: Pull, title: str, body: str, state: State) -> Pull:
        """Set title, body and state."""
        values = {"title": title, "body": body, "state": state.value}
        return _pull(self.api.write("PATCH", f"{self._repository}/pulls/{pull.number}", values))

    def standing(self, pull: Pull) -> Standing:
        """Give checks, reviews and conflicts."""
        commit = f"{self._repository}/commits/{pull.head}"
        now = self.api.get(f"{self._repository}/pulls/{pull.number}")
        mergeable = now.flag("mergeable")
        conflicts = "-" if mergeable is None else "no" if mergeable else "yes"
        reviews = self.api.pages(f"{self._repository}/pulls/{pull.number}/reviews", per_page="100")
        return Standing(self._checks(commit), _reviews(tuple(reviews)), conflicts)

    def _checks(self, commit: str) -> str:
        """Give one word for check runs and commit statuses together."""
        runs = self.api.maybe(f"{commit}/check-runs", per_page="100") or Record(None)
        words = [
            each.text("conclusion") if each.text("status") == "completed" else "pending"
            for each in runs.records("check_runs")
        ]
        status = self.api.maybe(f"{commit}/status") or Record(None)
        words += [status.text("state")] if status.number("total_count") else []
        if not words:
            return "-"
        bad = [word for word in words if word not in _GOOD and word != "pending"]
        return "failing" if bad else "pending" if "pending" in words else "passing"


def _reviews(reviews: tuple[Record, ...]) -> str:
    """Give one word for what the reviewers said last."""
    last: dict[str, str] = {}
    for review in reviews:
        if review.text("state") in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED"):
            last[review.text("user", "login")] = review.text("state")
    said = set(last.values())
    return "changes asked" if "CHANGES_REQUESTED" in said else "approved" if "APPROVED" in said else "-"


def _pull(record: Record) -> Pull:
    merged = bool(record.text("merged_at"))
    state = State.MERGED if merged else State.OPEN if record.text("state") == "open" else State.CLOSED
    return Pull(
        number=record.number("number"),
        url=record.text("html_url"),
        title=record.text("title"),
        body=record.text("body"),
        state=state,
        draft=bool(record.flag("draft")),
        branch=record.text("head", "ref"),
        owner=record.text("head", "user", "login"),
        head=record.text("head", "sha"),
        base=record.text("base", "ref"),
        labels=tuple(each.text("name") for each in record.records("labels")),
        author=record.text("user", "login"),
        created=record.text("created_at"),
    )
