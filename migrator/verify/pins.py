"""Which versions a Dockerfile's requirements fix: what else is installed is the installer's choice."""

from __future__ import annotations

from migrator.alpine.virtual_packages import install_runs
from migrator.build_context import BuildContext
from migrator.dockerfile import Dockerfile
from migrator.requirements.build_inputs import required


def pinned(dockerfile: Dockerfile, context: BuildContext) -> frozenset[str]:
    """Give the names of the projects that what a file installs holds to one version."""
    runs = (run for stage in dockerfile.stages for run in install_runs(dockerfile, stage))
    found = (required(dockerfile, context, run) for run in runs)
    asked = (each for one in found for each in (*one.requirements, *one.constraints))
    return frozenset(each.name for each in asked if each.pinned)
