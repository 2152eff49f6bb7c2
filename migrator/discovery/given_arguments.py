"""Build arguments that compose and bake files give: a default that nobody builds with cannot be migrated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrator.discovery.build_files import Build
from migrator.dockerfile import Dockerfile, assignments, parse
from migrator.engine import Outcome, Result, Status
from migrator.findings import Refusal, Rule
from migrator.source import Source

OVERTAKEN = Rule(
    "DFM005", "given-build-argument", "A compose or bake file gives the value that would be migrated."
)


def overtaken(result: Result, builds: tuple[Build, ...]) -> tuple[Outcome, ...]:
    """Give a refusal for each ARG above FROM whose changed default some build replaces by its own value."""
    given = {name: build for build in builds for name, _ in build.arguments}
    if not given or not result.changed or result.failure:
        return ()
    before = parse(result.before)
    changed = _defaults(parse(result.after))
    return tuple(
        Outcome(_refusal(name, line, given[name]), "", "alpine", Status.REFUSED, line)
        for name, (default, line) in _defaults(before).items()
        if name in given and changed.get(name, (default, 0))[0] != default
    )


def _refusal(name: str, line: int, build: Build) -> Refusal:
    return Refusal(
        OVERTAKEN,
        line,
        f"{build.origin} builds with its own {name}, so a new default would not be what is built",
        f"take {name} out of its args, or change it there and here together",
    )


def _defaults(dockerfile: Dockerfile) -> Mapping[str, tuple[str | None, int]]:
    return dict(_pairs(dockerfile, dockerfile.source))


def _pairs(dockerfile: Dockerfile, source: Source) -> Iterator[tuple[str, tuple[str | None, int]]]:
    for instruction in dockerfile.global_args:
        for each in assignments(instruction):
            value = source.slice(each.value.span) if each.value else None
            yield each.name, (value, instruction.line)
