"""Why a build failed: known texts in its log, and the row of knowledge that would have prevented it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrator.knowledge import Knowledge
from migrator.knowledge.tables import Fields
from migrator.verify.model import Explanation

TABLE = "build-errors.toml"
_PROJECT = re.compile(
    r"Failed to build [`'\"]?(?P<uv>[A-Za-z0-9][\w.-]*)|Failed building wheel for (?P<pip>[\w.-]+)"
    r"|Because (?P<wheel>[A-Za-z0-9][\w.-]*)[=<>!~][^\n]* has no wheels"
)
_NO_PACKAGE = re.compile(r"(?P<name>[\w.+-]+) \(no such package\)")


def explained(log: str, knowledge: Knowledge) -> Explanation | None:
    """Give why a build failed, None where its log holds no text that is known."""
    fields = next((fields for key, fields in knowledge.rows(TABLE) if re.search(key, log)), None)
    return None if fields is None else _explanation(log, fields, knowledge)


def _explanation(log: str, fields: Fields, knowledge: Knowledge) -> Explanation:
    build, runtime, says = fields.names("build"), fields.names("runtime"), fields.text("says")
    if (match := _NO_PACKAGE.search(log)) and not build and not runtime:
        return Explanation(f"{match['name']}: {says}", row=_package_row(match["name"], knowledge))
    match = _PROJECT.search(log)
    project = next(filter(None, match.groups()), "") if match else ""
    says = f"{project}: {says}" if project else says
    if not build and not runtime:
        row = f'wheels.toml: "{project}" = {{ works = "no" }}' if project else ""
        return Explanation(says, row=row)
    return Explanation(says, build, runtime, _row(project, build, runtime, knowledge) if project else "")


def _row(project: str, build: tuple[str, ...], runtime: tuple[str, ...], knowledge: Knowledge) -> str:
    known = knowledge.native(project)
    build = tuple(dict.fromkeys((*(known.build if known else ()), *build)))
    runtime = tuple(dict.fromkeys((*(known.runtime_built if known else ()), *runtime)))
    fields = ['works = "needs-build"', f"build = {_list(build)}"]
    fields += [f"runtime-built = {_list(runtime)}"] if runtime else []
    return f'wheels.toml: "{project}" = {{ {", ".join(fields)} }}'


def _package_row(apk: str, knowledge: Knowledge) -> str:
    """Give the row that brought a name which Alpine does not have."""
    found = ", ".join(f'"{name}"' for name in _debian_names(apk, knowledge))
    return f"packages.toml: {found or 'a row'} = {{ apk = [… not {apk} …] }}"


def _debian_names(apk: str, knowledge: Knowledge) -> Iterator[str]:
    return (name for name, fields in knowledge.rows("packages.toml") if apk in fields.names("apk"))


def _list(names: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"
