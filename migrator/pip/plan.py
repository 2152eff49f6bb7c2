"""What becomes of every call of pip in a file: moved to uv, dropped, left or kept, each with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace
from functools import cached_property
from typing import TypeVar

from migrator import regex as re
from migrator.dockerfile import Instruction
from migrator.pip.bytecode import lives_on_bytecode
from migrator.pip.certificates import certificates, require_roots_as_they_came
from migrator.pip.command import CHANGING, PipCall, bare, read_call
from migrator.pip.configuration import Settings as Configured
from migrator.pip.configuration import configured, set_words
from migrator.pip.demands import (
    require_editable_builds,
    require_image,
    require_no_keyring,
    require_no_old_archives,
    require_no_old_builds,
    require_one_index,
    require_source_of_editables,
    require_unseen,
)
from migrator.pip.files import FileFindings, read_files
from migrator.pip.image import SYSTEM, Place, UnplacedError
from migrator.pip.not_for_uv import NotForUvError
from migrator.pip.own_upgrade import OF_A_VENV, is_own_upgrade, is_wanted
from migrator.pip.place import place_of
from migrator.pip.scene import PipFile, Scene
from migrator.pip.table import Fate
from migrator.pip.uv_command import Terms, UntranslatedError, UvCommand, translate
from migrator.pip.uv_delivery import Delivery, delivery_of, foreign_machine, has_uv
from migrator.pip.uv_operands import is_package
from migrator.pip.variables import Exported, UnsetError, Variables, variables_of
from migrator.pip.venvs import copied_names
from migrator.records import dataclass
from migrator.requirements.installers import installs_packages
from migrator.requirements.model import requirement
from migrator.settings import Settings
from migrator.shell import Command, program, unwrap
from migrator.shell.options import is_forced
from migrator.source import Edit, Word

PIP_CALL = re.compile(r"(?<![\w./-])(?:\S*/)?pip[0-9.]*\s+(?:-\S+\s+)*[a-z]|-m\s*pip\b")
_HELD_PIP = re.compile(r"pip\s*(?P<sign>==|<=?)\s*(?P<major>\d+)(?:\.(?P<minor>\d+))?[\d.*]*")
_RESOLVER, _METADATA, _NEW = (20, 3), (24, 1), (99, 0)
"""The versions of pip that brought its resolver of today, and its strictness about metadata."""

_WRITE_OUT = "write the command out"
_TELL_UV = "set what uv reads beside it: UV_DEFAULT_INDEX, UV_INDEX, SSL_CERT_FILE …, and use uv by hand here"
_OWN_INDEX = ("--index-url", "--extra-index-url", "--find-links", "--no-index")
_WHOLE_CACHE = re.compile(r"(?:/root|~|\$\{?HOME\}?|/home/\w+)/\.cache(?:/\*?)?")
_PIP_CACHE = re.compile(r"(?:/root|~|\$\{?HOME\}?|/home/\w+)/\.cache/pip(?:/\*?)?")


@dataclass(frozen=True, slots=True)
class StaysPip:
    """A call that stays pip, why, and the way out. `kind` names what speaks against it."""

    kind: str
    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class LeftPip:
    """A call that may stay: it only reads."""

    reason: str


@dataclass(frozen=True, slots=True)
class ToUv:
    """A call that becomes uv's; with `exported` variables of the file and `edits` of the script."""

    uv: UvCommand
    place: tuple[str, ...]
    exported: tuple[Exported, ...]
    edits: tuple[Edit, ...]
    doubts: tuple[str, ...]
    sure: bool
    without: str = ""
    """What of the command goes."""


@dataclass(frozen=True, slots=True)
class NotNeeded:
    """A command that has nothing left to do; `uv_wanted` names the version of uv it would install.

    Not `sure` ones would have left something in the image.
    """

    reason: str
    uv_wanted: str | None = None
    sure: bool = True


Verdict = StaysPip | LeftPip | ToUv | NotNeeded
_V = TypeVar("_V", StaysPip, LeftPip, ToUv, NotNeeded)


