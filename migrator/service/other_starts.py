"""What compose files have an image run in the place of its own CMD, and what of that needs root."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator.build_context import BuildContext
from migrator.discovery.build_files import is_compose_file
from migrator.discovery.compose_starts import Start
from migrator.records import dataclass
from migrator.service.app_folders import AppFolders
from migrator.service.listening import Listening
from migrator.service.mounted_folders import is_development_file
from migrator.service.root_at_start import need_of
from migrator.service.root_needs import RootNeed
from migrator.service.start_commands import Started, started_by

_LOWEST = 1024


@dataclass(frozen=True, slots=True)
class RootStart:
    """A command of a compose file that needs root: the file, where it stands, and what needs it."""

    file: str
    place: str
    what: str


@dataclass(frozen=True)
class OtherStarts:
    """What compose files start with an image; what only the running service knows is not asked for."""

    folders: AppFolders
    build: BuildContext
    starts: tuple[Start, ...]

    def needs(self, line: int) -> Iterator[RootNeed]:
        """Give what needs root, each told at `line` of the Dockerfile; without files for development."""
        for each in self._found():
            if not is_development_file(each.file):
                what = f"{each.place} has it run what needs root: {each.what}"
                yield RootNeed(line, what, 'give that service `user: "0"`, or have it do without')

    def of_development(self) -> Iterator[RootStart]:
        """Give what needs root in compose files for development."""
        return (each for each in self._found() if is_development_file(each.file))

    def _found(self) -> Iterator[RootStart]:
        for start in self.starts:
            if not start.has_user and self._runs_here(start):
                started = started_by(self.folders.dockerfile, self.build, start.script)
                if what := self._need(started):
                    yield RootStart(start.file, f"{start.file}:{start.line}", what)

    def _runs_here(self, start: Start) -> bool:
        of_compose = not start.cluster and is_compose_file(posixpath.basename(start.file))
        return of_compose and start.target in (None, self.folders.dockerfile.final.name)

    def _need(self, started: Started) -> str:
        found = (need_of(self.folders, command) for command in started.commands)
        if what := next(filter(None, found), ""):
            return what
        listeners = Listening(self.folders.dockerfile, self.build, started).listeners()
        ports = (each.port.likely for each in listeners if each.port is not None)
        low = next((port for port in ports if port is not None and port < _LOWEST), None)
        return f"port {low} is below {_LOWEST}" if low is not None else ""
