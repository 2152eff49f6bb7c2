"""How each forge shows the same store of pull requests: its paths, its words, its answers."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, unquote

from tests.forge import contract


class RefusalError(Exception):
    """An answer that is a no."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status, self.message = status, message


def _identity(name):
    return int(hashlib.sha256(name.encode()).hexdigest()[:6], 16) + 1


def checked(face, forge, method, path, query, body):
    """Answer as a forge of this kind does, and hold request and answer to what it describes."""
    contract.check_request(face.kind, method, path, query, body)
    status, data = face._answer(forge, method, path, query, body)
    contract.check_answer(face.kind, method, path, query, body, status, data)
    forge.exchanged(method, path, query, body, status, data)
    return status, data


class GitHub:
    """GitHub Enterprise's paths below /api/v3."""

    kind, api, user, token_header = "github", "/api/v3", "x-access-token", "Bearer "

    def answer(self, forge, method, path, query, body):
        for each in forge.repositories:  # where a moved one is passed on to
            path = path.replace(f"/repositories/{_identity(each)}", f"/repos/{each}")
        return checked(self, forge, method, path, query, body)

    def moved(self, forge, path):
        """Give where the API passes a request for a repository on to that has another name now."""
        for old, new in forge.moved.items():
            if path == f"/repos/{old}" or path.startswith(f"/repos/{old}/"):
                return f"{self.api}/repositories/{_identity(new)}{path.removeprefix(f'/repos/{old}')}"
        return ""

    def _answer(self, forge, method, path, query, body):
        if path == "/user":
            user = contract.example("private-user-response-with-public-profile-information")
            return 200, user | {"login": forge.login, "user_view_type": "public"}
        match = re.fullmatch(r"/repos/([^/]+/[^/]+)(/.*)?", path)
        if not match:
            raise RefusalError(404, "Not Found")
        repository, rest = match[1], match[2] or ""
        if repository not in forge.repositories:
            raise RefusalError(404, "Not Found")
        if rest == "":
            return 200, self.home(forge, repository)
        if rest == "/forks":
            return 202, self.home(forge, forge.fork(repository, body.get("organization") or forge.login))
        if rest == "/pulls" and method == "GET":
            owner, _, branch = query.get("head", "").partition(":")
            found = [
                each
                for each in forge.pulls
                if query.get("state", "open") in ("all", each.state)
                and (not branch or (each.owner, each.branch) == (owner, branch))
            ]
            return 200, [
                self.pull(forge, each, "pull-request-simple-items") for each in forge.page(found, query)
            ]
        if rest == "/pulls":
            owner, _, branch = body["head"].rpartition(":")
            made = forge.open(owner or repository.split("/")[0], branch, body, body.get("draft", False))
            return 201, self.pull(forge, made)
        return self._about(forge, method, rest, body)

    def _about(self, forge, method, rest, body):
        commit = re.fullmatch(r"/commits/([^/]+)/(check-runs|status)", rest)
        if commit and commit[2] == "check-runs":
            if forge.checks == "hidden":
                raise RefusalError(403, "Resource not accessible by personal access token")
            data = contract.example("check-run-paginated")
            data["check_runs"][0] |= {"status": "completed", "conclusion": forge.checks}
            return 200, data
        if commit:
            return 200, contract.example("combined-commit-status") | {"state": "success", "total_count": 1}
        match = re.fullmatch(r"/(pulls|issues)/(\d+)(?:/(\w+))?", rest)
        if not match:
            raise RefusalError(404, "Not Found")
        pull, part = forge.pull(int(match[2])), match[3]
        if part == "labels":
            forge.add(pull.labels, body["labels"])
            labels = contract.example("label-items")[:1]
            return 200, [labels[0] | {"name": name} for name in pull.labels]
        if part == "assignees":
            forge.add(pull.assignees, body["assignees"])
            return 201, contract.example("issue")
        if part == "requested_reviewers":
            unknown = [name for name in body.get("reviewers", ()) if name not in forge.people]
            if unknown or pull.author in body.get("reviewers", ()):
                raise RefusalError(422, "Reviews may only be requested from collaborators")
            forge.add(pull.reviewers, body.get("reviewers", ()))
            forge.add(pull.teams, body.get("team_reviewers", ()))
            return 201, contract.example("pull-request-review-request") | {"requested_teams": []}
        if part == "reviews":
            reviews = contract.example("pull-request-review-items")
            said = reviews[0] | {"state": "DISMISSED" if forge.dismissed else forge.review}
            return 200, [said] if forge.review else []
        if method == "PATCH":
            forge.edit(pull, body.get("title"), body.get("body"), body.get("state"))
        return 200, self.pull(forge, pull)

    def home(self, forge, repository):
        owner, name = repository.split("/")
        data = contract.example("full-repository")
        source = forge.sources.get(repository)
        parent = {"parent": data["parent"] | {"id": _identity(source)}} if source else {}
        data = {key: value for key, value in data.items() if key not in ("parent", "source")}
        return (
            data
            | parent
            | {
                "id": _identity(repository),
                "has_discussions": False,  # required, and missing in the example
                "name": name,
                "full_name": repository,
                "owner": data["owner"] | {"login": owner},
                "archived": repository in forge.archived,
                "default_branch": forge.default_branch,
                "clone_url": forge.clone_url(repository),
                "ssh_url": f"git@127.0.0.1:{repository}.git",
            }
        )

    def pull(self, forge, pull, form="pull-request"):
        data = contract.example(form)
        data = data[0] if isinstance(data, list) else data
        label = data["labels"][0]
        data |= {
            "number": pull.number,
            "html_url": f"{forge.url}/{forge.path}/pull/{pull.number}",
            "title": pull.title,
            "body": pull.body,
            "state": pull.state,
            "merged_at": "2026-01-02T00:00:00Z" if pull.merged else None,
            "draft": pull.draft,
            "labels": [label | {"name": name} for name in pull.labels],
            "user": data["user"] | {"login": pull.author},
            "created_at": "2026-01-01T00:00:00Z",
            "requested_teams": [],  # the example's lack fields that are required
        }
        data["head"] |= {
            "ref": pull.branch,
            "sha": forge.head(pull),
            "user": data["head"]["user"] | {"login": pull.owner},
        }
        data["base"]["ref"] = pull.base
        if form == "pull-request":
            data["mergeable"] = not forge.conflicts
        return data


