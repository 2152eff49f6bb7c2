"""Stages that are two because their images differ, and could be one as soon as both are alike.

Whether they become one is decided before any image moves: a second run would decide anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator.alpine.foreign_files import from_musl
from migrator.alpine.rebase_plan import RebasePlan
from migrator.dockerfile import Dockerfile, Stage
from migrator.images.python import PythonImage, Version
from migrator.line_names import named_line
from migrator.records import dataclass
from migrator.requirements.install_runs import has_installs
from migrator.stages.graph import StageGraph


@dataclass(frozen=True, slots=True)
class Unlike:
    """A stage and one that takes files from it."""

    stage: Stage
    user: Stage

    @property
    def both(self) -> str:
        """How a message names the two."""
        return f"{self.stage.name or self.stage.index} and the stage in {named_line(self.user.from_.line)}"


def unlike_stages(plan: RebasePlan, pythons: tuple[PythonImage, ...]) -> Iterator[Unlike]:
    """Give the stages on different Python images that are on the same when those of `plan` have moved.

    `pythons` are all Python images of the file. Data that a stage hands on ties it to no image.
    """
    roots = {each.base.stage.index: each for each in pythons}
    for pair in dict.fromkeys(_handed_on(plan.dockerfile)):
        one, other = (roots.get(plan.dockerfile.root(each).index) for each in (pair.stage, pair.user))
        if one is not None and other is not None and _become_alike(plan, one, other):
            yield pair


def twofold_stages(
    dockerfile: Dockerfile, moving: Iterable[PythonImage], stand_ins: Iterable[PythonImage]
) -> Iterator[Unlike]:
    """Give the stages that copy from another one where one gets its Python from the distribution.

    `moving` are the images that come to stand on a Python image, `stand_ins` those that are none yet.
    """
    moved, new = ({each.base.stage.index for each in images} for images in (moving, stand_ins))
    graph = StageGraph(dockerfile)
    for stage in dockerfile.stages:
        for use in graph.uses(stage):
            roots = {dockerfile.root(one).index for one in (stage, use.user)}
            if use.instruction is not use.user.from_ and roots <= moved and roots & new:
                yield Unlike(stage, use.user)


def _handed_on(dockerfile: Dockerfile) -> Iterator[Unlike]:
    """Give the stages that install Python packages with those that take more than data from them."""
    made = frozenset(stage.index for stage in dockerfile.stages if has_installs(dockerfile, stage))
    for taken in from_musl(dockerfile, frozenset(), made):
        user = dockerfile.stage_of(taken.instruction)
        stage = None if user is None else dockerfile.stage_named(taken.origin, user)
        if user is not None and stage is not None:
            yield Unlike(stage, user)


def _become_alike(plan: RebasePlan, one: PythonImage, other: PythonImage) -> bool:
    if one.base.text == other.base.text or not {one, other} & set(plan.images):
        return False
    if one.alpine and not other.alpine:  # against_alpine speaks of these files
        return False
    mapped = one.stands_for is not None or other.stands_for is not None
    apart = mapped or (one.minor, one.alpine) != (other.minor, other.alpine)
    return apart and bool(_minors_then(plan, one) & _minors_then(plan, other))


def _minors_then(plan: RebasePlan, image: PythonImage) -> frozenset[Version | None]:
    """Give the versions that an image may have in the end: one on Alpine may be raised later, or not."""
    wanted = plan.target
    if image not in plan.images and wanted:
        return frozenset({image.minor, max(wanted, image.minor or wanted)})
    return frozenset({wanted if image in plan.old and not plan.evidence else image.minor})
