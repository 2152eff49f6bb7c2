"""What the RUNs of a file install, what that needs of Alpine, and what there is to say about it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace

from migrator import regex as re
from migrator.alpine.alpine_stage import Need, Obstacle
from migrator.alpine.apk_commands import apk_adds, installed_by_apk
from migrator.alpine.moved_stages import Flavour, Moved
from migrator.alpine.musl_notes import musl_notes
from migrator.alpine.native_needs import (
    OLDEST_SHIPPED,
    TABLE_PYTHON,
    Native,
    Natives,
    natives,
    sentences,
    tools_missing,
)
from migrator.alpine.placed_packages import Placed, placed
from migrator.alpine.rebase_plan import NEWEST
from migrator.build_context import BuildContext
from migrator.busybox.debian_commands import held, without_compilers
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.first_few import and_more, first_few
from migrator.images.reference import PythonTag
from migrator.knowledge import Knowledge
from migrator.records import dataclass
from migrator.requirements.build_inputs import required
from migrator.requirements.install_runs import InstallRun
from migrator.requirements.installers import BOOTSTRAP, installs_packages
from migrator.requirements.local_paths import local_path
from migrator.requirements.own_extensions import is_of_cpp, is_of_rust
from migrator.requirements.required import Required
from migrator.shell.run_as import script_at
from migrator.source import Edit
from migrator.stages.graph import StageGraph
from migrator.versions import dotted

_NAMES_LIBRARY = re.compile(r"\b([A-Z][A-Z_]{3,})=")
"""A variable that an advice speaks of: it names the library to the project."""
_OF_GEODJANGO = ("GDAL_LIBRARY_PATH", "GEOS_LIBRARY_PATH")
"""The settings without which Django looks for a library of GIS with find_library."""
_SETTING_NAMED = (
    r"^[^#\n]*\b{name}[\"']?\]?[ \t]*[=,]"
    r"(?!(?:[^\n]*[(\\][ \t]*\n)*[^\n]*"
    r"(?:\b(?:environ|getenv|env|config|find_library|None)\b"
    r"|\"\"|''|\.dll\b|\.dylib\b|OSGeo4W|\b[A-Za-z]:[\\/]))"
    r"[ \t]*[^\s#]"
)
"""A setting that names a library itself: not one that hands a variable on or looks for it.

Nor one for Windows or macOS. Behind an open bracket or a backslash at the end of a line the next counts, too.
"""
_MAX_SETTINGS = 100_000
_NAMED = 5
"""So many requirements that are in no table a message names."""
_GIS = frozenset({"gdal", "gdal-dev", "gdal-tools", "geos", "geos-dev"})
_OF_LIBWEBP = frozenset({"libwebpmux", "libwebpdemux"})
"""Parts of libwebp that are packages since Alpine 3.19 (aports), where Python 3.8 and newer are."""
_ON_319 = (3, 8)
_ASKS_VERSION = re.compile(r"(?:\$\(|`)[^)`\n]*-config\b[^)`\n]*--(?:mod)?version\b")
_OF_UV = re.compile(r"^(?:[0-9][0-9A-Za-z.]*-)?python(?=[0-9])")
"""What stands before the version in the tags of uv's own images."""


class Matter(enum.Enum):
    """What a record is about."""

    BUILD = enum.auto()
    RUNTIME = enum.auto()
    UNKNOWN = enum.auto()
    FIND_LIBRARY = enum.auto()
    MUSL = enum.auto()
    LONG = enum.auto()
    BOUND = enum.auto()


@dataclass(frozen=True, slots=True)
class Said:
    """A message for the reviewer; with `blocks` the stage cannot be moved because of it."""

    matter: Matter
    line: int
    message: str
    hint: str = ""
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Installed:
    """Edits that install packages; `unsure` where they may not be needed."""

    matter: Matter
    line: int
    reason: str
    edits: tuple[Edit, ...]
    unsure: bool = False


