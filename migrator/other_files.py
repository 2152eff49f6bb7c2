"""Files beside Dockerfiles that a run looks at for their sake, and the engine that migrates one of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from migrator.engine import Outcome, Result, Status, Step
from migrator.findings import Change, Finding, Note, Refusal, Rule, Safety
from migrator.knowledge import Knowledge
from migrator.line_names import told_finding
from migrator.pragmas import LinePragmas
from migrator.records import dataclass
from migrator.registry import On, Transform
from migrator.selection import Selection
from migrator.source import Edit, Source

if TYPE_CHECKING:
    from migrator.sources.python_names import PythonFile

ABOVE = 5
"""Folders above a file that are looked through for modules of the project."""
BROKEN = Rule("DFM006", "source-broken", "A change would have broken the file, so none of it was applied.")


@dataclass(frozen=True, slots=True, order=True)
class ImageFacts:
    """What a file should know of an image that holds it, before and after its Dockerfile's migration.

    `musl` and `rebased` tell whether the image is on musl now and whether this run put it there; `old`
    and `new` are the minor versions of Python, the one that it had and the one that is aimed at; `flavour`
    tells what the image had before (a `Flavour`, 0 where this run did not move it), `packages` are its
    Alpine packages. `setuptools` and `pkg_resources` tell whether the requirements bring these: setuptools
    82 is without the second.
    """

    musl: bool = False
    rebased: bool = False
    old: tuple[int, ...] = ()
    new: tuple[int, ...] = ()
    flavour: int = 0
    packages: tuple[str, ...] = ()
    setuptools: bool = False
    pkg_resources: bool = False


@dataclass(frozen=True, slots=True)
class OtherFile:
    """One file: where, of which kind, the images that hold it, and the Dockerfiles that it is read for.

    `label` names it in diffs; `new` tells that it is not there yet and would be made, `aside` that it is a
    test, an example or a set-up script in every build context that it is read for: nothing a service runs.
    `handed` tells of a script that it is only ever given to a shell (``sh start.sh``): its first line is a
    comment then.
    """

    path: Path
    label: str
    on: On
    images: tuple[ImageFacts, ...] = ()
    owners: tuple[str, ...] = ()
    new: bool = False
    aside: bool = False
    handed: bool = False

    def joined(self, other: OtherFile) -> OtherFile:
        """Give the same file with the images and owners of both."""
        images = tuple(sorted({*self.images, *other.images}))
        owners = tuple(sorted({*self.owners, *other.owners}))
        aside, handed = self.aside and other.aside, self.handed and other.handed
        return replace(self, images=images, owners=owners, aside=aside, handed=handed)


def joined(files: Iterable[OtherFile]) -> tuple[OtherFile, ...]:
    """Give each file once, however many Dockerfiles it is read for, sorted by their names."""
    found: dict[Path, OtherFile] = {}
    for each in files:
        known = found.get(each.path)
        found[each.path] = known.joined(each) if known else each
    return tuple(sorted(found.values(), key=lambda each: each.label))


@dataclass(frozen=True)
class OtherView:
    """What a transform of other files is given: the text, and what is known around it."""

    source: Source
    file: OtherFile
    knowledge: Knowledge
    shellcheck: str = ""
    """The program ShellCheck, where someone asks for it."""
    memory: dict[str, object] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def musl(self) -> bool:
        """Whether one of the images is on musl."""
        return any(each.musl for each in self.file.images)

    @cached_property
    def python(self) -> PythonFile:
        """The file as Python, parsed when it is asked for and once for all transforms."""
        from migrator.sources.python_names import PythonFile

        if "python" not in self.memory:
            self.memory["python"] = PythonFile(self.source)
        return cast("PythonFile", self.memory["python"])

    def is_local(self, module: str) -> bool:
        """Tell whether the project has a module of its own of this name, here or in a folder above."""
        folders = (self.file.path.parent, *self.file.path.parent.parents)
        return any(
            os.path.isfile(folder / f"{module}.py") or os.path.isfile(folder / module / "__init__.py")
            for folder in folders[:ABOVE]
        )


Reads = Callable[[On, str], bool]
"""Tells whether a text still reads as a file of its kind."""


@dataclass(frozen=True)
class OtherEngine:
    """Transforms of other files, what of them is wanted, and the bundles whose changes are applied.

    A change of any other bundle is shown.
    """

    transforms: tuple[Transform, ...]
    selection: Selection
    applied: frozenset[str]
    knowledge: Knowledge
    reads: Reads = field(default=lambda on, text: True)
    shellcheck: str = ""

    def run(self, source: Source, file: OtherFile) -> Result:
        """Migrate one file. Never raises: a fault of a transform comes back as `Result.failure`."""
        try:
            result = self._once(source, file)
            if result.changed and self._once(result.after, file).changed:
                return Result(source, source, result.outcomes, failure="a second run would change it again")
        except Exception as error:  # whatever a transform does, the file stays as it was
            return Result(source, source, (), failure=f"{type(error).__name__}: {error}")
        return result if not result.changed or self._still_reads(result, file) else self._withheld(result)

    def _once(self, source: Source, file: OtherFile) -> Result:
        pragmas = LinePragmas(source)
        if pragmas.skip_file:
            return Result(source, source, ())
        view = OtherView(source, file, self.knowledge, self.shellcheck)
        outcomes: list[Outcome] = []
        edits: dict[str, list[Edit]] = {}
        for member in self.transforms:
            if member.on is file.on and self.selection.runs(member):
                for outcome in self._outcomes(member, view, pragmas):
                    outcomes.append(outcome)
                    if outcome.status is Status.APPLIED and isinstance(outcome.finding, Change):
                        edits.setdefault(member.bundle, []).extend(outcome.finding.edits)
        return _result(source, tuple(outcomes), edits)

    def _outcomes(self, member: Transform, view: OtherView, pragmas: LinePragmas) -> Iterator[Outcome]:
        for finding in member.run(view):
            silenced = pragmas.silences(finding.rule.id, member.name, finding.line)
            selected = self.selection.accepts(finding.rule.id, member) and not silenced
            status = self._status(finding, member) if selected else Status.SILENCED
            told = told_finding(finding, int)  # all speak of the text as it is
            yield Outcome(told, member.name, member.bundle, status, finding.line)

    def _status(self, finding: Finding, member: Transform) -> Status:
        if isinstance(finding, Note):
            return Status.NOTED
        if isinstance(finding, Refusal):
            return Status.REFUSED
        wanted = member.bundle in self.applied and finding.safety is not Safety.MANUAL
        return Status.APPLIED if wanted else Status.SHOWN

    def _still_reads(self, result: Result, file: OtherFile) -> bool:
        return self.reads(file.on, result.after.text) or not self.reads(file.on, result.before.text)

    def _withheld(self, result: Result) -> Result:
        outcomes = [
            replace(each, status=Status.WITHHELD) if each.status is Status.APPLIED else each
            for each in result.outcomes
        ]
        refusal = Refusal(BROKEN, 1, "the result would not read", "report this: a transform should refuse")
        outcomes.append(Outcome(refusal, "", "", Status.REFUSED, 1))
        return Result(result.before, result.before, tuple(outcomes))


def _result(source: Source, outcomes: tuple[Outcome, ...], edits: dict[str, list[Edit]]) -> Result:
    """Apply the edits, which all speak of the same text, bundle by bundle."""
    steps: list[Step] = []
    now, done = source, list[Edit]()
    for bundle, members in edits.items():
        done += dict.fromkeys(members)
        after = source.splice(dict.fromkeys(done))
        steps.append(Step(bundle, now, after))
        now = after
    return Result(source, now, outcomes, tuple(steps))
