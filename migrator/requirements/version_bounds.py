"""How new a version a specifier lets in: what an installer takes that prefers the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.versions import dotted

if TYPE_CHECKING:
    from packaging.specifiers import Specifier, SpecifierSet
    from packaging.version import Version


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
    following = dotted((*start.release[:-1], start.release[-1] + 1))
    return Version(f"{start.epoch}!{following}.dev0")
