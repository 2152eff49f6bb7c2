"""Whether a Dockerfile concerns Python at all."""

from __future__ import annotations

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Instruction

_INSTALLS = re.compile(
    r"(?<![\w./-])(?:"
    r"(?:pip[0-9.]*|python[0-9.]*\s+-m\s+pip)\s+(?:-\S+\s+)*install(?!\s+--python\s+[\"']?(?:/|\$(?!\()))"
    r"|uv\s+(?:--directory\s+\S+\s+)?(?:pip\s+(?:-\S+\s+)*sync|sync|run|venv|tool)"
    r")\b|(?<![\w.-])python[0-9.]*\s+-m\s+(?:venv|virtualenv)\b|(?:\A|[;&|\n])\s*(?:\S*/)?virtualenv\s+\S"
)


def concerns_python(dockerfile: Dockerfile) -> bool:
    """Tell whether a stage stands on an image with Python, or a RUN installs with the image's pip or uv.

    So does one that makes a virtual environment: what that one's pip installs, uv will. Which Python image
    it is need not be known.
    """
    names = {stage.base.text.partition(":")[0].rpartition("/")[2] for stage in dockerfile.stages}
    images = [dockerfile.base_image(stage) for stage in dockerfile.stages]
    if "python" in names or any(each and (each.name == "python" or each.is_uvs_python) for each in images):
        return True
    texts = (text for one in dockerfile.of("RUN") for text in (one.value.text, *_bodies(one)))
    return any(map(_INSTALLS.search, texts))


def _bodies(instruction: Instruction) -> tuple[str, ...]:
    return tuple(heredoc.text for heredoc in instruction.heredocs)
