"""Cuts GitHub's own OpenAPI description down to the operations that dfmigrate calls.

`npm pack @octokit/openapi`, unpack it, then
`python -m tests.forge.prune_openapi package/generated/api.github.com.json`; the result is committed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

TARGET = Path(__file__).parent / "data" / "github-openapi.json"
PULL = "/repos/{owner}/{repo}/pulls/{pull_number}"
OPERATIONS = {
    "/user": ("get",),
    "/repos/{owner}/{repo}": ("get",),
    "/repos/{owner}/{repo}/forks": ("post",),
    "/repos/{owner}/{repo}/pulls": ("get", "post"),
    PULL: ("get", "patch"),
    f"{PULL}/requested_reviewers": ("post",),
    f"{PULL}/reviews": ("get",),
    "/repos/{owner}/{repo}/issues/{issue_number}/labels": ("post",),
    "/repos/{owner}/{repo}/issues/{issue_number}/assignees": ("post",),
    "/repos/{owner}/{repo}/commits/{ref}/check-runs": ("get",),
    "/repos/{owner}/{repo}/commits/{ref}/status": ("get",),
}
NEEDLESS = {"description", "externalDocs", "x-github", "x-github-breaking-changes", "tags", "summary"}


def pruned(whole):
    paths = {
        path: {method: slim(whole["paths"][path][method]) for method in methods}
        for path, methods in OPERATIONS.items()
    }
    spec = {
        "openapi": whole["openapi"],
        "info": {
            "title": whole["info"]["title"],
            "version": whole["info"]["version"],
            "license": {"name": "MIT"},
        },
        "servers": whole["servers"],
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
    data = pruned(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    TARGET.write_text(json.dumps(data, indent=None, separators=(",", ":"), sort_keys=True) + "\n", "utf-8")
