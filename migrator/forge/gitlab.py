"""GitLab, REST API version 4; its merge requests are pull requests here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from urllib.parse import quote

from migrator.forge.http import Api
from migrator.forge.model import ForgeError, Home, NewPull, People, Pull, Standing, State
from migrator.forge.records import Record
from migrator.forge.secret import Secret
from migrator.records import dataclass

_STATES = {"opened": State.OPEN, "locked": State.OPEN, "closed": State.CLOSED, "merged": State.MERGED}
_CHECKS = {"success": "passing", "failed": "failing", "canceled": "failing", "skipped": "passing"}
_DRAFT = "Draft: "


def headers(token: Secret) -> Mapping[str, str]:
    """Give the headers that every request carries: personal, project and OAuth tokens all fit."""
    return {"Authorization": f"Bearer {token.reveal()}", "Accept": "application/json"}


@dataclass(frozen=True)
class GitLab:
    """One project on GitLab; `path` is ``group/subgroup/name``."""

    api: Api
    path: str

    @property
    def _project(self) -> str:
        return _project(self.path)

    def home(self) -> Home:
        """Give the project."""
        return _home(self.api.get(self._project))

    def fork(self, owner: str) -> Home | None:
        """Give the fork; `owner` is a namespace or "" for the user's."""
        whose = owner or self.api.get("/user").text("username")
        found = self.api.maybe(_project(f"{whose}/{self.path.rpartition('/')[2]}"))
        return _home(found) if found else None

    def make_fork(self, owner: str) -> Home:
        """Make the fork."""
        body = {"namespace_path": owner} if owner else {}
        return _home(self.api.write("POST", f"{self._project}/fork", body))

    def open_pulls(self) -> tuple[Pull, ...]:
        """Give all that are open."""
        found = self.api.pages(f"{self._project}/merge_requests", state="opened", per_page="100")
        return self._pulls(found)

    def pulls_from(self, branches: Collection[str], owner: str) -> tuple[Pull, ...]:
        """Give those of any state from `branches`, newest first."""
        found: list[Pull] = []
        for branch in sorted(branches):
            query = {"state": "all", "source_branch": branch, "per_page": "100"}
            pulls = self._pulls(self.api.pages(f"{self._project}/merge_requests", **query))
            found += (each for each in pulls if each.owner == owner)
        return tuple(sorted(found, key=lambda p: -p.number))

    def _pulls(self, found: Iterable[Record]) -> tuple[Pull, ...]:
        records = tuple(found)
        own = {each.number("project_id") for each in records}
        owners = {number: self.path.rpartition("/")[0] for number in own}
        for number in sorted({each.number("source_project_id") for each in records} - own - {0}):
            try:
                owners[number] = _home(self.api.get(f"/projects/{number}")).owner
            except ForgeError:  # a fork that the token may not see, or that is gone
                owners[number] = "?"
        return tuple(_pull(each, owners) for each in records)

    def create(self, new: NewPull) -> Pull:
        """Open one."""
        target = self.home()
        source = _project(f"{new.owner}/{self.path.rpartition('/')[2]}")
        body: dict[str, object] = {
            "source_branch": new.branch,
            "target_branch": new.base,
            "target_project_id": target.number,
            "title": _DRAFT + new.title if new.draft else new.title,
            "description": new.body,
        }
        made = self.api.write("POST", f"{source}/merge_requests", body, repeatable=False)
        return _pull(made, {made.number("source_project_id"): new.owner})

    def ask(self, pull: Pull, people: People) -> None:
        """Set labels, assignees and reviewers, each list in one request; teams cannot be asked on GitLab."""
        values: dict[str, object] = {}
        if people.labels:
            values["add_labels"] = ",".join(people.labels)
        for key, names in (("assignee_ids", people.assignees), ("reviewer_ids", people.reviewers)):
            numbers = [self._user(name, needed=name not in people.optional) for name in names]
            if any(numbers):
                values[key] = [each for each in numbers if each]
        if values:
            self.api.write("PUT", f"{self._project}/merge_requests/{pull.number}", values)

    def _user(self, name: str, *, needed: bool) -> int:
        """Give the number of a user, 0 where GitLab knows none; raises ForgeError where he is `needed`."""
        for each in self.api.pages("/users", username=name):
            return each.number("id")
        if needed:
            raise ForgeError(f"GitLab knows no user {name}", 404)
        return 0

    def edit(self, pull: Pull, title: str, body: str, state: State) -> Pull:
        """Set title, description and state; a draft stays one."""
        values: dict[str, object] = {"title": _DRAFT + title if pull.draft else title, "description": body}
        if state is not pull.state:
            values["state_event"] = "reopen" if state is State.OPEN else "close"
        made = self.api.write("PUT", f"{self._project}/merge_requests/{pull.number}", values)
        return _pull(made, {made.number("source_project_id"): pull.owner})

    def standing(self, pull: Pull) -> Standing:
        """Give checks, reviews and conflicts."""
        request = f"{self._project}/merge_requests/{pull.number}"
        now = self.api.get(request)
        status = now.text("head_pipeline", "status")
        checks = _CHECKS.get(status, "pending") if status else "-"
        conflicts = {True: "yes", False: "no", None: "-"}[now.flag("has_conflicts")]
        return Standing(checks, self._reviews(request), conflicts)

    def _reviews(self, request: str) -> str:
        """Give one word for what the reviewers said; `detailed_merge_status` names one obstacle of many."""
        reviewers = self.api.maybe(f"{request}/reviewers") or Record(None)
        if any(each.text("state") == "requested_changes" for each in reviewers.records()):
            return "changes asked"
        approvals = self.api.maybe(f"{request}/approvals") or Record(None)
        # Where no approval is needed, GitLab calls it approved before anybody has looked.
        approved = bool(approvals.records("approved_by")) and approvals.flag("approved") is not False
        return "approved" if approved else "-"


def _project(path: str) -> str:
    """Give where the API has a project: its whole path is one step there."""
    return "/projects/" + quote(path, safe="")


def _home(record: Record) -> Home:
    return Home(
        record.number("id"),
        record.text("path_with_namespace"),
        record.text("default_branch"),
        record.text("http_url_to_repo"),
        record.text("ssh_url_to_repo"),
        bool(record.flag("archived")),
        record.number("forked_from_project", "id"),
    )


def _pull(record: Record, owners: Mapping[int, str]) -> Pull:
    title = record.text("title")
    return Pull(
        number=record.number("iid"),
        url=record.text("web_url"),
        title=title.removeprefix(_DRAFT),
        body=record.text("description"),
        state=_STATES.get(record.text("state"), State.CLOSED),
        draft=title.startswith(_DRAFT),
        branch=record.text("source_branch"),
        owner=owners.get(record.number("source_project_id"), "?"),
        head=record.text("sha"),
        base=record.text("target_branch"),
        labels=record.texts("labels"),
        author=record.text("author", "username"),
        created=record.text("created_at"),
    )
