"""Folds the stages of one file as far as that is safe, and tells of every other why it stays."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping

from migrator.build_context import BuildContext
from migrator.dockerfile import Dockerfile, parse
from migrator.editing.line_edits import line_edits
from migrator.knowledge import Knowledge
from migrator.records import dataclass
from migrator.source import LINE, Edit, Source

Targets = Callable[[frozenset[str]], Mapping[str, str]]
"""Tells which of some stage names are built by name, and where that is said."""


@dataclass(frozen=True, slots=True)
class Folding:
    """One stage that goes, and why that may be: `kind` is ``builder``, ``parent`` or ``unused``."""

    kind: str
    stage: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """Stages that stay for one reason, and the way out; `unused` where nothing in the file needs them."""

    stages: tuple[str, ...]
    line: int
    reason: str
    hint: str
    unused: bool = False


@dataclass(frozen=True)
class Collapse:
    """What became of a file: the edits, the stages that go, and those that stay."""

    edits: tuple[Edit, ...]
    foldings: tuple[Folding, ...]
    keepings: tuple[Keeping, ...]


def collapse(
    dockerfile: Dockerfile,
    build: BuildContext,
    targets: Targets,
    uv: str,
    knowledge: Knowledge,
    *,
    compilers: bool,
) -> Collapse:
    """Fold what can be folded.

    `uv` is the image that uv comes from where a builder installed it with pip, `knowledge` tells
    what official images have and what Debian's packages depend on. With `compilers` what a full Python
    image brings is added later where it is missing.
    """
    if len(dockerfile.stages) == 1:
        return Collapse((), (), ())
    from migrator.stages.folder import Folder  # thirty modules, of which most files need none

    folder = Folder(dockerfile.stages, build, targets, uv, knowledge, compilers)
    current, foldings = dockerfile, []
    while (done := folder.step(current)) is not None:
        source, folding = done
        foldings.append(folding)
        current = parse(source)
    keepings = tuple(_grouped(folder.keepings(current), line_map(dockerfile.source, current.source)))
    edits = () if current is dockerfile else line_edits(dockerfile.source, current.source)
    return Collapse(edits, tuple(foldings), keepings)


def _grouped(keepings: Iterator[Keeping], lines: Callable[[int], int]) -> Iterator[Keeping]:
    """Join stages that stay for the same reason; lines are those of the file as it was."""
    groups: dict[tuple[str, str, bool], list[Keeping]] = {}
    for each in keepings:
        groups.setdefault((each.reason, each.hint, each.unused), []).append(each)
    for members in groups.values():
        names = tuple(name for each in members for name in each.stages)
        first = members[0]
        yield Keeping(names, lines(first.line), first.reason, first.hint, first.unused)


def line_map(before: Source, after: Source) -> Callable[[int], int]:
    """Tell which line of `before` a line of `after` was, or which line it follows."""
    if before.text == after.text:
        return lambda line: line
    old, new = LINE.findall(before.text), LINE.findall(after.text)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    found = {0: 1}
    for start, begin, size in matcher.get_matching_blocks():
        found |= {begin + index + 1: start + index + 1 for index in range(size)}
    return lambda line: found[max(known for known in found if known <= line)]
