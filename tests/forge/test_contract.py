"""The contract notices what a forge would not take, would pass over in silence, or would not say."""

import pytest

from tests.forge import contract
from tests.forge.contract import ContractError, check_answer, check_request

GITHUB_PULLS, GITEA_PULLS = "/repos/acme/shop/pulls", "/repos/acme/shop/pulls"
NEW = {"title": "t", "body": "b", "head": "x", "base": "main"}


REFUSED = [
    ("github", "POST", GITHUB_PULLS, {}, NEW | {"labels": ["x"]}),
    ("github", "POST", GITHUB_PULLS, {}, {"title": "t", "head": "x"}),
    ("github", "GET", GITHUB_PULLS, {"state": "merged"}, None),
    ("github", "GET", GITHUB_PULLS, {"branch": "x"}, None),
    ("github", "PATCH", "/repos/acme/shop/pulls/1", {}, {"state": "merged"}),
    ("github", "POST", "/repos/acme/shop/pulls/1/labels", {}, {"labels": ["x"]}),
    ("gitlab", "POST", "/projects/1/merge_requests", {}, {"title": "t", "source_branch": "x"}),
    ("gitlab", "PUT", "/projects/1/merge_requests/1", {}, {"state_event": "closed"}),
    ("gitlab", "PUT", "/projects/1/merge_requests/1", {}, {"body": "x"}),
    ("gitlab", "PUT", "/projects/1/merge_requests/1", {}, {"reviewer_ids": ["anna"]}),
    ("gitlab", "GET", "/projects/acme/shop", {}, None),
    ("gitlab", "GET", "/projects/1/merge_requests", {"branch": "x"}, None),
    ("gitea", "POST", GITEA_PULLS, {}, NEW | {"draft": True}),
    ("gitea", "POST", GITEA_PULLS, {}, NEW | {"labels": ["x"]}),
    ("gitea", "GET", GITEA_PULLS, {"head": "x"}, None),
    ("gitea", "GET", GITEA_PULLS, {"state": "merged"}, None),
    ("gitea", "PATCH", "/repos/acme/shop/pulls/1", {}, {"title": 1}),
    ("gitea", "POST", "/repos/acme/shop/labels", {}, {"name": "x"}),
    ("gitea", "POST", "/repos/acme/shop/pulls/1/labels", {}, {"labels": [1]}),
]


@pytest.mark.parametrize(("kind", "method", "path", "query", "body"), REFUSED)
def test_what_a_forge_does_not_take(kind, method, path, query, body):
    with pytest.raises(ContractError):
        check_request(kind, method, path, query, body)


def test_what_github_does_not_say():
    pull = contract.example("pull-request") | {"requested_teams": []}  # the example's lack what is required
    check_answer("github", "GET", "/repos/acme/shop/pulls/1", {}, None, 200, pull)
    with pytest.raises(ContractError):
        check_answer("github", "GET", "/repos/acme/shop/pulls/1", {}, None, 200, pull | {"number": "one"})


@pytest.mark.parametrize(
    ("kind", "path", "answer"),
    [
        ("gitlab", "/projects/1/merge_requests", [{"iid": 1, "head_pipeline": {"status": "success"}}]),
        ("gitlab", "/projects/1/merge_requests/1", {"iid": "1"}),
        ("gitlab", "/projects/1/merge_requests/1", {"state": "open"}),
        ("gitlab", "/users", {"id": 1}),
        ("gitea", "/repos/acme/shop/pulls/1", {"state": "merged"}),
        ("gitea", "/repos/acme/shop/pulls/1", {"head": {"user": {"login": "x"}}}),
        ("gitea", "/repos/acme/shop/pulls/1", {"number": "1"}),
        ("gitea", "/repos/acme/shop/pulls/1/reviews", [{"state": "CHANGES_REQUESTED"}]),
    ],
)
def test_what_gitlab_and_gitea_do_not_say(kind, path, answer):
    with pytest.raises(ContractError):
        check_answer(kind, "GET", path, {}, None, 200, answer)
