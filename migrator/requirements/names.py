"""The one way to write a PyPI name."""

from __future__ import annotations

from migrator import regex as re

_SEPARATORS = re.compile(r"[-_.]+")


def normalised(name: str) -> str:
    """Give a PyPI name in its normal form (PEP 503)."""
    return _SEPARATORS.sub("-", name).lower()
