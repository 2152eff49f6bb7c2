"""What is known at the place where a file calls pip: scripts, variables, venvs and the base image."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field
from functools import cached_property

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.images.python import is_hardened, is_official
from migrator.images.reference import ImageReference, PythonTag
from migrator.knowledge import Knowledge
from migrator.memory import remembered
from migrator.pip.table import Fate, PipRow, PipTable
from migrator.pip.venvs import Venv, before, venvs_of
from migrator.records import dataclass
from migrator.requirements.installers import installer_words
from migrator.shell import Command, Script, program, unwrap
from migrator.shell.run_as import script_at, user_at
from migrator.source import Word
from migrator.stages.graph import StageGraph
from migrator.versions import numbers

ROOT = frozenset({"root", "0"})
RPM_MANAGERS = frozenset({"yum", "dnf", "microdnf", "tdnf", "zypper"})
MANAGERS = frozenset({"apt-get", "apt", "aptitude", "apk"}) | RPM_MANAGERS
_OF_ROOT = frozenset({"useradd", "adduser", "groupadd", "addgroup", "usermod", "chown", "ldconfig"})
_WRITERS = frozenset({"rm", "mkdir", "mv", "cp", "ln", "tee", "chmod", "install"})
_ROOTS_FOLDER = re.compile(r"/(?:root|etc|usr|var/(?:lib|cache)|bin|lib)(?:/|\Z)")
_ADDS = frozenset({"install", "add", "in"})
_ASSIGNED = re.compile(r"([A-Za-z_]\w*)\+?=")
_NAMES = re.compile(r"\$\{?([A-Za-z_]\w*)")
_VARIABLE_TAG = re.compile(r"(?P<name>(?:[\w.-]+(?::\d+)?/)?[\w./-]+):[\w.-]*\$\{?\w.*")
_ARCHITECTURES = frozenset({"amd64", "arm64v8", "arm32v5", "arm32v6", "arm32v7", "i386", "ppc64le", "s390x"})
OTHER_SYSTEMS = "ubi|rocky|centos|fedora|opensuse|amzn|amazon"
"""What names and tags of images tell of systems that are not Debian's."""
_OTHER_SYSTEM = re.compile(OTHER_SYSTEMS)
_TOLD = re.compile(r"(?<![a-z])py(?:thon)?[-_]?(?P<version>3\.\d+)")
_TOLD_BY_TAG = re.compile(r"v?(?P<version>3\.\d+)(?!\d)")
_OWN_VERSION = re.compile(r"\d+(?:\.\d+)*")
_LAST = float("inf")
_OFFICIAL = re.compile(r"(?:(?:docker/)?library/|(?P<first>[a-z0-9]+)/)?(?P<name>[a-z0-9-]+)")

Telling = Callable[[Command], bool]
"""Picks the commands that tell something; it is a function of a module, since answers are kept by it."""


@dataclass(frozen=True)
class Base:
    """The image that a stage starts from: `row` where it is a known one, `tag` its tag.

    `python` is its version as far as the tag tells, `patched` that it is Debian's own Python. `told` is
    the version of Python that the name of an unknown image tells, beside the one of a release.
    """

    name: str
    row: PipRow | None
    public: bool
    python: tuple[int, ...] | None = None
    patched: bool = False
    told: tuple[int, ...] | None = None