@dataclass(frozen=True)
class CallPlan:
    """One call and its verdict."""

    call: PipCall
    command: Command
    verdict: Verdict


@dataclass
class RunPlan:
    """One RUN: its calls, what brings uv to it, and other commands that leave with pip.

    `unforced` are options of ``rm`` that expect a cache which only pip has filled.
    """

    scene: Scene
    calls: list[CallPlan]
    delivery: Delivery | None = None
    cleared: list[Command] = field(default_factory=list)
    cleared_words: list[Word] = field(default_factory=list)
    unforced: list[Word] = field(default_factory=list)

    def of(self, kind: type[Verdict]) -> list[CallPlan]:
        """Give the calls with that kind of verdict."""
        return [one for one in self.calls if isinstance(one.verdict, kind)]

    def verdicts(self, kind: type[_V]) -> list[_V]:
        """Give the verdicts of that kind."""
        return [one.verdict for one in self.calls if isinstance(one.verdict, kind)]

    @property
    def changes(self) -> bool:
        """Whether anything is done to the RUN."""
        return bool(self.of(ToUv) or self.of(NotNeeded))


@dataclass(frozen=True)
class PipPlanner:
    """Makes the plans for one file.

    `foreign` tells where it is built for a machine that uv's image is not made for; empty without. `below`
    gives where an image of the same repository sets up pip, by its name; empty for any other.
    """

    file: PipFile
    settings: Settings
    foreign: str = ""
    below: Callable[[str], str] = lambda image: ""

    @cached_property
    def on_bytecode(self) -> Instruction | None:
        """The RUN for which uv has to write bytecode as pip does; None where none needs it."""
        return lives_on_bytecode(self.file)

    def plans(self) -> tuple[RunPlan, ...]:
        """Give a plan for every RUN (and ONBUILD RUN) that calls pip, in file order."""
        scenes = [Scene(self.file, one) for one in self._runs()]
        first = [self._run(scene, keep_pip=False) for scene in scenes]
        kept = self._needing_pip(first)
        plans = [
            self._run(plan.scene, keep_pip=plan.scene.stage.index in kept) if kept else plan for plan in first
        ]
        without_uv = not any(map(self._has_to_do_with_uv, plans))
        for plan in plans:
            if plan.scene.stage.index in kept:
                _leave_own_upgrades(plan)
            if without_uv:
                _leave_upgrades_of_an_image_for_pip(plan)
            self._leave_readers(plan, plans)
            _clear(plan)
        return tuple(plan for plan in plans if plan.calls)

    def _has_to_do_with_uv(self, plan: RunPlan) -> bool:
        """Tell whether a RUN uses uv, has it, or brings it."""
        brought = any(one.uv_wanted is not None for one in plan.verdicts(NotNeeded))
        return brought or bool(plan.of(ToUv)) or has_uv(self.file, plan.scene.instruction)

    def _leave_readers(self, plan: RunPlan, plans: Iterable[RunPlan]) -> None:
        """Leave what only reads to pip where uv changes nothing in the Python that it reads."""
        below = {stage.index for stage in self.file.dockerfile.lineage(plan.scene.stage)}
        filled = {
            one.verdict.place
            for each in plans
            for one in (each.of(ToUv) if each.scene.stage.index in below else ())
            if isinstance(one.verdict, ToUv) and one.call.name in CHANGING
        }
        for index, one in enumerate(plan.calls):
            verdict = one.verdict if one.call.name not in CHANGING else None
            if isinstance(verdict, ToUv) and verdict.place not in filled:
                left = LeftPip("uv installs nothing for this Python")
                plan.calls[index] = replace(one, verdict=left)

    def _runs(self) -> Iterator[Instruction]:
        for stage in self.file.dockerfile.stages:
            for one in stage.instructions:
                inner = one.inner
                if inner.keyword == "RUN":
                    yield one

    def _needing_pip(self, plans: Iterable[RunPlan]) -> frozenset[int]:
        """Give the stages in which pip is called later, by themselves or by stages that build on them."""
        users = {plan.scene.stage.index for plan in plans if plan.of(StaysPip)}
        dockerfile = self.file.dockerfile
        users |= {stage.index for stage in dockerfile.stages if any(map(_starts_pip, stage.instructions))}
        lineages = [dockerfile.lineage(stage) for stage in dockerfile.stages if stage.index in users]
        return frozenset(stage.index for lineage in lineages for stage in lineage)

    def again(self, plan: RunPlan) -> RunPlan:
        """Give the plan of a RUN in which pip is kept up to date, because its upgrade cannot be cut out."""
        return self._run(plan.scene, keep_pip=True)

    def _run(self, scene: Scene, *, keep_pip: bool) -> RunPlan:
        calls: list[tuple[Command, PipCall]] = []
        for command in scene.script.commands:
            call = read_call(command, self.file.table, scene.expand)
            if call is not None:
                calls.append((command, _held_to_file(call, scene)))
        present = has_uv(self.file, scene.instruction)
        plan = RunPlan(scene, [])
        if not calls:
            return plan
        plan.delivery = delivery_of(scene, self.settings, present)
        plan.calls = [
            CallPlan(call, command, self._verdict(call, scene, plan, keep_pip)) for command, call in calls
        ]
        return plan

    def _verdict(self, call: PipCall, scene: Scene, plan: RunPlan, keep_pip: bool) -> Verdict:
        row = self.file.table.row(f"pip {call.name}") if call.verb else None
        if call.problem:
            reads = row is not None and (row.reads or row.fate is Fate.LEAVE)
            return LeftPip(call.problem) if reads else StaysPip("unclear", call.problem, _WRITE_OUT)
        if call.verb is None:
            return LeftPip("it only prints")
        if row is None:
            return StaysPip("command", f"`pip {call.name}` is not known", "keep it, or use what uv has")
        if row.fate is Fate.LEAVE:
            return LeftPip(row.why)
        if call.name == "config" and (set_words(call.command) or [""])[0] != "edit":
            return LeftPip("it sets up pip alone: uv is told where it installs, or pip stays there too")
        if call.name == "cache" and [bare(word) for word in call.operands] == ["purge"]:
            return NotNeeded("pip's cache is empty")
        if row.fate is Fate.REFUSE:
            return StaysPip("command", f"`pip {call.name}`: {row.why}", row.hint)
        try:
            return self._moved(call, scene, plan, keep_pip)
        except NotForUvError as error:
            left = row.reads and isinstance(error, UnplacedError | UntranslatedError)
            return LeftPip(error.reason) if left else StaysPip(error.kind, error.reason, error.hint)

    def _moved(self, call: PipCall, scene: Scene, plan: RunPlan, keep_pip: bool) -> Verdict:
        """Judge a call that uv knows. Raises NotForUvError where it cannot do the same here."""
        place = place_of(call, scene)
        installs = call.name == "install"
        settings = configured(call, scene) if installs else ()
        if installs:
            self._require_untold_base(scene)
        files = read_files(call, scene) if installs else FileFindings()
        variables = variables_of(call, scene)
        require_one_index(call, scene, files, variables, settings)
        require_no_keyring(call, scene)
        if (about_uv := self._about_uv(call, scene, in_image=place == SYSTEM)) is not None:
            return about_uv
        require_unseen(call, place, files, self.file.table)
        require_no_old_archives(call, files, self.file.table)
        require_no_old_builds(call, scene, files, self.file.table)
        require_editable_builds(call, scene, files)
        require_source_of_editables(call, scene)
        foreign = foreign_machine(scene, self.settings, self.foreign)
        require_image(foreign, by_pip=self.settings.uv_from == "pip")
        terms = self._terms(call, scene, plan, keep_pip or is_wanted(call, scene, place))
        prefix = self._prefix(call, scene, variables, settings)
        terms = replace(terms, indexes=variables.strategy, prefix=prefix, configured=settings)
        terms = replace(terms, options=tuple(variables.options))
        uv = translate(call, scene, place, files, terms)
        uv.deleted += variables.deleted
        return _taken_over(call, scene, place, variables, uv)

    def _require_untold_base(self, scene: Scene) -> None:
        """Raise UnsetError where the repository itself sets up pip in the image below."""
        if scene.base.row is None and (told := self.below(scene.base.name)):
            raise UnsetError(f"{told} sets up pip in {scene.base.name}, and uv does not read that", _TELL_UV)

    def _prefix(
        self, call: PipCall, scene: Scene, variables: Variables, settings: Configured
    ) -> dict[str, str]:
        """Give the variables that are set for a command. Raises UnsetError."""
        if call.name != "install" or any(name == "--cert" for name, _ in settings):
            return variables.prefix
        require_roots_as_they_came(call, scene)
        return variables.prefix | certificates(call, scene, variables.prefix)

    def _terms(self, call: PipCall, scene: Scene, plan: RunPlan, keep_pip: bool) -> Terms:
        delivery = plan.delivery
        assert delivery is not None, "a RUN with calls has a delivery"  # noqa: S101
        return Terms(
            cache=delivery.cached,
            uncached=delivery.uncached,
            cache_folders=delivery.folders,
            cache_folder=delivery.folder,
            fresh=self._fresh(call, scene),
            unfilled=self._unfilled(call, scene),
            strategy=self.settings.index_strategy,
            compile=self.settings.compile_bytecode or self.on_bytecode is not None,
            keep_pip=keep_pip,
            no_sources=self._has_sources(),
        )

    def _fresh(self, call: PipCall, scene: Scene) -> bool:
        """Tell whether nothing but what the image brings was installed before."""
        row = scene.base.row
        own = row is not None and (row.name == "python" or row.uv)
        return own and not any(True for _ in scene.commands_before(call.command, installs_packages))

    def _unfilled(self, call: PipCall, scene: Scene) -> bool:
        """Tell whether the file installed nothing before, nor copied something into ~/.local."""
        if any(True for _ in scene.commands_before(call.command, installs_packages)):
            return False
        return not any("/.local" in word for _, word in copied_names(scene.dockerfile, scene.instruction))

    def _has_sources(self) -> bool:
        return "[tool.uv.sources" in (self.file.build.read("pyproject.toml") or "")

    def _about_uv(self, call: PipCall, scene: Scene, *, in_image: bool) -> NotNeeded | LeftPip | None:
        """Judge ``pip install uv``, with pip at most: the binary is copied in instead."""
        names = ("uv", "pip")
        only = call.operands and all(any(is_package(word, name) for name in names) for word in call.operands)
        wanted = next((bare(word) for word in call.operands if is_package(word, "uv")), None)
        if not only or wanted is None or call.has("--requirement", "--editable", "--target", "--prefix"):
            return None
        if self.settings.uv_from == "pip":
            asked = (
                "for machines that its image is not made for"
                if self.foreign
                else "as the setting uv-from asks"
            )
            return LeftPip(f"it brings uv, {asked}")
        if not in_image:
            return LeftPip("it brings uv into an environment")
        if scene.instruction.trigger:
            return LeftPip("ONBUILD brings uv into images that others build")
        if call.has(*_OWN_INDEX):
            return LeftPip("it brings uv from an index that is named")
        if re.search(r"-m\s+uv\b", self.file.dockerfile.source.text):
            return None
        match = re.fullmatch(r"uv\s*==\s*([0-9.]+)", wanted)
        beyond = "" if match else self._beyond(wanted)
        return NotNeeded(f"uv comes from its image{beyond}", match[1] if match else "", not beyond)

    def _beyond(self, wanted: str) -> str:
        """Say that uv's image is none of the versions that are asked for, as far as that can be told."""
        tag = re.search(r":([0-9]+\.[0-9]+)", self.settings.uv_image)
        try:
            allowed = requirement(wanted, "", 0).specifier
        except ValueError:
            return ""
        if tag is None or allowed.contains(f"{tag[1]}.99"):
            return ""
        return f", which is {tag[1]} and not {wanted}"


