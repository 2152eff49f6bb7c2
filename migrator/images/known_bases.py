"""Base images of which it is known what they hold: the official Python image and the systems below it."""

from __future__ import annotations

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Stage
from migrator.images.base_text import DynamicError, base_text
from migrator.images.python import python_image
from migrator.images.reference import PythonTag
from migrator.knowledge import Knowledge
from migrator.records import dataclass
from migrator.stages.graph import StageGraph

_DEVELOPMENT = re.compile(
    r"(?:^|[-_.])(?:dev|devel|development|dev-envs|local|tests?|testing|unit-?tests?|integration|e2e|debug|lint(?:er)?"
    r"|ci|docs?|tools?)(?:$|[-_.])",
    re.IGNORECASE,
)
_SYSTEMS = frozenset({"debian", "ubuntu", "alpine", "buildpack-deps"})


@dataclass(frozen=True, slots=True)
class KnownBase:
    """An image that runs as root, sets no ENTRYPOINT and has these tools.

    `python` is what starts Python in it, None where the image has none of its own; `alpine` tells
    busybox from Debian's tools.
    """

    name: str
    alpine: bool
    python: str | None


def known_base(dockerfile: Dockerfile, stage: Stage, knowledge: Knowledge) -> KnownBase | None:
    """Give what is known of the image that a stage stands on, None where nothing is, or a variable decides.

    The official Python image, mirrors of it, what the settings say stands for it, and uv's image
    made of it; Debian, Ubuntu and Alpine.
    """
    if StageGraph(dockerfile).unlike_variants(stage):
        return None
    root = dockerfile.root(stage)
    try:
        python = python_image(base_text(dockerfile, root), knowledge)
    except DynamicError:
        return _known_system(dockerfile, stage)
    if python is None:
        return _known_system(dockerfile, stage)
    return _known_python(python.tag, sure=python.stands_for is not None)


def _known_python(tag: PythonTag, *, sure: bool = False) -> KnownBase | None:
    """Give what a tag tells; none of Windows, and ``onbuild``, which copies the source, is another image."""
    known = tag.flavour not in ("windowsservercore", "nanoserver") and (sure or not tag.rest)
    return KnownBase("python", tag.flavour == "alpine", "python") if known else None


def _known_system(dockerfile: Dockerfile, stage: Stage) -> KnownBase | None:
    image = dockerfile.base_image(stage)
    if image is None:
        return None
    if image.is_official("python"):
        return _known_python(PythonTag.parse(image.tag or "latest"))
    name = next((each for each in sorted(_SYSTEMS) if image.is_official(each)), None)
    return KnownBase(name, name == "alpine", None) if name else None


def is_for_development(stage: Stage) -> bool:
    """Tell whether a stage's name says that it is for developing or testing, and no product."""
    return bool(_DEVELOPMENT.search(stage.name or ""))