@dataclass(frozen=True)
class PipFile:
    """A whole file as its calls of pip see it."""

    dockerfile: Dockerfile
    table: PipTable
    knowledge: Knowledge
    build: BuildContext
    _scripts: dict[int, Script] = field(default_factory=dict)

    def script(self, instruction: Instruction) -> Script:
        """Give the script of a RUN or ONBUILD RUN, read once."""
        at = instruction.span.start
        if at not in self._scripts:
            self._scripts[at] = script_at(self.dockerfile, instruction)
        return self._scripts[at]

    def is_caller(self, command: Command) -> bool:
        """Tell whether a command is a tool that calls pip itself."""
        name = next(iter(installer_words(command)), "")
        return any(row.name == name for row in self.table.of("caller"))

    @remembered
    def commands(self, stage: Stage, telling: Telling) -> tuple[tuple[int, Command], ...]:
        """Give the `telling` commands of a stage's RUN, wrappers off, each with the offset of its RUN."""
        ones = (
            (one.span.start, unwrap(each)) for one in stage.of("RUN") for each in self.script(one).commands
        )
        return tuple((at, command) for at, command in ones if telling(command))

    @remembered
    def instructions(
        self, stage: Stage, telling: Callable[[PipFile, Instruction], bool]
    ) -> tuple[Instruction, ...]:
        """Give those instructions of a stage that are `telling`."""
        return tuple(one for one in stage.instructions if telling(self, one))

    @cached_property
    def venvs(self) -> tuple[Venv, ...]:
        """The venvs that the file makes."""
        return venvs_of(self.dockerfile)

    def base(self, stage: Stage) -> Base:
        """Tell what a stage starts from."""
        text = self.dockerfile.root(stage).base.text
        image = self.dockerfile.base_image(stage) or _without_variables(text)
        if image is None:
            return Base(text, None, public=False)
        row, meant = self._known(image)
        registry = self.table.row(f"registry {meant.registry or 'docker.io'}")
        return Base(
            name=str(image),
            row=row,
            public=registry is not None and "/" in meant.repository,
            python=_version(self.table, row, meant),
            patched=_patched(self.table, row, meant),
            told=_told(meant) if row is None else None,
        )

    def _known(self, image: ImageReference) -> tuple[PipRow | None, ImageReference]:
        """Give the row of an image and the image it stands for, which the settings may name."""
        bare = ImageReference(image.registry, image.repository, None, None)
        tagged = ImageReference(image.registry, image.repository, image.tag, None)
        for name in (str(image), str(tagged), str(bare)):
            if meant := self.knowledge.image(name):
                image = ImageReference.parse(meant)
                break
        row = next((row for key in _keys(image) if (row := self.table.row(f"image {key}"))), None)
        other = row is not None and row.debian and bool(_OTHER_SYSTEM.search(image.tag or ""))
        return (None if other else row), image


def _without_variables(text: str) -> ImageReference | None:
    """Give the image whose tag alone a variable decides, without its tag: ``python:${VERSION}-slim``."""
    match = _VARIABLE_TAG.fullmatch(text)
    try:
        return ImageReference.parse(match["name"]) if match else None
    except ValueError:
        return None


def _keys(image: ImageReference) -> Iterator[str]:
    """Give the names under which the table may know an image: official ones also from a mirror."""
    if is_hardened(image):
        return
    if is_official(image):
        yield "python"
    match = _OFFICIAL.fullmatch(image.repository)
    if match and (match["first"] is None or match["first"] in _ARCHITECTURES):
        yield match["name"]
    yield image.repository
    yield f"{re.match(r'[^/]*/?[^-]*', image.repository)[0]}-*"  # type: ignore[index]
    yield f"{image.repository.partition('/')[0]}/*"
    if image.registry is not None:
        yield f"{image.registry}/*"


def _patched(table: PipTable, row: PipRow | None, image: ImageReference) -> bool:
    """Tell whether the Python is Debian's: an unknown image may name the release in its tag."""
    tag = image.tag or ""
    if row is None:
        return release_of(table, image.name, tag) is not None
    return row.debian and "alpine" not in tag


def _told(image: ImageReference) -> tuple[int, ...] | None:
    """Give the version of Python that a name tells: ``python-nodejs:python3.10``, ``someone/python:3.11``."""
    tag = image.tag or ""
    found = _TOLD.search(f"{image.repository}:{tag}")
    if found is None and image.name.startswith("python"):
        found = _TOLD_BY_TAG.match(tag)
    return numbers(found["version"]) if found else None


