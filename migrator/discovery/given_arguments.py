"""Build arguments that others give: a default that nobody builds with, or not all, cannot be migrated."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.discovery.build_commands import contexts_in
from migrator.discovery.build_files import Build, is_build_file
from migrator.discovery.callers import callers
from migrator.discovery.dev_containers import dev_containers
from migrator.discovery.given_installs import Migrate, deciding_arguments, same_with
from migrator.dockerfile import Dockerfile, assignments, parse
from migrator.engine import Outcome, Result, Status
from migrator.findings import Refusal, Rule
from migrator.paths import joined_path
from migrator.records import dataclass
from migrator.source import Source

OVERTAKEN = Rule(
    "DFM005",
    "given-build-argument",
    "A compose or bake file, a workflow or a script builds with another value than the one that is migrated.",
)


_LIST = re.compile(r"([ \t]*)(?:-[ \t]+)?build[-_]args:")
_VALUE = re.compile(r"=?[\"']?(?P<value>[^\s\"']*)")
_ENTRY = re.compile(r"[ \t]*(?:-[ \t]+)?[\"']?\w+=")
_FILE = re.compile(
    r"""(?:\s(?:-f|--file)[= \t]+|^[ \t]*(?:docker)?file:[ \t]*)["']?(?P<path>[^"'\s]+)""", re.M | re.I
)
_DOCKERFILE = re.compile(r"(?:^|/)(?:Dockerfile|Containerfile)[^/]*$|\.[Dd]ockerfile$")
_CONTEXT = re.compile(r"""^[ \t]*(?:-[ \t]+)?context:[ \t]*["']?(?P<path>[^"'\s]+)""", re.M)
_TOOLS = frozenset(
    {"ci", "scripts", "script", "bin", "tools", "build", "deploy", "docker", "hack", "ops", "infra"}
)
"""Folders of what a whole repository is built with; elsewhere a script beside a Dockerfile builds that."""


@dataclass(frozen=True, slots=True)
class Given:
    """A place that gives an argument a value, None where that is not known."""

    place: str
    value: str | None


def overtaken(
    result: Result, builds: tuple[Build, ...], repository: BuildContext, migrated: Migrate
) -> tuple[Outcome, ...]:
    """Give a refusal for each ARG above FROM whose changed default some build replaces by its own value.

    Another one is for those that decide what is installed, where the file would not be `migrated` in the same
    way with the value that a build gives. A workflow or a script of the repository is taken to mean this
    Dockerfile where it does not tell.
    """
    if not result.changed or result.failure:
        return ()
    bases = _overtaken_bases(result, builds, repository)
    refusals = (*bases, *_other_installs(result, builds, repository, migrated))
    return tuple(Outcome(one, "", "alpine", Status.REFUSED, one.line) for one in refusals)


def _overtaken_bases(
    result: Result, builds: tuple[Build, ...], repository: BuildContext
) -> Iterator[Refusal]:
    for name, line in _changed_defaults(result).items():
        for given in islice(_givers(name, result, builds, repository), 1):
            message = (
                f"{given.place} gives {name} a value of its own, so a new default would not be what is built"
            )
            hint = f"take {name} out of it, or change it there and here together"
            yield Refusal(OVERTAKEN, line, message, hint)


def _other_installs(
    result: Result, builds: tuple[Build, ...], repository: BuildContext, migrated: Migrate
) -> Iterator[Refusal]:
    """Refuse a move to Alpine where some build installs what would not be migrated in the same way."""
    if not any(one.bundle == "alpine" and one.status is Status.APPLIED for one in result.outcomes):
        return
    for each in deciding_arguments(parse(result.before)).values():
        others: dict[str | None, Given] = {}
        for one in _givers(each.name, result, builds, repository):
            others.setdefault(one.value, one)  # each value costs a migration
        others.pop(each.default, None)
        apart = (one for one in others.values() if not same_with(each, one.value, result, migrated))
        for given in islice(apart, 1):
            message = f"{given.place} gives {each.name} a value of its own, and what it installs is another"
            yield Refusal(OVERTAKEN, each.line, message, "give each of them a Dockerfile of its own")


def _givers(
    name: str, result: Result, builds: tuple[Build, ...], repository: BuildContext
) -> Iterator[Given]:
    # Origins are whole paths; a finding names them from the repository.
    root = "" if repository.root is None else f"{repository.root.absolute()}{os.sep}"
    for build in builds:
        for given, value in build.arguments:
            if given == name:
                yield Given(build.origin.removeprefix(root), value)
    for container in dev_containers(Path(result.before.path), repository):
        if place := container.given(name):
            yield Given(place, None)
    yield from _called_with(name, repository, repository.name_of(result.before.path))


