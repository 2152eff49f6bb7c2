"""Turns a description in Swagger 2.0, which Gitea, Forgejo and GitLab publish, into OpenAPI 3.0."""

from __future__ import annotations

from itertools import chain

JSON = "application/json"
PLACES = {"definitions": "schemas", "responses": "responses", "parameters": "parameters"}
OF_A_SCHEMA = ("type", "format", "enum", "items", "default", "minimum", "maximum", "pattern")


def upgraded(whole):
    """Give `whole` in the form of OpenAPI 3.0; one that has it already as it is."""
    if "openapi" in whole:
        return whole
    paths = {path: _path(operations) for path, operations in whole["paths"].items()}
    responses = {name: _response(each) for name, each in whole.get("responses", {}).items()}
    parameters = {name: _parameter(each) for name, each in whole.get("parameters", {}).items()}
    components = {"schemas": whole["definitions"], "responses": responses, "parameters": parameters}
    return _moved({"openapi": "3.0.3", "info": whole["info"], "paths": paths, "components": components})


def _path(operations):
    return {
        method: [_parameter(each) for each in about] if method == "parameters" else _operation(about)
        for method, about in operations.items()
    }


def _operation(about):
    parameters = about.get("parameters", ())
    bodies = [each for each in parameters if each.get("in") == "body"]
    kept = {name: about[name] for name in ("operationId", "tags", "summary") if name in about}
    kept["parameters"] = [
        _parameter(each) for each in parameters if each.get("in") not in ("body", "formData")
    ]
    if bodies:
        kept["requestBody"] = {
            "required": bodies[0].get("required", False),
            "content": {JSON: {"schema": bodies[0]["schema"]}},
        }
    kept["responses"] = {code: _response(each) for code, each in about["responses"].items()}
    return kept


def _parameter(about):
    if "$ref" in about:
        return about
    kept = {name: each for name, each in about.items() if name in ("name", "in", "required", "description")}
    schema = {name: about[name] for name in OF_A_SCHEMA if name in about}
    return kept | {"schema": schema} if schema else kept | {"schema": {}}


def _response(about):
    if "$ref" in about:
        return about
    content = {"content": {JSON: {"schema": about["schema"]}}} if "schema" in about else {}
    return {"description": about.get("description", ""), **content}


def _moved(value):
    """Let all references point to where OpenAPI 3 has their targets."""
    if isinstance(value, list):
        return [_moved(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: _target(each) if key == "$ref" else _moved(each) for key, each in value.items()}


def _target(reference):
    if not isinstance(reference, str):  # a property of that name
        return _moved(reference)
    _, section, name = reference.split("/", 2)
    return f"#/components/{PLACES[section]}/{name}" if section in PLACES else reference


def operations(whole):
    """Give all operations of a description: method, path and what it says of each."""
    found = ((path, method, about) for path, each in whole["paths"].items() for method, about in each.items())
    return [(method.upper(), path, about) for path, method, about in found if method != "parameters"]


def resolved(whole, about):
    """Give what a reference points to, anything else as it is."""
    while isinstance(about, dict) and "$ref" in about:
        place = whole
        for step in about["$ref"].removeprefix("#/").split("/"):
            place = place[step.replace("~1", "/")]
        about = place
    return about


def properties(whole, schema):
    """Give all properties that an object of `schema` can have, by name; None where it may have any."""
    schema = resolved(whole, schema)
    own = dict(schema.get("properties", {}))
    parts = list(chain.from_iterable(schema.get(each, ()) for each in ("allOf", "oneOf", "anyOf")))
    for each in parts:
        own |= properties(whole, each) or {}
    open_ended = schema.get("additionalProperties") not in (None, False)
    return None if open_ended or not own else own


def unknown(whole, schema, value, where=""):
    """Give the places of all fields in `value` of which `schema` says nothing."""
    schema = resolved(whole, schema)
    if isinstance(value, list):
        inner = schema.get("items", schema if "properties" in schema else {})
        for each in value:
            yield from unknown(whole, inner, each, f"{where}[]")
    elif isinstance(value, dict):
        known = properties(whole, schema)
        for name, each in value.items() if known is not None else ():
            place = f"{where}.{name}".lstrip(".")
            if name in known:
                yield from unknown(whole, known[name], each, place)
            else:
                yield place