def _held_to_file(call: PipCall, scene: Scene) -> PipCall:
    """Give the call, with a problem where an ARG names the pip: a build may give another one."""
    text = call.head[0].text
    if call.problem or call.python is not None or not scene.given_by_build(text):
        return call
    return replace(call, problem=f"{text} is an ARG, so a build may call another pip")


def _taken_over(
    call: PipCall, scene: Scene, place: Place, variables: Variables, uv: UvCommand
) -> ToUv | NotNeeded:
    """Give what becomes of a call of which uv does all, or all but pip itself."""
    told = f": {OF_A_VENV}" if place.venv else ""
    if uv.empty:
        return NotNeeded(f"uv does not need pip{told}", sure=not place.venv)
    without = f"without pip itself{told}" if uv.without_pip else ""
    doubts = (*uv.doubts, *filter(None, (place.note, _held_back(call, scene))))
    exported, edits = tuple(variables.exported), tuple(variables.edits)
    sure = place.sure and not doubts and not (without and place.venv)
    return ToUv(uv, place.flags, exported, edits, doubts, sure, without)


def _held_back(call: PipCall, scene: Scene) -> str:
    """Say what a pip that was held to an old version lets pass and uv does not, if one was."""
    for command in scene.commands_before(call.command, _names_pip):
        for word in command.words:
            match = _HELD_PIP.fullmatch(bare(word))
            version = (int(match["major"]), int(match["minor"] or 0)) if match else _NEW
            bound = match is not None and match["sign"] != "=="
            if match and (version < _RESOLVER or (bound and version == _RESOLVER)):
                return f"{match[0]} has the old resolver, which lets conflicts pass that uv refuses"
            if match and bound and version <= _METADATA:
                return f"{match[0]} lets metadata pass that uv refuses"
    return ""


