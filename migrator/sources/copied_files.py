"""Which files of the build context come into the images of a Dockerfile, as far as they are its owner's."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_sources
from migrator.build_context.path_patterns import compiled, is_pattern
from migrator.discovery.file_listing import Listings
from migrator.dockerfile import Dockerfile, Instruction
from migrator.dockerfile.mounts import bind_mounts
from migrator.paths import plain_source

MAX_LISTED = 50_000
"""Files of a build context that are looked through; a larger one is read up to there, and that is said."""

Listing = Callable[[Path], tuple[str, ...]]
"""Gives the names of the files below a folder: no ignored ones, no environments, no foreign code."""


def names_below(folder: Path, listings: Listings) -> tuple[str, ...]:
    """Give the names of the files that are its owner's below `folder`, at most MAX_LISTED and one more."""
    listed = islice(listings.below(folder), MAX_LISTED + 1)
    return tuple(path.relative_to(folder).as_posix() for path in listed)


def copied_files(dockerfile: Dockerfile, build: BuildContext, names: tuple[str, ...]) -> Iterator[str]:
    """Give those of `names` (relative to the context) that a COPY, an ADD or a bind mount brings in.

    Raises nothing; what ``.dockerignore`` keeps out and what a link leads out of the context is left out.
    """
    wanted = tuple(
        dict.fromkeys(
            source
            for stage in dockerfile.stages
            for one in stage.instructions
            for source in _sources(dockerfile, one.inner)
        )
    )
    takes = _Takes(wanted)
    for name in names:
        if takes.name(name) and not build.ignored(name) and build.path(name) is not None:
            yield name


def _sources(dockerfile: Dockerfile, one: Instruction) -> Iterator[str]:
    if one.keyword in ("COPY", "ADD"):
        yield from context_sources(dockerfile, one)
    elif one.keyword == "RUN":
        yield from (
            plain_source(parts.get("source", "")) for parts in bind_mounts(one) if "from" not in parts
        )


class _Takes:
    def __init__(self, wanted: tuple[str, ...]) -> None:
        self._all = "." in wanted
        self._plain = frozenset(wanted)
        self._patterns = tuple(compiled(each) for each in wanted if is_pattern(each))

    def name(self, name: str) -> bool:
        """Tell whether one of the sources is the file, a folder around it, or a pattern for either."""
        if self._all:
            return True
        place = name
        while place:
            if place in self._plain or any(each.fullmatch(place) for each in self._patterns):
                return True
            place = posixpath.dirname(place)
        return False
