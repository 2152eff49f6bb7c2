"""The hidden comment by which dfmigrate knows its pull requests, and the part of a body that is its own."""

from __future__ import annotations

import json

from migrator import regex as re
from migrator.forge.records import Record
from migrator.records import dataclass

_BEGIN = "<!-- dfmigrate:begin: what you write between these lines is replaced by the next run -->"
_END = "<!-- dfmigrate:end -->"
_MARKER = re.compile(r"<!-- dfmigrate:marker (?P<data>\{.*?\}) -->")
_OWN = re.compile(r"<!-- dfmigrate:begin[^>]*-->.*<!-- dfmigrate:end -->", re.S)
_FORM = 1


@dataclass(frozen=True)
class Marker:
    """What a pull request has to remember.

    `title` is the one dfmigrate gave it; `pending` says that labels and reviewers are not all set yet;
    `closed` why dfmigrate itself closed it, "" where it did not.
    """

    group: str
    title: str
    pending: bool = False
    closed: str = ""


def render(marker: Marker, text: str, around: str = "") -> str:
    """Give a body: `text` with the marker; what people wrote above and below it in `around` stays."""
    data = {"form": _FORM, "group": marker.group, "title": marker.title}
    data |= {"pending": marker.pending, "closed": marker.closed}
    written = json.dumps(data, ensure_ascii=True)
    for sign, escape in (("<", "\\u003c"), (">", "\\u003e"), ("--", "-\\u002d")):
        written = written.replace(sign, escape)  # nothing in it may end the comment
    own = f"{_BEGIN}\n{text.strip()}\n\n<!-- dfmigrate:marker {written} -->\n{_END}"
    if _OWN.search(around):
        return _OWN.sub(lambda _: own, around.replace("\r\n", "\n"), count=1)
    return own + "\n"


def read(body: str) -> Marker | None:
    """Give the marker of a body; None where it has none: not a pull request of dfmigrate's."""
    own = _OWN.search(body)
    match = _MARKER.search(own[0]) if own else None
    if match is None:
        return None
    try:
        record = Record(json.loads(match["data"]))
    except ValueError:
        return None
    if record.number("form") != _FORM or not record.text("group"):
        return None
    pending = bool(record.flag("pending"))
    return Marker(record.text("group"), record.text("title"), pending, record.text("closed"))


def same(one: str, other: str) -> bool:
    """Tell whether two bodies say the same, whatever line ends and margins the forge gave them."""
    return _plain(one) == _plain(other)


def _plain(body: str) -> str:
    return body.replace("\r\n", "\n").strip()
