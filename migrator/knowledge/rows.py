"""The rows of the tables: what is known of one package, project or command."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from dataclasses import field

from migrator import regex as re
from migrator.knowledge.tables import Fields, TableError
from migrator.records import dataclass

_APT_WORD = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9.+-]*)(?::(?P<arch>[a-z0-9-]+))?"
    r"(?:=(?P<version>[A-Za-z0-9.+~:*-]+)|/(?P<release>[A-Za-z0-9.-]+))?"
)


class Role(enum.StrEnum):
    """What a Debian package is for, and so what becomes of it on Alpine."""

    TOOLCHAIN = "toolchain"
    """Compilers and build tools."""
    HEADERS = "dev-headers"
    """Headers to compile against; `runtime` names the libraries that the result needs."""
    LIBRARY = "runtime-lib"
    """A library that programs load."""
    TOOL = "cli-tool"
    """Commands."""
    FONT = "font"
    """Fonts."""
    IN_IMAGE = "in-image"
    """python:alpine has it already: nothing to add."""
    LOCALE = "locale"
    """Locales: musl knows C.UTF-8 only and needs no data for it; nothing to add."""
    DROP = "drop"
    """Debian's own machinery: Alpine has no need of it."""
    APT_HELPER = "apt-helper"
    """Mostly installed to add an apt source; nothing to add unless one of its `commands` is used."""
    PYTHON = "system-python"
    """Debian's interpreter, its headers, pip or venv: those under /usr/local take its place."""
    MODULE = "python-module"
    """A Python project built for Debian's interpreter; /usr/local's gets it from PyPI (`pypi`)."""
    NONE = "no-alpine"
    """Alpine has no counterpart; `note` says why or what else to do."""


class Works(enum.StrEnum):
    """Whether a PyPI project can be installed on musl with CPython 3.12."""

    YES = "yes"
    """As a wheel, from the versions that `first` names on, or as pure Python."""
    NO_COMPILER = "yes-no-compiler"
    """From its sdist, but without a compiler."""
    BUILD = "needs-build"
    """Only compiled from its sdist, with `build`."""
    PIN = "pin"
    """Only up to the version `last`: newer ones have no musl wheel any more."""
    NO = "no"
    """Not at all."""


@dataclass(frozen=True, slots=True)
class AptWord:
    """A package argument of ``apt-get install``, taken apart: ``libpq-dev:amd64=15.3-0`` and the like."""

    name: str
    version: str = ""
    architecture: str = ""
    release: str = ""


