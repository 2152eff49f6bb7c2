"""What the comments over a FROM say about the choice of the image."""

from __future__ import annotations

from collections.abc import Iterator

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Stage

_NAMES_LIBC = re.compile(r"\b(?:alpine|musl|glibc)\b", re.IGNORECASE)
_NAMES_DEBIAN = re.compile(r"\b(?:debian|slim|buster|bullseye|bookworm|trixie)\b", re.IGNORECASE)
_REASON = re.compile(
    r"\b(?:because|since|needs?|requires?|required|must|hard-?coded?|do ?n[o']t|keep|slow|instead of"
    r"|rather than)\b",
    re.IGNORECASE,
)
_PRAGMA = re.compile(r"dfmigrate\s*:", re.IGNORECASE)
_SHOWN = 120


def why_this_base(dockerfile: Dockerfile, stage: Stage) -> str:
    """Give what comments over a FROM say about its libc or distribution, shortened.

    Empty where they name neither Alpine, musl nor glibc, and no Debian with a reason. What does not stand
    directly over it may speak of anything, and counts with a reason alone. A stage that does nothing (uv's
    image, under a name) is passed over: it was put in later.
    """
    stages = _with_idle_ones_above(dockerfile, stage)
    for last, text in reversed(list(_blocks(dockerfile, stage, stages[0]))):
        reason = _REASON.search(text)
        direct = any(last == each.from_.line - 1 for each in stages)
        libc = _NAMES_LIBC.search(text) and (direct or reason)
        if libc or (_NAMES_DEBIAN.search(text) and reason):
            return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    return ""


def _with_idle_ones_above(dockerfile: Dockerfile, stage: Stage) -> tuple[Stage, ...]:
    """Give a stage with those directly before it that have no instructions, in file order."""
    first = stage.index
    while first and not dockerfile.stages[first - 1].instructions:
        first -= 1
    return dockerfile.stages[first : stage.index + 1]


def _blocks(dockerfile: Dockerfile, stage: Stage, first: Stage) -> Iterator[tuple[int, str]]:
    """Give the blocks of comments between a FROM and what stands before `first`, each with its last line.

    ARGs for the FROM are no border, and what is said to this program is left out.
    """
    source = dockerfile.source
    start = dockerfile.stages[first.index - 1].end.span.end if first.index else 0
    above = [each.span for each in dockerfile.comments if start <= each.span.start < stage.from_.span.start]
    block: list[str] = []
    for number, span in enumerate(above):
        words = source.slice(span).lstrip("# ").rstrip()
        block += [words] if words and not _PRAGMA.match(words) else []
        line = source.line_of(span.start)
        if number + 1 == len(above) or source.line_of(above[number + 1].start) != line + 1:
            yield line, " ".join(block)
            block = []
