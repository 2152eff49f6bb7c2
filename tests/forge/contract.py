"""Holds requests and answers of the fakes to what the forges describe.

GitHub: its own OpenAPI description, cut to what is used (`prune_openapi.py`). GitLab's description may not be
passed on under this project's licence, and both are megabytes, so the operations of GitLab and Gitea stand here
as tables of the fields that they document, with their types, those of answers too; a field that is not in them
fails the test as an unknown one. A selection was compared with gitea-js 1.23.0 (made from Gitea's description) and
@gitbeaker/core 43.8.0 (GitLab) on 2026-11-28; `approved`,
`requested_changes` and `forked_from_project` of GitLab were not found there.
"""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from urllib.parse import urlencode

DATA = Path(__file__).parent / "data"


class ContractError(AssertionError):
    """A request or an answer that the forge's description does not allow."""


@functools.cache
def description():
    return json.loads((DATA / "github-openapi.json").read_text("utf-8"))


@functools.cache
def _github():
    from openapi_core import OpenAPI

    return OpenAPI.from_dict(description())


def example(name):
    """Give a fresh copy of an answer that GitHub's description gives as an example."""
    return json.loads(json.dumps(description()["components"]["examples"][name]["value"]))


def check_github(method, path, query, body, status, answer):
    """Raise ContractError where GitHub's description does not allow the request or the answer."""
    from openapi_core.testing import MockRequest, MockResponse

    request = MockRequest(
        "https://api.github.com",
        method.lower(),
        path,
        args=dict(query),
        data=json.dumps(body).encode() if body is not None else None,
        content_type="application/json",
    )
    reply = MockResponse(json.dumps(answer).encode(), status_code=status, content_type="application/json")
    try:
        _github().validate_request(request)
        _no_unknown_fields(method, path, body)
        if status < 400:
            _github().validate_response(request, reply)
    except ContractError:
        raise
    except Exception as error:
        causes = [
            f"{list(each.path)}: {str(each.message)[-200:]}"
            for each in getattr(error.__cause__, "schema_errors", ())
        ]
        detail = f"{type(error).__name__}: {causes or error}"
        raise ContractError(f"{method} {path}?{urlencode(query)}: {detail}") from error


def _no_unknown_fields(method, path, body):
    """OpenAPI lets unknown fields pass; a forge would ignore them in silence."""
    for template, methods in description()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and method.lower() in methods:
            content = methods[method.lower()].get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema", {})
            known = set(schema.get("properties", {}))
            for each in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
                known |= set(each.get("properties", {}))
            unknown = set(body or {}) - known
            if unknown:
                raise ContractError(f"{method} {path}: GitHub does not know {sorted(unknown)}")
            return
    raise ContractError(f"{method} {path}: GitHub has no such operation")


