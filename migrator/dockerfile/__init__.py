"""The lossless model of a Dockerfile: directives, instructions, heredocs and stages with exact spans."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property, lru_cache

from migrator.dockerfile.environment import Environment, Scope, global_scope, stage_scope
from migrator.dockerfile.model import (
    STARTERS,
    WITH_COMMANDS,
    Comment,
    Directive,
    Flag,
    Heredoc,
    Instruction,
    UnreadableError,
)
from migrator.dockerfile.operands import Assignment, Copy, assignments, copy_parts, words
from migrator.dockerfile.reader import Reading, from_words, read
from migrator.dockerfile.rereading import reread
from migrator.images.reference import ImageReference
from migrator.memory import remember, remembered
from migrator.records import dataclass
from migrator.source import Edit, Source, Word

__all__ = [
    "STARTERS",
    "WITH_COMMANDS",
    "Assignment",
    "Comment",
    "Copy",
    "Directive",
    "Dockerfile",
    "Environment",
    "Flag",
    "Heredoc",
    "Instruction",
    "Stage",
    "UnreadableError",
    "assignments",
    "copy_parts",
    "parse",
    "words",
]


@dataclass(frozen=True)
class Stage:
    """One build stage; `base` is the image or stage as written, `name` what stands after AS.

    `instructions` come in file order, without the FROM itself.
    """

    index: int
    name: str | None
    from_: Instruction
    base: Word
    instructions: tuple[Instruction, ...]

    def __hash__(self) -> int:
        return self.index

    @property
    def called(self) -> str:
        """The name, or the number, for people."""
        return self.name or f"number {self.index}"

    @property
    def platform(self) -> str | None:
        """The value of ``--platform``, as written."""
        flag = self.from_.flag("platform")
        return flag.value if flag else None

    @property
    def end(self) -> Instruction:
        """The last instruction, where all before it are in force; the FROM where there is none."""
        return self.instructions[-1] if self.instructions else self.from_

    def of(self, *keywords: str) -> tuple[Instruction, ...]:
        """Give the instructions with one of these keywords, in order."""
        if len(keywords) == 1:
            return self._by_keyword.get(keywords[0], ())
        return self._among(keywords)

    def last(self, keyword: str) -> Instruction | None:
        """Give the last instruction with that keyword: the one that counts for CMD, USER and others."""
        found = self.of(keyword)
        return found[-1] if found else None

    @cached_property
    def _by_keyword(self) -> dict[str, tuple[Instruction, ...]]:
        found: dict[str, list[Instruction]] = {}
        for one in self.instructions:
            found.setdefault(one.keyword, []).append(one)
        return {keyword: tuple(ones) for keyword, ones in found.items()}

    @remembered
    def _among(self, keywords: tuple[str, ...]) -> tuple[Instruction, ...]:
        return tuple(one for one in self.instructions if one.keyword in keywords)


@dataclass(frozen=True)
class Dockerfile:
    """One parsed file. `comments` are those outside of instructions, `instructions` all in file order.

    `global_args` are the ARG before the first FROM, `escape` is the escape character.
    """

    source: Source
    directives: tuple[Directive, ...]
    comments: tuple[Comment, ...]
    instructions: tuple[Instruction, ...]
    global_args: tuple[Instruction, ...]
    stages: tuple[Stage, ...]
    escape: str

    @property
    def final(self) -> Stage:
        """The last stage: what a build without ``--target`` gives."""
        return self.stages[-1]

    def edited(self, edits: Iterable[Edit]) -> Dockerfile:
        """Give the file with edits made, as `parse` reads it. Raises UnreadableError and ConflictError."""
        edits = tuple(edits)
        source = self.source.splice(edits)
        if not edits:
            return self
        reading = Reading(self.directives, self.comments, self.instructions, self.escape)
        found = _dockerfile(source, reread(reading, self.source, source, edits))
        remember(source, parse, found)
        return found

    def of(self, *keywords: str) -> tuple[Instruction, ...]:
        """Give the instructions of all stages with one of these keywords, in order."""
        return tuple(one for stage in self.stages for one in stage.of(*keywords))

    def number(self, instruction: Instruction) -> int:
        """Give which of all instructions one is, counted from 0."""
        return bisect_left(self.instructions, instruction.span.start, key=lambda one: one.span.start)

    def stage_of(self, instruction: Instruction) -> Stage | None:
        """Give the stage an instruction (or a trigger) belongs to, None for a global ARG."""
        index = bisect_right(self._stage_starts, instruction.span.start) - 1
        return self.stages[index] if index >= 0 else None

    def stage_named(self, name: str, before: Stage | None = None) -> Stage | None:
        """Give the stage of that name, in any case, or number; only one before `before` if given.

        The last of several stages of one name counts, as in a build.
        """
        limit = len(self.stages) if before is None else before.index
        if name.isascii() and name.isdigit():
            number = int(name[:9])
            return self.stages[number] if number < limit else None
        return self._by_name(name, limit)

    def parent(self, stage: Stage) -> Stage | None:
        """Give the earlier stage that a stage builds on, None where it builds on an image."""
        index = self._parents[stage.index]
        return None if index is None else self.stages[index]

    def lineage(self, stage: Stage) -> tuple[Stage, ...]:
        """Give a stage, its parent, and so on up to the one that builds on an image."""
        return self._lineages[stage.index]

    def root(self, stage: Stage) -> Stage:
        """Give the stage at the end of a lineage, which builds on an image: that image is the lineage's."""
        return self.lineage(stage)[-1]

    def base_image(self, stage: Stage) -> ImageReference | None:
        """Give the image that a stage's lineage starts from, variables expanded; None if not known."""
        return self._image(self.root(stage).index)

    def environment(self, at: Instruction) -> Environment:
        """Give the variables in force just before an instruction; for a FROM the global ones."""
        stage = self.stage_of(at)
        if stage is None:
            return Environment(self._global_scope, at.span.start)
        if at.span == stage.from_.span:
            return Environment(self._global_scope)
        return Environment(self._scopes[stage.index], at.span.start)

    def _by_name(self, name: str, limit: int) -> Stage | None:
        indexes = self._named.get(name.lower(), ())
        at = bisect_right(indexes, limit - 1) - 1
        return self.stages[indexes[at]] if at >= 0 else None

    @remembered
    def _image(self, index: int) -> ImageReference | None:
        """Give the image that the FROM of the stage with this index names."""
        text = self._bases[index]
        try:
            return ImageReference.parse(text) if text else None
        except ValueError:
            return None

    @cached_property
    def _lineages(self) -> tuple[tuple[Stage, ...], ...]:
        found: list[tuple[Stage, ...]] = []
        for stage in self.stages:
            parent = self._parents[stage.index]
            found.append((stage,) if parent is None else (stage, *found[parent]))
        return tuple(found)

    @cached_property
    def _stage_starts(self) -> tuple[int, ...]:
        return tuple(stage.from_.span.start for stage in self.stages)

    @cached_property
    def _named(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for stage in self.stages:
            if stage.name is not None:
                found.setdefault(stage.name.lower(), []).append(stage.index)
        return found

    @cached_property
    def _global_scope(self) -> Scope:
        return global_scope(self.global_args, self.escape)

    @cached_property
    def _bases(self) -> tuple[str | None, ...]:
        """What each FROM names, variables expanded."""
        environment = Environment(self._global_scope)
        return tuple(environment.expand(stage.base.text) for stage in self.stages)

    @cached_property
    def _parents(self) -> tuple[int | None, ...]:
        found: list[int | None] = []
        for stage in self.stages:
            base = self._bases[stage.index]
            parent = self._by_name(base, stage.index) if base else None
            found.append(parent.index if parent else None)
        return tuple(found)

    @cached_property
    def _scopes(self) -> tuple[Scope, ...]:
        scopes: list[Scope] = []
        for stage in self.stages:
            parent = self._parents[stage.index]
            base = None if parent is None else scopes[parent]
            scratch = self._bases[stage.index] == "scratch"
            scopes.append(stage_scope(stage.instructions, base, self._global_scope, scratch=scratch))
        return tuple(scopes)


@remembered
def parse(source: Source) -> Dockerfile:
    """Read a Dockerfile without losing a byte of it.

    Raises UnreadableError for what BuildKit refuses, for unknown instructions (a template, or no
    Dockerfile), and for a file without instruction or without FROM.
    """
    return _parsed(source)


@lru_cache(maxsize=16)  # a text is read by each pass over the file, and again by the proof
def _parsed(source: Source) -> Dockerfile:
    return _dockerfile(source, read(source))


def _dockerfile(source: Source, reading: Reading) -> Dockerfile:
    instructions = reading.instructions
    starts = [index for index, one in enumerate(instructions) if one.keyword == "FROM"]
    first = starts[0] if starts else len(instructions)
    for instruction in instructions[:first]:
        if instruction.keyword != "ARG":
            message = f"{instruction.keyword} stands before any FROM: only ARG may"
            raise UnreadableError(instruction.line, message)
    if not starts:
        raise UnreadableError(instructions[-1].end_line, "there is no FROM in this file")
    stages = tuple(
        _stage(index, instructions[start:end])
        for index, (start, end) in enumerate(zip(starts, [*starts[1:], len(instructions)], strict=True))
    )
    return Dockerfile(
        source=source,
        directives=reading.directives,
        comments=reading.comments,
        instructions=instructions,
        global_args=instructions[:first],
        stages=stages,
        escape=reading.escape,
    )


def _stage(index: int, instructions: tuple[Instruction, ...]) -> Stage:
    base, name = from_words(instructions[0])
    return Stage(index, name.text if name else None, instructions[0], base, instructions[1:])
