"""What requirements with native code need of Alpine: to be compiled, and to run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from migrator.alpine.moved_stages import Flavour
from migrator.alpine.placed_packages import merged
from migrator.knowledge import Knowledge, NativeRow, Works
from migrator.records import dataclass
from migrator.requirements.model import Requirement
from migrator.requirements.required import Required
from migrator.requirements.version_bounds import ends_by, is_below, named_version
from migrator.requirements.wheel_files import has_musl_wheel, is_native
from migrator.versions import dotted, is_at_least

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

MACHINES = ("x86_64", "aarch64")
TABLE_PYTHON = (3, 12)
"""The Python that the table of wheels is about."""
OLDEST_SHIPPED = (3, 9)
"""Older ones than this have been dropped by most projects before they shipped musl wheels."""

_CLIENTS = {"git": "git", "hg": "mercurial", "svn": "subversion"}
"""Packages that fetch by version control, by how addresses of it begin: ``git+https://…``."""
_TOOLS = {
    "bash": Flavour.DEBIAN,
    "git": Flavour.FULL,
    "imagemagick": Flavour.FULL,
    "openssh-client": Flavour.FULL,
    "procps-ng": Flavour.FULL,
    "chromium": None,
    "chromium-chromedriver": None,
    "ffmpeg": None,
    "ghostscript": None,
    "graphviz": None,
    "nodejs": None,
    "pandoc-cli": None,
    "poppler-utils": None,
    "tesseract-ocr": None,
}
"""Programs that some projects start when asked to, and the Debian image that has each (None: no one has).

Who did not install them on Debian does not need them on Alpine either, but where a wheel brought them there.
"""
_AIDS = frozenset({"bash", "procps-ng"})
"""What the other programs of a project call in their turn."""
_JAVA = "openjdk"


@dataclass(frozen=True, slots=True)
class Native:
    """A requirement with native code and what it needs; `built` tells whether it is compiled.

    `unsure` tells that the table does not say for this Python whether there is a wheel; `locked` names
    the lock file or index whose files say so, `searches` that this version looks for its library with
    find_library.
    """

    name: str
    version: str
    row: NativeRow
    built: bool
    unsure: bool = False
    machines: tuple[str, ...] = MACHINES
    locked: str = ""
    python: tuple[int, int] = TABLE_PYTHON
    searches: bool = False

    @property
    def build(self) -> tuple[str, ...]:
        """The packages to compile it with."""
        return self.row.build if self.built else ()

    @property
    def runtime(self) -> tuple[str, ...]:
        """The packages that have to stay; both kinds where only some machines have a wheel."""
        if not self.built:
            return self.row.runtime_wheel
        partly = self.unsure or len(self.machines) < len(MACHINES)
        return merged((self.row.runtime_built, self.row.runtime_wheel if partly else ()))

    @property
    def title(self) -> str:
        """The requirement as a reader knows it."""
        return f"{self.name} {self.version}".rstrip()

    def way_up(self, machine: str) -> str:
        """Give the first version that has a wheel for `machine`, where that is a newer one; else empty."""
        first = self.row.first.get(machine, "")
        if not first or self.row.works is not Works.YES:
            return ""
        if self.python > TABLE_PYTHON:
            first = self.row.later.get(dotted(self.python), "")
        return "" if not first or is_at_least(self.version, first) else first


@dataclass(frozen=True, slots=True)
class Natives:
    """What is known of the requirements; `fetching` are the packages that fetch some of them."""

    found: tuple[Native, ...]
    fetching: tuple[str, ...]


def natives(required: Required, knowledge: Knowledge, python: tuple[int, int]) -> Natives:
    """Look up what is installed; `python` is the Python of the image."""
    reader = _Reader(required, knowledge, python)
    for requirement in required.requirements:
        reader.look(requirement)
    return Natives(tuple(reader.found.values()), tuple(sorted(reader.fetching)))


def searches(row: NativeRow, allowed: SpecifierSet) -> bool:
    """Tell whether what is allowed of a project looks for its library with ``ctypes.util.find_library``."""
    if row.works is Works.NO:  # told as what musl cannot have
        return False
    if not row.find_library_before:
        return row.find_library
    version = named_version(allowed)
    if version is None:
        return is_below(allowed, row.find_library_before)
    return not is_at_least(version, row.find_library_before)


def found_by_library(required: Required, knowledge: Knowledge) -> Iterator[Requirement]:
    """Give the requirements that look for their library with ``ctypes.util.find_library``."""
    for one in required.requirements:
        row = knowledge.native(one.name, one.extras) if one.name else None
        if row is not None and searches(row, one.specifier):
            yield one


def tools_missing(native: Native, packages: Collection[str], before: Flavour) -> bool:
    """Tell whether a project starts programs that the image did not have on Debian either."""
    if native.built or native.row.own_programs:
        return False
    wanted = [name for name in native.runtime if name in _TOOLS or name.startswith(_JAVA)]
    return not all(_had(name, packages, before) for name in wanted if name not in _AIDS)


def _had(name: str, packages: Collection[str], before: Flavour) -> bool:
    if name.startswith(_JAVA):
        return any(each.startswith(_JAVA) for each in packages)
    flavour = _TOOLS.get(name)
    return name in packages or (flavour is not None and flavour <= before)