@dataclass(frozen=True, slots=True)
class AptRow:
    """A Debian package and what stands for it on Alpine.

    `apk` are the packages to add (empty where the role says so), `build_only` tells that they may
    leave again once everything is built; `runtime` has to stay then. `differs` tells that the
    counterpart works in another way (paths, options, version), `note` how. `commands` are what it
    is called by where that matters. `certainty` is explained in the head of ``packages.toml``.
    """

    name: str
    role: Role
    apk: tuple[str, ...] = ()
    build_only: bool = False
    runtime: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    pypi: str = ""
    differs: bool = False
    note: str = ""
    certainty: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class NativeRow:
    """A PyPI project that is not only Python, or that needs one which is not.

    `first` and `last` give by machine (``x86_64``, ``aarch64``) the versions between which a musl wheel
    for CPython 3.12 exists, `without` those among them that have none, as specifiers with ``||`` between
    them, `later` by newer Python the version from which on one does; `any_python` tells that its wheels
    fit every Python 3. Versions from `sdist_fails_since` on without a wheel cannot be compiled, for the
    reason `sdist_fails`. `build` are the apk packages to compile it, `runtime_built` and `runtime_wheel`
    those that it needs at run time when compiled or as a wheel. `requires` names other PyPI projects with
    rows that it cannot do without, `requires_in` those that only some of its versions need. `heavy` tells
    that compiling takes very long or gigabytes of memory, versions before `old_before` hold `old_needs`
    to versions without musl wheels, `bound_to` names the apk package that its version has to fit,
    `find_library` tells that it looks for its library in a way that finds nothing on python:alpine,
    `find_library_before` that versions before this one did; `own_programs` tells that its wheels for
    glibc hold the programs of `runtime_wheel` themselves; `beside` names by another project the extra
    that it is used with where that one is installed beside it; `instead` is the way out of what cannot
    work.
    """

    name: str
    works: Works
    first: Mapping[str, str]
    last: Mapping[str, str]
    build: tuple[str, ...] = ()
    runtime_built: tuple[str, ...] = ()
    runtime_wheel: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    pure: bool = False
    sdist: bool = True
    heavy: bool = False
    old_before: str = ""
    old_needs: str = ""
    bound_to: str = ""
    find_library: bool = False
    find_library_before: str = ""
    own_programs: bool = False
    advice: str = ""
    instead: str = ""
    certainty: str = ""
    source: str = ""
    later: Mapping[str, str] = field(default_factory=dict)
    without: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)
    requires_in: Mapping[str, str] = field(default_factory=dict)
    any_python: bool = False
    sdist_fails: str = ""
    sdist_fails_since: str = ""

    def needs(self, version: str | None) -> tuple[str, ...]:
        """Give the projects with rows that `version` (None or empty: the newest) cannot do without."""
        found = (
            name for name, versions in self.requires_in.items() if version and _within(version, versions)
        )
        return (*self.requires, *found)

    def has_later_wheel(self, version: str, python: str) -> bool | None:
        """Tell whether `version` has a musl wheel for a newer CPython than 3.12; None if unknown."""
        first = self.later.get(python)
        compared = _compare(version, first) if first else None
        return None if compared is None else compared >= 0

    def is_old(self, version: str | None) -> bool:
        """Tell whether `version` (None: the newest) needs older versions of others than have musl wheels."""
        return bool(version and self.old_before) and (_compare(version or "", self.old_before) or 0) < 0

    def has_wheel(self, version: str | None, machine: str = "x86_64") -> bool | None:
        """Tell whether `version` (None: the newest) has a wheel that musl can use; None if unknown."""
        if self.pure:
            return True
        if machine not in self.first:
            return None if self.works is Works.YES and not self.first else False
        last = self.last.get(machine)
        if version is None:
            return last is None
        compared = _compare(version, self.first[machine]), _compare(version, last) if last else 0
        if None in compared:
            return None
        between = (compared[0] or 0) >= 0 and (compared[1] or 0) <= 0
        return between and not _within(version, self.without.get(machine))


@dataclass(frozen=True, slots=True)
class PythonRow:
    """A PyPI project whose versions from `since` up to, but not including, `first` fail on `python`.

    An empty `first` means that none works, an empty `since` all older ones. `fails` is one of
    ``distutils`` (works where setuptools is installed), ``pkg_resources`` (works where setuptools
    before 82 is), ``import`` (cannot be used), ``build`` (no wheel and no way to compile it) and
    ``compiled`` (no wheel, but it compiles). Those from `beside_since` up to, but not including,
    `beside_first` fail where one of the projects `beside` is installed as well. Where one of the projects
    `unless` is held to an older version, nothing is known: the newest of these is what they fail with.
    """

    name: str
    python: str
    first: str
    fails: str
    since: str = ""
    beside: tuple[str, ...] = ()
    beside_since: str = ""
    beside_first: str = ""
    unless: tuple[str, ...] = ()
    note: str = ""
    certainty: str = ""
    source: str = ""

    def breaks_beside(self, version: str | None, others: Collection[str]) -> str:
        """Give the one of the `others` beside which `version` fails; "" where it works with all of them."""
        if version is None or not _is_between(version, self.beside_since, self.beside_first):
            return ""
        return next((name for name in self.beside if name in others), "")

    def breaks(self, version: str | None) -> bool:
        """Tell whether `version` (None: the newest) fails; a version that is none is taken to work."""
        if version is None:
            return not self.first
        return _is_between(version, self.since, self.first)


