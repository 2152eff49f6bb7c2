"""What a dependency file says: requirements, installer options, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from functools import lru_cache
from typing import TYPE_CHECKING

from migrator.records import dataclass
from migrator.requirements.names import normalised

if TYPE_CHECKING:
    from packaging.markers import Marker
    from packaging.requirements import Requirement as Parsed
    from packaging.specifiers import SpecifierSet

MAX_REQUIREMENTS = 20_000
"""More than any project has: a longer list is reported as a problem and not read to its end."""


@dataclass(frozen=True)
class Requirement:
    """One requirement and the place that asks for it.

    `name` is in PyPI's normal form, empty for a path or URL that does not tell it. `group` is empty
    for what every installation gets, else ``extra:NAME``, ``group:NAME`` or ``build``, or several of
    these with `SEVERAL` between them. `files` are the file names that a lock file lists for it, or
    whatever `told_by` names. `completed` are the projects that get their native part beside it, it
    itself or others.
    """

    name: str
    specifier: SpecifierSet
    origin: str
    line: int
    extras: tuple[str, ...] = ()
    marker: Marker | None = None
    url: str = ""
    path: str = ""
    editable: bool = False
    hashes: tuple[str, ...] = ()
    group: str = ""
    files: tuple[str, ...] = ()
    told_by: str = "the lock file"
    completed: frozenset[str] = frozenset()

    @property
    def named(self) -> str:
        """What it asks for by name, as a requirements file has it: ``uvicorn[standard]>=0.30``."""
        extras = f"[{','.join(self.extras)}]" if self.extras else ""
        return f"{self.name}{extras}{self.specifier}"

    @property
    def pinned(self) -> str | None:
        """The one version that is allowed, None where there is a choice."""
        clauses = list(self.specifier)
        if len(clauses) != 1 or clauses[0].operator not in ("==", "===") or clauses[0].version.endswith(".*"):
            return None
        return clauses[0].version


@dataclass(frozen=True)
class Option:
    """An option line for the installer, ``--index-url`` and the like, in its long form.

    A `value` can hold credentials and must not be printed.
    """

    name: str
    value: str
    origin: str
    line: int


@dataclass(frozen=True)
class Problem:
    """Something that a file says and that could not be understood.

    `group` names the group of requirements that it concerns, empty for all, as in `Requirement`.
    """

    origin: str
    line: int
    message: str
    group: str = ""


@dataclass(frozen=True)
class Requirements:
    """All that was read; what `constraints` name is not installed for it, only held to a version.

    `missing` are the files and URLs that were named and could not be read, `read` those that were.
    """

    requirements: tuple[Requirement, ...] = ()
    constraints: tuple[Requirement, ...] = ()
    options: tuple[Option, ...] = ()
    missing: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    read: tuple[str, ...] = ()


@dataclass
class Collector:
    """Gathers what readers find, in the order of the files, and gives it as Requirements."""

    requirements: list[Requirement] = field(default_factory=list)
    constraints: list[Requirement] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    read: list[str] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether no more is taken."""
        taken = len(self.requirements) + len(self.constraints) + len(self.options)
        return taken + len(self.problems) + len(self.missing) >= MAX_REQUIREMENTS

    def cut(self, origin: str, line: int) -> None:
        """Record, once, that the rest of a list is not read."""
        found = Problem(origin, line, "too many requirements: the rest is not read")
        if not self.problems or self.problems[-1].message != found.message:
            self.problems.append(found)

    def problem(self, origin: str, line: int, message: str, group: str = "") -> None:
        """Record what could not be understood."""
        self.problems.append(Problem(origin, line, message, group))

    def result(self) -> Requirements:
        """Give all that was gathered."""
        return Requirements(
            tuple(self.requirements),
            tuple(self.constraints),
            tuple(self.options),
            tuple(dict.fromkeys(self.missing)),
            tuple(self.problems),
            tuple(dict.fromkeys(self.read)),
        )


def specifiers(text: str = "") -> SpecifierSet:
    """Give a specifier set. Raises ValueError where `text` is none."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return SpecifierSet(text)
    except InvalidSpecifier as error:
        raise ValueError(str(error)) from error


@lru_cache(maxsize=2048)  # many services of one repository require the same
def parsed(text: str) -> Parsed:
    """Give a requirement as PEP 508 has it. Raises ValueError where `text` is none."""
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as Parser

    try:
        return Parser(text)
    except (InvalidRequirement, RecursionError) as error:
        raise ValueError(str(error).partition("\n")[0]) from error


def requirement(
    text: str, origin: str, line: int, *, group: str = "", hashes: Iterable[str] = ()
) -> Requirement:
    """Give the requirement that a PEP 508 string says. Raises ValueError where it is none."""
    found = parsed(text)
    return Requirement(
        name=normalised(found.name),
        specifier=found.specifier,
        origin=origin,
        line=line,
        extras=tuple(sorted(found.extras)),
        marker=found.marker,
        url=found.url or "",
        hashes=tuple(hashes),
        group=group,
    )
