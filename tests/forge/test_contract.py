"""The contract notices what a forge would not take, would pass over in silence, or would not say."""

import pytest

from tests.forge import contract
from tests.forge.contract import ContractError, check_answer, check_github, check_table

GITHUB_PULLS, GITEA_PULLS = "/repos/acme/shop/pulls", "/repos/acme/shop/pulls"
NEW = {"title": "t", "body": "b", "head": "x", "base": "main"}


@pytest.mark.parametrize(
    ("path", "method", "query", "body"),
    [
        (GITHUB_PULLS, "POST", {}, NEW | {"labels": ["x"]}),
        (GITHUB_PULLS, "POST", {}, {"title": "t", "head": "x"}),
        (GITHUB_PULLS, "GET", {"state": "merged"}, None),
        ("/repos/acme/shop/pulls/1", "PATCH", {}, {"state": "merged"}),
        ("/repos/acme/shop/pulls/1/labels", "POST", {}, {"labels": ["x"]}),
    ],
)
def test_what_github_does_not_take(path, method, query, body):
    with pytest.raises(ContractError):
        check_github(method, path, query, body, 500, {})


def test_what_github_does_not_say():
    pull = contract.example("pull-request")
    with pytest.raises(ContractError):
        check_github("GET", "/repos/acme/shop/pulls/1", {}, None, 200, pull | {"number": "one"})


@pytest.mark.parametrize(
    ("kind", "method", "path", "query", "body"),
    [
        ("gitlab", "POST", "/projects/1/merge_requests", {}, {"title": "t", "source_branch": "x"}),
        ("gitlab", "PUT", "/projects/1/merge_requests/1", {}, {"state_event": "closed"}),
        ("gitlab", "PUT", "/projects/1/merge_requests/1", {}, {"body": "x"}),
        ("gitlab", "GET", "/projects/acme/shop", {}, None),
        ("gitlab", "GET", "/projects/1/merge_requests", {"branch": "x"}, None),
        ("gitea", "POST", GITEA_PULLS, {}, NEW | {"draft": True}),
        ("gitea", "GET", GITEA_PULLS, {"head": "x"}, None),
        ("gitea", "POST", "/repos/acme/shop/labels", {}, {"name": "x"}),
    ],
)
def test_what_gitlab_and_gitea_do_not_take(kind, method, path, query, body):
    with pytest.raises(ContractError):
        check_table(kind, method, path, query, body)


@pytest.mark.parametrize(
    ("kind", "path", "answer"),
    [
        ("gitlab", "/projects/1/merge_requests", [{"iid": 1, "head_pipeline": {"status": "success"}}]),
        ("gitlab", "/projects/1/merge_requests/1", {"iid": "1"}),
        ("gitlab", "/projects/1/merge_requests/1", {"state": "open"}),
        ("gitlab", "/users", {"id": 1}),
        ("gitea", "/repos/acme/shop/pulls/1", {"state": "merged"}),
        ("gitea", "/repos/acme/shop/pulls/1", {"head": {"user": {"login": "x"}}}),
    ],
)
def test_what_gitlab_and_gitea_do_not_say(kind, path, answer):
    with pytest.raises(ContractError):
        check_answer(kind, "GET", path, answer)
