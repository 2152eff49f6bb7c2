"""What a build does again after one file of the build context has changed: which layers, at what cost.

Layers are counted as BuildKit caches them: a COPY or a bind mount that brings the file runs again, and
so does every RUN, COPY and ADD behind it in the stage, and what stands behind a COPY out of the part
of another stage that came out differently. Costs are seconds, estimated from a table.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import field

from migrator.build_context.copied_paths import folder_at
from migrator.build_context.path_patterns import compiled, is_pattern
from migrator.build_context.source_copies import binds_source, is_source_copy
from migrator.dockerfile import Instruction, Stage, copy_parts
from migrator.dockerfile.mounts import bind_mounts
from migrator.layers.costs import cost_of
from migrator.layers.effects import Effects, EffectsOf
from migrator.layers.footprint import SYSTEM_FOLDERS, overlap
from migrator.paths import joined_path, parents, plain_source, within
from migrator.records import dataclass
from migrator.stages.graph import StageGraph

Hit = Callable[[Instruction], bool]


@dataclass(frozen=True)
class Layer:
    """One layer that is built again: its line and how long that is estimated to take."""

    line: int
    seconds: float


@dataclass(frozen=True)
class Rebuild:
    """The layers that are built again after `touched`, a file of the build context, has changed."""

    touched: str
    layers: tuple[Layer, ...]

    @property
    def count(self) -> int:
        """How many layers that are."""
        return len(self.layers)

    @property
    def seconds(self) -> float:
        """How long they are estimated to take together."""
        return sum(layer.seconds for layer in self.layers)


@dataclass
class _State:
    """What has become of a stage: whether anything was built again, and which paths may differ."""

    again: bool = False
    differs: set[str] = field(default_factory=set)
    copied: list[Effects] = field(default_factory=list)
    layers: list[Instruction] = field(default_factory=list)
    fresh: list[Instruction] = field(default_factory=list)


@dataclass(frozen=True)
class _Walk:
    """Follows one change through the stages of a file; `hit` tells which COPY it concerns."""

    effects: EffectsOf
    hit: Hit

    def states(self, stages: Iterable[Stage]) -> dict[int, _State]:
        found: dict[int, _State] = {}
        for stage in stages:
            parent = self.effects.dockerfile.parent(stage)
            before = found.get(parent.index) if parent else None
            state = _State(before.again, set(before.differs), list(before.copied)) if before else _State()
            for one in stage.instructions:
                self._step(stage, one, state, found)
            found[stage.index] = state
        return found

    def _step(self, stage: Stage, one: Instruction, state: _State, found: dict[int, _State]) -> None:
        if one.keyword not in ("RUN", "COPY", "ADD"):
            return
        fresh = self._concerned(stage, one, found)
        if not (state.again or fresh):
            return
        effects = self.effects.of(one)
        state.again = True
        state.layers.append(one)
        if one.keyword == "RUN":
            state.differs |= self._written(one, effects)
        elif fresh:
            state.fresh.append(one)
            state.copied.append(effects)

    def _written(self, one: Instruction, effects: Effects) -> set[str]:
        """Give the paths that come out differently when a RUN runs again on other input.

        A command that nobody knows is taken to write to its working directory: builds do.
        """
        found = set(effects.makes | effects.reads)
        if effects.unknown:
            found.add(folder_at(self.effects.dockerfile, one))
        return found | (set(SYSTEM_FOLDERS) if "packages" in effects.sets and not effects.unknown else set())

    def _concerned(self, stage: Stage, one: Instruction, found: dict[int, _State]) -> bool:
        """Tell whether an instruction brings what has changed, from the context or from another stage."""
        if one.keyword != "RUN":
            origin = copy_parts(one).from_
            if origin is None:
                return self.hit(one)
            paths = [word.value or word.text for word in copy_parts(one).sources]
            return self._differs(stage, origin, paths, found)
        for parts in bind_mounts(one):
            source = parts.get("source") or "/"
            if parts.get("from") and self._differs(stage, parts["from"], [source], found):
                return True
        return self.hit(one)

    def _differs(self, stage: Stage, name: str, paths: list[str], found: dict[int, _State]) -> bool:
        origin = self.effects.dockerfile.stage_named(name, stage)
        state = found.get(origin.index) if origin else None
        if state is None:
            return False
        absolute = [posixpath.normpath("/" + re.split(r"[*?\[$]", path)[0].lstrip("/")) for path in paths]
        return any(
            any(overlap(path, other) for other in state.differs)
            or any(self._holds(each, path) for each in state.copied)
            for path in absolute
        )

    def _holds(self, copy: Effects, path: str) -> bool:
        """Tell whether what a COPY brought is, or may be, at `path` or below it."""
        if not copy.brings:
            return any(overlap(path, other) for other in copy.makes)
        near = (file for file in copy.brings if overlap(path, file.path))
        return any(within(file.path, path) or self.effects.may_hold(file, path) for file in near)


def rebuild(effects: EffectsOf, touched: str) -> Rebuild:
    """Give what is built again of the final image after the file `touched` has changed."""
    dockerfile = effects.dockerfile
    needed = StageGraph(dockerfile).needed()
    stages = [stage for stage in dockerfile.stages if stage.index in needed]
    states = _Walk(effects, lambda one: brings(effects, one, touched)).states(stages)
    layers = (Layer(one.line, cost_of(effects, one)) for state in states.values() for one in state.layers)
    return Rebuild(touched, tuple(sorted(layers, key=lambda layer: layer.line)))


def source_files(effects: EffectsOf) -> tuple[str, ...]:
    """Give one file for each COPY of source: where a Python file of the application could lie.

    The file need not exist: ``changed.py`` stands for any source file below what is copied.
    """
    found: dict[str, None] = {}
    for one in effects.dockerfile.instructions:
        if one.keyword in ("COPY", "ADD") and is_source_copy(one, effects.build):
            for word in copy_parts(one).sources:
                if (path := _probe(effects, word.value or word.text)) is not None:
                    found[path] = None
    return tuple(found)


def worst(effects: EffectsOf) -> Rebuild | None:
    """Give the rebuild after a change of that source file which costs most; None without source."""
    found = [rebuild(effects, path) for path in source_files(effects)]
    return max(found, key=lambda each: (each.seconds, each.count), default=None)


def _probe(effects: EffectsOf, text: str) -> str | None:
    plain = plain_source(text)
    if is_pattern(plain):
        folder = posixpath.dirname(plain)
        path = posixpath.join(folder, "changed.py")
        return path if compiled(plain).fullmatch(path) else None
    is_file = not effects.build.is_folder(plain) and "." in posixpath.basename(plain) and plain != "."
    path = plain if is_file else joined_path(plain, "changed.py")
    return None if effects.build.ignored(path) else path


@dataclass(frozen=True)
class Volatile:
    """What a change of the source alters: `copies` by their offsets, `stages` by their indexes.

    The COPYs are those that bring other content, from the build context or from another stage. The
    stages are those that build on one that is built again: all of their layers are, in any order.
    """

    copies: frozenset[int]
    stages: frozenset[int]


def volatile(effects: EffectsOf) -> Volatile:
    """Give what a change of the source alters."""
    dockerfile = effects.dockerfile
    states = _Walk(effects, lambda one: _brings_source(effects, one)).states(dockerfile.stages)
    parents = ((stage.index, dockerfile.parent(stage)) for stage in dockerfile.stages)
    return Volatile(
        frozenset(one.span.start for state in states.values() for one in state.fresh),
        frozenset(index for index, parent in parents if parent and states[parent.index].again),
    )


def _brings_source(effects: EffectsOf, one: Instruction) -> bool:
    return is_source_copy(one, effects.build) or binds_source(one, effects.build)


def brings(effects: EffectsOf, one: Instruction, touched: str) -> bool:
    """Tell whether a COPY, an ADD or a bind mount from the build context brings the file `touched`."""
    if effects.build.ignored(touched):
        return False
    if one.keyword == "RUN":
        sources = [parts.get("source") or "." for parts in bind_mounts(one) if "from" not in parts]
    elif copy_parts(one).from_ is not None:
        return False
    else:
        sources = [word.value or word.text for word in copy_parts(one).sources]
    return any(_covers(source, touched) for source in sources if "://" not in source)


def _covers(source: str, touched: str) -> bool:
    plain = plain_source(source.strip("\"'"))
    if plain == ".":
        return True
    if is_pattern(plain):
        folders = [touched, *parents(touched)]
        return any(compiled(plain).fullmatch(each) for each in folders)
    return within(touched, plain)