def _names_pip(command: Command) -> bool:
    """Tell whether a command installs a pip of a certain version, or something with such a name."""
    words = [bare(word) for word in command.words]
    return "install" in words and any(map(_HELD_PIP.fullmatch, words))


def _leave_own_upgrades(plan: RunPlan) -> None:
    """Leave to pip what only brings it and its helpers up to date, where pip is called later."""
    for index, one in enumerate(plan.calls):
        if isinstance(one.verdict, ToUv) and one.call.name == "install" and is_own_upgrade(one.call):
            plan.calls[index] = replace(one, verdict=LeftPip("it serves pip, which is called later"))


def _leave_upgrades_of_an_image_for_pip(plan: RunPlan) -> None:
    """Leave pip's upgrade of itself where nothing of the file goes to uv: it is for who uses the image."""
    for index, one in enumerate(plan.calls):
        if isinstance(one.verdict, NotNeeded) and one.call.name == "install":
            plan.calls[index] = replace(one, verdict=LeftPip("uv installs nothing in this file"))


def _starts_pip(instruction: Instruction) -> bool:
    keyword = instruction.keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK")
    return keyword and bool(PIP_CALL.search(instruction.value.text.replace('", "', " ").replace('","', " ")))


def _clear(plan: RunPlan) -> None:
    """Find what cleans pip's cache, where nothing is left that would fill it."""
    if (not plan.of(ToUv) and not plan.of(NotNeeded)) or plan.of(StaysPip):
        return
    for command in plan.scene.script.commands:
        inner = unwrap(command)
        if program(inner) != "rm":
            continue
        operands = [word for word in inner.arguments if not word.text.startswith("-")]
        caches = [word for word in operands if _PIP_CACHE.fullmatch(bare(word))]
        if caches and len(caches) == len(operands):
            plan.cleared.append(command)
            continue
        plan.cleared_words += caches
        options = [word for word in inner.arguments if word.text.startswith("-")]
        whole = any(_WHOLE_CACHE.fullmatch(bare(word)) for word in operands)
        if whole and options and not is_forced(inner):
            plan.unforced.append(options[0])
