"""Whether a Dockerfile concerns Python at all."""

from __future__ import annotations

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Instruction
from migrator.images.reference import ImageReference

_INSTALLS = re.compile(
    r"(?<![\w./-])(?:(?:pip[0-9.]*|python[0-9.]*\s+-m\s+pip)\s+(?:-\S+\s+)*install|uv\s+(?:--directory\s+\S+\s+)?(?:pip|sync|run|venv|tool))\b"
)


def concerns_python(dockerfile: Dockerfile) -> bool:
    """Tell whether a stage stands on an image with Python, or a RUN installs with the image's pip or uv."""
    images = [dockerfile.base_image(stage) for stage in dockerfile.stages]
    if any(_has_python(image) for image in images):
        return True
    runs = (one for stage in dockerfile.stages for one in stage.of("RUN"))
    return any(_INSTALLS.search(text) for one in runs for text in (one.value.text, *_bodies(one)))


def _has_python(image: ImageReference | None) -> bool:
    """Tell whether an image is called python, or is one of uv's that are made from that."""
    if image is None:
        return False
    of_uv = image.repository.endswith("astral-sh/uv") and "python" in (image.tag or "")
    return image.name == "python" or of_uv


def _bodies(instruction: Instruction) -> tuple[str, ...]:
    return tuple(heredoc.text for heredoc in instruction.heredocs)
