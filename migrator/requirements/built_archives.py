"""Wheels and sdists that a file builds itself: the RUN behind ``dist/*.whl``, and what it builds."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator import regex as re
from migrator.build_context.copied_paths import workdir_at
from migrator.dockerfile import Dockerfile, Instruction, Stage, copy_parts
from migrator.records import dataclass
from migrator.shell import Script, unwrap
from migrator.shell.run_as import script_at

_BUILDS = re.compile(
    r"\b(?:pip[0-9.]* wheel|-m build|bdist_wheel|uv build|poetry build|maturin build|hatch build)\b"
)
_ALONE = re.compile(r"\b(?P<tool>poetry|maturin)(?:\s+-\S+(?:\s+(?!build\b)[^\s-]\S*)?)*\s+build\b")
"""Builders that install nothing: what the project requires comes in where its wheel is installed."""
_TOLD = re.compile(r"\s(?:-C|--directory|-P|--project|-m|--manifest-path)[\s=]+(?P<place>\S+)")
"""The folder of the project, or a file in it, where a builder is told one."""


@dataclass(frozen=True, slots=True)
class BuiltAlone:
    """A project of which a RUN makes a wheel: the tool, and its folder; None where that is not known."""

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
            builds = _BUILDS.search(text) or _ALONE.search(text)
            if one.keyword == "RUN" and posixpath.basename(folder) in text and builds:
                yield one
            if one.keyword == "COPY" and wanted in text and (source := _from_stage(dockerfile, stage, one)):
                runs = [run for each in dockerfile.lineage(source) for run in each.of("RUN")]
                yield from [run for run in runs if built_alone(dockerfile, run)] or [one]


def _from_stage(dockerfile: Dockerfile, stage: Stage, copy: Instruction) -> Stage | None:
    name = copy_parts(copy).from_
    return None if name is None else dockerfile.stage_named(name, stage)


def built_alone(dockerfile: Dockerfile, builder: Instruction) -> tuple[BuiltAlone, ...]:
    """Give the projects that a RUN builds with a tool that installs nothing; none for any other."""
    text = dockerfile.source.slice(builder.span) if builder.keyword == "RUN" else ""
    match = _ALONE.search(text)
    if match is None:
        return ()
    return tuple(_projects(script_at(dockerfile, builder))) or (BuiltAlone(match["tool"], None),)


def _projects(script: Script) -> Iterator[BuiltAlone]:
    folder: str | None = "."
    aside = False
    for command in script.commands:
        inner = unwrap(command)
        if aside and not command.nesting:
            folder = None  # a subshell or a branch went there, and whether this follows is not known
        if inner.name == "cd":
            aside = aside or bool(command.nesting)
            folder = _below(folder, inner.words[1].value if len(inner.words) == 2 else None)
        text = " ".join(word.value or word.text for word in inner.words)
        if match := _ALONE.search(text):
            told = _TOLD.search(text, match.start())
            yield BuiltAlone(match["tool"], _below(folder, _folder_of(told["place"])) if told else folder)


def _below(folder: str | None, place: str | None) -> str | None:
    return None if folder is None or place is None or "$" in place else posixpath.join(folder, place)


def _folder_of(place: str) -> str:
    return posixpath.dirname(place) or "." if place.endswith(".toml") else place