class _Reader:
    def __init__(self, required: Required, knowledge: Knowledge, python: tuple[int, int]) -> None:
        self.required, self.knowledge, self.python = required, knowledge, python
        self.found: dict[str, Native] = {}
        self.fetching: set[str] = set()
        self._named = {requirement.name for requirement in required.requirements}
        self._seen: set[str] = set()

    def look(self, requirement: Requirement) -> None:
        scheme, plus, _ = requirement.url.partition("+")
        if plus and scheme in _CLIENTS:
            self.fetching.add(_CLIENTS[scheme])
            if "ssh://" in requirement.url or "+git@" in requirement.url:
                self.fetching.add("openssh-client")
        if not requirement.name or requirement.name in self._seen:
            return
        self._seen.add(requirement.name)
        row = self._row(requirement.name, requirement.extras)
        if row is not None:
            self._take(requirement.name, row, self._specifier(requirement), requirement)
        elif is_native(requirement.files):
            self._unknown(requirement)

    def _row(self, name: str, extras: tuple[str, ...] = ()) -> NativeRow | None:
        """Look up a project, with the extra that what is installed beside it tells of."""
        row = self.knowledge.native(name, extras)
        extra = next((row.beside[each] for each in row.beside if each in self._named), "") if row else ""
        return self.knowledge.native(name, (*extras, extra)) if extra else row

    def _unknown(self, requirement: Requirement) -> None:
        """Take what no table has, but whose files in a lock file show that it is native."""
        lacking = self._without_wheel(requirement.files)
        if lacking:
            row = NativeRow(requirement.name, Works.BUILD, {}, {}, build=("build-base",))
            self.found[requirement.name] = Native(
                requirement.name,
                named_version(requirement.specifier) or "",
                row,
                built=True,
                unsure=True,
                machines=lacking,
                locked=requirement.told_by,
            )

    def _without_wheel(self, files: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(machine for machine in MACHINES if not has_musl_wheel(files, self.python, machine))

    def _specifier(self, requirement: Requirement) -> SpecifierSet:
        """Give what all that is said about a project allows together."""
        allowed = requirement.specifier
        for other in (*self.required.requirements, *self.required.constraints):
            if other.name == requirement.name:
                allowed = allowed & other.specifier
        return allowed

    def _take(self, name: str, row: NativeRow, allowed: SpecifierSet, of: Requirement | None = None) -> None:
        self._seen.add(name)
        native = replace(self._judged(name, row, allowed, of), searches=searches(row, allowed))
        self.found[name] = native
        complete = of is not None and bool(of.hashes)  # then all that is installed is named
        for other in row.needs(native.version) if not complete else ():
            if other in self._named or other in self._seen:
                continue
            if (more := self._row(other)) is not None:
                from packaging.specifiers import SpecifierSet

                self._take(other, more, SpecifierSet())

    def _judged(self, name: str, row: NativeRow, allowed: SpecifierSet, of: Requirement | None) -> Native:
        version = named_version(allowed) or ""
        files = of.files if of else ()
        if any(file.endswith(".whl") for file in files) and row.works is not Works.NO:
            machines = self._without_wheel(files)
            built = bool(machines) and row.works is not Works.NO_COMPILER
            return Native(
                name, version, row, built, machines=machines or MACHINES, locked=of.told_by if of else ""
            )
        lacking = tuple(machine for machine in MACHINES if self._lacks(row, machine, allowed, version))
        native = Native(name, version, row, bool(lacking), machines=lacking or MACHINES, python=self.python)
        if row.pure or not row.first or not row.build or self.python == TABLE_PYTHON:
            return native
        if lacking == MACHINES and self.python > TABLE_PYTHON:  # nobody ships wheels for a newer Python alone
            return native
        if self.python > TABLE_PYTHON and version and not lacking:
            known = row.has_later_wheel(version, dotted(self.python))
            if known is not None:
                return replace(native, built=not known, unsure=not known)
        if lacking or self._newer_needed(version):
            return replace(native, built=True, unsure=True)
        return native

    def _newer_needed(self, version: str) -> bool:
        """Tell whether this Python may have none of the wheels that the table knows.

        Whoever ships musl wheels at all ships them for every Python that a release supports.
        """
        return bool(version) if self.python > TABLE_PYTHON else not version and self.python < OLDEST_SHIPPED

    def _lacks(self, row: NativeRow, machine: str, allowed: SpecifierSet, version: str) -> bool:
        if row.works is Works.NO_COMPILER or row.works is Works.NO or row.pure:
            return False
        if row.works is Works.BUILD:
            return True
        if version:
            return row.has_wheel(version, machine) is False
        first, last = row.first.get(machine), row.last.get(machine)
        if first is None:
            return bool(row.first) or row.works is Works.PIN
        return is_below(allowed, first) or (last is not None and not ends_by(allowed, last))


def sentences(found: Iterable[Native]) -> Iterator[str]:
    """Say of each compiled requirement why it is compiled."""
    found = tuple(found)
    titles = {native.name: native.title for native in found}
    for native in found:
        machines = "" if len(native.machines) == len(MACHINES) else f" on {native.machines[0]}"
        if native.locked:
            guess = ", and what it needs is a guess" if native.unsure else ""
            yield f"{native.title} has no musl wheel{machines} in {native.locked}{guess}"
        elif native.unsure:
            yield f"{native.title} may have no musl wheel for this Python"
        elif native.row.works is Works.BUILD:
            yield f"{_lacking(native, titles)} has no musl wheel"
        else:
            from packaging.version import Version

            firsts = [native.way_up(machine) for machine in native.machines]
            since = f" (from {max(firsts, key=Version)} on)" if all(firsts) else ""
            python = dotted(native.python)
            yield f"{native.title} has no musl wheel for CPython {python}{machines}{since}"


def _lacking(native: Native, titles: Mapping[str, str]) -> str:
    """Name what has no wheel: of a project that only an extra makes native, the first that this brings."""
    if "[" not in native.row.name:
        return native.title
    return next(
        (titles[name] for name in native.row.requires if name in titles), f"what {native.row.name} brings"
    )