class GitLab:
    """GitLab's paths below /api/v4."""

    kind, api, user, token_header = "gitlab", "/api/v4", "oauth2", "Bearer "

    def moved(self, forge, path):
        for old, new in forge.moved.items():
            start = f"/projects/{quote(old, safe='')}"
            if path == start or path.startswith(f"{start}/"):
                return f"{self.api}/projects/{_identity(new)}{path.removeprefix(start)}"
        return ""

    def answer(self, forge, method, path, query, body):
        return checked(self, forge, method, path, query, body)

    def _answer(self, forge, method, path, query, body):
        if path == "/user":
            return 200, {"username": forge.login, "id": 1}
        if path == "/users":
            known = query["username"] in forge.people
            return 200, [{"id": _identity(query["username"]), "username": query["username"]}] if known else []
        match = re.fullmatch(r"/projects/([^/]+)(/.*)?", path)
        repository, rest = self.repository(forge, unquote(match[1])), match[2] or ""
        if rest == "":
            return 200, self.home(forge, repository)
        if rest == "/fork":
            return 201, self.home(forge, forge.fork(repository, body.get("namespace_path") or forge.login))
        if rest == "/merge_requests" and method == "GET":
            names = {"opened": ("open",), "all": ("open", "closed"), "closed": ("closed",)}
            states, branch = names[query.get("state", "all")], query.get("source_branch")
            found = [e for e in forge.pulls if e.state in states and branch in (None, e.branch)]
            listed = [self.pull(forge, each) for each in forge.page(found, query)]
            return 200, [{k: v for k, v in each.items() if k != "head_pipeline"} for each in listed]
        if rest == "/merge_requests":
            draft = body["title"].startswith("Draft: ")
            values = {"title": body["title"], "body": body["description"], "base": body["target_branch"]}
            made = forge.open(repository.rpartition("/")[0], body["source_branch"], values, draft)
            return 201, self.pull(forge, made)
        number, _, part = rest.removeprefix("/merge_requests/").partition("/")
        pull = forge.pull(int(number))
        if part == "reviewers":
            state = {"CHANGES_REQUESTED": "requested_changes", "APPROVED": "approved"}.get(
                forge.review, "unreviewed"
            )
            return 200, [{"user": {"username": "anna"}, "state": state}]
        if part == "approvals":
            approved = [{"user": {"username": "anna"}}] if forge.review == "APPROVED" else []
            return 200, {"approved": bool(approved), "approved_by": approved}
        if method == "PUT":
            state = {"close": "closed", "reopen": "open", None: None}[body.get("state_event")]
            forge.edit(pull, body.get("title"), body.get("description"), state)
            forge.add(pull.labels, [each for each in body.get("add_labels", "").split(",") if each])
            names = {_identity(name): name for name in forge.people}
            for field, kept in (("assignee_ids", pull.assignees), ("reviewer_ids", pull.reviewers)):
                if field in body:  # GitLab sets the list, it does not add to it
                    kept[:] = [names[number] for number in body[field]]
        return 200, self.pull(forge, pull)

    def repository(self, forge, name):
        for each in forge.repositories:
            if name in (each, str(_identity(each))):
                return each
        raise RefusalError(404, "404 Project Not Found")

    def home(self, forge, repository):
        source = forge.sources.get(repository)
        return {
            "id": _identity(repository),
            **({"forked_from_project": {"id": _identity(source)}} if source else {}),
            "path_with_namespace": repository,
            "archived": repository in forge.archived,
            "default_branch": forge.default_branch,
            "http_url_to_repo": forge.clone_url(repository),
            "ssh_url_to_repo": f"git@127.0.0.1:{repository}.git",
        }

    def pull(self, forge, pull):
        checks = {"success": "success", "failure": "failed"}[forge.checks]
        return {
            "iid": pull.number,
            "project_id": _identity(forge.path),
            "source_project_id": _identity(forge.named(pull.owner)),
            "web_url": f"{forge.url}/{forge.path}/-/merge_requests/{pull.number}",
            "title": pull.title,
            "description": pull.body,
            "state": "merged" if pull.merged else {"open": "opened", "closed": "closed"}[pull.state],
            "draft": pull.draft,
            "source_branch": pull.branch,
            "target_branch": pull.base,
            "sha": forge.head(pull),
            "labels": list(pull.labels),
            "author": {"username": pull.author},
            "created_at": "2026-01-01T00:00:00.000Z",
            "has_conflicts": forge.conflicts,
            "head_pipeline": {"status": checks},
        }


