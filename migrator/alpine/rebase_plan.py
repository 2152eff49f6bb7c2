"""Decides what becomes of the Python images of a file: which move to Alpine, and with which Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, reduce

from migrator.alpine.evidence import Evidence
from migrator.alpine.python_evidence import against_raising, needing_setuptools, wanting_patch
from migrator.alpine.python_words import Mention, mentions
from migrator.build_context import BuildContext
from migrator.build_context.makefiles import make_installs
from migrator.discovery.compose_starts import Start
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.images.base_text import DynamicError, base_text, external
from migrator.images.python import PythonImage
from migrator.images.python_releases import PythonRelease
from migrator.knowledge import Knowledge
from migrator.line_names import named_line
from migrator.records import dataclass
from migrator.requirements.build_inputs import required
from migrator.requirements.install_runs import InstallRun, called_installs, install_runs
from migrator.requirements.installers import installer_words, installs_packages
from migrator.requirements.model import Requirement
from migrator.requirements.native_parts import with_parts_of
from migrator.requirements.required import Required, Unreadable
from migrator.service.stage_calls import stage_calls
from migrator.shell import Command, Script, unwrap
from migrator.shell.run_as import script_at
from migrator.shell.runners import behind_runners
from migrator.source import Word
from migrator.versions import dotted, numbers

NEWEST = (3, 14)
"""What a tag without a minor version stands for (docker-library, 2026-11)."""
_ONLY_USES = frozenset({"run", "shell", "env", "build", "build_ext"})


@dataclass(frozen=True)
class RebasePlan:
    """What becomes of the Python images that can move to Alpine, and what speaks against it.

    `ask` completes what a RUN installs by what an index has for a Python, given the RUN's line; `starts`
    are the commands by which compose files start the image.
    """

    dockerfile: Dockerfile
    build: BuildContext
    knowledge: Knowledge
    python: str
    images: tuple[PythonImage, ...]
    mends_sources: bool = False
    ask: Callable[[Required, str, int], Required] = lambda found, _python, _line: found
    starts: tuple[Start, ...] = ()

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that stand on an image that moves."""
        roots = {image.base.stage.index for image in self.images}
        return tuple(one for one in self.dockerfile.stages if self.dockerfile.root(one).index in roots)

    @cached_property
    def required(self) -> Required:
        """All that is installed in those stages, by their RUN and by the scripts that these call.

        With the Python that the images would be raised to.
        """
        return self._asked(self.python if self.old else self._own_python)

    @cached_property
    def installed(self) -> Required:
        """The same with the Python that the images come to have."""
        return self._asked(self._own_python) if self.old and self.evidence else self.required

    @property
    def python_to_be(self) -> tuple[int, int]:
        """The Python that the images come to have."""
        text = self._own_python if not self.old or self.evidence else self.python
        major, _, minor = text.partition(".")
        return int(major), int(minor)

    @property
    def _own_python(self) -> str:
        minors = [image.minor for image in self.images if image.minor]
        return dotted(max(minors, default=NEWEST))

    def _asked(self, python: str) -> Required:
        found = [(stage, self.ask(each, python, line)) for stage, line, each in self._by_runs]
        together = (self._beside(stage, each, found) for stage, each in found)
        return reduce(Required.joined, (*together, *self._by_scripts()), Required())

    def _beside(self, stage: Stage, one: Required, found: Sequence[tuple[Stage, Required]]) -> Required:
        """Give what a RUN installs with the parts that RUNs of its stage and those below it bring."""
        lineage = self.dockerfile.lineage(stage)
        there = (each for other, more in found if other in lineage for each in more.requirements)
        return replace(one, requirements=with_parts_of(one.requirements, there))

    @cached_property
    def _by_runs(self) -> tuple[tuple[Stage, int, Required], ...]:
        runs = ((stage, run) for stage in self.stages for run in install_runs(self.dockerfile, stage))
        return tuple(
            (stage, run.instruction.line, required(self.dockerfile, self.build, run)) for stage, run in runs
        )

    def _by_scripts(self) -> Iterator[Required]:
        for stage in self.stages:
            for instruction in stage.of("ONBUILD"):
                if self._brings(instruction):
                    yield _unread(instruction.line, "ONBUILD", "what later builds bring is not known")
                    break
            for instruction in stage.of("RUN"):
                yield from self._called(instruction)

    def _brings(self, onbuild: Instruction) -> bool:
        """Tell whether a later build brings files or packages by this."""
        keyword = onbuild.trigger.keyword if onbuild.trigger else ""
        commands = script_at(self.dockerfile, onbuild).commands if keyword == "RUN" else ()
        return keyword in ("COPY", "ADD") or any(map(installs_packages, commands))

    def _called(self, instruction: Instruction) -> Iterator[Required]:
        for run in called_installs(self.dockerfile, self.build, instruction):
            yield required(self.dockerfile, self.build, run)
        if place := make_installs(self.dockerfile, self.build, instruction):
            yield _unread(instruction.line, "make", f"{place} installs Python packages")

    @cached_property
    def at_start(self) -> Required:
        """All that is installed when a container starts, by CMD, ENTRYPOINT and their scripts.

        Its requirements stand at the line of the instruction.
        """
        return reduce(Required.joined, self.starting.values(), Required())

    @cached_property
    def starting(self) -> Mapping[str, Required]:
        """The same by the place that a reader finds, where that is in another file: else it is empty."""
        found: dict[str, Required] = {}
        seen: list[tuple[str, Required]] = []
        for place, required_there in self._at_start():
            if (place, required_there) not in seen:  # each `uv run` of a chain says the same
                seen.append((place, required_there))
                found[place] = found.get(place, Required()).joined(required_there)
        return found

    def _at_start(self) -> Iterator[tuple[str, Required]]:
        for stage in self.stages:
            for call in stage_calls(self.dockerfile, self.build, stage, self.starts).calls:
                command = self._installing(call.command) if call.starts else None
                if command is not None:
                    run = InstallRun(call.instruction, Script((command,)), (command,), call.instruction.line)
                    found = required(self.dockerfile, self.build, run, self._own_python)
                    yield call.place if call.file else "", found

    def _installing(self, command: Command) -> Command | None:
        """Give a command that brings packages: to run in an environment, and to build in place, does not."""
        if not installs_packages(command):
            return None
        words = installer_words(command)
        if words[0] == "uv" and words[1:2] == ("run",) and "--no-sync" not in words:
            return None if self._installs_before else _as_sync(command)
        return None if _ONLY_USES.intersection(words[1:2]) else command

    @cached_property
    def _installs_before(self) -> bool:
        """Whether any RUN installs packages: then ``uv run`` finds the environment as it is."""
        return any(install_runs(self.dockerfile, stage) for stage in self.dockerfile.stages)

    # the Python version

    @cached_property
    def target(self) -> tuple[int, ...] | None:
        """The version to raise to, None where it is kept by setting."""
        return None if self.python == "keep" else numbers(self.python)

    @cached_property
    def unheard_of(self) -> str:
        """What to add where Python is raised to a version that no table knows: it may have no image."""
        known = self.target is None or PythonRelease.of(self.knowledge, self.target) is not None
        return "" if known else f"; no table knows Python {self.python}: see that its image is there"

    @cached_property
    def old(self) -> tuple[PythonImage, ...]:
        """The images whose Python is older than the target."""
        target = self.target
        return tuple(
            image for image in self.images if target is not None and image.minor and image.minor < target
        )

    @cached_property
    def mentioned(self) -> tuple[Mention, ...]:
        """The places that name one of the old versions."""
        found: dict[tuple[int, int], Mention] = {}
        for image in self.old:
            old = dotted(image.minor)
            stages = [one for one in self.stages if self.dockerfile.root(one) is image.base.stage]
            names = image.base.held_by(image.start, image.end)
            for each in mentions(self.dockerfile, stages, old, self.python, names):
                found.setdefault((each.span.start, each.span.end), each)
        return tuple(found[place] for place in sorted(found))

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """What speaks against raising, the file itself first."""
        if not self.old:
            return ()
        fixed = (each for each in self.mentioned if each.edit is None)
        own = [Evidence(named_line(self.line_of(each)), f"{each.text} cannot follow") for each in fixed]
        rest = against_raising(
            self.dockerfile,
            self.stages,
            self.build,
            self.knowledge,
            self.required,
            min(image.minor for image in self.old if image.minor),
            self.python,
            mended=self.mends_sources,
        )
        return (*own, *rest)

    @cached_property
    def needing_setuptools(self) -> tuple[Evidence, ...]:
        """What needs setuptools and does not bring it."""
        return needing_setuptools(self.dockerfile, self.stages, self.build, self.knowledge, self.installed)

    def holding(self, image: PythonImage) -> tuple[Evidence, ...]:
        """Give what wants the very release of Python that the tag of an image names and would lose."""
        if not self._loses_its_patch(image) or image.tag.version is None:
            return ()
        return wanting_patch(self.dockerfile, self.stages, self.build, self.required, image.tag.version)

    @property
    def line(self) -> int:
        """The line of the first image that moves."""
        return self.images[0].base.stage.from_.line

    def place_of(self, found: Requirement) -> tuple[str, int]:
        """Give how a message names the place of a requirement, and the line of the file to show it at."""
        if found.origin == self.dockerfile.source.path:
            return "", found.line
        return f"{found.origin}:{found.line}: ", self.line

    def line_of(self, mention: Mention) -> int:
        """Give the line of a mention."""
        return self.dockerfile.source.line_of(mention.span.start)

    def version(self, image: PythonImage) -> str | None:
        """Give the version to write, None where the tag's own stays."""
        if image in self.old and not self.evidence:
            return self.python
        return dotted(image.minor) if self._loses_its_patch(image) or image.left_behind else None

    def _loses_its_patch(self, image: PythonImage) -> bool:
        """Whether the tag comes to name the minor version alone: an old patch has an Alpine as old."""
        named = image.tag.version is not None and len(image.tag.version) > 2
        return named and image in self.old and bool(self.evidence)

    @cached_property
    def shared(self) -> frozenset[str]:
        """The ARG that also name images which stay."""
        names: set[str] = set()
        moving = {image.base.stage.index for image in self.images}
        for stage in external(self.dockerfile):
            if stage.index not in moving:
                with suppress(DynamicError):
                    names |= base_text(self.dockerfile, stage).arguments
        return frozenset(names)


def _as_sync(run: Command) -> Command:
    """Give what ``uv run`` does first: it syncs the project."""
    inner = unwrap(run)
    words = inner.words[: len(inner.words) - len(behind_runners(inner).words)]
    synced = (Word("sync", "sync", word.span) if word.value == "run" else word for word in words)
    return replace(inner, words=tuple(synced))


def _unread(line: int, what: str, reason: str) -> Required:
    return Required(unreadable=(Unreadable(line, what, reason),))
