"""Wheels and sdists that a file builds itself: the RUN behind ``dist/*.whl``, and what it builds."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator import regex as re
from migrator.build_context.copied_paths import workdir_at
from migrator.dockerfile import Dockerfile, Instruction, Stage, copy_parts
from migrator.records import dataclass
from migrator.shell import unwrap
from migrator.shell.run_as import script_at

_BUILDS = re.compile(
    r"\b(?:pip[0-9.]* wheel|-m build|bdist_wheel|uv build|poetry build|maturin build|hatch build)\b"
)
_ALONE = re.compile(r"\b(?P<tool>poetry|maturin) build\b")
"""Builders that install nothing: what the project requires comes in where its wheel is installed."""


@dataclass(frozen=True, slots=True)
class BuiltAlone:
    """A project of which a RUN makes a wheel: the tool, and its folder; None where a variable names it."""

    tool: str
    folder: str | None


def builders(dockerfile: Dockerfile, at: Instruction, folder: str) -> Iterator[Instruction]:
    """Give what puts into a folder what was built in this file: a RUN, or a COPY from another stage.

    `folder` is seen from the working directory of `at`.
    """
    wanted = posixpath.join(workdir_at(dockerfile, at) or "/", folder)
    for stage in dockerfile.stages:
        for one in stage.of("COPY", "RUN"):
            text = dockerfile.source.slice(one.span)
            if one.keyword == "RUN" and posixpath.basename(folder) in text and _BUILDS.search(text):
                yield one
            if one.keyword == "COPY" and wanted in text and (source := _from_stage(dockerfile, stage, one)):
                runs = [run for each in dockerfile.lineage(source) for run in each.of("RUN")]
                yield from [run for run in runs if built_alone(dockerfile, run)] or [one]


def _from_stage(dockerfile: Dockerfile, stage: Stage, copy: Instruction) -> Stage | None:
    name = copy_parts(copy).from_
    return None if name is None else dockerfile.stage_named(name, stage)


def built_alone(dockerfile: Dockerfile, builder: Instruction) -> BuiltAlone | None:
    """Give the project that a RUN builds with a tool that installs nothing; None for any other."""
    text = dockerfile.source.slice(builder.span) if builder.keyword == "RUN" else ""
    match = _ALONE.search(text)
    if match is None:
        return None
    folder: str | None = "."
    for command in script_at(dockerfile, builder).commands:
        inner = unwrap(command)
        if _ALONE.search(dockerfile.source.slice(command.span)):
            break
        if inner.name == "cd":
            value = inner.words[1].value if len(inner.words) == 2 else None
            folder = None if value is None or folder is None else posixpath.join(folder, value)
    return BuiltAlone(match["tool"], folder)
