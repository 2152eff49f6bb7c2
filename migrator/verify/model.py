"""What a verification knows: what is built, what came of it, and how the two images differ."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from migrator.verify.logs import Steps


class Verdict(enum.Enum):
    """What a comparison found; the values are what people and machines read."""

    SAME = "same"
    ANNOUNCED = "announced"
    """The images differ, and a finding says so."""
    UNANNOUNCED = "unannounced"
    UNKNOWN = "not compared"


class Standing(enum.Enum):
    """What is known of one file in the end; the values are what people and machines read."""

    VERIFIED = "verified"
    AGAINST = "against"
    """The evidence is against the migration."""
    OPEN = "not verified"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Handed:
    """What the user hands through to the engine's build command, in the words of `docker build`."""

    build_args: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    ssh: tuple[str, ...] = ()
    target: str = ""
    platform: str = ""
    options: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        """Give the options as docker, podman and buildah all take them."""
        many = (("--build-arg", self.build_args), ("--secret", self.secrets), ("--ssh", self.ssh))
        one = (("--target", self.target), ("--platform", self.platform))
        pairs = [(name, value) for name, values in many for value in values]
        pairs += [(name, value) for name, value in one if value]
        return (*(word for pair in pairs for word in pair), *self.options)


@dataclass(frozen=True, slots=True)
class Order:
    """One image to build: from which file and context, and what it is to be called."""

    file: Path
    context: Path
    tag: str
    handed: Handed = field(default_factory=Handed)
    ignore_file: Path | None = None


@dataclass(frozen=True, slots=True)
class LayerSize:
    """One layer of an image: what made it, and its bytes."""

    made_by: str
    size: int


@dataclass(frozen=True, slots=True)
class Described:
    """What an engine says of an image: its configuration in plain values, and its layers."""

    configuration: Mapping[str, object]
    layers: tuple[LayerSize, ...]

    @property
    def size(self) -> int:
        """Bytes of all layers."""
        return sum(each.size for each in self.layers)


@dataclass(frozen=True, slots=True)
class Contents:
    """What the image's own Python finds inside; `problem` says why it could not look."""

    python: str = ""
    distributions: Mapping[str, str] = field(default_factory=dict)
    scripts: frozenset[str] = frozenset()
    folder: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    requires: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What each distribution names as required, under whatever condition."""
    owners: Mapping[str, str] = field(default_factory=dict)
    """The distribution that has each script."""


@dataclass(frozen=True, slots=True)
class Started:
    """What became of a container: its answer, or how it ended; `log` is the end of what it said.

    `problem` says why it could not be started, or that it did not answer; `hindered` tells that this is
    this machine's fault and not the image's.
    """

    answer: int | None = None
    exit_code: int | None = None
    seconds: float = 0.0
    log: str = ""
    problem: str = ""
    hindered: bool = False

    @property
    def well(self) -> bool:
        """Whether it does what a service or a command does where all is well."""
        return not self.problem and not self.exit_code

    @property
    def told(self) -> str:
        """What a person reads of it."""
        if self.problem:
            return self.problem
        if self.answer is not None:
            return f"answers {self.answer}"
        return "runs" if self.exit_code is None else f"ends with {self.exit_code}"


@dataclass(frozen=True, slots=True)
class Built:
    """One side: whether it was built, in how many seconds, and what the image is."""

    log: Path
    seconds: float = 0.0
    steps: Steps | None = None
    problem: str = ""
    described: Described | None = None
    contents: Contents = field(default_factory=Contents)
    started: Started | None = None
    rebuild_seconds: float = 0.0
    rebuilt: int | None = None
    """Layers that were made anew after a source file had changed."""

    @property
    def image(self) -> Described:
        """The image; raises ValueError where none was built."""
        if self.described is None:
            raise ValueError("no image was built")
        return self.described


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs, and the rules whose findings say so."""

    text: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison; where something differs, the differences."""

    name: str
    verdict: Verdict
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a build failed, as far as its log tells: packages to add, the row of knowledge that is missing."""

    says: str
    packages: tuple[str, ...] = ()
    """Those that only compiling needs."""
    runtime: tuple[str, ...] = ()
    row: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of ``--fix``: what was added to which line, and whether the image was built then."""

    line: int
    added: str
    built: bool


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found out about one file."""

    name: str
    standing: Standing
    engine: str
    reason: str = ""
    before: Built | None = None
    after: Built | None = None
    checks: tuple[Check, ...] = ()
    explanation: Explanation | None = None
    attempts: tuple[Attempt, ...] = ()
    logs: Path | None = None
