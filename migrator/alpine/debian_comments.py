"""Comments that speak of Debian: they stay where the image goes to Alpine, and may be wrong there."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Stage
from migrator.source import Span

_DEBIAN = re.compile(
    r"\b(?:debian|ubuntu|jessie|stretch|buster|bullseye|bookworm|trixie|apt(?:itude|-get)?|dpkg|glibc"
    r"|manylinux)\b|(?<=[\w.])-slim\b|\bslim(?=[- ](?:version|variant|image|base|python)\b)",
    re.IGNORECASE,
)


def debian_comments(dockerfile: Dockerfile, roots: Collection[int]) -> Iterator[tuple[int, str]]:
    """Give where comments speak of Debian: of each block the first such line, and the word.

    `roots` are the indexes of the stages that move; what builds on them moves along.
    """
    source = dockerfile.source
    moving = [
        _region(dockerfile, stage)
        for stage in dockerfile.stages
        if dockerfile.lineage(stage)[-1].index in roots
    ]
    told = -1
    for line, span in sorted((source.line_of(each.start), each) for each in _comments(dockerfile)):
        if told == line - 1:
            told = line  # the block goes on
        elif any(region.covers(span) for region in moving) and (word := _DEBIAN.search(source.slice(span))):
            told = line
            yield line, word[0].lstrip("-")


def _comments(dockerfile: Dockerfile) -> Iterator[Span]:
    yield from (each.span for each in dockerfile.comments)
    for one in dockerfile.instructions:
        yield from one.comments


def _region(dockerfile: Dockerfile, stage: Stage) -> Span:
    """Give what belongs to a stage, what stands above its FROM included."""
    stages = dockerfile.stages
    start = _end(stages[stage.index - 1]) if stage.index else 0
    return Span(start, _end(stage) if stage.index + 1 < len(stages) else len(dockerfile.source.text))


def _end(stage: Stage) -> int:
    return (stage.from_, *stage.instructions)[-1].span.end