def _version(table: PipTable, row: PipRow | None, image: ImageReference) -> tuple[int, ...] | None:
    tag = image.tag or ""
    if row is not None and (row.fate is not Fate.SYSTEM or row.interpreter):
        return None
    if row is not None and not row.distribution:
        named = re.search(r"python-?([0-9]+(?:\.[0-9]+)*)", tag)
        return PythonTag.parse(named[1] if named else tag).version
    release = release_of(table, image.name, tag) or (_release_by_version(table, row, tag) if row else None)
    return numbers(release.python) if release and release.python else None


def _release_by_version(table: PipTable, row: PipRow, tag: str) -> PipRow | None:
    """Give the release that an image of its own versions stands on, where its tag does not say: ``node:12``.

    ``node:18`` is the last of its versions; a tag without a number is the newest of all.
    """
    if not row.releases or "alpine" in tag:
        return None
    match = _OWN_VERSION.match(tag)
    version: tuple[float, ...] = numbers(match[0]) if match else (_LAST,)
    meant = version if len(version) > 1 else (*version, _LAST)
    names = [name for first, name in row.releases if numbers(first) <= meant]
    return table.row(f"release {names[-1]}") if names else None


def release_of(table: PipTable, name: str, tag: str) -> PipRow | None:
    """Give the release of Debian or Ubuntu that an image's tag names, None where it names none known."""
    for row in table.of("release"):
        if re.search(rf"(?<![a-z]){row.name}(?![a-z])", tag):
            return row
        found = re.search(r"ubuntu-?(\d\d\.\d\d)", tag)
        number = found[1] if found else None
        if name in ("ubuntu", "debian") and (match := re.match(r"\d+(?:\.\d\d(?=\D|\Z))?", tag)):
            number = match[0] if name == "ubuntu" else match[0].partition(".")[0]
        if number is not None and number == row.version:
            return row
    return None


