"""Adds to a migrated Dockerfile what a failed build asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migrator.alpine.virtual_packages import add_runtime, wrap
from migrator.dockerfile import Dockerfile, Instruction, parse
from migrator.invariants import is_alpine
from migrator.requirements.install_runs import install_runs
from migrator.source import Source
from migrator.verify.logs import Steps
from migrator.verify.model import Explanation


@dataclass(frozen=True, slots=True)
class Fix:
    """A file with more packages: the line of the RUN that has them now, and their names."""

    text: bytes
    line: int
    added: str


def fixed(text: bytes, why: Explanation, steps: Steps | None) -> Fix | None:
    """Give the file with the packages that `why` names, None where they cannot be added or are there."""
    dockerfile = parse(Source.from_bytes("Dockerfile", text))
    instruction = _failed(dockerfile, steps.last if steps else "")
    if instruction is None or not (why.packages or why.runtime):
        return None
    line, names = instruction.line, (*why.packages, *why.runtime)
    after = dockerfile
    if why.packages:
        edits = wrap(dockerfile, instruction, why.packages)
        after = parse(dockerfile.source.splice(edits)) if edits else dockerfile
    if why.runtime:
        after = _with_runtime(after, line, why.runtime)
    if after.source.text == dockerfile.source.text:
        return None
    return Fix(after.source.to_bytes(), line, "apk add " + " ".join(names))


def _with_runtime(dockerfile: Dockerfile, line: int, names: tuple[str, ...]) -> Dockerfile:
    instruction = next(each for each in dockerfile.instructions if each.line == line)
    edits = add_runtime(dockerfile, instruction, names)
    return parse(dockerfile.source.splice(edits)) if edits else dockerfile


def _failed(dockerfile: Dockerfile, step: str) -> Instruction | None:
    """Give the RUN on Alpine that a log names last, else the only one there that installs."""
    runs = tuple(_runs(dockerfile))
    named = [each for each in runs if _plain(dockerfile.source.slice(each.span)) == _plain(step)]
    if named:
        return named[0]
    installing = [run.instruction for stage in dockerfile.stages for run in install_runs(dockerfile, stage)]
    found = [each for each in runs if each in installing]
    return found[0] if len(found) == 1 and not step.upper().startswith("RUN") else None


def _runs(dockerfile: Dockerfile) -> Iterator[Instruction]:
    for stage in dockerfile.stages:
        image = dockerfile.base_image(stage)
        if image and is_alpine(image.name, image.tag or ""):
            yield from stage.of("RUN")


def _plain(text: str) -> str:
    """Give a step without what the log and the file write in different ways."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return "".join("".join(lines).replace("\\", "").split())