def _changed_defaults(result: Result) -> dict[str, int]:
    """Give each ARG above FROM whose default changes, with its line."""
    before, after = _defaults(parse(result.before)), _defaults(parse(result.after))
    return {name: line for name, (value, line) in before.items() if after.get(name, (value, 0))[0] != value}


def may_be_given(name: str, dockerfile: str, repository: BuildContext) -> bool:
    """Tell whether a compose or bake file of the repository, or what calls a build, names an argument."""
    if any(True for _ in _called_with(name, repository, repository.name_of(dockerfile))):
        return True
    texts = (repository.read(file) or "" for file in _build_files(repository))
    return any(re.search(rf"\b{name}\b", text) for text in texts)


def _build_files(repository: BuildContext) -> tuple[str, ...]:
    def found() -> tuple[str, ...]:
        return tuple(file for file in repository.own_files if is_build_file(posixpath.basename(file)))

    return repository.learnt(("build files",), found)


def _called_with(name: str, repository: BuildContext, dockerfile: str) -> Iterator[Given]:
    """Give the places in workflows and scripts that may build `dockerfile` with a value for `name`."""
    listed = rf"""^[ \t]*(?:build[-_]args:[ \t]*|-[ \t]+)?["']?{name}="""
    wanted = re.compile(rf"""--build-arg[=\s]+["']?{name}\b|{listed}""", re.MULTILINE)
    for place, text in callers(repository):
        lines = text.splitlines()
        for match in wanted.finditer(text) if name in text else ():
            at = text.count("\n", 0, match.end())
            own = _command(lines, at) if match[0].startswith("--") else _block(lines, at)
            if own and not _means_another(own, place, dockerfile, repository):
                value = _VALUE.match(text, match.end())
                yield Given(f"{place}:{at + 1}", value["value"] if value else None)


def _command(lines: list[str], at: int) -> str:
    """Give the command that a line belongs to, with the lines that it goes on to; "" for a comment."""
    first = last = at
    while first and lines[first - 1].rstrip().endswith("\\"):
        first -= 1
    while last + 1 < len(lines) and lines[last].rstrip().endswith("\\"):
        last += 1
    return "" if lines[first].lstrip().startswith("#") else "\n".join(lines[first : last + 1])


def _block(lines: list[str], at: int) -> str:
    """Give the keys beside the list of build arguments that a line is in; "" where it is in none."""
    first = at
    while first and _ENTRY.match(lines[first]) and not _LIST.match(lines[first]):
        first -= 1
    key = _LIST.match(lines[first])
    if key is None:
        return ""
    start, end, depth = first, at + 1, len(key[1])
    while start and _is_beside(lines[start - 1], depth):
        start -= 1
    while end < len(lines) and _is_beside(lines[end], depth):
        end += 1
    return "\n".join(line for line in lines[start:end] if len(line) - len(line.lstrip()) <= depth)


def _is_beside(line: str, depth: int) -> bool:
    return bool(line.strip()) and len(line) - len(line.lstrip()) >= depth


def _means_another(own: str, place: str, dockerfile: str, repository: BuildContext) -> bool:
    """Tell whether a place plainly builds another Dockerfile: by name, by folder, or from a service's own."""
    paths = [match["path"].strip("./") for match in _FILE.finditer(own)]
    if paths:
        return not any("$" in path or f"/{dockerfile}".endswith(f"/{path}") for path in paths)
    home = posixpath.dirname(place)
    if folders := _built_folders(own, home, repository):
        return posixpath.dirname(dockerfile) not in folders
    if not home or home.startswith(".") or _TOOLS.intersection(home.split("/")):
        return False
    return not dockerfile.startswith(f"{home}/") and home in _homes(repository)


def _built_folders(own: str, home: str, repository: BuildContext) -> frozenset[str]:
    """Give the folders with a Dockerfile that a build names as its context; none where that is ``.``."""
    named = [*contexts_in(own), *(match["path"] for match in _CONTEXT.finditer(own))]
    found = (joined_path(folder, path) for path in named if path.strip("./") for folder in ("", home))
    return _homes(repository).intersection(found)


def _homes(repository: BuildContext) -> frozenset[str]:
    """Give the folders that hold a Dockerfile."""

    def found() -> frozenset[str]:
        return frozenset(posixpath.dirname(file) for file in repository.own_files if _DOCKERFILE.search(file))

    return repository.learnt(("homes of Dockerfiles",), found)


def _defaults(dockerfile: Dockerfile) -> Mapping[str, tuple[str | None, int]]:
    return dict(_pairs(dockerfile, dockerfile.source))


def _pairs(dockerfile: Dockerfile, source: Source) -> Iterator[tuple[str, tuple[str | None, int]]]:
    for instruction in dockerfile.global_args:
        for each in assignments(instruction):
            value = source.slice(each.value.span) if each.value else None
            yield each.name, (value, instruction.line)
