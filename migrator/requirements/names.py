"""The one way to write a PyPI name, and the name that a URL tells."""

from __future__ import annotations

from migrator import regex as re

_SEPARATORS = re.compile(r"[-_.]+")
_OF_A_FORGE = re.compile(
    r"https?://[^/]+/(?:[^/]+/)+(?P<name>(?!-/)[^/]+)/(?:-/)?(?:archive|(?:tar|zip)ball|(?:legacy\.)?(?:zip|tar\.gz))/.+"
)
"""An archive that a forge makes of a branch, tag or commit: its file bears the name of that alone."""


def normalised(name: str) -> str:
    """Give a PyPI name in its normal form (PEP 503)."""
    return _SEPARATORS.sub("-", name).lower()


def named_by_url(url: str) -> str:
    """Give the project that the end of a URL names: ``git+https://host/owner/name.git@v1`` → ``name``."""
    whole = re.split(r"[#?]", url)[0].rstrip("/")
    if match := _OF_A_FORGE.fullmatch(whole):
        return match["name"]
    path = whole.rpartition("/")[2]
    return re.sub(r"(?:\.git)?(?:@.*)?\Z", "", path) or path
