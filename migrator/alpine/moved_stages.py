"""Which stages stand on Alpine now and did not before, and what their old image brought along."""

from __future__ import annotations

import enum

from migrator.dockerfile import Dockerfile, Stage
from migrator.images.reference import ImageReference, PythonTag
from migrator.invariants import is_alpine
from migrator.knowledge import Knowledge
from migrator.records import dataclass


class Flavour(enum.IntEnum):
    """How much an image brings along; each has all that the ones before it have."""

    DEBIAN = 1
    SLIM = 2
    FULL = 3


@dataclass(frozen=True, slots=True)
class Moved:
    """A stage whose base became Alpine, and the fullest of the images that it takes the place of."""

    stage: Stage
    before: Flavour


def moved_stages(dockerfile: Dockerfile, original: Dockerfile, knowledge: Knowledge) -> tuple[Moved, ...]:
    """Give the stages that stand on Alpine and did not in `original`, in file order.

    A stage without a counterpart there, because others were merged into it, takes the place of all
    stages that are gone.
    """
    found: list[Moved] = []
    for stage in dockerfile.stages:
        if not _on_alpine(dockerfile, stage):
            continue
        before = _counterparts(dockerfile, original, stage)
        if before and not any(_on_alpine(original, each) for each in before):
            found.append(Moved(stage, max(_flavour(original, each, knowledge) for each in before)))
    return tuple(found)


def out_of_alpine(dockerfile: Dockerfile, original: Dockerfile) -> tuple[Stage, ...]:
    """Give the stages that stand on the Python image on Alpine and stood on Alpine alone in `original`."""
    return tuple(
        stage
        for stage in dockerfile.stages
        if _is_named(dockerfile, stage, "python")
        and _on_alpine(dockerfile, stage)
        and any(_is_named(original, one, "alpine") for one in _counterparts(dockerfile, original, stage))
    )


def _is_named(dockerfile: Dockerfile, stage: Stage, name: str) -> bool:
    image = dockerfile.base_image(stage)
    return image is not None and image.name == name


def _on_alpine(dockerfile: Dockerfile, stage: Stage) -> bool:
    image = dockerfile.base_image(stage)
    return image is not None and is_alpine(image.name, image.tag or "")


def _counterparts(dockerfile: Dockerfile, original: Dockerfile, stage: Stage) -> tuple[Stage, ...]:
    """Give the stages of `original` that became `stage`, itself first."""
    if len(dockerfile.stages) == len(original.stages):
        return (original.stages[stage.index],)
    if stage.index == dockerfile.final.index:
        kept = {each.name.lower() for each in dockerfile.stages if each.name}
        gone = (each for each in original.stages[:-1] if not each.name or each.name.lower() not in kept)
        needed = {each.index for each in original.lineage(original.final)}
        merged = (each for each in gone if not _on_alpine(original, each) or each.index in needed)
        return (original.final, *merged)
    named = original.stage_named(stage.name) if stage.name else None
    if named is not None:
        return (named,)
    behind = len(dockerfile.stages) - stage.index
    return (original.stages[-behind],) if behind <= len(original.stages) else ()


def _flavour(dockerfile: Dockerfile, stage: Stage, knowledge: Knowledge) -> Flavour:
    image = dockerfile.base_image(stage)
    if image is None:
        return Flavour.DEBIAN
    official = knowledge.image(str(image)) or knowledge.image(f"{image.repository}")
    if official:
        image = ImageReference.parse(official)
    tag = image.tag or "latest"
    if image.name == "python":
        return Flavour.SLIM if PythonTag.parse(tag).flavour == "slim" else Flavour.FULL
    if image.name == "buildpack-deps":
        return Flavour.FULL
    if image.name == "uv" and "python" in tag:
        return Flavour.SLIM if "slim" in tag else Flavour.FULL
    return Flavour.DEBIAN
