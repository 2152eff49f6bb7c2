"""Which stage uses which: by building on it, by copying from it, by mounting it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Instruction, Stage, copy_parts
from migrator.dockerfile.mounts import mounts
from migrator.memory import remembered
from migrator.records import dataclass
from migrator.source import Edit

_VARIABLE = re.compile(r"\$(?:\{[^{}]*\}|\w+)")
_NUMBER = re.compile(r"(?P<head>from=)(?P<number>[0-9]+)(?=,|\s|\Z)")


@dataclass(frozen=True, slots=True)
class Use:
    """One place where `user` needs an earlier stage; `instruction` is its FROM where it builds on it."""

    user: Stage
    instruction: Instruction


@dataclass(frozen=True)
class StageGraph:
    """The uses between the stages of one file."""

    dockerfile: Dockerfile

    @cached_property
    def unknown(self) -> tuple[Instruction, ...]:
        """The instructions that read from a stage or image whose name a variable decides."""
        return tuple(one for _, one, name in self._reads if "$" in name)

    def uses(self, stage: Stage) -> tuple[Use, ...]:
        """Give every use of `stage`, in file order."""
        return tuple(use for index, use in self._uses if index == stage.index)

    def users(self, stage: Stage) -> tuple[Stage, ...]:
        """Give the stages that use `stage`, each once."""
        return tuple(dict.fromkeys(use.user for use in self.uses(stage)))

    def children(self, stage: Stage) -> tuple[Stage, ...]:
        """Give the stages that build on `stage`."""
        return tuple(use.user for use in self.uses(stage) if use.instruction is use.user.from_)

    @remembered
    def variants(self, stage: Stage) -> tuple[Stage, ...]:
        """Give the stages beside its parent that a variable in a FROM may choose as well: ``${KIND}-base``.

        The variable may be empty: ``base${SUFFIX}``. A stage that others take files from is no base, and what
        names an image by default no stage.
        """
        parent = self.dockerfile.parent(stage)
        if parent is None or "$" not in stage.base.text:
            return ()
        name = ".*".join(map(re.escape, _VARIABLE.split(stage.base.text.strip("\"'"))))
        earlier = (one for one in self.dockerfile.stages[: stage.index] if one is not parent)
        alike = [one for one in earlier if one.name and re.fullmatch(name, one.name, re.IGNORECASE)]
        return tuple(one for one in alike if len(self.uses(one)) == len(self.children(one)))

    def chosen_by(self, stage: Stage) -> tuple[Stage, ...]:
        """Give the stages that build on `stage` only where a variable chooses it."""
        return tuple(one for one in self.dockerfile.stages if stage in self.variants(one))

    def unlike_variants(self, stage: Stage) -> tuple[Stage, ...]:
        """Give the variants of a stage, or of one below it, that stand on another image than it does."""
        variants = (each for one in self.dockerfile.lineage(stage) for each in self.variants(one))
        return tuple(one for one in variants if self._image_of(one) != self._image_of(stage))

    def _image_of(self, stage: Stage) -> str:
        return self.dockerfile.root(stage).base.text

    def needed(self) -> frozenset[int]:
        """Give the indexes of the stages that the final stage needs or may need, itself included."""
        needed: set[int] = set()
        todo = [self.dockerfile.final.index]
        while todo:
            index = todo.pop()
            needed.add(index)
            sources = {source for source, use in self._uses if use.user.index == index}
            sources |= {one.index for one in self.variants(self.dockerfile.stages[index])}
            todo += sorted(sources - needed)
        return frozenset(needed)

    @cached_property
    def _reads(self) -> tuple[tuple[Stage, Instruction, str], ...]:
        return tuple(
            (stage, one, name)
            for stage in self.dockerfile.stages
            for one in stage.instructions
            for name in read_from(one)
        )

    @cached_property
    def _uses(self) -> tuple[tuple[int, Use], ...]:
        found: list[tuple[int, Use]] = []
        for stage in self.dockerfile.stages:
            if (parent := self.dockerfile.parent(stage)) is not None:
                found.append((parent.index, Use(stage, stage.from_)))
        for stage, instruction, name in self._reads:
            if (source := self.dockerfile.stage_named(name, stage)) is not None:
                found.append((source.index, Use(stage, instruction)))
        return tuple(found)


@remembered
def read_from(instruction: Instruction) -> tuple[str, ...]:
    """Give the names of stages and images that an instruction, or its trigger, reads files from."""
    inner = instruction.inner
    copied = copy_parts(inner).from_ if inner.keyword in ("COPY", "ADD") else None
    mounted = [parts.get("from") for parts in mounts(inner)] if inner.flags else []
    return tuple(name for name in (copied, *mounted) if name)


def renumbered(dockerfile: Dockerfile, gone: frozenset[int]) -> tuple[Edit, ...]:
    """Give the edits that keep numbers (``--from=2``) right when the stages `gone` leave the file."""
    edits: list[Edit] = []
    for stage in dockerfile.stages:
        if stage.index in gone:
            continue
        for instruction in stage.instructions:
            edits += renumbered_in(dockerfile, instruction, gone)
    return tuple(edits)


def renumbered_in(dockerfile: Dockerfile, instruction: Instruction, gone: frozenset[int]) -> Iterator[Edit]:
    """Give the edits that keep the numbers in one instruction right."""
    for flag in instruction.flags:
        match = _NUMBER.search(dockerfile.source.slice(flag.span)) if flag.name in ("from", "mount") else None
        number = int(match["number"][:9]) if match else -1
        less = sum(index < number for index in gone)
        if match and less and number < len(dockerfile.stages):
            start = flag.span.start + match.start("number")
            yield Edit(start, start + len(match["number"]), str(number - less))
