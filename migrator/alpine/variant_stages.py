"""Stages whose base a variable chooses among other stages, of which only some would be on Alpine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator.alpine.foreign_files import on_alpine
from migrator.dockerfile import Dockerfile, Stage
from migrator.images.python import PythonImage
from migrator.records import dataclass
from migrator.stages.graph import StageGraph


@dataclass(frozen=True, slots=True)
class Torn:
    """A stage that a variable puts on another one than by default, one of both on an image that stays."""

    stage: Stage
    variant: Stage
    staying: str

    @property
    def message(self) -> str:
        """Say what would come to stand on both."""
        return (
            f"{self.stage.base.text} can be {self.variant.called} as well, so what builds on it is for both, "
            f"and {self.staying} stays"
        )


def torn_stages(dockerfile: Dockerfile, moving: Iterable[PythonImage]) -> Iterator[Torn]:
    """Give the stages that would be on Alpine or not, as a variable of the build decides, each choice once.

    What they run can only be written for one of the two. An image that is on Alpine already stays as well,
    and is no other kind.
    """
    moved = {each.base.stage.index for each in moving}
    graph = StageGraph(dockerfile)
    choices = {stage.base.text: stage for stage in reversed(dockerfile.stages)}
    for stage in reversed(choices.values()):
        own = dockerfile.root(stage)
        for variant in graph.variants(stage):
            roots = (own, dockerfile.root(variant))
            staying = [each for each in roots if each.index not in moved]
            if len(staying) == 1 and not on_alpine(dockerfile.base_image(staying[0])):
                yield Torn(stage, variant, staying[0].base.text)
                break
