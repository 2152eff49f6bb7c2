"""Requirements that are URLs of archives: uv has to see what kind of archive is there."""

from __future__ import annotations

from migrator import regex as re

UNNAMED = "uv takes a URL only where it ends in .whl, .tar.gz, .zip or the like"
"""What is said of a download that does not tell its kind."""
WAY_OUT = "name such a one (of GitHub's: …/archive/REF.tar.gz for …/tarball/REF)"

_DOWNLOAD = re.compile(r"(?:[\w.-]+\s*(?:\[[^\]]*\])?\s*@\s*)?[\"']?(?:https?|ftp)://(?P<place>[^\s#?\"']*)")
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
