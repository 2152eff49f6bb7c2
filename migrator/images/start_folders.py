"""Images that start at ``/``, because they set no WORKDIR."""

from __future__ import annotations

from contextlib import suppress

from migrator.dockerfile import Dockerfile, Stage
from migrator.images.python import is_official
from migrator.images.reference import ImageReference

_WITHOUT_WORKDIR = frozenset(
    {
        *("alpine", "almalinux", "amazoncorretto", "amazonlinux", "buildpack-deps", "busybox", "centos"),
        *("debian", "eclipse-temurin", "fedora", "maven", "nginx", "node", "openjdk", "oraclelinux"),
        *("postgres", "rockylinux", "ruby", "rust", "ubuntu"),
    }
)
"""Official images without a WORKDIR, also in what they stand on (their Dockerfiles, 2026-11).

uv's images with Python add none to Python's (the workflow of astral-sh/uv that makes them).
"""


def starts_at_root(dockerfile: Dockerfile, stage: Stage) -> bool:
    """Tell whether a stage is known to begin in ``/``: one that stands on an unknown image may not."""
    text = dockerfile.lineage(stage)[-1].base.text
    if text.lower() == "scratch":
        return True
    image = dockerfile.base_image(stage) or _repository(text)
    if image is None or "onbuild" in (image.tag or ""):
        return False
    python = is_official(image) or image.is_uvs_python
    return python or any(image.is_official(name) for name in _WITHOUT_WORKDIR)


def _repository(text: str) -> ImageReference | None:
    """Give the image of which only the tag is left to a build argument."""
    name, colon, tag = text.rpartition(":")
    name = name if colon and "/" not in tag else text
    with suppress(ValueError):
        return None if "$" in name else ImageReference.parse(name)
    return None
