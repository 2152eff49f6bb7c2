"""Build arguments that others give: a default that nobody builds with cannot be migrated."""

from __future__ import annotations

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
    given = {name: build.origin for build in builds for name, _ in build.arguments}
    places = {name: given.get(name) or _called_with(name, repository) for name in changed}
    return tuple(
        Outcome(_refusal(name, line, place), "", "alpine", Status.REFUSED, line)
        for name, line in changed.items()
        if (place := places[name]) is not None
    )


def _called_with(name: str, repository: BuildContext) -> str | None:
    """Give the place in a workflow or script that builds with a value for the argument `name`."""
    option, listed = (
        rf"""--build-arg[=\s]+["']?{name}\b""",
        rf"""^[ \t]*(?:build[-_]args:|-)?[ \t]*["']?{name}=""",
    )
    for place, text in callers(repository):
        wanted = f"{option}|{listed}" if place.endswith((".yml", ".yaml")) else option
        if match := re.search(wanted, text, re.MULTILINE):
            return f"{place}:{text.count(chr(10), 0, match.end()) + 1}"
    return None


def _refusal(name: str, line: int, place: str) -> Refusal:
    return Refusal(
        OVERTAKEN,
        line,
        f"{place} builds with its own {name}, so a new default would not be what is built",
        f"take {name} out of it, or change it there and here together",
    )


def _defaults(dockerfile: Dockerfile) -> Mapping[str, tuple[str | None, int]]:
    return dict(_pairs(dockerfile, dockerfile.source))


def _pairs(dockerfile: Dockerfile, source: Source) -> Iterator[tuple[str, tuple[str | None, int]]]:
    for instruction in dockerfile.global_args:
        for each in assignments(instruction):
            value = source.slice(each.value.span) if each.value else None
            yield each.name, (value, instruction.line)
