"""Holds requests and answers of the fakes to what the forges describe.

GitHub, and Gitea with Forgejo: their own OpenAPI descriptions, cut to what is used (`prune_openapi.py`). GitLab's
may not be passed on under this project's licence: its operations stand here as tables of the fields that are used,
with their types, those of answers too; a field that is not in them fails the test as an unknown one.
`compare.py` holds the tables, and all that a test run sent and was answered, to a whole description.
"""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from urllib.parse import urlencode

from tests.forge import gitlab_table
from tests.forge.swagger import operations, resolved, unknown

DATA = Path(__file__).parent / "data"
SERVERS = {"github": "https://api.github.com", "gitea": "https://gitea.example/api/v1"}


class ContractError(AssertionError):
    """A request or an answer that the forge's description does not allow."""


@functools.cache
def description(kind):
    return json.loads((DATA / f"{kind}-openapi.json").read_text("utf-8"))


@functools.cache
def _openapi(kind):
    from openapi_core import OpenAPI

    return OpenAPI.from_dict(description(kind))


def example(name):
    """Give a fresh copy of an answer that GitHub's description gives as an example."""
    return json.loads(json.dumps(description("github")["components"]["examples"][name]["value"]))


def check_request(kind, method, path, query, body):
    """Raise ContractError where the forge's description does not allow the request."""
    where = f"{method} {path}?{urlencode(query)}"
    if kind == "gitlab":
        _none(where, gitlab_table.request_faults(method, path, query, body))
        return
    about = _operation(kind, method, path)
    _told(where, lambda: _openapi(kind).validate_request(_request(kind, method, path, query, body)))
    whole = description(kind)
    named = {resolved(whole, each)["name"] for each in about.get("parameters", ())}
    # OpenAPI lets unknown fields pass; a forge would ignore them in silence.
    _none(where, (*(set(query) - named), *unknown(whole, _schema(about.get("requestBody", {})), body)))


def check_answer(kind, method, path, query, body, status, answer):
    """Raise ContractError where the forge's description does not know an answer of this form."""
    where = f"{method} {path} answers {status}"
    if kind == "gitlab":
        _none(where, gitlab_table.answer_faults(method, path, answer))
        return
    from openapi_core.testing import MockResponse

    about = _operation(kind, method, path)
    reply = MockResponse(json.dumps(answer).encode(), status_code=status, content_type="application/json")
    request = _request(kind, method, path, query, body)
    _told(where, lambda: _openapi(kind).validate_response(request, reply))
    if (
        kind != "github"
    ):  # the examples that the fake answers with are GitHub's, and have more than it describes
        whole = description(kind)
        _none(where, unknown(whole, _schema(resolved(whole, about["responses"][str(status)])), answer))


def _request(kind, method, path, query, body):
    from openapi_core.testing import MockRequest

    host, _, base = SERVERS[kind].removeprefix("https://").partition("/")
    return MockRequest(
        f"https://{host}",
        method.lower(),
        f"/{base}{path}" if base else path,
        args=dict(query),
        data=json.dumps(body).encode() if body is not None else None,
        content_type="application/json",
    )


def _operation(kind, method, path):
    for verb, template, about in operations(description(kind)):
        if verb == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            return about
    raise ContractError(f"{method} {path}: {kind} has no such operation")


def _schema(about):
    return about.get("content", {}).get("application/json", {}).get("schema", {})


def _none(where, faults):
    """Raise ContractError where there are faults."""
    found = sorted(set(faults))
    if found:
        raise ContractError(f"{where}: not in the description: {found}")


def _told(where, check):
    """Run `check` and raise what it finds as a ContractError that says where."""
    try:
        check()
    except Exception as error:
        causes = [
            f"{list(each.path)}: {str(each.message)[-200:]}"
            for each in getattr(error.__cause__, "schema_errors", ())
        ]
        raise ContractError(f"{where}: {type(error).__name__}: {causes or error}") from error
