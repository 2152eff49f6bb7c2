"""What compose files mount where a user of the image may not write: folders of the host, new volumes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_path
from migrator.discovery.compose_mounts import Mount
from migrator.discovery.host_powers import HostPower
from migrator.first_few import first_few
from migrator.records import dataclass
from migrator.service.app_folders import AppFolders
from migrator.service.root_needs import RootNeed

_SOCKET = ".sock"
_SHOWN = 3
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
        yield from self._closed(line)
        mounts = [mount for mount in self._of_the_image() if not is_development_file(mount.file)]
        told: dict[tuple[str, str], Mount] = {}
        others: list[Mount] = []
        for mount in mounts:
            if (found := self._of_mount(mount)) is not None:
                told.setdefault(found, mount)
            else:
                others.append(mount)
        for (what, way_out), mount in told.items():
            yield RootNeed(line, f"{mount.place} {what}", way_out)
        yield from self._of_the_host(line, others)

    def _closed(self, line: int) -> Iterator[RootNeed]:
        """Tell of secrets and keys that their owner alone may be able to read."""
        found = [
            each
            for each in self.secrets
            if self._runs_here(each.stage) and not (self._is_file(each) or is_development_file(each.file))
        ]
        if sources := tuple(dict.fromkeys(each.source for each in found)):
            whose = "its owner" if len(sources) == 1 else "their owner"
            named = first_few(sources, _SHOWN)
            what = f"{found[0].place} has it read {named}, which may be open to {whose} alone"
            way_out = "let the user read it on each host, and add USER by hand"
            yield RootNeed(line, what, way_out)

    def _of_mount(self, mount: Mount) -> tuple[str, str] | None:
        """Say what of a mount is root's in any case, and the way out."""
        if mount.target.endswith(_SOCKET):
            way_out = "keep root, or give the user the group of that socket by hand"
            return f"mounts {mount.target}, which is root's", way_out
        if mount.is_root_s:
            way_out = "have it mounted elsewhere, and have the application look there"
            return f"mounts {mount.target}, and root's home is closed to others", way_out
        if not mount.source and not self._is_owned(mount.target):
            way_out = f"RUN mkdir -p {mount.target}: then it is given away"
            return f"keeps {mount.target} in a volume, and the image has no such folder", way_out
        return None

    def _of_the_host(self, line: int, mounts: list[Mount]) -> Iterator[RootNeed]:
        """Tell of folders of the host, which may be anybody's."""
        found = [
            mount
            for mount in mounts
            if mount.source and not self._is_source(mount) and not self._is_file(mount)
        ]
        if places := tuple(dict.fromkeys(f"{mount.source} at {mount.target}" for mount in found)):
            one = len(places) == 1
            what = f"mounts {first_few(places, _SHOWN)}, and who owns {'it' if one else 'them'} is not known"
            way_out = (
                f"give {'that folder' if one else 'them'} to the user on each host, and add USER by hand"
            )
            yield RootNeed(line, f"{found[0].place} {what}", way_out)

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
