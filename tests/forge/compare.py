"""Holds what dfmigrate sends and reads to a forge's whole description, which need not be part of this project.

`DFMIGRATE_TEST_EXCHANGES=FILE pytest tests/forge` keeps every request that a fake took and its answer, then
`python -m tests.forge.compare FORGE DESCRIPTION [FILE]` looks up each operation, parameter and field in DESCRIPTION
(Swagger 2.0 or OpenAPI 3, JSON or YAML); for GitLab those of the table as well. It prints what is not there or is of
another type, and exits with 1 where there is anything.

GitLab's generator writes "string" for every field whose type its source does not declare and describes a list as one
of its elements, so there only the other types count.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import yaml

from tests.forge import gitlab_table
from tests.forge.swagger import operations, properties, resolved, upgraded

SAMPLES = {str: "", int: 1, bool: True}
TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}


def main(forge, path, exchanges=""):
    text = Path(path).read_text("utf-8")
    whole = upgraded(
        yaml.load(text, Loader=yaml.CSafeLoader) if path.endswith((".yaml", ".yml")) else json.loads(text)
    )
    about = Description(forge, whole)
    asked = list(_kept(forge, exchanges)) if exchanges else []
    asked += [*_tabled()] if forge == "gitlab" else []
    found = sorted({fault for each in asked for fault in about.faults(*each)})
    title = f"{whole['info']['title']} {whole['info']['version']}"
    lines = [f"{title}: {len(asked)} exchanges, {len(found)} differences", *(f"  {each}" for each in found)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if found or not asked else 0


def _kept(forge, path):
    for line in Path(path).read_text("utf-8").splitlines():
        kind, *exchange = json.loads(line)
        if kind == forge:
            yield exchange


def _tabled():
    """Give an exchange for each row of the table of GitLab, with all that it knows."""
    for (method, path), row in gitlab_table.OPERATIONS.items():
        body = {name.rstrip("!"): _sample(form) for name, form in row.body.items()}
        yield (
            method,
            path,
            dict.fromkeys(row.query),
            body,
            201 if method == "POST" else 200,
            _sample(row.answers),
        )


def _sample(form):
    if isinstance(form, dict):
        return {name: _sample(each) for name, each in form.items()}
    if isinstance(form, list):
        return [_sample(form[0])]
    return sorted(form)[0] if isinstance(form, set) else SAMPLES[form]


class Description:
    """A forge's whole description."""

    def __init__(self, forge, whole):
        self.forge, self.whole = forge, whole
        self.operations = operations(whole)

    def faults(self, method, path, query, body, status, answer):
        """Give what the description does not know of an exchange, or knows otherwise."""
        about = self._operation(method, path)
        if about is None:
            yield f"{method} {_shown(path)}: no such operation"
            return
        where = f"{method} {about['path']}"
        named = {resolved(self.whole, each)["name"] for each in about["parameters"]}
        yield from (f"{where}: no parameter {name}" for name in query if name not in named)
        sent = _schema(resolved(self.whole, about.get("requestBody", {})))
        for name in resolved(self.whole, sent).get("required", ()):
            if name not in (body or {}):
                yield f"{where}: {name} is missing"
        yield from (f"{where} takes {each}" for each in self._differences(sent, body))
        response = about["responses"].get(str(status))
        if response is None:
            yield f"{where}: no answer {status}, but {', '.join(about['responses'])}"
            return
        response = resolved(self.whole, response)
        says = response.get("schema") or _schema(response)
        yield from (f"{where} answers {each}" for each in self._differences(says, answer))

    def _operation(self, method, path):
        """Give what is said of the operation, the one with the fewest places for names where several fit."""
        fitting = []
        for verb, template, about in self.operations:
            plain = re.sub(r"^/api/v\d", "", template)
            pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(plain))
            if verb == method and re.fullmatch(pattern, path):
                fitting.append((plain.count("{"), plain, {"parameters": (), **about, "path": plain}))
        return min(fitting, key=lambda each: each[:2])[2] if fitting else None

    def _differences(self, schema, value, where=""):
        schema = resolved(self.whole, schema)
        one = self.forge == "gitlab" and isinstance(value, list) and schema.get("type") != "array"
        if not one and not self._fits(schema, value):
            kind = schema.get("enum") or schema.get("type")
            yield f"{where}: {kind} and not {type(value).__name__} {value!r:.40}"
        elif isinstance(value, list):
            for each in value:
                yield from self._differences(schema if one else schema.get("items", {}), each, f"{where}[]")
        elif isinstance(value, dict):
            yield from self._fields(schema, value, where)

    def _fields(self, schema, value, where):
        known = properties(self.whole, schema)
        for name, each in value.items() if known is not None else ():
            place = f"{where}.{name}".lstrip(".")
            if name not in known:
                yield f"{place}: not known"
            else:
                yield from self._differences(known[name], each, place)

    def _fits(self, schema, value):
        if value is None or "enum" in schema:
            return value is None or value in schema["enum"]
        kind = TYPES.get(schema.get("type"), object)
        if isinstance(value, bool) and kind in (int, (int, float)):
            return False
        undeclared = self.forge == "gitlab" and kind is str
        listed = self.forge == "gitlab" and kind is list and isinstance(value, str)  # comma-separated
        return isinstance(value, kind) or undeclared or listed


def _schema(about):
    return about.get("content", {}).get("application/json", {}).get("schema", {})


def _shown(path):
    return re.sub(r"/\d+(?=/|$)", "/1", path)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
