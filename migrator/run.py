"""A run over many files: each is read, migrated and kept apart from the others."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.build_context import BuildContext
from migrator.context import Context
from migrator.discovery import Found, Place, search
from migrator.discovery.build_files import Build
from migrator.discovery.given_arguments import overtaken
from migrator.disk import CONTEXTS_KEPT, SIZE_LIMIT, Disk, InputError, read, too_large
from migrator.dockerfile import Dockerfile, UnreadableError, copy_parts, parse
from migrator.engine import Engine, Outcome, Result, Status
from migrator.findings import Note, Rule
from migrator.knowledge import Knowledge
from migrator.other_files import OtherEngine, OtherFile
from migrator.pragmas import Pragmas, idle
from migrator.records import dataclass
from migrator.registry import On, Transform
from migrator.report.journey import Journey
from migrator.report.model import Report
from migrator.selection import Selection, SelectionError, selection_of
from migrator.settings import Settings, SettingsError
from migrator.settings.files import InForce, Layer, SettingsFiles, in_force
from migrator.source import Source

if TYPE_CHECKING:
    from migrator.resolution.resolver import Resolver

TOO_MANY = Rule("DFM007", "sources-not-read", "Sources of an image were not looked at: there are too many.")


@dataclass(frozen=True)
class Runner:
    """Migrates files with the transforms installed; `overrides` are settings that win over files'.

    What it learns of settings files and repositories on the way it remembers. `folder` is the one that
    diffs name files from where it lies in no repository; without it, that is the current one. With
    `journeys`, each report of a file that changes has its table of before and after. Where the settings
    want an index asked, the program `uv` does it, and its answers are kept in the folder `answers`;
    where they want it, the program `shellcheck` reads shell scripts as well. No
    settings file above the folder `top` counts.
    """

    transforms: tuple[Transform, ...]
    knowledge: Knowledge
    overrides: tuple[tuple[str, object], ...] = ()
    isolated: bool = False
    folder: Path | None = None
    journeys: bool = False
    top: Path | None = None
    uv: str = "uv"
    answers: Path | None = None
    shellcheck: str = "shellcheck"
    _disk: Disk = field(default_factory=Disk, compare=False, repr=False)
    _asking: dict[str, Resolver] = field(default_factory=dict, compare=False, repr=False)

    def anew(self) -> Runner:
        """Give the same runner without its memory: files may have changed since it was made."""
        return replace(self, _disk=Disk())

    def below(self, top: Path) -> Runner:
        """Give a runner for what lies below `top` alone: no settings file above it counts."""
        return replace(self.anew(), top=top)

    def search(self, paths: Iterable[Path]) -> Found:
        """Give the Dockerfiles of `paths`, by the patterns of their settings files; see `search`."""
        return search(paths, self._files.filters)

    def file(self, path: Path) -> Report:
        """Migrate one file as it lies on disk and write nothing; raises InputError and SettingsError."""
        return self.place(Place(path))

    def place(self, place: Place) -> Report:
        """Migrate one file that a search found, as `file`."""
        if place.path.is_symlink():  # writing follows no links, and no diff of one can be applied
            raise InputError(f"{place.path}: a link to {os.readlink(place.path)}; name that file instead")
        return self._report(place, read(place.path))

    def data(self, path: Path, data: bytes) -> Report:
        """Migrate `data` as if it were the file `path`; raises InputError where it is too large."""
        if len(data) > SIZE_LIMIT:
            raise too_large(path)
        return self._report(Place(path), data)

    def build_context(self, place: Place, original: Source) -> BuildContext:
        """Give what the file of a place is built from; raises UnreadableError and SettingsError."""
        root = self._disk.root(place.path.absolute().parent) or place.top
        return self._build_context(place, parse(original), self.in_force(place).settings, root)

    def _report(self, place: Place, data: bytes) -> Report:
        path, builds = place.path, place.builds
        settings = self.in_force(place).settings
        source = Source.from_bytes(str(path), data)
        result = self._migrated(place, source, settings)
        again = partial(self._migrated, place, settings=settings)
        if found := overtaken(result, builds, self._around(place), again):
            # Someone builds with another value than the one that would become the default.
            kept = replace(settings, ignore=(*settings.ignore, "alpine"))
            result = self._migrated(place, source, kept)
            result = replace(result, outcomes=(*result.outcomes, *found))
        report = Report(path, self._name(path), result, self._journey(place, settings, result))
        return self._with_others(place, settings, report)

    def _journey(self, place: Place, settings: Settings, result: Result) -> Journey | None:
        """Give the table of a file that changes; None where none was asked for."""
        if not self.journeys or not result.changed:
            return None
        from migrator.report.standing import journey_of  # what a build costs is asked only for this

        before = parse(result.before)
        context = self._context(place, settings, before)
        return journey_of(before, parse(result.after), context.build, context.knowledge)

    def _with_others(self, place: Place, settings: Settings, report: Report) -> Report:
        """Add the files that are to be looked at for the sake of a Dockerfile."""
        if report.result.failure or not self._looks_at_others(place, settings):
            return report
        try:
            before, after = parse(report.result.before), parse(report.result.after)
        except UnreadableError:
            return report
        from migrator.sources.needed import ignore_file, needed

        context = self._context(place, settings, before)
        # By a file of it: a context that is the repository itself lies in no other one.
        label = posixpath.dirname(self._name(context.build.root / "x")) if context.build.root else "."
        asked = settings.sources or bool(settings.select)
        names = partial(self._names_below, context.build)
        found = needed(after, context, names, report.name, label, asked=asked)
        if found.left:
            note = Note(TOO_MANY, 1, f"{found.left} of its sources are not looked at: there are too many")
            outcomes = (*report.result.outcomes, Outcome(note, "", "", Status.NOTED, 1))
            report = replace(report, result=replace(report.result, outcomes=outcomes))
        return replace(report, others=(*found.files, *ignore_file(after, context.build, report.name, label)))

    def _looks_at_others(self, place: Place, settings: Settings) -> bool:
        """Tell whether a transform of other files than Dockerfiles is to run."""
        selection = self._selection(place.path, settings)
        return any(each.on is not On.DOCKERFILE and selection.runs(each) for each in self.transforms)

    def other(self, file: OtherFile) -> Report:
        """Look at a file for the sake of Dockerfiles; raises InputError and SettingsError."""
        from migrator.sources.reading import still_reads

        settings = self.in_force(Place(file.path)).settings
        source = Source(file.label, "") if file.new else Source.from_bytes(file.label, read(file.path))
        applied = frozenset({"dockerignore", *(("sources",) if settings.sources else ())})
        engine = OtherEngine(
            self.transforms, self._selection(file.path, settings), applied, self.knowledge, still_reads
        )
        if settings.shellcheck:
            engine = replace(engine, shellcheck=self.shellcheck)
        result = engine.run(source, file)
        return Report(file.path, file.label, result, on=file.on, owners=file.owners, new=file.new)

    def wishes(self, file: OtherFile) -> tuple[object, ...] | None:
        """Give the settings that decide what is found in a file; None where a program decides as well.

        Raises SettingsError.
        """
        settings = self.in_force(Place(file.path)).settings
        if settings.shellcheck and file.on is On.SHELL:
            return None
        return settings.select, settings.ignore, settings.harden, settings.sources

    def _names_below(self, build: BuildContext, folder: Path) -> tuple[str, ...]:
        from migrator.sources.copied_files import names_below

        return build.learnt(("names", folder), lambda: names_below(folder, self._disk.listings))

    def in_force(self, place: Place) -> InForce:
        """Give the settings in force for a file, and where each comes from; asked for several times."""
        forced = self._disk.forced
        if place not in forced:
            if len(forced) >= CONTEXTS_KEPT:
                forced.clear()
            forced[place] = _checked(in_force(self._layers(place)))
        return forced[place]

    def _layers(self, place: Place) -> Iterator[Layer]:
        yield from _learnt(place.builds, repository=self._disk.root(place.path.absolute().parent))
        yield from self._files.layers(place.path)
        yield Layer("command line", dict(self.overrides))

    @cached_property
    def _files(self) -> SettingsFiles:
        return SettingsFiles(self.isolated, self.top)

    def _selection(self, path: Path, settings: Settings) -> Selection:
        """Give what runs over `path`; raises SelectionError, with the settings file if there is one."""
        try:
            return selection_of(settings, self.transforms)
        except SelectionError as error:
            found = self._files.nearest(path.absolute().parent)
            raise SelectionError(f"{found.path}: {error}" if found else str(error)) from None

    def _migrated(self, place: Place, source: Source, settings: Settings) -> Result:
        selection = self._selection(place.path, settings)
        result = Engine(self.transforms, selection).run(source, partial(self._context, place, settings))
        left = (each for each in self.transforms if not selection.runs(each))
        whole = not settings.select and not settings.ignore
        return replace(result, outcomes=(*result.outcomes, *_idle(result, left, whole)))

    def _context(self, place: Place, settings: Settings, original: Dockerfile) -> Context:
        knowledge = self.knowledge.overlaid(packages=settings.packages, images=settings.images)
        root = self._disk.root(place.path.absolute().parent)
        build = self._disk.shared(self._build_context(place, original, settings, root or place.top))
        around = self._around(place) if root else None
        resolver = self._resolver() if settings.resolve else None
        return Context(
            str(place.path), build, settings, knowledge, original, around=around, resolver=resolver
        )

    def _around(self, place: Place) -> BuildContext:
        """Give the repository of a place, kept for all files in it; empty where there is none."""
        root = self._disk.root(place.path.absolute().parent)
        return self._disk.shared(BuildContext(root)) if root else BuildContext(None)

    def _build_context(
        self, place: Place, dockerfile: Dockerfile, settings: Settings, root: Path | None
    ) -> BuildContext:
        if settings.context is not None:
            return BuildContext.at(Path(settings.context), place.path)
        return self._disk.locate(place.path, tuple(_copied(dockerfile)), root, self._around(place))

    def _resolver(self) -> Resolver:
        from migrator.resolution.resolver import Resolver  # only who asks for it pays for it

        return self._asking.setdefault(self.uv, Resolver(self.uv, self.answers))

    def _name(self, path: Path) -> str:
        """Give the name of `path` in a diff: from its repository's root, else from the current folder.

        What a folder of many repositories holds is named from that folder: names have to tell them apart.
        What a repository inside of the current one holds is named from the current one's root, from which
        git applies a diff: its own `Dockerfile` would be that of the root.
        """
        absolute = path.absolute()
        here = self.folder or Path.cwd()
        root = self._disk.root(absolute.parent)
        around = self._disk.root(here) if self.folder else None
        if root is None or (self.folder and absolute.is_relative_to(here) and around is None):
            root = here
        elif around and Path(os.path.normpath(root)).is_relative_to(around):
            root = around
        return Path(os.path.relpath(absolute, root)).as_posix()


def _checked(forced: InForce) -> InForce:
    """Give settings whose build context is there: without it, all that is copied would count as unknown."""
    context = forced.settings.context
    if context is not None and not os.path.isdir(context):
        raise SettingsError(f"{forced.origins['context']}: context: there is no folder {context}")
    return forced


def _learnt(builds: tuple[Build, ...], repository: Path | None) -> Iterator[Layer]:
    """Give what compose and bake files tell about a file, where they agree."""
    origin = "; ".join(build.origin for build in builds)
    contexts = {build.context for build in builds if os.path.isdir(build.context)}
    if len(contexts) == 1:
        yield Layer(origin, {"context": str(contexts.pop())})
    targets = tuple(dict.fromkeys(build.target for build in builds if build.target))
    # In a repository all that starts builds is searched for targets, and this list would end the search.
    if targets and repository is None:
        yield Layer(origin, {"targets": targets})


def _names(transforms: Iterable[Transform]) -> frozenset[str]:
    """Give the names and rule ids of `transforms`."""
    return frozenset(name for each in transforms for name in (each.name, *(rule.id for rule in each.rules)))


def _idle(result: Result, left: Iterable[Transform], whole: bool) -> Iterator[Outcome]:
    """Give a note for each pragma that did nothing in this run, in which those `left` did not run."""
    if result.failure or "dfmigrate" not in result.before.text:
        return
    try:
        pragmas = Pragmas(parse(result.before))
    except UnreadableError:
        return
    if pragmas.skip_file:
        return
    silenced = tuple(
        (each.finding.rule.id, each.transform, each.line)
        for each in result.outcomes
        if each.status is Status.SILENCED
    )
    for note in idle(pragmas, silenced, _names(left), whole=whole):
        yield Outcome(note, "", "", Status.NOTED, note.line)


def _copied(dockerfile: Dockerfile) -> Iterator[str]:
    for instruction in dockerfile.instructions:
        if instruction.keyword in ("COPY", "ADD"):
            parts = copy_parts(instruction)
            if parts.from_ is None:
                texts = (word.value or word.text for word in parts.sources)  # a glob has no value
                yield from (text for text in texts if "://" not in text and "$" not in text)
