"""One file verified: both images built, compared, started where that is wished, and cleaned up."""

from __future__ import annotations

import re
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from migrator.build_context import BuildContext
from migrator.dockerfile import parse
from migrator.engine import Outcome
from migrator.knowledge import Knowledge
from migrator.report.model import Report
from migrator.verify.compare import checks
from migrator.verify.engines import Engine
from migrator.verify.explain import explained
from migrator.verify.fixing import fixed
from migrator.verify.images import look_inside
from migrator.verify.logs import failure, steps
from migrator.verify.model import (
    Attempt,
    Built,
    Check,
    Explanation,
    Handed,
    Order,
    Standing,
    Started,
    Verdict,
    Verified,
)
from migrator.verify.pins import conditional, pinned
from migrator.verify.served import served
from migrator.verify.starting import Probe, probe_of, started
from migrator.verify.touching import touched_context


@dataclass(frozen=True)
class Wishes:
    """What a verification is to do beside building and comparing."""

    logs: Path
    handed: Handed = field(default_factory=Handed)
    timeout: float = 1800
    start: bool = False
    probe: Probe | None = None
    start_timeout: float = 60
    rebuild: bool = False
    tries: int = 0
    keep_images: bool = False


Tell = Callable[[str], None]


@dataclass(frozen=True)
class Verification:
    """Verifies files on one engine; `tell` gets a line for each step that takes time."""

    engine: Engine
    wishes: Wishes
    knowledge: Knowledge
    tell: Tell = lambda _: None

    def of(self, report: Report, context: BuildContext, ignored: Report | None = None) -> Verified:
        """Verify one file; its two images are gone at the end, its logs stay.

        `ignored` is what the migration makes of the file that keeps others out of the build context.
        """
        result = report.result
        if not result.changed and not (ignored and ignored.result.changed):
            reason = result.failure or "the migration changes nothing"
            return Verified(report.name, Standing.UNCHANGED, self.engine.name, reason)
        if context.root is None:
            return Verified(report.name, Standing.OPEN, self.engine.name, "it has no build context")
        logs = self.wishes.logs / re.sub(r"[^\w.-]+", "_", report.name)
        return _File(self, report, context, context.root, logs, ignored).verified()


