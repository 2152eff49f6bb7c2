"""Versions as numbers, which compare, and as text, which people read."""

from __future__ import annotations


def numbers(version: str) -> tuple[int, ...]:
    """Give the numbers of a version: (3, 12) for ``3.12``. Raises ValueError where it has other parts."""
    return tuple(map(int, version.split(".")))


def is_at_least(version: str, first: str) -> bool:
    """Tell whether a version is `first` or newer; one that cannot be read is not."""
    from packaging.version import InvalidVersion, Version

    try:
        return Version(version) >= Version(first)
    except InvalidVersion:
        return False


def dotted(version: tuple[int, ...] | None) -> str:
    """Give a version as text, empty for None."""
    return ".".join(map(str, version or ()))
