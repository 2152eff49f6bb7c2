"""Finds comments by their words: of what they speak may go, while no comment ever does."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Stage
from migrator.source import Span


def blocks_with(
    dockerfile: Dockerfile, words: re.Pattern[str], stages: Collection[Stage]
) -> Iterator[tuple[int, re.Match[str]]]:
    """Give of each block of comment lines in `stages` the first that has `words`: its line, and the match.

    What stands above a stage's FROM belongs to it. A comment inside a RUN counts like any other.
    """
    source = dockerfile.source
    regions = [_region(dockerfile, stage) for stage in stages]
    told = -1
    for line, span in sorted((source.line_of(each.start), each) for each in _comments(dockerfile)):
        if told == line - 1:
            told = line  # the block goes on
        elif any(region.covers(span) for region in regions) and (found := words.search(source.slice(span))):
            told = line
            yield line, found


def _comments(dockerfile: Dockerfile) -> Iterator[Span]:
    yield from (each.span for each in dockerfile.comments)
    for one in dockerfile.instructions:
        yield from one.comments


def _region(dockerfile: Dockerfile, stage: Stage) -> Span:
    stages = dockerfile.stages
    start = _end(stages[stage.index - 1]) if stage.index else 0
    return Span(start, _end(stage) if stage.index + 1 < len(stages) else len(dockerfile.source.text))


def _end(stage: Stage) -> int:
    return (stage.from_, *stage.instructions)[-1].span.end