def _is_between(version: str, since: str, first: str) -> bool:
    """Tell whether `version` is not older than `since`, and older than `first`; empty ones are no bounds."""
    if first and (_compare(version, first) or 0) >= 0:
        return False
    return not since or (_compare(version, since) or 0) >= 0


def _compare(one: str, other: str) -> int | None:
    """Give -1, 0 or 1 as `one` is older than, the same as or newer than `other`; None for no version."""
    from packaging.version import InvalidVersion, Version

    try:
        left, right = Version(one), Version(other)
    except InvalidVersion:
        return None
    return (left > right) - (left < right)


def _within(version: str, specifiers: str | None) -> bool:
    """Tell whether `specifiers`, with ``||`` between them, name a version; None names none."""
    if specifiers is None:
        return False
    from packaging.specifiers import SpecifierSet

    return any(SpecifierSet(one).contains(version, prereleases=True) for one in specifiers.split("||"))


def apt_word(text: str) -> AptWord | None:
    """Take one package argument apart; None for a file, a glob, a variable or a removal (``name-``)."""
    match = _APT_WORD.fullmatch(text)
    if match is None or text.endswith((".deb", "/")):
        return None
    return AptWord(match["name"], match["version"] or "", match["arch"] or "", match["release"] or "")


def apt_row(name: str, take: Fields) -> AptRow:
    """Give the row of ``packages.toml`` that the fields make. Raises TableError."""
    role = take.one_of(Role, "role")
    return AptRow(
        name=name,
        role=role,
        apk=take.names("apk"),
        build_only=take.flag("build-only", role in (Role.TOOLCHAIN, Role.HEADERS)),
        runtime=take.names("runtime"),
        commands=take.names("commands"),
        pypi=take.text("pypi"),
        differs=take.flag("differs"),
        note=take.text("note"),
        certainty=take.text("sure"),
        source=take.text("source"),
    )


def native_row(name: str, take: Fields) -> NativeRow:
    """Give the row of ``wheels.toml`` that the fields make. Raises TableError."""
    return NativeRow(
        name=name,
        works=take.one_of(Works, "works"),
        first=take.texts("first"),
        later=take.texts("later"),
        last=take.texts("last"),
        without=_specifiers(take, "without"),
        any_python=take.flag("any-python"),
        build=take.names("build"),
        runtime_built=take.names("runtime-built"),
        runtime_wheel=take.names("runtime-wheel"),
        requires=take.names("requires"),
        requires_in=_specifiers(take, "requires-in"),
        pure=take.flag("pure"),
        sdist=take.flag("sdist", True),
        sdist_fails=take.text("sdist-fails"),
        sdist_fails_since=take.text("sdist-fails-since"),
        heavy=take.flag("heavy"),
        old_before=take.text("old-before"),
        old_needs=take.text("old-needs"),
        bound_to=take.text("bound-to"),
        find_library=take.flag("find-library"),
        find_library_before=take.text("find-library-before"),
        own_programs=take.flag("own-programs"),
        beside=take.texts("beside"),
        advice=take.text("advice"),
        instead=take.text("instead"),
        certainty=take.text("sure"),
        source=take.text("source"),
    )


def _specifiers(take: Fields, name: str) -> Mapping[str, str]:
    found = take.texts(name)
    if not found:
        return found
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        for text in found.values():
            for one in text.split("||"):
                SpecifierSet(one)
    except InvalidSpecifier as error:
        raise TableError(f"{take.where}: {name}: {error}") from error
    return found


def python_row(name: str, take: Fields) -> PythonRow:
    """Give the row of ``python.toml`` that the fields make. Raises TableError."""
    return PythonRow(
        name=name,
        python=take.text("python"),
        first=take.text("first"),
        fails=take.text("fails"),
        since=take.text("since"),
        beside=take.names("beside"),
        beside_since=take.text("beside-since"),
        beside_first=take.text("beside-first"),
        unless=take.names("unless"),
        note=take.text("note"),
        certainty=take.text("sure"),
        source=take.text("source"),
    )
