"""The paths of the machine itself that requirements are installed from, in all the ways they are written."""

from __future__ import annotations

from urllib.parse import unquote

from migrator import regex as re
from migrator.requirements.model import Requirement

_SSH = re.compile(r"[\w.-]+@(?!file:)[\w.-]+:.*")
_SCHEME = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]*\+)?(?P<scheme>[A-Za-z][A-Za-z0-9.-]+):(?P<rest>.*)")
_HOST = re.compile(r"//(?:localhost(?=/))?")
_EXTRAS = re.compile(r"\[[^\]/]*\]\Z")


def path_of(text: str) -> str:
    """Give the path that ``./lib[web]``, ``file:../lib`` or ``file:///w/lib#egg=lib`` names.

    Empty for an address on another machine. Variables in it are left as they are.
    """
    if _SSH.fullmatch(text):
        return ""
    match = _SCHEME.fullmatch(text)
    if match is None:
        return _EXTRAS.sub("", text)
    if match["scheme"].lower() != "file":
        return ""
    return _EXTRAS.sub("", unquote(_HOST.sub("", match["rest"], count=1).partition("#")[0]))


def local_path(found: Requirement) -> str:
    """Give the path that a requirement is installed from, empty where it comes from elsewhere."""
    return path_of(found.path or found.url)
