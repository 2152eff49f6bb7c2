"""Settings as text: a commented file to begin with, TOML of what is in force, and a schema for editors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import Field, fields

from migrator.settings import INDEX_STRATEGIES, SEARCH_KEYS, UV_SOURCES, Settings
from migrator.settings.files import InForce

_CHOICES = {"uv-from": UV_SOURCES, "index-strategy": INDEX_STRATEGIES}
_TEXTS = {"type": "array", "items": {"type": "string"}}
_TYPES: Mapping[str, Mapping[str, object]] = {
    "bool": {"type": "boolean"},
    "str": {"type": "string"},
    "str | None": {"type": "string"},
    "tuple[str, ...]": _TEXTS,
    "Mapping[str, tuple[str, ...]]": {
        "type": "object",
        "additionalProperties": {"oneOf": [{"type": "string"}, _TEXTS]},
    },
    "Mapping[str, str]": {"type": "object", "additionalProperties": {"type": "string"}},
}
_TABLE_EXAMPLES = {
    "packages": '"libcompany-dev" = "company-dev"',
    "images": '"registry.example.com/py" = "python"',
}


def initial() -> str:
    """Give a settings file in which every key is commented out, with its meaning and its default."""
    return "\n".join(_initial()) + "\n"


def _initial() -> Iterator[str]:
    yield "# Settings of dfmigrate for all files below this folder; the nearest such file upwards wins."
    yield "# Take the # away from what you set. `dfmigrate config PATH` shows what applies and from where."
    tables = []
    for each in fields(Settings):
        key = each.name.replace("_", "-")
        if key in _TABLE_EXAMPLES:
            tables.append((key, each.metadata["says"]))
            continue
        yield ""
        yield f"# {each.metadata['says']}"
        yield f"# {key} = {_toml(_default(each))}"
    for key, says in tables:
        yield from ("", f"# {says}", f"# [{key}]", f"# {_TABLE_EXAMPLES[key]}")
    yield from ("", "# other settings for some paths, from this folder; a later block wins")
    yield from ("# [[overrides]]", '# path = "legacy/**"', '# python = "keep"')


def _default(each: Field[object]) -> object:
    value = getattr(Settings(), each.name)
    return "." if value is None else value


def effective(found: InForce) -> Iterator[str]:
    """Give the settings in force as TOML, each with where it comes from."""
    tables = []
    for each in fields(Settings):
        value = getattr(found.settings, each.name)
        origin = found.origins.get(each.name, "default")
        key = each.name.replace("_", "-")
        if isinstance(value, Mapping):
            tables.append((key, value, origin))
        elif value is None:
            yield f"# {key} is found from compose files and from what the file copies"
        else:
            yield f"{key} = {_toml(value)}  # {_one_line(origin)}"
    for key, value, origin in tables:
        yield from ("", f"[{key}]  # {_one_line(origin)}")
        yield from (f"{_toml(name)} = {_toml(given)}" for name, given in value.items())


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _toml(value: object) -> str:
    """Give a value as TOML; its strings are those of JSON, except for the character DEL."""
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    written = json.dumps(value, ensure_ascii=isinstance(value, str) and not value.isprintable())
    return written.replace("\x7f", "\\u007F")


def schema() -> str:
    """Give the JSON schema of a settings file, for editors."""
    properties = {each.name.replace("_", "-"): _property(each) for each in fields(Settings)}
    per_path = {key: value for key, value in properties.items() if key not in SEARCH_KEYS}
    block = {
        "type": "object",
        "properties": {"path": {"oneOf": [{"type": "string"}, _TEXTS]}, **per_path},
        "required": ["path"],
        "additionalProperties": False,
    }
    overrides = {"description": "other settings for some paths", "type": "array", "items": block}
    document = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "dfmigrate.toml, or [tool.dfmigrate] in pyproject.toml",
        "type": "object",
        "properties": {**properties, "overrides": overrides},
        "additionalProperties": False,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _property(each: Field[object]) -> Mapping[str, object]:
    key = each.name.replace("_", "-")
    found: dict[str, object] = {"description": each.metadata["says"], **_TYPES[str(each.type)]}
    if key in _CHOICES:
        found["enum"] = list(_CHOICES[key])
    if key == "python":
        found["pattern"] = r"^(keep|3\.\d+)$"
    default = getattr(Settings(), each.name)
    if isinstance(default, tuple | str | bool):
        found["default"] = list(default) if isinstance(default, tuple) else default
    return found
