"""What a Dockerfile's requirements fix, and what they ask for on some versions of Python alone."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.build_context import BuildContext
from migrator.dockerfile import Dockerfile
from migrator.requirements.build_inputs import required
from migrator.requirements.install_runs import install_runs
from migrator.requirements.required import Required


def pinned(dockerfile: Dockerfile, context: BuildContext) -> frozenset[str]:
    """Give the names of the projects that what a file installs holds to one version."""
    found = _required(dockerfile, context, "3.12")
    asked = (each for one in found for each in (*one.requirements, *one.constraints))
    return frozenset(each.name for each in asked if each.pinned)


def conditional(dockerfile: Dockerfile, context: BuildContext, was: str, now: str) -> frozenset[str]:
    """Give the names of the projects that are asked for on one of two versions of Python alone."""
    sides = (_required(dockerfile, context, python) for python in (was, now))
    before, after = ({each.name for one in side for each in one.requirements} for side in sides)
    return frozenset(before ^ after)


def _required(dockerfile: Dockerfile, context: BuildContext, python: str) -> Iterator[Required]:
    for stage in dockerfile.stages:
        for run in install_runs(dockerfile, stage):
            yield required(dockerfile, context, run, python)
