"""Which version a specifier names, and how new a one it lets in: an installer prefers the newest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.records import dataclass
from migrator.versions import dotted

if TYPE_CHECKING:
    from packaging.specifiers import Specifier, SpecifierSet
    from packaging.version import Version


@dataclass(frozen=True, slots=True)
class _Limit:
    """The version up to which a clause lets versions in; `included` tells whether that one is let in."""

    version: Version
    included: bool


def named_version(specifier: SpecifierSet) -> str | None:
    """Give the version that a clause of `specifier` names, whatever the others say; None where none does."""
    exact = (
        one.version for one in specifier if one.operator in ("==", "===") and not one.version.endswith(".*")
    )
    return next(exact, None)


def is_below(specifier: SpecifierSet, first: str) -> bool:
    """Tell whether every version that `specifier` lets in is older than `first`.

    A clause that names one version does not count: `named_version` gives it.
    """
    from packaging.version import Version

    start = Version(first)
    return any(
        limit.version < start or (limit.version == start and not limit.included)
        for limit in _limits(specifier)
    )


def ends_by(specifier: SpecifierSet, last: str) -> bool:
    """Tell whether `specifier` lets nothing in that is newer than `last`; as for `is_below`."""
    from packaging.version import Version

    return any(
        limit.version <= Version(last) or (not limit.included and limit.version <= Version(f"{last}.1"))
        for limit in _limits(specifier)
    )


def _limits(specifier: SpecifierSet) -> Iterator[_Limit]:
    return (limit for clause in specifier if (limit := _limit(clause)) is not None)


def _limit(clause: Specifier) -> _Limit | None:
    from packaging.version import InvalidVersion, Version

    try:
        version = Version(clause.version.removesuffix(".*"))
    except InvalidVersion:
        return None
    if clause.operator in ("<", "<="):
        return _Limit(version, clause.operator == "<=")
    if clause.operator == "==" and clause.version.endswith(".*"):
        return _Limit(_next(version.release), False)
    if clause.operator == "~=":
        return _Limit(_next(version.release[:-1]), False)
    return None


def _next(release: tuple[int, ...]) -> Version:
    """Give the release after all that begin with `release`."""
    from packaging.version import Version

    return Version(dotted((*release[:-1], release[-1] + 1)))


def upper_bound(specifier: SpecifierSet) -> str | None:
    """Give the newest version that `specifier` may let in, None where it has no upper bound.

    What comes short of a bound is given as its development release: ``<2`` gives ``2.dev0``, which
    is older than 2 and newer than all before it.
    """
    bounds = [bound for clause in specifier if (bound := _bound(clause)) is not None]
    return str(min(bounds)) if bounds else None


def _bound(clause: Specifier) -> Version | None:
    from packaging.version import InvalidVersion, Version

    text = clause.version
    try:
        if clause.operator == "~=":
            return _below_next(text.rpartition(".")[0])
        if clause.operator == "==" and text.endswith(".*"):
            return _below_next(text[:-2])
        if clause.operator in ("==", "===", "<="):
            return Version(text)
        if clause.operator == "<":
            return Version(f"{Version(text).base_version}.dev0")
    except InvalidVersion:  # an arbitrary version of ``===``
        return None
    return None


def _below_next(release: str) -> Version:
    """Give what is just older than the release after all that begin with `release`."""
    from packaging.version import Version

    start = Version(release)
    return Version(f"{start.epoch}!{_next(start.release)}.dev0")
