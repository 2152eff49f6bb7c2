"""A stage that has moved to Alpine with all that it runs, and the kinds of things to be said of one."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import field
from functools import cached_property

from migrator.alpine.apk_commands import apk_adds, installed_by_apk
from migrator.alpine.moved_stages import Moved
from migrator.build_context import BuildContext
from migrator.busybox.accounts import Expand
from migrator.busybox.debian_commands import held
from migrator.discovery.compose_starts import Start
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.knowledge import Knowledge
from migrator.records import dataclass
from migrator.service.entrypoint_arguments import without_arguments
from migrator.service.stage_calls import StageCalls, stage_calls
from migrator.source import Edit


class Topic(enum.Enum):
    """What a record is about."""

    ACCOUNT = enum.auto()
    OPTION = enum.auto()
    COMMAND = enum.auto()
    PATH = enum.auto()
    ECHO = enum.auto()
    SERVICE_USER = enum.auto()
    MACHINERY = enum.auto()


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that make a stage do on Alpine what it did on Debian; `review` where a person should look."""

    topic: Topic
    line: int
    reason: str
    edits: tuple[Edit, ...]
    review: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """Packages that have to be there when `at` runs; with `build` only while it runs.

    `why` names what needs them, `where` the place.
    """

    packages: tuple[str, ...]
    at: Instruction
    line: int
    why: str
    where: str = ""
    build: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reviewer should know."""

    line: int
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What cannot work on Alpine, and the way out."""

    line: int
    message: str
    hint: str


Record = Fix | Need | Remark | Obstacle


@dataclass(frozen=True)
class AlpineStage:
    """A stage on Alpine that was on Debian, with what stands around it.

    `starts` are the commands by which compose files start the image, `numbers` those that users of the
    system had in it by themselves.
    """

    dockerfile: Dockerfile
    build: BuildContext
    knowledge: Knowledge
    moved: Moved
    starts: tuple[Start, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    _there: dict[int, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def stage(self) -> Stage:
        """The stage itself."""
        return self.moved.stage

    @cached_property
    def runs(self) -> StageCalls:
        """All commands that the stage runs."""
        starts = without_arguments(self.dockerfile, self.build, self.stage, self.starts)
        return stage_calls(self.dockerfile, self.build, self.stage, starts)

    @cached_property
    def packages(self) -> frozenset[str]:
        """All packages that ``apk add`` brings into the stage, at any time, and those that they contain."""
        return self.packages_at(self.stage.end)

    def packages_at(self, at: Instruction) -> frozenset[str]:
        """Give the packages that are there when `at` runs, with those it adds, and what they contain."""
        if at.span.start not in self._there:
            there = installed_by_apk(self.dockerfile, self.stage, at) | self._added(at)
            self._there[at.span.start] = held(there)
        return self._there[at.span.start]

    def _added(self, at: Instruction) -> frozenset[str]:
        adds = apk_adds(self.dockerfile, at) if at.keyword == "RUN" else ()
        return frozenset(name for add in adds for name in add.names)

    def expand(self, at: Instruction) -> Expand:
        """Give what tells a variable's value at `at`."""
        return self.dockerfile.environment(at).expand

    def line(self, offset: int) -> int:
        """Give the line that holds `offset`."""
        return self.dockerfile.source.line_of(offset)
