"""The one way to write a PyPI name."""

from __future__ import annotations

from migrator import regex as re

_SEPARATORS = re.compile(r"[-_.]+")


def normalised(name: str) -> str:
    """Give a PyPI name in its normal form (PEP 503)."""
    return _SEPARATORS.sub("-", name).lower()


def named_by_url(url: str) -> str:
    """Give the project that the end of a URL names: ``git+https://host/owner/name.git@v1`` → ``name``."""
    path = re.split(r"[#?]", url)[0].rstrip("/").rpartition("/")[2]
    return re.sub(r"(?:\.git)?(?:@.*)?\Z", "", path) or path
