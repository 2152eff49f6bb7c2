"""What a comment above a FROM says about the choice of the image."""

from __future__ import annotations

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Stage

_NAMES_LIBC = re.compile(r"\b(?:alpine|musl|glibc)\b", re.IGNORECASE)
_NAMES_DEBIAN = re.compile(r"\b(?:debian|slim|buster|bullseye|bookworm|trixie)\b", re.IGNORECASE)
_REASON = re.compile(
    r"\b(?:because|since|needs?|requires?|required|must|hard-?coded?|do ?n[o']t|keep|slow|instead of"
    r"|rather than)\b",
    re.IGNORECASE,
)
_SHOWN = 120


def why_this_base(dockerfile: Dockerfile, stage: Stage) -> str:
    """Give what the comment lines directly above a FROM say about its libc or distribution, shortened.

    Empty where they name neither Alpine, musl nor glibc, and no Debian with a reason.
    """
    source = dockerfile.source
    lines = {source.line_of(each.span.start): source.slice(each.span) for each in dockerfile.comments}
    above: list[str] = []
    while (number := stage.from_.line - 1 - len(above)) in lines:
        above.insert(0, lines[number].lstrip("# ").rstrip())
    text = " ".join(above)
    if not _NAMES_LIBC.search(text) and not (_NAMES_DEBIAN.search(text) and _REASON.search(text)):
        return ""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