PAGING_GITLAB = {"page", "per_page"}
PAGING_GITEA = {"page", "limit"}
TABLES = {
    "gitlab": {
        ("GET", r"/projects/[^/]+"): (set(), {}),
        ("GET", r"/user"): (set(), {}),
        ("GET", r"/users"): ({"username", *PAGING_GITLAB}, {}),
        ("POST", r"/projects/[^/]+/fork"): (set(), {"namespace_path": str, "namespace_id": int, "path": str}),
        ("GET", r"/projects/[^/]+/merge_requests"): (
            {"state", "source_branch", "target_branch", *PAGING_GITLAB},
            {},
        ),
        ("POST", r"/projects/[^/]+/merge_requests"): (
            set(),
            {
                "source_branch!": str,
                "target_branch!": str,
                "title!": str,
                "target_project_id": int,
                "description": str,
                "labels": str,
                "assignee_ids": list,
                "reviewer_ids": list,
            },
        ),
        ("GET", r"/projects/[^/]+/merge_requests/\d+"): (set(), {}),
        ("GET", r"/projects/[^/]+/merge_requests/\d+/approvals"): (set(), {}),
        ("PUT", r"/projects/[^/]+/merge_requests/\d+"): (
            set(),
            {
                "title": str,
                "description": str,
                "state_event": {"close", "reopen"},
                "add_labels": str,
                "labels": str,
                "assignee_ids": list,
                "reviewer_ids": list,
            },
        ),
    },
    "gitea": {
        ("GET", r"/repos/[^/]+/[^/]+"): (set(), {}),
        ("GET", r"/user"): (set(), {}),
        ("POST", r"/repos/[^/]+/[^/]+/forks"): (set(), {"organization": str, "name": str}),
        ("GET", r"/repos/[^/]+/[^/]+/pulls"): ({"state", "sort", *PAGING_GITEA}, {}),
        ("POST", r"/repos/[^/]+/[^/]+/pulls"): (
            set(),
            {"head": str, "base": str, "title": str, "body": str, "labels": list, "assignees": list},
        ),
        ("GET", r"/repos/[^/]+/[^/]+/pulls/\d+"): (set(), {}),
        ("PATCH", r"/repos/[^/]+/[^/]+/pulls/\d+"): (
            set(),
            {"title": str, "body": str, "state": {"open", "closed"}, "assignees": list, "labels": list},
        ),
        ("POST", r"/repos/[^/]+/[^/]+/pulls/\d+/requested_reviewers"): (
            set(),
            {"reviewers": list, "team_reviewers": list},
        ),
        ("GET", r"/repos/[^/]+/[^/]+/pulls/\d+/reviews"): (PAGING_GITEA, {}),
        ("GET", r"/repos/[^/]+/[^/]+/labels"): (PAGING_GITEA, {}),
        ("POST", r"/repos/[^/]+/[^/]+/labels"): (set(), {"name!": str, "color!": str}),
        ("POST", r"/repos/[^/]+/[^/]+/issues/\d+/labels"): (set(), {"labels": list}),
        ("GET", r"/repos/[^/]+/[^/]+/commits/[^/]+/status"): (PAGING_GITEA, {}),
    },
}


_USER = {"id": int, "login": str}
_GITEA_REPOSITORY = {
    "id": int,
    "name": str,
    "full_name": str,
    "owner": _USER,
    "archived": bool,
    "mirror": bool,
    "default_branch": str,
    "clone_url": str,
    "ssh_url": str,
    "parent": {"id": int},
}
_GITEA_BRANCH = {"ref": str, "sha": str, "repo": {"owner": _USER}}
_GITEA_LABEL = {"id": int, "name": str, "color": str}
_GITEA_PULL = {
    "number": int,
    "html_url": str,
    "title": str,
    "body": str,
    "state": {"open", "closed"},
    "draft": bool,
    "merged": bool,
    "mergeable": bool,
    "labels": [_GITEA_LABEL],
    "user": _USER,
    "created_at": str,
    "head": _GITEA_BRANCH,
    "base": _GITEA_BRANCH,
}
_GITLAB_USER = {"id": int, "username": str}
_GITLAB_PROJECT = {
    "id": int,
    "path_with_namespace": str,
    "archived": bool,
    "default_branch": str,
    "http_url_to_repo": str,
    "ssh_url_to_repo": str,
    "forked_from_project": {"id": int},
}
_GITLAB_MERGE_REQUEST = {
    "id": int,
    "iid": int,
    "project_id": int,
    "source_project_id": int,
    "web_url": str,
    "title": str,
    "description": str,
    "state": {"opened", "closed", "locked", "merged"},
    "draft": bool,
    "source_branch": str,
    "target_branch": str,
    "sha": str,
    "labels": [str],
    "author": _GITLAB_USER,
    "created_at": str,
    "has_conflicts": bool,
    "detailed_merge_status": str,
}
_GITLAB_WHOLE = _GITLAB_MERGE_REQUEST | {"head_pipeline": {"status": str}}
"""One merge request; lists say nothing of pipelines."""
ANSWERS = {
    "gitlab": {
        ("GET", r"/projects/[^/]+"): _GITLAB_PROJECT,
        ("GET", r"/user"): _GITLAB_USER,
        ("GET", r"/users"): [_GITLAB_USER],
        ("POST", r"/projects/[^/]+/fork"): _GITLAB_PROJECT,
        ("GET", r"/projects/[^/]+/merge_requests"): [_GITLAB_MERGE_REQUEST],
        ("POST", r"/projects/[^/]+/merge_requests"): _GITLAB_WHOLE,
        ("GET", r"/projects/[^/]+/merge_requests/\d+"): _GITLAB_WHOLE,
        ("PUT", r"/projects/[^/]+/merge_requests/\d+"): _GITLAB_WHOLE,
        ("GET", r"/projects/[^/]+/merge_requests/\d+/approvals"): {
            "approved": bool,
            "approved_by": [{"user": _GITLAB_USER}],
        },
    },
    "gitea": {
        ("GET", r"/repos/[^/]+/[^/]+"): _GITEA_REPOSITORY,
        ("GET", r"/user"): _USER,
        ("POST", r"/repos/[^/]+/[^/]+/forks"): _GITEA_REPOSITORY,
        ("GET", r"/repos/[^/]+/[^/]+/pulls"): [_GITEA_PULL],
        ("POST", r"/repos/[^/]+/[^/]+/pulls"): _GITEA_PULL,
        ("GET", r"/repos/[^/]+/[^/]+/pulls/\d+"): _GITEA_PULL,
        ("PATCH", r"/repos/[^/]+/[^/]+/pulls/\d+"): _GITEA_PULL,
        ("POST", r"/repos/[^/]+/[^/]+/pulls/\d+/requested_reviewers"): [dict],
        ("GET", r"/repos/[^/]+/[^/]+/pulls/\d+/reviews"): [
            {"state": {"APPROVED", "PENDING", "COMMENT", "REQUEST_CHANGES", "REQUEST_REVIEW"}, "user": _USER}
        ],
        ("GET", r"/repos/[^/]+/[^/]+/labels"): [_GITEA_LABEL],
        ("POST", r"/repos/[^/]+/[^/]+/labels"): _GITEA_LABEL,
        ("POST", r"/repos/[^/]+/[^/]+/issues/\d+/labels"): [_GITEA_LABEL],
        ("GET", r"/repos/[^/]+/[^/]+/commits/[^/]+/status"): {
            "state": {"pending", "success", "error", "failure", "warning"},
            "total_count": int,
        },
    },
}


