"""What compose files mount where a user of the image may not write: folders of the host, new volumes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_path
from migrator.discovery.compose_mounts import Mount
from migrator.discovery.host_powers import HostPower
from migrator.records import dataclass
from migrator.service.app_folders import AppFolders
from migrator.service.root_needs import RootNeed

_SOCKET = ".sock"
_DEVELOPMENT = re.compile(
    r"(?:^|[-_.])(?:override|dev|devel|development|tests?|testing|e2e|ci|debug)(?:$|[-_.])",
    re.IGNORECASE,
)
"""Names of compose files that are for developing and testing: compose itself adds `override` there."""


@dataclass(frozen=True)
class MountedFolders:
    """What is mounted into the containers of an image; `repository` is where its compose files lie."""

    folders: AppFolders
    build: BuildContext
    repository: BuildContext
    mounts: tuple[Mount, ...]
    powers: tuple[HostPower, ...] = ()
    secrets: tuple[Mount, ...] = ()

    def needs(self, line: int) -> Iterator[RootNeed]:
        """Give what only root can write to, each told at `line` of the Dockerfile.

        Docker makes a folder of the host that is not there as root, and so it does a volume whose place
        the image does not have; a volume over a folder of the image is its owner's. Secrets and keys
        that are not in the repository, whose files all can read, may be their owner's alone. What compose
        files for development mount decides nothing.
        """
        for power in self.powers:
            if self._runs_here(power.stage) and not is_development_file(power.file):
                what = f"{power.place} {power.what}"
                yield RootNeed(line, what, "where it does without, add USER by hand")
        for secret in self.secrets:
            known = self._is_file(secret) or is_development_file(secret.file)
            if self._runs_here(secret.stage) and not known:
                what = f"{secret.place} has it read {secret.source}, which may be open to its owner alone"
                yield RootNeed(line, what, "let the user read it on each host, and add USER by hand")
        for mount in self._of_the_image():
            if is_development_file(mount.file):
                continue
            if mount.target.endswith(_SOCKET):
                what = f"{mount.place} mounts {mount.target}, which is root's"
                yield RootNeed(line, what, "keep root, or give the user the group of that socket by hand")
            elif mount.is_root_s:
                what = f"{mount.place} mounts {mount.target}, and root's home is closed to others"
                yield RootNeed(line, what, "have it mounted elsewhere, and have the application look there")
            elif not mount.source and not self._is_owned(mount.target):
                what = f"{mount.place} keeps {mount.target} in a volume, and the image has no such folder"
                yield RootNeed(line, what, f"RUN mkdir -p {mount.target}: then it is given away")
            elif mount.source and not self._is_source(mount) and not self._is_file(mount):
                what = f"{mount.place} mounts {mount.source} at {mount.target}, and who owns it is not known"
                yield RootNeed(line, what, "give that folder to the user on each host, and add USER by hand")

    def of_development(self) -> Iterator[Mount]:
        """Give the mounts of folders for development: of the source itself, or in a compose file for it."""
        for mount in self._of_the_image():
            if mount.source and (is_development_file(mount.file) or self._is_source(mount)):
                yield mount

    def _of_the_image(self) -> Iterator[Mount]:
        return (mount for mount in self.mounts if self._runs_here(mount.stage))

    def _runs_here(self, stage: str | None) -> bool:
        return stage is None or stage == self.folders.dockerfile.final.name

    def _is_owned(self, target: str) -> bool:
        if target in self.folders.written:
            return True
        origin = self._origin(target)
        return origin is not None and self.build.exists(origin) and self.folders.holds(target)

    def _is_source(self, mount: Mount) -> bool:
        """Tell whether a mount brings programs of the repository, which are there to be read."""
        place = mount.from_repository
        below = (name for name in self.repository.files() if name.startswith(f"{place}/"))
        return place == "." or (place is not None and any(name.endswith(".py") for name in below))

    def _is_file(self, mount: Mount) -> bool:
        place = mount.from_repository
        there = place is not None and self.repository.exists(place)
        return there and not self.repository.is_folder(place or "")

    def _origin(self, target: str) -> str | None:
        return context_path(self.folders.dockerfile, self.build, self.folders.instructions[-1], target)


def is_development_file(file: str) -> bool:
    """Tell whether a compose file is for developing and testing, by its name."""
    return bool(_DEVELOPMENT.search(posixpath.basename(file)))
