"""Plans a better order for one stage: what changes often goes behind what is costly and does not need it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field, replace

from migrator.build_context.copied_paths import context_path
from migrator.build_context.source_copies import binds_source
from migrator.dockerfile import Instruction, Stage
from migrator.dockerfile.operands import assignments
from migrator.layers.candidates import Candidates
from migrator.layers.effects import VOLATILE, Effects, EffectsOf, used_in, without_project
from migrator.layers.footprint import ProjectInstall, overlap
from migrator.layers.independence import Independence, Obstacle
from migrator.records import dataclass
from migrator.shell.run_as import root_at

WHOLE, REST, PROJECT = 0, 1, 2
"""What of an instruction a step is: all, the RUN without the project, the project alone."""


@dataclass(frozen=True)
class Step:
    """One instruction in a plan, or one half of a RUN that can leave the project out.

    `index` counts in the stage, `part` is WHOLE, REST or PROJECT.
    """

    index: int
    instruction: Instruction
    effects: Effects
    part: int = WHOLE
    project: ProjectInstall | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands among the steps of its stage."""
        return self.index, self.part


@dataclass(frozen=True)
class Needed:
    """A file that a RUN reads out of the source: its place in the build context and in the image."""

    source: str
    path: str


@dataclass(frozen=True)
class Kept:
    """A costly RUN that has to stay behind another step, and on account of what."""

    run: Step
    behind: Step
    obstacle: Obstacle


@dataclass(frozen=True)
class Plan:
    """A better order of one stage: every step of `late` goes behind every one of `early`.

    Both keep their own order. `needed` are the files that the RUNs of `early` read from the COPYs of
    `late`, each with the index of its COPY.
    """

    late: tuple[Step, ...]
    early: tuple[Step, ...]
    needed: tuple[tuple[int, Needed], ...] = ()

    @property
    def gained(self) -> tuple[Step, ...]:
        """The costly steps that come first now and did not before."""
        return tuple(step for step in self.early if step.effects.costly)


@dataclass
class _Sorting:
    """The steps so far: those that depend on what changes often, and those that do not."""

    late: list[Step] = field(default_factory=list)
    early: list[Step] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    needed: list[tuple[Step, int, Needed]] = field(default_factory=list)
    candidates: Candidates = field(default_factory=Candidates)

    def behind(self, step: Step) -> None:
        """Note that a step comes late."""
        self.late.append(step)
        self.candidates.add(step.effects)

    def plan(self) -> Plan | None:
        """Give the order that this comes to, None where nothing costly gains by it."""
        worth = [at for at, step in enumerate(self.early) if step.effects.costly]
        if not worth:
            return None
        early = tuple(self.early[: worth[-1] + 1])
        halved = {step.index for step in early if step.part == REST}
        end = early[-1].place
        late = tuple(s for s in self.late if s.place < end or (s.part == PROJECT and s.index in halved))
        first = late[0].place if late else early[-1].place
        early = tuple(step for step in early if step.place > first)
        indexes = {step.index for step in late}
        asked = ((index, file) for step, index, file in self.needed if step in early and index in indexes)
        return Plan(late, early, tuple(dict.fromkeys(asked))) if late else None


def steps_of(effects: EffectsOf, stage: Stage) -> tuple[Step, ...]:
    """Give the instructions of a stage as steps."""
    found: list[Step] = []
    for index, one in enumerate(stage.instructions):
        each = effects.of(one)
        if effects.only_project_left(one, each):
            each = replace(each, project=None, costly=False)
        if binds_source(one, effects.build):
            each = replace(each, costly=False)  # nothing is gained: it runs again wherever it stands
        found.append(Step(index, one, each))
    return tuple(found)


def plan_source(
    effects: EffectsOf, steps: tuple[Step, ...], volatile: frozenset[int]
) -> tuple[Plan | None, tuple[Kept, ...]]:
    """Plan where the COPYs at the offsets `volatile` go, which bring the source.

    Gives also the costly RUNs that have to stay behind them.
    """
    seeds = frozenset(
        step.index for step in steps if step.instruction.span.start in volatile and not step.effects.unknown
    )
    if not seeds:
        return None, ()
    sorting = _Planner(effects, seeds, seeds).sort(steps)
    fed = frozenset(index for _, index, _ in sorting.needed)
    if any(step.effects.founds and step.index in seeds - fed for step in steps):
        sorting = _Planner(effects, seeds, fed).sort(steps)
    return sorting.plan(), tuple(sorting.kept)


def plan_values(effects: EffectsOf, steps: tuple[Step, ...]) -> Plan | None:
    """Plan where ARG, ENV and LABEL go that are other ones in each build: behind what does not use them."""
    seeds = frozenset(_volatile(steps))
    sorting = _Planner(effects, seeds, frozenset(), metadata=True).sort(steps)
    users = [step.place for step in sorting.late if step.instruction.keyword not in ("ARG", "ENV", "LABEL")]
    end = min(users, default=(len(steps), WHOLE))
    early = [step for step in sorting.early if step.place < end]
    late = [step for step in sorting.late if step.place < end]
    return _Sorting(late, early).plan() if late else None


