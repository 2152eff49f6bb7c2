"""Stages that are two because their images differ, and could be one as soon as both have the same image.

Whether they become one is decided before any image moves: a second run would decide anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.alpine.foreign_files import from_musl
from migrator.alpine.rebase_plan import RebasePlan
from migrator.alpine.virtual_packages import install_runs
from migrator.dockerfile import Dockerfile, Stage
from migrator.images.python import PythonImage, Version
from migrator.records import dataclass


@dataclass(frozen=True, slots=True)
class Unlike:
    """A stage and one that takes from it what is made for its Python."""

    stage: Stage
    user: Stage

    @property
    def message(self) -> str:
        """What there is to say of them."""
        name = self.stage.name or str(self.stage.index)
        return f"{name} and the stage in line {self.user.from_.line} would be one on the same image"


def unlike_stages(plan: RebasePlan, pythons: tuple[PythonImage, ...]) -> Iterator[Unlike]:
    """Give the stages on different Python images that are on the same when those of `plan` have moved.

    `pythons` are all Python images of the file. Data that a stage hands on ties it to no image.
    """
    dockerfile = plan.dockerfile
    roots = {each.base.stage.index: each for each in pythons}
    made = frozenset(stage.index for stage in dockerfile.stages if _has_packages(dockerfile, stage))
    for taken in from_musl(dockerfile, frozenset(), made):
        user = dockerfile.stage_of(taken.instruction)
        stage = None if user is None else dockerfile.stage_named(taken.origin, user)
        if user is None or stage is None:
            continue
        one, other = (roots.get(dockerfile.lineage(each)[-1].index) for each in (stage, user))
        if one is not None and other is not None and _become_alike(plan, one, other):
            yield Unlike(stage, user)


def _has_packages(dockerfile: Dockerfile, stage: Stage) -> bool:
    return any(install_runs(dockerfile, each) for each in dockerfile.lineage(stage))


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
