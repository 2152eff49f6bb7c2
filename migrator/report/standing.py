"""Where one file stands before and after, as far as can be told without a build."""

from __future__ import annotations

from migrator.build_context import BuildContext
from migrator.dockerfile import Dockerfile
from migrator.images.base_text import DynamicError, base_text
from migrator.images.python import python_image
from migrator.knowledge import Knowledge
from migrator.layers.effects import effects_of
from migrator.layers.rebuild import worst
from migrator.records import dataclass
from migrator.report.journey import (
    BASE,
    INSTALLER,
    PACKAGES,
    REBUILD,
    SIZE,
    STAGES,
    UNKNOWN,
    Journey,
    Known,
    Milestone,
    installers,
)

_MODEL = "layers that are built again, seconds from measured install times and assumed ones for the rest"
_READ = "the file"
_NO_TOOL = "nothing that is known"


@dataclass(frozen=True, slots=True)
class _Image:
    """What the table of images says of a base; empty where it is not known."""

    size: str = ""
    packages: str = ""
    source: str = ""


def journey_of(before: Dockerfile, after: Dockerfile, build: BuildContext, knowledge: Knowledge) -> Journey:
    """Give the table of one file; nothing is built, and what is not known says so."""
    images = tuple(_image(each, knowledge) for each in (before, after))
    return Journey(
        (
            _read(BASE, "Base image of the final stage", _base(before), _base(after)),
            _read(STAGES, "Stages", str(len(before.stages)), str(len(after.stages))),
            _estimated(SIZE, "Image size, the base image alone", tuple(each.size for each in images), images),
            _estimated(PACKAGES, "Packages in the base", tuple(each.packages for each in images), images),
            _read(INSTALLER, "Installs with", *(installers(each) or _NO_TOOL for each in (before, after))),
            _rebuild(before, after, build),
        )
    )


def _read(key: str, says: str, before: str, after: str) -> Milestone:
    return Milestone(key, says, before, after, Known.READ, _READ)


def _estimated(key: str, says: str, values: tuple[str, ...], images: tuple[_Image, ...]) -> Milestone:
    old, new = (value or UNKNOWN for value in values)
    known = (image.source for image, value in zip(images, values, strict=True) if value)
    return Milestone(key, says, old, new, Known.ESTIMATED, "; ".join(dict.fromkeys(known)))


def _base(dockerfile: Dockerfile) -> str:
    image = dockerfile.base_image(dockerfile.final)
    return str(image) if image else dockerfile.root(dockerfile.final).base.text


def _image(dockerfile: Dockerfile, knowledge: Knowledge) -> _Image:
    root = dockerfile.root(dockerfile.final)
    try:
        image = python_image(base_text(dockerfile, root), knowledge)
    except DynamicError:
        return _Image()
    if image is None or image.windows or image.tag.rest:
        return _Image()
    key = "-".join(filter(None, ("python", image.tag.flavour)))
    fields = knowledge.fields("image-sizes.toml", key)
    if fields is None:
        return _Image()
    return _Image(
        fields.text("disk"), fields.text("packages"), f"{fields.text('of')} ({fields.text('source')})"
    )


def _rebuild(before: Dockerfile, after: Dockerfile, build: BuildContext) -> Milestone:
    says = "Built again after a source change"
    return Milestone(REBUILD, says, _again(before, build), _again(after, build), Known.ESTIMATED, _MODEL)


def _again(dockerfile: Dockerfile, build: BuildContext) -> str:
    found = worst(effects_of(dockerfile, build))
    if found is None:
        return "no source is copied"
    layers = "layer" if found.count == 1 else "layers"
    return f"{found.count} {layers}, about {max(1, round(found.seconds))} s"
