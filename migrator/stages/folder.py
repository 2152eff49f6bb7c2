"""Takes one stage out of a file, if that is safe, and remembers of every other why it stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from migrator.apt.package_lists import without_lists
from migrator.build_context import BuildContext
from migrator.dockerfile import Dockerfile, Instruction, Stage, UnreadableError, parse
from migrator.knowledge import Knowledge
from migrator.records import dataclass
from migrator.shell.run_as import script_at
from migrator.source import Edit, Source, Span
from migrator.stages.bases import base_of, require_compatible, require_kin
from migrator.stages.builder import read_builder
from migrator.stages.collapse import Folding, Keeping, Targets, line_map
from migrator.stages.graph import StageGraph, renumbered
from migrator.stages.merging import merged
from migrator.stages.model import BY_HAND, SYSTEM_PYTHON, Act, KeptError, is_check
from migrator.stages.moving import collapsed
from migrator.stages.packages import packages
from migrator.stages.places import Places
from migrator.stages.plan import Setup
from migrator.stages.takes import Role, find_takes, is_own_tool
from migrator.stages.text import without
from migrator.stages.wheels import consumer_of


@dataclass(frozen=True)
class _Folded:
    """A file with fewer stages: of what `kind` they were, their indexes, and why they could go."""

    source: Source
    kind: str
    gone: frozenset[int]
    reason: str


@dataclass
class Folder:
    """Looks for the next stage to fold; remembers why the others stay.

    `left` are the stages of the file as it was that are not folded yet: people know them by their numbers.
    """

    left: tuple[Stage, ...]
    build: BuildContext
    targets: Targets
    uv: str
    knowledge: Knowledge
    compilers: bool
    refused: dict[int, KeptError] = field(default_factory=dict)

    def step(self, dockerfile: Dockerfile) -> tuple[Source, Folding] | None:
        """Give the file with one stage less and which went; None where all have to stay."""
        self.refused = {}
        graph = StageGraph(dockerfile)
        for stage in reversed(dockerfile.stages[:-1]):
            try:
                done = self._folded(dockerfile, graph, stage)
                _require_no_directive(dockerfile, done.source, stage)
            except KeptError as error:
                self.refused[stage.index] = error
                continue
            was = self.left[stage.index]
            self.left = tuple(each for index, each in enumerate(self.left) if index not in done.gone)
            return done.source, Folding(done.kind, was.called, was.from_.line, done.reason)
        return None

    def keepings(self, dockerfile: Dockerfile) -> Iterator[Keeping]:
        """Give the stages that stay, one by one."""
        graph = StageGraph(dockerfile)
        needed = graph.needed()
        for stage in dockerfile.stages[:-1]:
            error = self.refused[stage.index]
            unused = stage.index not in needed and not graph.unknown
            yield Keeping((self._called(stage),), error.line, error.reason, error.hint, unused)

    def _called(self, stage: Stage) -> str:
        return self.left[stage.index].called

    def _folded(self, dockerfile: Dockerfile, graph: StageGraph, stage: Stage) -> _Folded:
        """Give the file without `stage`; raises KeptError."""
        if graph.unknown:
            at = graph.unknown[0].line
            raise KeptError(at, "may be read by a name that a variable decides", "write the name out")
        if stage.index not in graph.needed():
            return self._unused(dockerfile, graph, stage)
        _require_one_base(dockerfile, graph, stage)
        self._require_one_user(dockerfile, graph, stage)
        if graph.children(stage):
            if len(graph.uses(stage)) > 1:
                raise KeptError(stage.from_.line, "is both inherited and copied from", "inherit it only")
            self._require_unnamed((stage,))
            source = merged(dockerfile, stage)
            return _Folded(source, "parent", frozenset({stage.index}), "only the final stage builds on it")
        chain = self._chain(dockerfile, graph, stage)
        source, reason = self._taken_apart(dockerfile, graph, chain)
        self._require_unnamed(chain)
        return _Folded(source, "builder", frozenset(each.index for each in chain), reason)

    def _require_one_user(self, dockerfile: Dockerfile, graph: StageGraph, stage: Stage) -> None:
        """Raise KeptError where another stage than the final one needs `stage`."""
        users = graph.users(stage)
        if users != (dockerfile.final,):
            require_kin(stage, base_of(dockerfile, stage), base_of(dockerfile, dockerfile.final))
            several = "several stages" if len(users) > 1 else "another stage"
            reason = f"is needed by {several} ({', '.join(map(self._called, users))})"
            raise KeptError(stage.from_.line, reason, "fold it in by hand if one of them can go")

    def _require_unnamed(self, stages: tuple[Stage, ...]) -> None:
        for stage in stages:
            names = frozenset({str(stage.index), *([stage.name.lower()] if stage.name else [])})
            for place in self.targets(names).values():
                hint = "remove that build target if nobody needs the stage alone"
                raise KeptError(stage.from_.line, f"is built by name ({place})", hint)

    def _chain(self, dockerfile: Dockerfile, graph: StageGraph, stage: Stage) -> tuple[Stage, ...]:
        """Give the stage and those it alone builds on, the oldest first; raises KeptError."""
        shared = set(dockerfile.lineage(dockerfile.final))
        found = [stage]
        for parent in dockerfile.lineage(stage)[1:]:
            if parent in shared:
                break
            if graph.users(parent) != (found[0],) or len(graph.uses(parent)) > 1:
                reason = f"builds on {self._called(parent)}, which other stages need too"
                raise KeptError(stage.from_.line, reason, BY_HAND)
            found.insert(0, parent)
        return tuple(found)

    def _unused(self, dockerfile: Dockerfile, graph: StageGraph, stage: Stage) -> _Folded:
        what = "is not needed for the final image"
        if stage.name is not None or graph.uses(stage):
            raise KeptError(stage.from_.line, what, "delete it if nobody builds it with --target")
        if check := _check_in(dockerfile, stage):  # a builder without BuildKit builds it, and fails with it
            raise KeptError(stage.from_.line, what, f"delete it if no build is to fail with `{check}`")
        self._require_unnamed((stage,))
        following = dockerfile.stages[stage.index + 1].from_
        region = Span(stage.from_.lines.start, following.lines.start)
        lines = [
            span for one in (stage.from_, *stage.instructions) for span in _but_comments(dockerfile, one)
        ]
        edit = Edit.over(region, without(dockerfile, region, lines))
        gone = frozenset({stage.index})
        source = dockerfile.source.splice([edit, *renumbered(dockerfile, gone)])
        return _Folded(source, "unused", gone, "nothing needs it and it has no name")

    def _taken_apart(
        self, dockerfile: Dockerfile, graph: StageGraph, chain: tuple[Stage, ...]
    ) -> tuple[Source, str]:
        """Give the file with a builder, and the stages it alone builds on, folded in, and what was done."""
        plain = without_lists(dockerfile, [each.index for each in chain])
        if plain is not dockerfile:
            same = tuple(plain.stages[each.index] for each in chain)
            try:
                return self._taken_apart(plain, StageGraph(plain), same)
            except KeptError as error:
                line = line_map(dockerfile.source, plain.source)(error.line)
                raise KeptError(line, error.reason, error.hint) from None
        stage, final = chain[-1], dockerfile.final
        to_base = base_of(dockerfile, final)
        require_compatible(stage, base_of(dockerfile, stage), to_base, compilers=self.compilers)
        related = set(dockerfile.lineage(stage)) & set(dockerfile.lineage(final))
        if chain[0].platform != dockerfile.root(final).platform and not related:
            raise KeptError(stage.from_.line, "is built for another platform", "name one platform")
        places = Places(dockerfile, self.build)
        builder = read_builder(dockerfile, chain, places)
        takes = find_takes(dockerfile, builder, graph.uses(stage), places, to_base)
        setup = Setup(dockerfile, places, builder, final, takes, to_base, self.uv, self.knowledge)
        return collapsed(setup), _told(setup)


def _but_comments(dockerfile: Dockerfile, one: Instruction) -> Iterator[Span]:
    """Give the lines of an instruction but its comments; raises KeptError where a here-document has some."""
    if any(line.lstrip().startswith("#") for heredoc in one.heredocs for line in heredoc.text.splitlines()):
        hint = "delete it with its comments if nobody needs them"
        raise KeptError(one.line, "is not needed, but its here-documents hold comments", hint)
    at = one.lines.start
    for comment in one.comments:
        line = dockerfile.source.line_span(comment.start)
        yield Span(at, line.start)
        at = line.end
    yield Span(at, one.lines.end)


def _require_one_base(dockerfile: Dockerfile, graph: StageGraph, stage: Stage) -> None:
    """Raise KeptError where a variable of the build decides what a stage, or the final one, stands on."""
    hint = "write the name out"
    if chosen := graph.chosen_by(stage):
        raise KeptError(chosen[0].from_.line, "may be the base that a variable chooses", hint)
    variants = (*graph.unlike_variants(stage), *graph.unlike_variants(dockerfile.final))
    if variants and stage not in dockerfile.lineage(dockerfile.final):
        reason = f"would become part of a stage that can stand on {variants[0].called} as well"
        raise KeptError(stage.from_.line, reason, hint)


def _told(setup: Setup) -> str:
    """Give what a collapse does, in words that a reviewer can check."""
    paths = ", ".join(dict.fromkeys(take.source for take in setup.takes))
    found = [f"the final stage makes itself what it copied from there ({paths})"]
    needed = packages(setup, setup.final.end)
    if needed and needed.extra:
        names, several = ", ".join(needed.extra), len(needed.extra) > 1
        found.append(f"{names} {'come and go' if several else 'comes and goes'} in the RUN that compiles")
    if needed and needed.stay:
        found.append(f"{', '.join(needed.stay)} {'stay' if len(needed.stay) > 1 else 'stays'} in the image")
    if setup.builder.base.full and not setup.to_base.full:
        found.append(f"compilers that only {setup.builder.base.text} has are left to what the packages need")
    consumer = consumer_of(setup)
    own = {one.value.text for one in setup.final.of("RUN")}
    moving = (run for run in setup.builder.runs if not run.does(Act.WHEEL))
    moving = (run for run in moving if run.instruction.value.text not in own)
    updates = any(step.place == SYSTEM_PYTHON and is_own_tool(step) for run in moving for step in run.steps)
    if updates and not (consumer and consumer.updates_pip):
        found.append("its update of pip comes along")
    if any(take.chown for take in setup.take_of(Role.USER, Role.PREFIX, Role.SYSTEM)):
        found.append("the packages belong to root")
    return "; ".join(found)


def _require_no_directive(dockerfile: Dockerfile, source: Source, stage: Stage) -> None:
    """Raise KeptError where a comment would come to stand at the top, where it is a parser directive."""
    hint = "move the comment below an instruction"
    try:
        new = {each.name for each in parse(source).directives} - {each.name for each in dockerfile.directives}
    except UnreadableError as error:
        reason = f"would leave a file that cannot be read ({error.message})"
        raise KeptError(stage.from_.line, reason, hint) from None
    if new:
        reason = f"would leave a comment at the top that is the parser directive {sorted(new)[0]}"
        raise KeptError(stage.from_.line, reason, hint)


def _check_in(dockerfile: Dockerfile, stage: Stage) -> str:
    """Give the first command of a stage that checks the code, empty without one."""
    commands = (command for one in stage.of("RUN") for command in script_at(dockerfile, one).commands)
    found = next(filter(is_check, commands), None)
    return " ".join(word.text for word in found.words[:3]) if found else ""
