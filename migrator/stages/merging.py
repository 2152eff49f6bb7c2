"""Joins a stage with the one it only exists for: what is inherited comes first, then what inherits it."""

from __future__ import annotations

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Stage
from migrator.editing.moving import comments_above
from migrator.line_names import named_line
from migrator.source import Edit, Source, Span
from migrator.stages.graph import renumbered
from migrator.stages.model import KeptError
from migrator.stages.text import plain

_OWN_IMAGE = ("CMD", "ENTRYPOINT", "HEALTHCHECK", "ONBUILD")
_NAME = re.compile(r"\s+AS\s+\S+\s*\Z", re.IGNORECASE)
_VARIANT = re.compile(
    r"(?:^|[-_.])(?:dev|devel|development|debug|tests?|testing|ci|lint|docs|local|e2e|envs?)(?:[-_.]|$)"
    r"|unittests?$|devcontainer",
    re.IGNORECASE,
)
_AS = re.compile(r"\s+(?P<word>AS)\s+", re.IGNORECASE)


def merged(dockerfile: Dockerfile, parent: Stage) -> Source:
    """Give the file with the final stage and its `parent` as one; raises KeptError where that is not safe."""
    _require_no_start(dockerfile, parent)
    _require_one_image(parent, dockerfile.final)
    froms = (dockerfile.source.slice(stage.from_.span) for stage in (parent, dockerfile.final))
    if any("\n" in text for text in froms):
        raise KeptError(parent.from_.line, "has a FROM of several lines", "write it on one line")
    adjacent = parent.index + 1 == dockerfile.final.index
    edits = list(_side_by_side(dockerfile, parent) if adjacent else _brought_down(dockerfile, parent))
    edits += renumbered(dockerfile, frozenset({parent.index}))
    done = [Edit.over(one.span, one.text.replace("\n", dockerfile.source.newline)) for one in edits]
    return dockerfile.source.splice(done)


def _require_no_start(dockerfile: Dockerfile, parent: Stage) -> None:
    """Raise KeptError where the parent may be built and started by its own name."""
    hint = "fold it in by hand if nobody builds it with --target"
    for one in parent.of(*_OWN_IMAGE):  # what else it says of its containers, its child inherits
        reason = f"has {one.keyword}: it is an image of its own that may be built and started"
        raise KeptError(one.line, reason, hint)
    for one in (one for each in dockerfile.lineage(parent)[1:] for one in each.of("CMD", "ENTRYPOINT")):
        reason = (
            f"inherits the {one.keyword} of {named_line(one.line)}, so it may be built and started as well"
        )
        raise KeptError(parent.from_.line, reason, hint)


def _require_one_image(parent: Stage, child: Stage) -> None:
    """Raise KeptError where the parent may be another image than the one that the child stands on."""
    if child.name and _VARIANT.search(child.name):
        reason = f"is what the variant {child.name} builds on, an image of its own"
        raise KeptError(parent.from_.line, reason, "fold it in by hand if nobody builds it with --target")
    if "$" in child.base.text:
        reason = "is inherited by a name that a variable decides"
        raise KeptError(child.from_.line, reason, "write the name out")
    if child.from_.flags and child.platform != parent.platform:
        raise KeptError(child.from_.line, "is inherited for another platform", "name the platform once")


def _renamed(dockerfile: Dockerfile, parent: Stage) -> str:
    """Give the parent's FROM under the final stage's name."""
    text = dockerfile.source.slice(parent.from_.span)
    child = dockerfile.final
    if child.name is None:
        return _NAME.sub("", text)
    if parent.name is None:
        match = _AS.search(dockerfile.source.slice(child.from_.span))
        return f"{text} {match['word'] if match else 'AS'} {child.name}"
    return text[: len(text) - len(parent.name)] + child.name


def _side_by_side(dockerfile: Dockerfile, parent: Stage) -> tuple[Edit, ...]:
    """Name the parent's FROM like the final stage, and drop the final stage's."""
    child = dockerfile.final.from_
    span = parent.from_.span
    region = Span(child.lines.start, child.lines.end)
    end = region.end
    text = dockerfile.source.text
    blank_above = text[: region.start].endswith(("\n\n", "\n\r\n"))
    if blank_above and comments_above(dockerfile, child).start == child.lines.start:
        for blank in ("\n", "\r\n"):
            if text.startswith(blank, end):
                end += len(blank)
                break
    return Edit.over(span, _renamed(dockerfile, parent)), Edit(region.start, end, "")


def _brought_down(dockerfile: Dockerfile, parent: Stage) -> tuple[Edit, ...]:
    """Move the parent's lines, with the comments over it, to where the final stage begins."""
    source = dockerfile.source
    following = dockerfile.stages[parent.index + 1].from_
    start = comments_above(dockerfile, parent.from_).start
    first_comment = dockerfile.comments[0].span.start if dockerfile.comments else -1
    if start <= first_comment < parent.from_.span.start and parent.index == 0:
        start = parent.from_.lines.start  # what stands at the top of a file is about the file
    region = Span(start, comments_above(dockerfile, following).start)
    head = plain(source.slice(Span(region.start, parent.from_.span.start)))
    tail = plain(source.slice(Span(parent.from_.span.end, region.end)))
    child = dockerfile.final.from_
    moved = (head + _renamed(dockerfile, parent) + tail).rstrip("\n") + "\n"
    return Edit.over(region, ""), Edit.over(child.lines, moved)
