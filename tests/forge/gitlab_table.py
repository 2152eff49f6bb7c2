"""What GitLab documents of the operations that dfmigrate calls: parameters, fields sent and fields answered.

A name that ends in ``!`` is required; a type, a set of words, ``[form]`` for a list of it, or a dict of fields. Compared
with GitLab's own description by `compare.py`; that text is CC BY-SA and is not part of this project.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

PAGING = frozenset({"page", "per_page"})
USER = {"id": int, "username": str}
PROJECT = {
    "id": int,
    "path_with_namespace": str,
    "archived": bool,
    "default_branch": str,
    "http_url_to_repo": str,
    "ssh_url_to_repo": str,
    "forked_from_project": {"id": int},
}
MERGE_REQUEST = {
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
    "author": USER,
    "created_at": str,
    "has_conflicts": bool,
}
WHOLE = MERGE_REQUEST | {"head_pipeline": {"status": str}}
"""One merge request; lists say nothing of pipelines."""
STATES = {"unreviewed", "review_started", "reviewed", "requested_changes", "approved", "unapproved"}
"""What a reviewer may have come to."""
NEW = {
    "source_branch!": str,
    "target_branch!": str,
    "title!": str,
    "target_project_id": int,
    "description": str,
}
EDIT = {
    "title": str,
    "description": str,
    "state_event": {"close", "reopen"},
    "add_labels": str,
    "assignee_ids": [int],
    "reviewer_ids": [int],
}


@dataclass(frozen=True)
class Operation:
    """One operation: the parameters of its query, what its body may hold, and what its answer may."""

    answers: object
    query: frozenset = frozenset()
    body: dict = field(default_factory=dict)


REQUESTS = "/projects/{id}/merge_requests"
ONE = f"{REQUESTS}/{{merge_request_iid}}"
OPERATIONS = {
    ("GET", "/user"): Operation(USER),
    ("GET", "/users"): Operation([USER], PAGING | {"username"}),
    ("GET", "/projects/{id}"): Operation(PROJECT),
    ("POST", "/projects/{id}/fork"): Operation(PROJECT, body={"namespace_path": str}),
    ("GET", REQUESTS): Operation([MERGE_REQUEST], PAGING | {"state", "source_branch"}),
    ("POST", REQUESTS): Operation(WHOLE, body=NEW),
    ("GET", ONE): Operation(WHOLE),
    ("PUT", ONE): Operation(WHOLE, body=EDIT),
    ("GET", f"{ONE}/reviewers"): Operation([{"user": USER, "state": STATES}]),
    ("GET", f"{ONE}/approvals"): Operation({"approved": bool, "approved_by": [{"user": USER}]}),
}


def request_faults(method, path, query, body):
    """Give what GitLab would not take, or pass over in silence."""
    known = _operation(method, path)
    if known is None:
        yield "no such operation"
        return
    yield from (f"no parameter {name}" for name in sorted(set(query) - known.query))
    required = {name[:-1] for name in known.body if name.endswith("!")}
    yield from (f"{name} is missing" for name in sorted(required - set(body or {})))
    yield from faults({name.rstrip("!"): form for name, form in known.body.items()}, body or {})


def answer_faults(method, path, answer):
    """Give what GitLab would not say."""
    known = _operation(method, path)
    return faults(known.answers, answer) if known else ("no such operation",)


def _operation(method, path):
    for (verb, template), about in OPERATIONS.items():
        if verb == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            return about
    return None


def faults(form, value, where=""):
    """Give the places at which `value` does not have the form."""
    if isinstance(form, dict) and isinstance(value, dict):
        for name, each in value.items():
            place = f"{where}.{name}".lstrip(".")
            yield from faults(form[name], each, place) if name in form else (f"{place} is not known",)
    elif isinstance(form, list) and isinstance(value, list):
        for each in value:
            yield from faults(form[0], each, f"{where}[]")
    elif isinstance(form, set):
        yield from () if value in form else (f"{where} may not be {value!r}",)
    elif type(value) is not form:
        yield f"{where} may not be {value!r}"
