"""Addresses that a file downloads from: how they are found and shown, and what is known of them."""

from __future__ import annotations

from migrator import regex as re
from migrator.knowledge import Knowledge
from migrator.knowledge.tables import Fields

_TABLE = "downloads.toml"
FETCHERS = frozenset({"curl", "wget", "aria2c"})
"""Programs that download."""

URL = re.compile(r"(?:https?|ftp)://[^\s\"'|;&)]+")
REPOSITORY = re.compile(
    r"https?://(?:(?:www\.)?github\.com/[^/\s]+/[^/\s]+/(?:archive|tarball|zipball)/|codeload\.github\.com/"
    r"|api\.github\.com/repos/[^/\s]+/[^/\s]+/(?:tarball|zipball)\b|bitbucket\.org/[^/\s]+/[^/\s]+/get/"
    r"|[^/\s]+/\S+/-/archive/)"
)
"""Archives that a forge makes of a repository: what is in them is what a clone has."""


def known_download(knowledge: Knowledge, url: str) -> Fields | None:
    """Give the row of what a URL names; None where nothing is known about it."""
    rows = knowledge.rows(_TABLE)
    return next((fields for pattern, fields in rows if re.search(pattern, url, re.IGNORECASE)), None)


def shown_address(url: str) -> str:
    """Give a URL for people: without credentials and query, the middle left out where it is long."""
    plain = re.sub(r"//[^/@]*@", "//", url.partition("?")[0].partition("#")[0])
    return plain if len(plain) <= 70 else f"{plain[:34]}…{plain[-34:]}"
