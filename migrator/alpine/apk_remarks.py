"""What a reviewer should know of apk's packages that stay where the Python image takes Alpine's place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator.alpine.apk_commands import apk_adds
from migrator.alpine.apk_python import OWN, TABLE
from migrator.alpine.signs import Sign
from migrator.dockerfile import Dockerfile, Stage
from migrator.knowledge import Knowledge


def apk_remarks(
    dockerfile: Dockerfile, original: Dockerfile, knowledge: Knowledge, stages: Iterable[Stage]
) -> Iterator[Sign]:
    """Give what a reviewer should know of packages that stay when the Python image takes Alpine's place."""
    found = [(stage, name) for stage in stages for name in _kept(dockerfile, stage)]
    if found:
        was = " and ".join(dict.fromkeys(_plain_alpine(original)))
        message = f"apk's packages are those of the Alpine below the Python image now, no longer of {was}"
        yield Sign(found[0][0].from_.line, message, "see that the service works with their versions")
    for stage, name in found:
        if knowledge.row(TABLE, f"program {name}") is not None:
            message = f"{name} brings Alpine's own Python along, beside that of the image, and runs with it"
            yield Sign(stage.from_.line, message, "install it with pip to be rid of the second Python")


def _kept(dockerfile: Dockerfile, stage: Stage) -> tuple[str, ...]:
    adds = (add for one in stage.of("RUN") for add in apk_adds(dockerfile, one))
    return tuple(sorted({name for add in adds for name in add.names if not OWN.fullmatch(name)}))


def _plain_alpine(original: Dockerfile) -> Iterator[str]:
    images = (original.base_image(stage) for stage in original.stages)
    return (f"alpine:{image.tag}" for image in images if image is not None and image.name == "alpine")
