"""Requirements that are URLs: what uv has to see in them, and what it does not fetch."""

from __future__ import annotations

from migrator import regex as re

UNNAMED = "uv takes a URL only where it ends in .whl, .tar.gz, .zip or the like"
"""What is said of a download that does not tell its kind."""
CHECK_OUT = "check it out in the RUN, and install its folder"
"""The way out for version control that uv does not know."""
WAY_OUT = "name such a one (of GitHub's: …/archive/REF.tar.gz for …/tarball/REF)"

_DOWNLOAD = re.compile(r"(?:[\w.-]+\s*(?:\[[^\]]*\])?\s*@\s*)?[\"']?(?:https?|ftp)://(?P<place>[^\s#?\"']*)")
_CHECKOUT = re.compile(r"[\"']?(?:(?:git|hg|svn|bzr)\+|git:)")
_FOREIGN = re.compile(r"(?:\S+\s*@\s*)?(?P<kind>(?:hg|svn|bzr)\+|git\+git:|git:)")
_KINDS = (
    *(".whl", ".zip", ".tar", ".tgz", ".tbz", ".txz", ".tlz"),
    *(".tar.gz", ".tar.bz2", ".tar.xz", ".tar.lz", ".tar.lzma", ".tar.zst", ".git"),
)


def is_unnamed_download(text: str) -> bool:
    """Tell whether a requirement is a URL that does not say what kind of archive is there; uv refuses those.

    Tried on uv 0.13.9: the end of the path decides, in small letters, and neither query nor fragment does.
    """
    match = _DOWNLOAD.match(text)
    return match is not None and not match["place"].endswith(_KINDS)


def is_checkout(text: str) -> bool:
    """Tell whether what is installed with -e is a URL of version control: uv makes no editable checkouts."""
    return _CHECKOUT.match(text) is not None


def foreign_control(text: str) -> str:
    """Give how a requirement names what uv does not fetch, ``hg+`` or ``git:``; empty for others."""
    match = _FOREIGN.match(text)
    return match["kind"] if match else ""
