"""Build arguments that others give: a default that nobody builds with cannot be migrated."""

from __future__ import annotations

import os.path
import posixpath
from collections.abc import Iterator, Mapping

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.discovery.build_files import Build
from migrator.discovery.callers import callers
from migrator.dockerfile import Dockerfile, assignments, parse
from migrator.engine import Outcome, Result, Status
from migrator.findings import Refusal, Rule
from migrator.source import Source

OVERTAKEN = Rule(
    "DFM005",
    "given-build-argument",
    "A compose or bake file, a workflow or a script gives the value that would be migrated.",
)


_LIST = re.compile(r"build[-_]args:[ \t]*[|>]?[-+]?[ \t]*\n(?:[ \t]*(?:-[ \t]+)?[\"']?\w+=.*\n)*\Z")
_FILE = re.compile(
    r"""(?:\s(?:-f|--file)[= \t]*|\b(?:docker)?file:[ \t]*)["']?(?P<path>[^"'\s]+)""", re.IGNORECASE
)
_TOOLS = frozenset(
    {"ci", "scripts", "script", "bin", "tools", "build", "deploy", "docker", "hack", "ops", "infra"}
)
"""Folders of what a whole repository is built with; in any other one a script builds what lies there."""


def overtaken(result: Result, builds: tuple[Build, ...], repository: BuildContext) -> tuple[Outcome, ...]:
    """Give a refusal for each ARG above FROM whose changed default some build replaces by its own value.

    A workflow or a script of the repository is taken to mean this Dockerfile where it does not tell.
    """
    if not result.changed or result.failure:
        return ()
    defaults, now = _defaults(parse(result.before)), _defaults(parse(result.after))
    changed = {
        name: line for name, (value, line) in defaults.items() if now.get(name, (value, 0))[0] != value
    }
    if not changed:
        return ()
    dockerfile = _name_in(repository, result.before.path)
    given = {name: build.origin for build in builds for name, _ in build.arguments}
    places = {name: given.get(name) or _called_with(name, repository, dockerfile) for name in changed}
    return tuple(
        Outcome(_refusal(name, line, place), "", "alpine", Status.REFUSED, line)
        for name, line in changed.items()
        if (place := places[name]) is not None
    )


def _called_with(name: str, repository: BuildContext, dockerfile: str) -> str | None:
    """Give the place in a workflow or script that may build `dockerfile` with a value for `name`."""
    listed = rf"""^[ \t]*(?:(?P<key>build[-_]args:)[ \t]*)?["']?{name}="""
    wanted = re.compile(rf"""--build-arg[=\s]+["']?{name}\b|{listed}""", re.MULTILINE)
    for place, text in callers(repository):
        for match in wanted.finditer(text) if name in text else ():
            lines = _around(text, match.start())
            in_list = match["key"] or (place.endswith((".yml", ".yaml")) and _LIST.search(lines[0]))
            if not match[0].startswith("--") and not in_list:
                continue
            if not _is_comment(lines[1]) and not _means_another("".join(lines), place, dockerfile):
                return f"{place}:{text.count(chr(10), 0, match.end()) + 1}"
    return None


def _around(text: str, at: int) -> tuple[str, str, str]:
    """Give the lines above the one at an offset, that line, and those below, ten each way."""
    start, end = text.rfind("\n", 0, at) + 1, (text.find("\n", at) + 1) or len(text)
    above = "".join(text[:start].splitlines(keepends=True)[-10:])
    return above, text[start:end], "".join(text[end:].splitlines(keepends=True)[:10])


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith(("#", "//"))


def _means_another(lines: str, place: str, dockerfile: str) -> bool:
    """Tell whether a place plainly builds another Dockerfile: by its name, or in another service's folder."""
    paths = [match["path"].strip("./") for match in _FILE.finditer(lines)]
    if paths and not any("$" in path or f"/{dockerfile}".endswith(f"/{path}") for path in paths):
        return True
    home = posixpath.dirname(place)
    aside = not home or home.startswith(".") or _TOOLS.intersection(home.split("/"))
    return not aside and not dockerfile.startswith(f"{home}/")


def _refusal(name: str, line: int, place: str) -> Refusal:
    return Refusal(
        OVERTAKEN,
        line,
        f"{place} gives {name} a value of its own, so a new default would not be what is built",
        f"take {name} out of it, or change it there and here together",
    )


def _defaults(dockerfile: Dockerfile) -> Mapping[str, tuple[str | None, int]]:
    return dict(_pairs(dockerfile, dockerfile.source))


def _pairs(dockerfile: Dockerfile, source: Source) -> Iterator[tuple[str, tuple[str | None, int]]]:
    for instruction in dockerfile.global_args:
        for each in assignments(instruction):
            value = source.slice(each.value.span) if each.value else None
            yield each.name, (value, instruction.line)


def _name_in(repository: BuildContext, path: str) -> str:
    """Give the name of a file in its repository."""
    root = repository.root
    return path if root is None else os.path.relpath(os.path.abspath(path), root).replace(os.sep, "/")
