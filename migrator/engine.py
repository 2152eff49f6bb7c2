"""Applies transforms to one file: bundle by bundle, whole or not at all, and proves that it is done."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import field, replace

from migrator.context import Context
from migrator.dockerfile import Dockerfile, UnreadableError, parse
from migrator.findings import Change, Finding, Note, Refusal, Rule, Safety
from migrator.invariants import broken
from migrator.line_names import told_finding
from migrator.pragmas import Pragmas
from migrator.provenance import Provenance
from migrator.records import dataclass
from migrator.registry import On, Transform
from migrator.repeats import Repeats
from migrator.selection import Selection
from migrator.source import Edit, Source

UNREADABLE = Rule("DFM001", "unreadable-file", "The file is not a Dockerfile that BuildKit would read.")
INVARIANT = Rule(
    "DFM002", "invariant-broken", "A bundle would have broken the file, so none of it was applied."
)
SKIPPED = Rule("DFM003", "skipped-file", "A pragma in the file keeps it as it is.")
_UNREADABLE_HINT = "left as it is; if it is a template, run dfmigrate on what it renders to"
ENGINE_RULES = (UNREADABLE, INVARIANT, SKIPPED)


class Status(enum.Enum):
    """What became of a finding."""

    APPLIED = "applied"
    WITHHELD = "withheld"
    """Fine in itself, but its bundle could not be applied as a whole."""
    SHOWN = "shown"
    """Below the safety floor: a person has to decide."""
    NOTED = "note"
    REFUSED = "refused"
    SILENCED = "silenced"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finding, who made it, what became of it, and its line in the original file."""

    finding: Finding
    transform: str
    bundle: str
    status: Status
    line: int


@dataclass(frozen=True, slots=True)
class Step:
    """One bundle that was applied: its name, and the file before and after it."""

    bundle: str
    before: Source
    after: Source


@dataclass(frozen=True, slots=True)
class Result:
    """What a run did to one file. With a `failure`, a fault of dfmigrate, `after` is `before`."""

    before: Source
    after: Source
    outcomes: tuple[Outcome, ...]
    steps: tuple[Step, ...] = ()
    failure: str | None = None

    @property
    def changed(self) -> bool:
        """Tell whether the file would be written."""
        return self.before.text != self.after.text


Surroundings = Callable[[Dockerfile], Context]
"""Gives the context of a file as it is found: asked again for the proof run, on the migrated file."""


@dataclass(frozen=True)
class Engine:
    """Transforms in the order in which they run, what of them is wanted, and how safe it must be."""

    transforms: tuple[Transform, ...]
    selection: Selection = field(default_factory=Selection)
    floor: Safety = Safety.REVIEW

    def run(self, source: Source, surroundings: Surroundings) -> Result:
        """Migrate one file. Never raises: a fault of a transform comes back as `Result.failure`."""
        try:
            dockerfile = parse(source)
        except UnreadableError as error:
            return _left_alone(source, Refusal(UNREADABLE, error.line, error.message, _UNREADABLE_HINT))
        skip = Pragmas(dockerfile).skip_file
        if skip:
            return _left_alone(
                source, Note(SKIPPED, skip.line, f"left alone: {skip.reason or 'no reason given'}")
            )
        try:
            return self._proven(dockerfile, surroundings)
        except Exception as error:  # whatever a transform does, the file stays as it was
            return Result(source, source, (), failure=f"{type(error).__name__}: {error}")

    def _proven(self, dockerfile: Dockerfile, surroundings: Surroundings) -> Result:
        repeats = Repeats()
        result, after = self._settled(dockerfile, surroundings(dockerfile), repeats)
        if not result.changed:
            return result
        again, _ = self._settled(after, surroundings(after), repeats)
        if again.changed:
            names = ", ".join(
                sorted({o.finding.rule.id for o in again.outcomes if o.status is Status.APPLIED})
            )
            failure = f"a second run would change the file again ({names})"
            return replace(result, after=result.before, steps=(), failure=failure)
        return result

    def _settled(
        self, dockerfile: Dockerfile, context: Context, repeats: Repeats
    ) -> tuple[Result, Dockerfile]:
        """Run until no further bundle turns out to be impossible; a pass knows what the last learnt."""
        known: dict[str, tuple[Outcome, ...]] = {}
        while True:
            state = _State(dockerfile, Provenance(dockerfile.source))
            walk = _Pass(self, replace(context, withheld=frozenset(known)), repeats, state)
            blocked = walk.over(self._bundles(), known)
            if not blocked:
                after = walk.state.dockerfile
                outcomes, steps = tuple(walk.outcomes), tuple(walk.steps)
                return Result(dockerfile.source, after.source, outcomes, steps), after
            known |= blocked

    def _bundles(self) -> tuple[tuple[str, tuple[Transform, ...]], ...]:
        """Give the bundles with their members that run, and those that are left out and follow such a one.

        These are only asked: what they would have to do about a change of the others withholds it.
        """
        groups: dict[str, list[Transform]] = {}
        for each in self.transforms:
            begun = groups.get(each.bundle, ())
            follows = any(member.phase < each.phase for member in begun)
            if each.on is On.DOCKERFILE and (self.selection.runs(each) or follows):
                groups.setdefault(each.bundle or f"={each.name}", []).append(each)
        return tuple((name.lstrip("="), tuple(members)) for name, members in groups.items())


@dataclass(frozen=True, slots=True)
class _State:
    """The file as it is between two transforms, read once, and the way back to the original."""

    dockerfile: Dockerfile
    provenance: Provenance

    @property
    def source(self) -> Source:
        return self.dockerfile.source

    def then(self, edits: list[Edit]) -> _State:
        if not edits:
            return self
        return _State(self.dockerfile.edited(edits), self.provenance.then(self.source, edits))


