"""What a transform may look at beside the Dockerfile itself."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.build_context import BuildContext
from migrator.discovery.cluster_starts import cluster_starts
from migrator.discovery.compose_mounts import Mount, compose_mounts
from migrator.discovery.compose_secrets import compose_secrets
from migrator.discovery.compose_starts import Start, compose_starts
from migrator.discovery.dev_containers import DevContainer, dev_containers
from migrator.discovery.host_powers import HostPower, host_powers
from migrator.discovery.own_images import Standing, built_here, standing_on
from migrator.dockerfile import Dockerfile
from migrator.knowledge import Knowledge
from migrator.pip.own_bases import told_below
from migrator.records import dataclass
from migrator.requirements.required import Required
from migrator.requirements.sure_installs import is_pure_project, plain_install, sure_installs
from migrator.settings import Settings

if TYPE_CHECKING:
    from migrator.resolution.resolver import Resolver


@dataclass(frozen=True)
class Context:
    """The surroundings of one Dockerfile: its build context, the settings and the tables.

    `original` is the file as the run found it, before any transform. `withheld` names the bundles
    that are already known not to apply to this file, so that a transform that depends on one can
    refuse. `around` is the repository, if there is one. `resolver` asks an index what it has, where the
    settings want that.
    """

    path: str
    build: BuildContext
    settings: Settings
    knowledge: Knowledge
    original: Dockerfile
    withheld: frozenset[str] = frozenset()
    around: BuildContext | None = None
    resolver: Resolver | None = None

    @property
    def repository(self) -> BuildContext:
        """The repository that the file lies in; the build context where there is none."""
        return self.around or self.build

    @property
    def starts(self) -> tuple[Start, ...]:
        """The commands by which compose files, manifests and charts start what the file builds."""
        path = Path(self.path)
        return (*compose_starts(path, self.repository), *cluster_starts(path, self.repository))

    @property
    def mounts(self) -> tuple[Mount, ...]:
        """What those compose files mount into it and let it write to."""
        return compose_mounts(Path(self.path), self.repository)

    @property
    def secrets(self) -> tuple[Mount, ...]:
        """What those compose files have it read that may be open to its owner on the host alone."""
        return compose_secrets(Path(self.path), self.repository)

    @property
    def powers(self) -> tuple[HostPower, ...]:
        """What those compose files give its containers of the host that only root can use."""
        return host_powers(Path(self.path), self.repository)

    @property
    def standing(self) -> tuple[Standing, ...]:
        """The places of the repository that stand on what the file builds, or take files out of it."""
        return standing_on(Path(self.path), self.repository)

    @property
    def dev_container(self) -> str:
        """What a dev container does on top of the image that asks for Debian; "" for nothing."""
        around = dev_containers(Path(self.path), self.repository)
        found = (one.wants_debian(installs_nothing=self._has_all_of(one)) for one in around)
        return next(filter(None, found), "")

    def _has_all_of(self, one: DevContainer) -> bool:
        """Tell whether all that a dev container does is to install what the image has for sure."""
        name = plain_install(one.lone_command) if one.lone_command else None
        stage = self.original.stage_named(one.target, None) if one.target else self.original.final
        if name is None or stage is None or self.build.root is None:
            return False
        wanted = one.in_workspace(name)
        if name == "pyproject.toml":
            beside = posixpath.join(posixpath.dirname(wanted), "setup.py")
            if self.repository.exists(beside) or not is_pure_project(self.repository.read(wanted) or ""):
                return False
        there = sure_installs(self.original, self.build, stage)
        return any(self.repository.name_of(self.build.root / path) == wanted for path in there)

    def built_by(self, image: str) -> str:
        """Give the other Dockerfile of the repository that builds `image`; "" where none does."""
        return built_here(image, Path(self.path), self.repository)

    def told_below(self, image: str) -> str:
        """Give where the repository sets up pip in `image`, or below it; "" where it does not build it."""
        return told_below(image, Path(self.path), self.repository, self.knowledge)

    def asked(self, required: Required, python: str, line: int) -> Required:
        """Give what the RUN at `line` installs in all on `python`, by the index where that is wanted."""
        if self.resolver is None:
            return required
        place = self.original.source.path, line
        return self.resolver.resolved(required, python, place, self.settings.index_strategy)