@dataclass(frozen=True)
class Scene:
    """One RUN of a file."""

    file: PipFile
    instruction: Instruction

    @property
    def dockerfile(self) -> Dockerfile:
        """The file it stands in."""
        return self.file.dockerfile

    @cached_property
    def script(self) -> Script:
        """Its script."""
        return self.file.script(self.instruction)

    @cached_property
    def stage(self) -> Stage:
        """Its stage."""
        stage = self.dockerfile.stage_of(self.instruction)
        assert stage is not None, "a RUN stands behind a FROM"  # noqa: S101
        return stage

    @cached_property
    def base(self) -> Base:
        """The image below."""
        return self.file.base(self.stage)

    @cached_property
    def other_bases(self) -> tuple[Base, ...]:
        """The images that a variable of the build may put below instead."""
        return tuple(map(self.file.base, StageGraph(self.dockerfile).unlike_variants(self.stage)))

    @cached_property
    def shadowed(self) -> frozenset[str]:
        """The variables that the script itself sets."""
        found = {match[1] for word in self._assignments if (match := _ASSIGNED.match(word.text))}
        for command in self.script.commands:
            if command.name == "read":
                found |= {word.text for word in command.arguments}
        return frozenset(found)

    @cached_property
    def _assignments(self) -> tuple[Word, ...]:
        found: list[Word] = []
        for command in self.script.commands:
            if not command.words:
                found += command.assignments
            elif command.name in ("export", "local", "declare"):
                found += command.arguments
        return tuple(found)

    def assigned(self, name: str) -> Iterator[Word]:
        """Give the words ``NAME=value`` by which the script sets a variable."""
        yield from (word for word in self._assignments if word.text.startswith(f"{name}="))

    def expand(self, text: str) -> str | None:
        """Give what ENV and ARG make of a text, None where the script or the build decides."""
        if self.shadowed.intersection(_NAMES.findall(text)) or "`" in text or "$(" in text:
            return None
        return self.dockerfile.environment(self.instruction).expand(text)

    def given_by_build(self, text: str) -> bool:
        """Tell whether an ARG decides what a text is, so that a build may give another value."""
        known = self.dockerfile.environment(self.instruction)
        names = set(_NAMES.findall(text)) - self.shadowed
        return any(known.is_set(name) and name not in known.env for name in names)

    def earlier(self, command: Command) -> Iterator[Command]:
        """Give the commands that have surely run in the same shell before `command`, last first."""
        for one in reversed(self.script.commands):
            inside = command.nesting[: len(one.nesting)] == one.nesting
            if one.span.start < command.span.start and inside and not _only_maybe(one):
                yield unwrap(one)

    def before(self, *keywords: str) -> Iterator[Instruction]:
        """Give the instructions that the RUN builds on, oldest first; with `keywords`, those alone."""
        return before(self.dockerfile, self.instruction, *keywords)

    def telling_before(self, telling: Callable[[PipFile, Instruction], bool]) -> Iterator[Instruction]:
        """Give those instructions that the RUN builds on that are `telling`, oldest first."""
        for stage in reversed(self.dockerfile.lineage(self.stage)):
            ones = self.file.instructions(stage, telling)
            yield from (one for one in ones if stage is not self.stage or self._follows(one.span.start))

    def commands_before(self, command: Command, telling: Telling) -> Iterator[Command]:
        """Give the `telling` commands of the RUN before, and of this one up to `command`, wrappers off."""
        for stage in reversed(self.dockerfile.lineage(self.stage)):
            ones = self.file.commands(stage, telling)
            yield from (one for at, one in ones if stage is not self.stage or self._follows(at))
        earlier = (unwrap(one) for one in self.script.commands if one.span.start < command.span.start)
        yield from filter(telling, earlier)

    def _follows(self, place: int) -> bool:
        return place < self.instruction.span.start

    def packages_before(self, command: Command) -> frozenset[str]:
        """Give the words of all system package installations up to `command`."""
        ones = self.commands_before(command, _adds_packages)
        texts = (word.value or self.expand(word.text) or word.text for one in ones for word in one.words[1:])
        return frozenset(part for text in texts for part in text.split())

    def user(self) -> str | None:
        """Give the user in force: empty where the base image decides, None where a variable does."""
        return user_at(self.dockerfile, self.instruction)

    def user_as_written(self) -> str:
        """Give the user of the USER in force, variables as written; empty without one."""
        users = [one.value.text for one in self.before("USER")]
        return users[-1].partition(":")[0].strip() if users else ""

    def surely_root(self, command: Command) -> bool:
        """Tell whether the file shows that `command` runs as root: it says so, or did what only root can."""
        user = self.user()
        if user != "":
            return user in ROOT
        if self.base.row is not None:
            return not self.base.row.users
        later = next((one for one in self.stage.instructions if one.keyword == "USER"), None)
        # Before its first USER a stage runs as the other one: as root until a user is taken, or the reverse.
        if later is not None:
            return later.value.text.partition(":")[0].strip() not in ROOT
        return any(True for _ in self._work_around(command))

    def _work_around(self, command: Command) -> Iterator[Command]:
        """Give what only root can do, before a command and, as the same user, behind it."""
        yield from self.commands_before(command, _needs_root)
        behind = (unwrap(one) for one in self.script.commands if one.span.start > command.span.start)
        yield from filter(_needs_root, behind)
        ones = self.file.commands(self.stage, _needs_root)
        yield from (one for at, one in ones if at > self.instruction.span.start)


def _adds_packages(command: Command) -> bool:
    """Tell whether a command installs packages of the system."""
    return program(command) in MANAGERS and any((word.value or word.text) in _ADDS for word in command.words)


def _needs_root(command: Command) -> bool:
    """Tell whether only root can run a command."""
    name = program(command)
    if "sudo" in command.wrappers:
        return False
    if name in MANAGERS or name in _OF_ROOT:
        return True
    return name in _WRITERS and any(_ROOTS_FOLDER.match(word.text) for word in command.words[1:])


def _only_maybe(command: Command) -> bool:
    """Tell whether a command may not have run, or has run in another process."""
    behind = command.before is not None and command.before.text == "||"
    beside = command.after is not None and command.after.text == "&"
    return behind or beside or command.reads_pipe or command.feeds_pipe