def check_answer(kind, method, path, answer):
    """Raise ContractError where the forge's description does not know an answer of this form."""
    for (verb, pattern), shape in ANSWERS[kind].items():
        if verb == method and re.fullmatch(pattern, path):
            _fits(shape, answer, f"{method} {path}")
            return
    raise ContractError(f"{kind} answers nothing to {method} {path}")


def _fits(shape, value, where):
    if isinstance(shape, dict):
        if not isinstance(value, dict) or set(value) - set(shape):
            raise ContractError(f"{where}: {value!r} has more than {sorted(shape)}")
        for key, each in value.items():
            _fits(shape[key], each, f"{where} {key}")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            raise ContractError(f"{where}: {value!r} is no list")
        for each in value:
            _fits(shape[0], each, where)
    elif (value not in shape) if isinstance(shape, set) else type(value) is not shape:
        raise ContractError(f"{where}: {value!r} is not {shape}")


def check_table(kind, method, path, query, body):
    """Raise ContractError where the table of `kind` does not allow the request."""
    known = [
        rules
        for (verb, pattern), rules in TABLES[kind].items()
        if verb == method and re.fullmatch(pattern, path)
    ]
    if not known:
        raise ContractError(f"{kind} has no {method} {path}")
    parameters, fields = known[0]
    if set(query) - parameters:
        raise ContractError(f"{method} {path}: unknown parameters {set(query) - parameters}")
    required = {name[:-1] for name in fields if name.endswith("!")}
    types = {name.rstrip("!"): allowed for name, allowed in fields.items()}
    sent = body or {}
    if required - set(sent) or set(sent) - set(types):
        raise ContractError(
            f"{method} {path}: missing {required - set(sent)}, unknown {set(sent) - set(types)}"
        )
    for name, value in sent.items():
        allowed = types[name]
        if (value not in allowed) if isinstance(allowed, set) else not isinstance(value, allowed):
            raise ContractError(f"{method} {path}: {name} may not be {value!r}")