@dataclass(frozen=True)
class _File:
    """One file under verification."""

    by: Verification
    report: Report
    context: BuildContext
    root: Path
    logs: Path
    ignored: Report | None = None
    token: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    tags: dict[str, None] = field(default_factory=dict)
    """Those that are built, or are about to be: what has to go again."""

    def verified(self) -> Verified:
        """Build, compare, start; images go again whatever happens."""
        self.logs.mkdir(parents=True, exist_ok=True)
        try:
            return self._verified()
        finally:
            if not self.by.wishes.keep_images:
                for tag in self.tags:
                    self.by.engine.remove(tag)

    def _verified(self) -> Verified:
        head = Verified(self.report.name, Standing.OPEN, self.by.engine.name, logs=self.logs)
        before = self._built("before", self.report.result.before.to_bytes())
        if before.problem:
            return replace(head, before=before, reason=f"the original is not built here: {before.problem}")
        text = self.report.result.after.to_bytes()
        after, attempts, text, why = self._migrated(text)
        head = replace(head, before=before, after=after, attempts=attempts, explanation=why)
        if after.problem:
            reason = f"the migrated file is not built: {after.problem}"
            return replace(head, standing=Standing.AGAINST, reason=reason)
        before, after = self._looked_at("before", before), self._looked_at("after", after)
        before, after = self._run(before, after)
        if self.by.wishes.rebuild:
            before, after = self._rebuilt(before, after, text)
        original, pythons = parse(self.report.result.before), (before.contents.python, after.contents.python)
        asked = conditional(original, self.context, *pythons) if all(pythons) else frozenset()
        found = checks(before, after, self._outcomes(), pinned(original, self.context), asked)
        standing, reason = _judged(found, attempts)
        return replace(head, standing=standing, reason=reason, before=before, after=after, checks=found)

    def _outcomes(self) -> Iterator[Outcome]:
        yield from self.report.result.outcomes
        yield from self.ignored.result.outcomes if self.ignored else ()

    def _migrated(self, text: bytes) -> tuple[Built, tuple[Attempt, ...], bytes, Explanation | None]:
        """Build the migrated file; where that fails and it is wished, with what its log asks for.

        Gives the last build, what was tried, the text then, and why the last failure was one.
        """
        built = self._built("after", text)
        attempts: list[Attempt] = []
        why = None
        while built.problem:
            why = explained(_read(built.log), self.by.knowledge)
            change = fixed(text, why, built.steps) if why and len(attempts) < self.by.wishes.tries else None
            if change is None:
                break
            text = change.text
            self.by.tell(f"{self.report.name}: line {change.line}: {change.added}")
            built = self._built("after", text, number=len(attempts) + 1)
            attempts.append(Attempt(change.line, change.added, not built.problem))
        if attempts:
            (self.logs / "fixed.Dockerfile").write_bytes(text)
        return built, tuple(attempts), text, why

    def _built(self, side: str, text: bytes, number: int = 0, root: Path | None = None) -> Built:
        """Build one side from the context as it lies there, and keep the log."""
        log = self.logs / (f"{side}-{number}.log" if number else f"{side}.log")
        log.unlink(missing_ok=True)
        with self._file(side, text) as file:
            ignore_file = self._ignore_file(side, file)
            order = Order(file, root or self.root, self._tag(side), self.by.wishes.handed, ignore_file)
            self.tags[order.tag] = None
            self.by.tell(f"{self.report.name}: building {side}")
            done = self.by.engine.processes.logged(self.by.engine.build(order), log, self.by.wishes.timeout)
        said = _read(log)
        problem = ""
        if done.code is None:
            problem = f"it takes longer than {self.by.wishes.timeout:.0f} s"
        elif done.code:
            problem = failure(said) or f"exit status {done.code}"
        return Built(log, done.seconds, steps(said), problem)

    @contextmanager
    def _file(self, side: str, text: bytes) -> Iterator[Path]:
        """Give a Dockerfile outside of the working tree."""
        with tempfile.TemporaryDirectory(prefix="dfmigrate-") as folder:
            file = Path(folder) / f"{side}.Dockerfile"
            file.write_bytes(text)
            yield file

    def _ignore_file(self, side: str, file: Path) -> Path | None:
        """Write the ignore file of a side beside its Dockerfile; None where it has none."""
        known = self.context.ignore_file
        text = known.read_bytes() if known and known.is_file() else None
        if side.startswith("after") and self.ignored and self.ignored.result.changed:
            text = self.ignored.result.after.to_bytes()
        if text is None:
            return None
        ignore_file = Path(f"{file}.dockerignore")
        ignore_file.write_bytes(text)
        return ignore_file

    def _looked_at(self, side: str, built: Built) -> Built:
        engine, tag = self.by.engine, self._tag(side)
        described = engine.describe(tag)
        return replace(
            built, described=described, contents=look_inside(engine, tag, self._name(f"{side}-look"))
        )

    def _run(self, before: Built, after: Built) -> tuple[Built, Built]:
        """Start both, one after the other, and ask both at the same address."""
        if not self.by.wishes.start:
            return before, after
        told = self.by.wishes.probe or probe_of(before.image.configuration)
        probe = told or served(parse(self.report.result.before), self.context)
        was = self._started("before", probe, sure=told is not None)
        if told is None and was.answer is None:
            probe = None
        now = self._started("after", probe, ends=was.exit_code is not None)
        return replace(before, started=was), replace(after, started=now)

    def _started(self, side: str, probe: Probe | None, *, ends: bool = False, sure: bool = True) -> Started:
        self.by.tell(f"{self.report.name}: starting {side}")
        log, limit = self.logs / f"{side}-run.log", self.by.wishes.start_timeout
        log.unlink(missing_ok=True)
        name = self._name(f"{side}-run")
        return started(self.by.engine, self._tag(side), probe, name, log, limit, ends=ends, sure=sure)

    def _rebuilt(self, before: Built, after: Built, text: bytes) -> tuple[Built, Built]:
        """Build both again after one source file has changed, in a copy of the context."""
        with touched_context(self.context) as root:
            if root is None:
                return before, after
            sides = []
            texts = (self.report.result.before.to_bytes(), text)
            for side, built, each in zip(("before", "after"), (before, after), texts, strict=True):
                again = self._built(f"{side}-touched", each, root=root)
                ran = again.steps.ran if again.steps and not again.problem else None
                sides.append(replace(built, rebuilt=ran, rebuild_seconds=again.seconds))
        return sides[0], sides[1]

    def _tag(self, side: str) -> str:
        return f"dfmigrate-verify-{self.token}:{side}"

    def _name(self, part: str) -> str:
        return f"dfmigrate-verify-{self.token}-{part}"


def _judged(found: tuple[Check, ...], attempts: tuple[Attempt, ...]) -> tuple[Standing, str]:
    differing = [each.name for each in found if each.verdict is Verdict.UNANNOUNCED]
    if differing:
        return Standing.AGAINST, f"no finding announces what differs: {', '.join(differing)}"
    if attempts:
        return Standing.AGAINST, "it is built only with what --fix added"
    return Standing.VERIFIED, ""


def _read(log: Path) -> str:
    return log.read_text("utf-8", "replace") if log.exists() else ""
