"""Whether a requirement lets the installer take a version that is new enough."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.requirements.model import Requirement

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


def newest(requirement: Requirement, pin: str | None = None) -> str | None:
    """Give the version that is installed as far as it can be told; None stands for the newest one.

    `pin` is what a constraint says. Of a range with an upper end, the version at that end is given.
    """
    if requirement.pinned or pin:
        return requirement.pinned or pin
    if requirement.specifier.contains(_FAR, prereleases=True):
        return None
    upper = [clause.version for clause in requirement.specifier if clause.operator in ("<", "<=", "~=", "==")]
    below = [clause for clause in requirement.specifier if clause.operator == "<"]
    if below:
        return _just_below(below[0].version)
    return upper[0].removesuffix(".*") if upper else None


def _just_below(version: str) -> str:
    """Give a version that sorts right before `version`: ``2.0`` → ``1.99999``."""
    match = re.match(r"[0-9]+(?:\.[0-9]+)*", version)
    parts = [int(part) for part in match[0].split(".")] if match else [0]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    if parts[-1] == 0:
        return "0"
    parts[-1] -= 1
    return ".".join(map(str, [*parts, 99999]))
