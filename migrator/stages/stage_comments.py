"""Comments that speak of stages: they stay where stages are folded, and may be wrong there."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from migrator import regex as re
from migrator.dockerfile import Dockerfile
from migrator.dockerfile.comment_blocks import blocks_with

_STAGE = r"multi-?\s?stages?|stages?|builders?|(?:build|builder|intermediate|temporary) (?:image|container)s?"


def stage_comments(dockerfile: Dockerfile, staying: Collection[str]) -> Iterator[tuple[int, str]]:
    """Give where comments speak of stages: of each block the first such line, and the words.

    `staying` is how the stages are called that stay beside the final one; what stands in them is about them.
    """
    stages = [each for each in dockerfile.stages if each.called not in staying]
    gone = "|".join(re.escape(each.called) for each in stages if each is not dockerfile.final)
    words = re.compile(rf"\b(?:{_STAGE}|from (?:the )?(?:{gone}))\b", re.IGNORECASE)
    for line, found in blocks_with(dockerfile, words, stages):
        yield line, found[0].lower()
