"""The official images on Debian, and the release that each is on."""

from __future__ import annotations

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Stage
from migrator.images.base_text import DynamicError, base_text
from migrator.images.python import PythonImage, python_image
from migrator.images.reference import ImageReference
from migrator.knowledge import Knowledge
from migrator.records import dataclass
from migrator.stages.graph import StageGraph

RELEASES = ("bullseye", "bookworm", "trixie")
"""The releases that the tables tell of, from old to new."""

_NUMBERS = {"11": "bullseye", "12": "bookworm", "13": "trixie"}
_DEBIAN = re.compile(
    r"(?P<release>bullseye|bookworm|trixie|11|12|13)(?:\.[0-9]+)?(?:-[0-9]{8})?(?:-slim)?(?:-[0-9]{8})?"
)


@dataclass(frozen=True, slots=True)
class DebianImage:
    """An official image: ``debian``, ``python-slim`` or ``python``, and the releases that it may be on.

    One that `moves` is on another release one day, and where an old copy of it was kept.
    """

    flavour: str
    releases: tuple[str, ...]
    moves: bool = False


def debian_image(dockerfile: Dockerfile, stage: Stage, knowledge: Knowledge) -> DebianImage | None:
    """Give the official image on Debian 11 to 13 that a stage stands on, None for any other.

    What the settings say stands for one is none: more may be in it. Nor is one that a variable may replace.
    """
    if StageGraph(dockerfile).unlike_variants(stage):
        return None
    try:
        python = python_image(base_text(dockerfile, dockerfile.root(stage)), knowledge)
    except DynamicError:
        return None
    if python is not None:
        return None if python.stands_for is not None else _python(python)
    image = dockerfile.base_image(stage)
    return _debian(image) if image is not None and image.is_official("debian") else None


def _debian(image: ImageReference) -> DebianImage | None:
    match = _DEBIAN.fullmatch(image.tag or "")
    if match is None:
        return None
    return DebianImage("debian", (_NUMBERS.get(match["release"], match["release"]),))


def _python(python: PythonImage) -> DebianImage | None:
    tag = python.tag
    if tag.flavour not in ("", "slim") or tag.rest:
        return None
    flavour, fixed = "python" if python.full else "python-slim", python.image.digest is not None
    if tag.distribution:
        return DebianImage(flavour, (tag.distribution,)) if tag.distribution in RELEASES else None
    releases = _unnamed(tag.version or (), python.prefix, fixed=fixed)
    return DebianImage(flavour, releases, moves=releases == RELEASES[-1:]) if releases else None


def _unnamed(version: tuple[int, ...], prefix: str, *, fixed: bool) -> tuple[str, ...]:
    """Give the releases of a tag that names none; the head of images.toml says when they changed.

    A tag that moves is on the last one that its Python got; one with a patch version, or whose image is
    `fixed` by a digest, may be on any that there has been since 3.10 came out.
    """
    fixed = fixed or len(version) > 2
    if prefix or (fixed and version >= (3, 10)):
        return RELEASES
    if fixed or (version and version[0] != 3):
        return ()
    if len(version) < 2 or version >= (3, 9):
        return RELEASES[-1:]
    return RELEASES[1:2] if version >= (3, 7) else ()
