"""Comments that speak of Debian: they stay where the image goes to Alpine, and may be wrong there."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from migrator import regex as re
from migrator.dockerfile import Dockerfile
from migrator.dockerfile.comment_blocks import blocks_with

_DEBIAN = re.compile(
    r"\b(?:debian|ubuntu|jessie|stretch|buster|bullseye|bookworm|trixie|apt(?:itude|-get)?|dpkg|glibc"
    r"|manylinux)\b|(?<=[\w.])-slim\b|\bslim(?=[- ](?:version|variant|image|base|python)\b)",
    re.IGNORECASE,
)


def debian_comments(dockerfile: Dockerfile, roots: Collection[int]) -> Iterator[tuple[int, str]]:
    """Give where comments speak of Debian: of each block the first such line, and the word.

    `roots` are the indexes of the stages that move; what builds on them moves along.
    """
    moving = [each for each in dockerfile.stages if dockerfile.root(each).index in roots]
    for line, word in blocks_with(dockerfile, _DEBIAN, moving):
        yield line, word[0].lstrip("-")