class _Pass:
    """One walk over all bundles."""

    def __init__(self, engine: Engine, context: Context, repeats: Repeats, state: _State) -> None:
        self.engine, self.context, self.repeats, self.state = engine, context, repeats, state
        self.outcomes: list[Outcome] = []
        self.steps: list[Step] = []

    def over(
        self, bundles: tuple[tuple[str, tuple[Transform, ...]], ...], known: dict[str, tuple[Outcome, ...]]
    ) -> dict[str, tuple[Outcome, ...]]:
        """Apply every bundle; give the outcomes of the first that turned out not to apply, if any."""
        for name, members in bundles:
            if name in known:
                self.outcomes += known[name]
                continue
            attempt = _Attempt(self, members)
            if attempt.succeeded():
                self._keep(name, attempt)
            elif members[0].bundle:
                return {name: tuple(attempt.withheld())}
            else:
                self.outcomes += attempt.withheld()
        return {}

    def _keep(self, name: str, attempt: _Attempt) -> None:
        self.outcomes += attempt.outcomes
        if attempt.state is not self.state:
            self.steps.append(Step(name, self.state.source, attempt.state.source))
        self.state = attempt.state


class _Attempt:
    """One bundle tried out: nothing of it counts unless it succeeds as a whole."""

    def __init__(self, walk: _Pass, members: tuple[Transform, ...]) -> None:
        self.engine, self.context, self.repeats = walk.engine, walk.context, walk.repeats
        self.outcomes: list[Outcome] = []
        self.blocked = False
        self.state = self._before = walk.state
        try:
            for member in members:
                self._apply(member)
        except UnreadableError as error:
            self._break(f"line {error.line} of the result cannot be read: {error.message}")

    def succeeded(self) -> bool:
        """Tell whether the bundle may be kept; a broken invariant is added to the outcomes."""
        if self.blocked or self.state is self._before:
            return not self.blocked
        for message in broken(self._before.dockerfile, self.state.dockerfile, self._altered()):
            self._break(message)
        return not self.blocked

    def withheld(self) -> Iterable[Outcome]:
        """Give the outcomes as they are when nothing of the bundle is applied."""
        for each in self.outcomes:
            if each.status is Status.APPLIED:
                yield replace(each, status=Status.WITHHELD)
            elif not (each.status is Status.NOTED and each.finding.rule.about_result):
                yield each

    def _break(self, message: str) -> None:
        self.blocked = True
        refusal = Refusal(INVARIANT, 1, message, "report this: a transform should have refused")
        self.outcomes.append(Outcome(refusal, "", "", Status.REFUSED, 1))

    def _altered(self) -> frozenset[str]:
        applied = (o.finding.rule for o in self.outcomes if o.status is Status.APPLIED)
        return frozenset(name for rule in applied for name in rule.alters)

    def _apply(self, member: Transform) -> None:
        dockerfile = self.state.dockerfile
        if not self.engine.selection.runs(member):
            self._ask(member)
            return
        pragmas = Pragmas(dockerfile)
        edits: list[Edit] = []
        for finding in self.repeats.findings(member, dockerfile, self.context):
            outcome = self._judge(finding, member, pragmas)
            self.outcomes.append(outcome)
            if outcome.status is Status.APPLIED and isinstance(finding, Change):
                edits += finding.edits
        self.state = self.state.then(edits)

    def _ask(self, left_out: Transform) -> None:
        """Break the bundle where a member that is left out has something to do about what the others did."""
        if self.state is self._before:
            return
        pragmas = Pragmas(self.state.dockerfile)
        for finding in self.repeats.findings(left_out, self.state.dockerfile, self.context):
            refused = isinstance(finding, Refusal) and finding.blocking
            meant = refused and pragmas.silence(finding.rule.id, left_out.name, finding.line)
            if is_needed(finding) or (refused and not meant):
                self.blocked = True
                self.outcomes.append(self._outcome(finding, left_out, Status.SILENCED))

    def _judge(self, finding: Finding, member: Transform, pragmas: Pragmas) -> Outcome:
        status = self._status(finding, member, pragmas)
        refused = isinstance(finding, Refusal) and finding.blocking and status is Status.REFUSED
        if member.bundle and (refused or (is_needed(finding) and status is not Status.APPLIED)):
            self.blocked = True
        return self._outcome(finding, member, status)

    def _outcome(self, finding: Finding, member: Transform, status: Status) -> Outcome:
        line = self._original(finding.line)
        return Outcome(told_finding(finding, self._original), member.name, member.bundle, status, line)

    def _original(self, line: int) -> int:
        return self.state.provenance.original_line(self.state.source, line)

    def _status(self, finding: Finding, member: Transform, pragmas: Pragmas) -> Status:
        selected = self.engine.selection.accepts(finding.rule.id, member)
        if not selected or pragmas.silence(finding.rule.id, member.name, finding.line):
            return Status.SILENCED
        if isinstance(finding, Note):
            return Status.NOTED
        if isinstance(finding, Refusal):
            return Status.REFUSED
        return Status.APPLIED if finding.safety >= self.engine.floor else Status.SHOWN


def is_needed(finding: Finding) -> bool:
    """Tell whether the bundle of a finding cannot do without it: a change that no person has to decide on."""
    return isinstance(finding, Change) and finding.safety is not Safety.MANUAL


def _left_alone(source: Source, finding: Note | Refusal) -> Result:
    status = Status.REFUSED if isinstance(finding, Refusal) else Status.NOTED
    return Result(source, source, (Outcome(finding, "", "", status, finding.line),))