def _volatile(steps: Iterable[Step]) -> Iterator[int]:
    """Give the ARG that declare nothing but values that change with each build, and that no ENV hides."""
    steps = tuple(steps)
    hidden = {
        pair.name
        for step in steps
        if step.instruction.keyword == "ENV"
        for pair in assignments(step.instruction)
        if pair.value is None or f"${pair.name}" not in used_in(pair.value.text)
    }
    for step in steps:
        if step.instruction.keyword == "ARG":
            names = {pair.name for pair in assignments(step.instruction)}
            if not names & hidden and all(VOLATILE.fullmatch(name) for name in names):
                yield step.index


@dataclass(frozen=True)
class _Planner:
    """Sorts the steps of one stage by whether they depend on its `seeds`.

    `fed` are the seeds before which files of theirs will be copied, so that their destination exists.
    """

    effects: EffectsOf
    seeds: frozenset[int]
    fed: frozenset[int]
    metadata: bool = False

    def sort(self, steps: tuple[Step, ...]) -> _Sorting:
        sorting = _Sorting()
        for step in steps:
            if step.index in self.seeds:
                sorting.behind(self._seed(step))
            elif next(self._met(step, sorting), None) is None:
                sorting.early.append(step)
            else:
                for half in (step,) if self.metadata else _halves(step):
                    self._place(half, sorting)
        return sorting

    def _seed(self, step: Step) -> Step:
        """Give a seed as it may be moved: a relative destination is written anew where it has to be."""
        founds = step.effects.founds and step.index not in self.fed
        needs = step.effects.needs - {"WORKDIR"}
        return replace(step, effects=replace(step.effects, founds=founds, needs=needs))

    def _met(self, step: Step, sorting: _Sorting) -> Iterator[tuple[Step, tuple[Obstacle, ...]]]:
        """Give the late steps that `step` must stay behind, with the reasons."""
        independence = Independence(self.effects)
        for number in sorting.candidates.meeting(step.effects):
            late = sorting.late[number]
            obstacles = independence.obstacles(late.effects, step.effects)
            if obstacles:
                yield late, obstacles

    def _place(self, step: Step, sorting: _Sorting) -> None:
        needed = self._satisfied(step, sorting)
        if not isinstance(needed, Kept):
            sorting.needed += [(step, index, file) for index, file in needed]
            sorting.early.append(step)
            return
        sorting.behind(step)
        if step.effects.costly:
            sorting.kept.append(needed)

    def _satisfied(self, step: Step, sorting: _Sorting) -> list[tuple[int, Needed]] | Kept:
        """Give the files with which a step could go before all that it meets, or what keeps it from that."""
        found: list[tuple[int, Needed]] = []
        for late, obstacles in self._met(step, sorting):
            for obstacle in obstacles:
                origin = self._origin(step, late, obstacle.path)
                if origin is None:
                    return Kept(step, late, obstacle)
                copied = late.index in self.seeds and self._brings(late, obstacle.path, origin)
                if copied and not self._is_there(obstacle.path, origin, sorting):
                    found.append((late.index, Needed(origin, obstacle.path)))
        return found

    def _origin(self, step: Step, late: Step, path: str) -> str | None:
        """Give the file of the build context that a step reads at `path` and that could be copied before.

        None where it is no such file, or where `late` may change what it says.
        """
        build = self.effects.build
        if self.metadata or not step.effects.costly or path not in step.effects.files:
            return None
        if late.index in self.seeds and not late.effects.brings:
            return None  # it comes from another stage
        if late.index not in self.seeds and not self._only_owns(step, late, path):
            return None
        origin = context_path(self.effects.dockerfile, build, step.instruction, path)
        if origin is None or origin.endswith(".py"):
            return None  # source itself
        there = build.read_bytes(origin, 1 << 26) is not None
        return origin if there and not build.ignored(origin) else None

    def _brings(self, late: Step, path: str, origin: str) -> bool:
        """Tell whether it is this COPY that brings the file `origin` to `path`, or one that may."""
        sources = [file.source_of(path) for file in late.effects.brings if file.covers(path)]
        return any(source in (None, origin) or self.effects.build.exists(source) for source in sources)

    def _only_owns(self, step: Step, late: Step, path: str) -> bool:
        """Tell whether a late RUN only changes who owns `path`, which root does not mind."""
        others = (late.effects.reads - late.effects.modes) | late.effects.makes | late.effects.folders
        plain = not late.effects.unknown and not any(overlap(path, each) for each in others)
        return plain and root_at(self.effects.dockerfile, step.instruction)

    def _is_there(self, path: str, origin: str, sorting: _Sorting) -> bool:
        """Tell whether a step that comes first has copied the same file, and none has changed it since."""
        there = False
        for step in sorting.early:
            if any(file.source_of(path) == origin for file in step.effects.brings):
                there = True
            elif step.effects.unknown or self._may_write(step.effects, path):
                there = False
        return there

    def _may_write(self, found: Effects, path: str) -> bool:
        """Tell whether an instruction may write `path`: a COPY of other files into its folder does not."""
        if found.brings and all(file.source is not None for file in found.brings):
            return any(file.covers(path) and self.effects.may_hold(file, path) for file in found.brings)
        return any(overlap(path, each) for each in found.makes)


def _halves(step: Step) -> Iterator[Step]:
    """Give a step, or the two halves of a RUN that can leave the project out."""
    project = step.effects.project
    if project is None or not step.effects.divisible:
        yield step
        return
    yield Step(step.index, step.instruction, without_project(step.effects), REST, project)
    alone = Effects(unknown="it installs the project itself", needs=step.effects.needs)
    yield Step(step.index, step.instruction, alone, PROJECT, project)