class Gitea:
    """Gitea's paths below /api/v1."""

    kind, api, user, token_header = "gitea", "/api/v1", "oauth2", "token "

    def moved(self, forge, path):
        for old, new in forge.moved.items():
            if path == f"/repos/{old}" or path.startswith(f"/repos/{old}/"):
                return f"{self.api}/repos/{new}{path.removeprefix(f'/repos/{old}')}"
        return ""

    def answer(self, forge, method, path, query, body):
        return checked(self, forge, method, path, query, body)

    def _answer(self, forge, method, path, query, body):
        if path == "/user":
            return 200, {"login": forge.login, "id": 1}
        match = re.fullmatch(r"/repos/([^/]+/[^/]+)(/.*)?", path)
        repository, rest = match[1], match[2] or ""
        if repository not in forge.repositories:
            raise RefusalError(404, "The target couldn't be found.")
        if rest == "":
            return 200, self.home(forge, repository)
        if rest == "/forks":
            return 202, self.home(forge, forge.fork(repository, body.get("organization") or forge.login))
        if rest == "/labels":
            if method == "POST":
                forge.label_ids[body["name"]] = len(forge.label_ids) + 1
                return 201, {"id": forge.label_ids[body["name"]], "name": body["name"]}
            found = [{"id": number, "name": name} for name, number in forge.label_ids.items()]
            return 200, list(forge.page(found, query))
        if rest == "/pulls" and method == "GET":
            found = [e for e in forge.pulls if query.get("state", "open") in ("all", e.state)]
            return 200, [self.pull(forge, each) for each in forge.page(found, query)]
        if rest == "/pulls":
            owner, _, branch = body["head"].rpartition(":")
            draft = body["title"].startswith("WIP: ")
            return 201, self.pull(forge, forge.open(owner or repository.split("/")[0], branch, body, draft))
        if rest.startswith("/commits/"):
            return 200, {"state": forge.checks, "total_count": 1}
        _, _area, number, *parts = rest.split("/")
        pull, part = forge.pull(int(number)), parts[0] if parts else ""
        if part == "labels":
            names = {number: name for name, number in forge.label_ids.items()}
            forge.add(pull.labels, [names[each] for each in body["labels"]])
            return 200, []
        if part == "requested_reviewers":
            if any(name not in forge.people for name in body.get("reviewers", ())):
                raise RefusalError(422, "user does not exist")
            forge.add(pull.reviewers, body.get("reviewers", ()))
            forge.add(pull.teams, body.get("team_reviewers", ()))
            return 201, []
        if part == "reviews":
            state = forge.review.replace("CHANGES_REQUESTED", "REQUEST_CHANGES")
            said = {"state": state, "user": {"login": "anna"}, "dismissed": forge.dismissed}
            return 200, [said] if state else []
        if method == "PATCH":
            forge.edit(pull, body.get("title"), body.get("body"), body.get("state"))
            forge.add(pull.assignees, body.get("assignees", ()))
            return 201, self.pull(forge, pull)
        return 200, self.pull(forge, pull)

    def home(self, forge, repository):
        source = forge.sources.get(repository)
        return {
            "id": _identity(repository),
            **({"parent": {"id": _identity(source)}} if source else {}),
            "name": repository.split("/")[1],
            "full_name": repository,
            "owner": {"login": repository.split("/")[0]},
            "archived": repository in forge.archived,
            "mirror": False,
            "default_branch": forge.default_branch,
            "clone_url": forge.clone_url(repository),
            "ssh_url": f"git@127.0.0.1:{repository}.git",
        }

    def pull(self, forge, pull):
        return {
            "number": pull.number,
            "html_url": f"{forge.url}/{forge.path}/pulls/{pull.number}",
            "title": pull.title,
            "body": pull.body,
            "state": pull.state,
            "merged": pull.merged,
            "mergeable": not (forge.conflicts or pull.title.startswith("WIP: ")),
            "labels": [{"name": name} for name in pull.labels],
            "user": {"login": pull.author},
            "created_at": "2026-01-01T00:00:00Z",
            "head": {"ref": pull.branch, "sha": forge.head(pull), "repo": {"owner": {"login": pull.owner}}},
            "base": {"ref": pull.base},
        }


FACES = {"github": GitHub, "gitlab": GitLab, "gitea": Gitea}
