"""Which version of a requirement an installer takes, and whether it can be one that is new enough."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.requirements.model import Requirement
from migrator.versions import dotted

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

_FAR = "99999"
_LOWER = (">=", ">", "~=", "==", "===")


def reaches(specifier: SpecifierSet, first: str) -> bool:
    """Tell whether `specifier` allows `first` or a later version."""
    from packaging.version import InvalidVersion, Version

    if specifier.contains(first, prereleases=True) or specifier.contains(_FAR, prereleases=True):
        return True
    for clause in specifier:
        if clause.operator not in _LOWER:
            continue
        try:
            if Version(clause.version.removesuffix(".*")) >= Version(first):
                return True
        except InvalidVersion:
            continue
    return False


def installed_version(requirement: Requirement, pin: str | None = None) -> str | None:
    """Give the version that is installed as far as it can be told; None stands for the newest one.

    `pin` is what a constraint says. Of a range with an upper end, the version at that end is given,
    for ``~=6.0.0`` and ``==6.0.*`` one that is later than all of 6.0.
    """
    if requirement.pinned or pin:
        return requirement.pinned or pin
    if requirement.specifier.contains(_FAR, prereleases=True):
        return None
    ends = [end for clause in requirement.specifier if (end := _end(clause.operator, clause.version))]
    return min(ends, key=_sorted) if ends else None


def _sorted(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"[0-9]+", version))


def _end(operator: str, version: str) -> str | None:
    """Give the newest version that one clause allows; None where it sets no upper end."""
    if operator == "<":
        return _just_below(version)
    if operator == "<=":
        return version
    if operator == "~=":
        return f"{version.rpartition('.')[0]}.{_FAR}"
    return f"{version[:-2]}.{_FAR}" if operator == "==" and version.endswith(".*") else None


def _just_below(version: str) -> str:
    """Give a version that sorts right before `version`: ``2.0`` → ``1.99999``."""
    match = re.match(r"[0-9]+(?:\.[0-9]+)*", version)
    parts = [int(part) for part in match[0].split(".")] if match else [0]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    if parts[-1] == 0:
        return "0"
    parts[-1] -= 1
    return dotted((*parts, 99999))