@dataclass
class Survey:
    """What the RUNs of a file install, and what each stage needs for it."""

    dockerfile: Dockerfile
    original: Dockerfile
    build: BuildContext
    knowledge: Knowledge
    ask: Callable[[Required, str, int], Required] = lambda found, _python, _line: found
    needs: dict[int, list[Need]] = field(default_factory=dict)
    built: dict[int, set[tuple[str, str]]] = field(default_factory=dict)
    planned: dict[int, set[str]] = field(default_factory=dict)
    seen: Required = field(default_factory=Required)
    unsure: set[int] = field(default_factory=set)
    advised: set[str] = field(default_factory=set)
    pythons: set[tuple[int, int]] = field(default_factory=set)

    def look(self, moved: Moved, run: InstallRun) -> Iterator[Said | Installed]:
        """Look at one RUN: note what it compiles and what it loads."""
        stage, at = moved.stage, run.instruction
        python = self._python(stage)
        wanted = required(self.dockerfile, self.build, run, dotted(python))
        wanted = self.ask(wanted, dotted(python), at.line)
        self.seen = self.seen.joined(wanted)
        self.pythons.add(python)
        found = natives(wanted, self.knowledge, python)
        packages = held(installed_by_apk(self.dockerfile, stage, at))
        for native in found.found:
            yield from self._doubts(at, native, python)
            if not tools_missing(native, packages, moved.before):
                self._loads(stage, at, native)
        self._builds(stage, run, found)
        if moved.before is Flavour.FULL:
            for folder in wanted.compiled:
                self._compiles(stage, at, folder)

    def _compiles(self, stage: Stage, at: Instruction, folder: str) -> None:
        """Note the compilers of the full image for a project's own code; nothing is known of its headers."""
        why = f"{folder or 'the project'} has code of its own to compile"
        self.unsure.add(at.span.start)
        self._put(stage, Need(("build-base",), at, at.line, why, build=True))
        if is_of_cpp(self.build, folder):
            self._put(stage, Need(("libstdc++",), at, at.line, "its own code"))
        if is_of_rust(self.build, folder):
            self._put(stage, Need(("libgcc",), at, at.line, "its own code"))

    def _python(self, stage: Stage) -> tuple[int, int]:
        image = self.dockerfile.base_image(stage)
        version = PythonTag.parse(_OF_UV.sub("", image.tag or "")).version if image else None
        return (version[0], version[1]) if version and len(version) > 1 else NEWEST

    # doubts

    def _doubts(self, at: Instruction, native: Native, python: tuple[int, int]) -> Iterator[Said | Installed]:
        if native.name in self.advised:
            return
        row = native.row
        if native.built and row.heavy:
            self.advised.add(native.name)
            yield self._long(at, native, python)
        elif native.built and row.bound_to:
            self.advised.add(native.name)
            yield self._bound(at, native)
        elif native.searches:
            self.advised.add(native.name)
            yield self._searching(at, native)

    def _searching(self, at: Instruction, native: Native) -> Said:
        row = native.row
        title = native.title if row.find_library_before else native.name
        message = f"{title} looks for its library with find_library, which finds nothing on this image"
        if row.find_library_before:
            way = f"raise it to {row.find_library_before} or newer"
            return Said(Matter.FIND_LIBRARY, at.line, message, way, blocks=True)
        named = any(name in self.dockerfile.source.text for name in _NAMES_LIBRARY.findall(row.advice))
        hint = row.advice if named else f"{row.advice}; once that is done, ignore this rule"
        return Said(Matter.FIND_LIBRARY, at.line, message, hint, blocks=not named)

    def _long(self, at: Instruction, native: Native, python: tuple[int, int]) -> Said:
        message = f"{native.title} would be compiled, which takes from ten minutes to hours"
        if native.unsure and python > TABLE_PYTHON:
            unless = f"{message}, unless it has a wheel for this Python"
            return Said(Matter.LONG, at.line, unless, native.row.advice)
        first = native.way_up(native.machines[0])
        way = f"raise it to {first} or newer" if first else native.row.advice
        if native.machines == ("aarch64",):
            return Said(Matter.LONG, at.line, f"{message} on aarch64", way)
        hint = f"{way}; " if way else ""
        return Said(
            Matter.LONG, at.line, message, f"{hint}to accept the build, ignore this rule", blocks=True
        )

    def _bound(self, at: Instruction, native: Native) -> Said:
        message = (
            f"{native.title} is compiled against apk's {native.row.bound_to}, whose version it has to fit"
        )
        # One that is not written out may be the one that apk's library has: GDAL==$(gdal-config --version).
        if not native.version and _ASKS_VERSION.search(self.dockerfile.source.text):
            return Said(Matter.BOUND, at.line, message, native.row.advice)
        hint = f"{native.row.advice}; to try it, ignore this rule"
        return Said(Matter.BOUND, at.line, message, hint, blocks=True)

    def _old_versions(self, line: int) -> Iterator[Said]:
        """Say of an old Python that the tables do not know the versions which it gets through others."""
        python = min(self.pythons, default=OLDEST_SHIPPED)
        if python < OLDEST_SHIPPED:
            message = (
                f"Python {dotted(python)} gets old versions of what the requirements need in turn:"
                " such may have no musl wheel, and the tables do not tell"
            )
            yield Said(Matter.UNKNOWN, line, message, "to have the index asked about them, give --resolve")

    def _in_no_table(self, line: int, names: set[str]) -> Iterator[Said]:
        """Name the requirements that nothing is known of: a reviewer may know them."""
        know = self.knowledge
        unknown = sorted(name for name in names if know.native(name) is None and not know.pure(name))
        if not unknown:
            return
        several = "requirements are" if len(unknown) > 1 else "requirement is"
        named = first_few(unknown, _NAMED)
        message = f"{len(unknown)} {several} in no table, taken for pure Python: {named}"
        hint = "to have the index asked about them, and about what they need, give --resolve"
        yield Said(Matter.UNKNOWN, line, message, hint)

    def _geodjango(self, line: int, names: set[str]) -> Iterator[Said]:
        """Tell of Django's GIS part, which looks for GDAL and GEOS with find_library."""
        there = {name for stage in self.dockerfile.stages for name in self._apks(stage)}
        if "django" not in names or not there & _GIS:
            return
        texts = [self.build.read(path, _MAX_SETTINGS) or "" for path in self.build.files("**/*.py", "*.py")]
        unnamed = [name for name in _OF_GEODJANGO if not self._is_named(name, texts)]
        if not unnamed:
            return
        libraries = " and ".join(name.removesuffix("_LIBRARY_PATH") for name in unnamed)
        message = f"django.contrib.gis looks for {libraries} with find_library, which finds nothing here"
        hint = f"name them in its settings ({', '.join(unnamed)}); without GIS, ignore this rule"
        yield Said(Matter.FIND_LIBRARY, line, message, hint, blocks=True)

    def _is_named(self, name: str, texts: Iterable[str]) -> bool:
        """Tell whether the file or a source gives a setting of Django's GIS part."""
        named = re.compile(_SETTING_NAMED.format(name=name), re.M)
        return name in self.dockerfile.source.text or any(map(named.search, texts))

    def _apks(self, stage: Stage) -> frozenset[str]:
        return installed_by_apk(self.dockerfile, stage, stage.end)

    # needs

    def _builds(self, stage: Stage, run: InstallRun, found: Natives) -> None:
        """Note what a RUN compiles, without what an earlier one has compiled and installed."""
        at = run.instruction
        before = {one for each in self.dockerfile.lineage(stage) for one in self.built.get(each.index, ())}
        installer = run.commands[0].words[0].text.rpartition("/")[0]
        built = [native for native in found.found if native.built]
        todo = [native for native in built if (installer, native.title) not in before]
        self.built.setdefault(stage.index, set()).update((installer, native.title) for native in built)
        if any(native.unsure for native in todo):
            self.unsure.add(at.span.start)
        whys = [(native.build, why) for native, why in zip(todo, sentences(todo), strict=True)]
        whys += [((tool,), f"{tool} fetches a requirement") for tool in found.fetching]
        for packages, why in whys:
            if packages:
                self._put(stage, Need(packages, at, at.line, why, build=True))

    def _loads(self, stage: Stage, at: Instruction, native: Native) -> None:
        """Note where the libraries of a requirement have to be: here, and where it is copied to."""
        split = () if self._python(stage) >= _ON_319 else _OF_LIBWEBP
        libraries = tuple(name for name in native.runtime if name not in split)
        if not libraries:
            return
        users = self._copied_to(stage)
        if not users or self._used_in(stage, at):
            self._put(stage, Need(libraries, at, at.line, native.name))
        for user in users:
            self._put(user, Need(libraries, user.end, at.line, native.name))

    def _copied_to(self, stage: Stage) -> tuple[Stage, ...]:
        """Give the stages that take files from `stage`, also through others; none where it is inherited."""
        graph = StageGraph(self.dockerfile)
        if graph.children(stage) or stage is self.dockerfile.final:
            return ()
        users = graph.users(stage)
        further = [last for user in users for last in (self._copied_to(user) or (user,))]
        return tuple(dict.fromkeys(further))

    def _used_in(self, stage: Stage, at: Instruction) -> bool:
        """Tell whether a later RUN of the stage may load what `at` has installed."""
        later = [one for one in stage.of("RUN") if one.span.start > at.span.start]
        return any(
            not installs_packages(command)
            for one in later
            for command in script_at(self.dockerfile, one).commands
        )

    def _put(self, stage: Stage, need: Need) -> None:
        self.needs.setdefault(stage.index, []).append(need)

    def install(self, stage: Stage) -> Iterator[Said | Installed]:
        """Give the changes that bring what a stage needs and does not have."""
        inherited = {
            name for each in self.dockerfile.lineage(stage)[1:] for name in self.planned.get(each.index, ())
        }
        needs = [
            lean for need in self.needs.get(stage.index, ()) if (lean := self._lean(stage, need, inherited))
        ]
        for place in placed(self.dockerfile, needs):
            if isinstance(place, Obstacle):
                yield Said(Matter.BUILD, place.line, place.message, place.hint, blocks=True)
                continue
            if not place.passing:
                self.planned.setdefault(stage.index, set()).update(place.packages)
            yield from self._installed(place)

    def _lean(self, stage: Stage, need: Need, inherited: set[str]) -> Need | None:
        """Give a need without the packages that are there; None where nothing is left of it."""
        brought = (
            {name for add in apk_adds(self.dockerfile, need.at) for name in add.names} if need.build else ()
        )
        at = need.at if need.build else stage.end
        have = held(installed_by_apk(self.dockerfile, stage, at) | inherited | set(brought))
        wanted = without_compilers(need.packages) if "gcc" in have else need.packages
        if any(name.startswith("openjdk") for name in have):
            wanted = tuple(name for name in wanted if not name.startswith("openjdk"))
        names = tuple(n for n in wanted if n not in have and not self.knowledge.in_image(n))
        return replace(need, packages=names) if names else None

    def _installed(self, place: Placed) -> Iterator[Said | Installed]:
        unsure = any(need.build and need.at.span.start in self.unsure for need in place.needs)
        libraries = tuple(dict.fromkeys(need.why for need in place.needs if not need.build))
        if place.passing:
            yield Installed(Matter.BUILD, place.line, place.reason, place.edits, unsure)
            return
        matter = Matter.RUNTIME if libraries else Matter.BUILD
        names, users = " ".join(place.packages), ", ".join(libraries)
        reason = f"{names} for {users}" if users else f"{names}: {place.reason}"
        yield Installed(matter, place.line, reason, place.edits, unsure)
        if any(need.build for need in place.needs):
            message = "what compiles stays in the image: the RUN that needs it cannot take it away again"
            yield Said(Matter.BUILD, place.line, message, "a RUN as root, in shell form, could")

    # notes

    def notes(self, line: int) -> Iterator[Said | Installed]:
        """Say what could not be looked up, and what is different on musl."""
        if self.seen.unreadable:
            first, more = self.seen.unreadable[0], and_more(self.seen.unreadable)
            message = f"what is installed from {first.what} cannot be told{more}: {first.reason}"
            hint = "add what it needs to compile or to run by hand, if it has native code"
            yield Said(Matter.UNKNOWN, first.line, message, hint)
        told = {
            each.name for each in self.seen.requirements if each.files or each.editable or local_path(each)
        }
        names = {requirement.name for requirement in self.seen.requirements if requirement.name}
        untold = names - told - BOOTSTRAP
        yield from self._in_no_table(line, untold)
        if untold:
            yield from self._old_versions(line)
        yield from self._geodjango(line, names)
        differences = "; ".join(musl_notes(self.dockerfile, self.original, names))
        if differences:
            yield Said(Matter.MUSL, line, differences)
