"""The comparison with a whole description finds what is not in it, in the words of Swagger 2.0 as in OpenAPI 3."""

import json

import pytest

from tests.forge import compare
from tests.forge.swagger import upgraded

PULL = {"type": "object", "properties": {"iid": {"type": "integer"}, "labels": {"type": "string"}}}
SENT = {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}}
PATH = "/api/v4/projects/{id}/merge_requests"
SWAGGER = {
    "swagger": "2.0",
    "info": {"title": "A forge", "version": "1"},
    "paths": {
        PATH: {
            "get": {
                "parameters": [
                    {"name": "id", "in": "path", "type": "string", "required": True},
                    {"name": "state", "in": "query", "type": "string", "enum": ["opened"]},
                ],
                "responses": {"200": {"description": "", "schema": {"$ref": "#/definitions/Pull"}}},
            },
            "post": {
                "parameters": [
                    {"name": "all", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Sent"}}
                ],
                "responses": {"201": {"$ref": "#/responses/Pull"}},
            },
        }
    },
    "definitions": {"Pull": PULL, "Sent": SENT},
    "responses": {"Pull": {"description": "", "schema": {"$ref": "#/definitions/Pull"}}},
}
HERE = "/projects/acme%2Fshop/merge_requests"
GOOD = ("POST", HERE, {}, {"title": "t"}, 201, {"iid": 1, "labels": ["x"]})


def run(tmp_path, *exchanges, forge="gitlab", description=SWAGGER):
    (tmp_path / "whole.json").write_text(json.dumps(description))
    (tmp_path / "kept").write_text("".join(json.dumps([forge, *each]) + "\n" for each in exchanges))
    return compare.main(forge, str(tmp_path / "whole.json"), str(tmp_path / "kept"))


@pytest.fixture(autouse=True)
def no_table(monkeypatch):
    monkeypatch.setattr(compare.gitlab_table, "OPERATIONS", {})


def test_nothing_is_said_of_what_is_described(tmp_path, capsys):
    listed = ("GET", HERE, {"state": "opened"}, None, 200, [{"iid": 1}])

    assert run(tmp_path, GOOD, listed) == 0
    assert capsys.readouterr().out == "A forge 1: 2 exchanges, 0 differences\n"


@pytest.mark.parametrize(
    ("exchange", "said"),
    [
        (("PUT", HERE, {}, {}, 200, {}), "PUT /projects/acme%2Fshop/merge_requests: no such operation"),
        (
            ("GET", HERE, {"branch": "x"}, None, 200, []),
            "GET /projects/{id}/merge_requests: no parameter branch",
        ),
        (("POST", HERE, {}, {}, 201, {}), "POST /projects/{id}/merge_requests: title is missing"),
        (("POST", HERE, {}, {"title": "t", "body": "b"}, 201, {}), "takes body: not known"),
        (("POST", HERE, {}, {"title": "t"}, 200, {}), "no answer 200, but 201"),
        (("POST", HERE, {}, {"title": "t"}, 201, {"number": 1}), "answers number: not known"),
        (("GET", HERE, {}, None, 200, [{"iid": "1"}]), "answers [].iid: integer and not str '1'"),
    ],
)
def test_what_is_not_described_is_told(tmp_path, capsys, exchange, said):
    assert run(tmp_path, exchange) == 1
    assert said in capsys.readouterr().out


def test_only_gitlab_calls_a_list_a_string(tmp_path, capsys):
    whole = json.loads(json.dumps(SWAGGER).replace("/api/v4", ""))

    assert run(tmp_path, GOOD, forge="gitea", description=whole) == 1
    assert "answers labels: string and not list" in capsys.readouterr().out


def test_a_run_that_kept_nothing_proves_nothing(tmp_path):
    assert run(tmp_path) == 1


def test_every_row_of_the_table_is_looked_up(tmp_path, capsys, monkeypatch):
    rows = {
        ("GET", "/projects/{id}/merge_requests"): compare.gitlab_table.Operation(
            [{"iid": int, "draft": bool}]
        )
    }
    monkeypatch.setattr(compare.gitlab_table, "OPERATIONS", rows)

    assert run(tmp_path) == 1
    assert "answers [].draft: not known" in capsys.readouterr().out


def test_references_of_swagger_point_to_where_openapi_has_them():
    whole = upgraded(SWAGGER)

    assert "definitions" not in json.dumps(whole)
    assert whole["paths"][PATH]["post"]["requestBody"]["required"] is True
    assert upgraded(whole) is whole
