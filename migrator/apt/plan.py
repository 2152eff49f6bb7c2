"""What becomes of the packages that the stages of a file install with apt: which stay, which leave again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from functools import cached_property

from migrator import regex as re
from migrator.alpine.foreign_files import on_alpine
from migrator.alpine.moved_stages import Flavour, Moved
from migrator.alpine.virtual_packages import BUILD_DEPS, wrap
from migrator.apt.commands import AptCall, Kind, apt_call, apt_calls
from migrator.apt.late_installs import installs_while_running
from migrator.apt.package_lists import packages_of
from migrator.build_context import BuildContext
from migrator.build_context.called_scripts import called_scripts
from migrator.build_context.copied_paths import context_path
from migrator.discovery.compose_starts import Start
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.knowledge import AptRow, Knowledge, Role, apt_word
from migrator.line_names import named_line
from migrator.records import dataclass
from migrator.requirements.installers import installs_packages
from migrator.service.stage_calls import Call, made_executable, stage_calls
from migrator.shell import Command, Script, program, unwrap
from migrator.shell.run_as import root_at, script_at
from migrator.source import Word
from migrator.stages.graph import StageGraph

COMPILERS = frozenset(
    {
        *("make", "gmake", "cmake", "ninja", "meson", "configure", "autogen.sh"),
        *("gcc", "g++", "cc", "c++", "clang", "gfortran", "ld", "ar", "strip", "objdump"),
        *("cargo", "rustc", "go", "swig", "npm", "yarn", "node-gyp", "pyinstaller"),
        *("autoconf", "autoreconf", "automake", "m4", "bison", "flex", "pkg-config", "pkgconf", "patch"),
    }
)
_BY_HAND = frozenset({"make"})
"""What a person who enters a container calls, and no installation of Python packages alone."""
_MAKE_VENVS = frozenset({"tox", "nox"})
"""What installs requirements into environments of its own."""
_COMPILER_PACKAGES = frozenset({"gcc", "g++", "build-base", "clang", "rust", "cargo"})
_STARTS_COMPILING = re.compile(
    r"^[^#\n]*\b(?:make|gcc|cmake|pip3? install|uv (?:sync|run|pip)|poetry install|setup\.py)\b", re.MULTILINE
)
_VERSION = re.compile(r"\A([a-z0-9][a-z0-9+.-]*)=.*", re.DOTALL)
"""A package whose version, and no more, a variable decides."""

_NOTHING = frozenset({Role.DROP, Role.LOCALE, Role.IN_IMAGE, Role.PYTHON, Role.MODULE})


def apt_on_alpine(dockerfile: Dockerfile) -> Iterator[Moved]:
    """Give the stages on Alpine that call apt all the same, outside of conditions: they cannot be built."""
    for stage in dockerfile.stages:
        alpine = on_alpine(dockerfile.base_image(stage))
        if alpine and any(_calls_apt(dockerfile, one) for one in stage.of("RUN")):
            yield Moved(stage, Flavour.SLIM)


def _calls_apt(dockerfile: Dockerfile, instruction: Instruction) -> bool:
    script = script_at(dockerfile, instruction)
    by_apk = any(program(unwrap(command)) == "apk" for command in script.commands)
    installs = (call for call in apt_calls(script) if call.kind is Kind.INSTALL)
    return not by_apk and any(not call.command.nesting for call in installs)


@dataclass(frozen=True, slots=True)
class Package:
    """One package word of an ``apt-get install`` and its row; `row` is None for what is not known.

    `needless` tells that nothing takes its place on Alpine, `pinned` that a version or release is
    asked for.
    """

    word: Word
    name: str
    row: AptRow | None
    pinned: bool
    needless: bool


@dataclass
class RunPlan:
    """One RUN: the calls of apt in it, and the packages that leave again when it ends.

    `temporary` are the Debian packages that do (`virtual` their Alpine packages, with those moved in
    from earlier RUN), `moved` those that later RUN bring along instead. `compilers` are Alpine packages
    to add to those that stay. `called` are the commands of the scripts that it runs, by path. `stays`
    says why packages that only build things stay, `removed` are those that the RUN itself takes away.
    """

    number: int
    instruction: Instruction
    stage: Stage
    script: Script
    calls: tuple[AptCall, ...]
    packages: tuple[Package, ...] = ()
    called: tuple[tuple[str, Command], ...] = ()
    temporary: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    virtual: list[str] = field(default_factory=list)
    compilers: list[str] = field(default_factory=list)
    stays: str = ""
    removed: frozenset[str] = frozenset()

    @property
    def installs(self) -> bool:
        """Whether it installs Python packages, itself or by a script."""
        return any(map(installs_packages, (*self.script.commands, *(one for _, one in self.called))))

    @property
    def compiles(self) -> str:
        """The first command that needs a compiler and installs no Python packages, empty without one."""
        own = (compiler(command) for command in self.script.commands if not installs_packages(command))
        if found := next(filter(None, own), ""):
            return found
        named = ((path, compiler(one)) for path, one in self.called if not installs_packages(one))
        return next((f"{name} ({path})" for path, name in named if name), "")

    @property
    def build_only(self) -> tuple[Package, ...]:
        """The packages that are needed to build things only."""
        return tuple(one for one in self.packages if one.row is not None and one.row.build_only)

    def leaves(self, package: Package) -> bool:
        """Tell whether a package is not in the image for good."""
        return package.name in self.temporary or package.name in self.moved


def _builds(command: Command) -> bool:
    return bool(compiler(command)) or installs_packages(command) or program(unwrap(command)) in _MAKE_VENVS


def compiler(command: Command) -> str:
    """Give the compiler or build tool that a command calls, empty for others."""
    name = program(unwrap(command)) or ""
    return name if name in COMPILERS else ""


class Planner:
    """Plans all RUN of the stages that moved to Alpine; `starts` is how compose files start the image."""

    def __init__(
        self,
        dockerfile: Dockerfile,
        moved: Iterable[Moved],
        build: BuildContext,
        knowledge: Knowledge,
        starts: tuple[Start, ...] = (),
    ) -> None:
        self.dockerfile, self.build, self.knowledge, self.starts = dockerfile, build, knowledge, starts
        moved = tuple(moved)
        stages = [each.stage for each in moved]
        self.full = frozenset(each.stage.index for each in moved if each.before is Flavour.FULL)
        self.graph = StageGraph(dockerfile)
        numbers = {one.span.start: number for number, one in enumerate(dockerfile.instructions)}
        self.plans = [
            self._read(numbers[one.span.start], one, stage)
            for stage in stages
            for one in stage.instructions
            if one.inner.keyword == "RUN"
        ]
        for plan in self.plans:
            self._decide(plan)

    def _read(self, number: int, instruction: Instruction, stage: Stage) -> RunPlan:
        script = script_at(self.dockerfile, instruction)
        calls = tuple(apt_calls(script))
        installs = (call for call in calls if call.kind is Kind.INSTALL)
        words = (word for call in installs for word in packages_of(self.dockerfile, instruction, call))
        packages = map(self.package, words)
        called = called_scripts(self.dockerfile, self.build, instruction)
        commands = tuple((each.path, command) for each in called for command in each.script.commands)
        return RunPlan(number, instruction, stage, script, calls, tuple(packages), commands)

    def package(self, word: Word) -> Package:
        """Give the package that a word names."""
        text = word.value if word.value is not None else _VERSION.sub(r"\1=0", word.text.strip("\"'"))
        known = word.value is not None or text != word.text.strip("\"'")
        parts = apt_word(text) if known else None
        name = parts.name if parts is not None else text
        row = self.knowledge.apt(text) if parts is not None else None
        pinned = parts is not None and bool(parts.version or parts.release)
        return Package(word, name, row, pinned, row is not None and self._is_needless(row))

    def _is_needless(self, row: AptRow) -> bool:
        if row.role is Role.APT_HELPER:
            return not self._called.intersection(row.commands)
        return row.role in _NOTHING or (not row.apk and row.role is not Role.NONE)

    @cached_property
    def _called(self) -> frozenset[str]:
        """The programs that the file calls, those aside that set up sources of apt."""
        names: set[str] = set()
        for instruction in self.dockerfile.instructions:
            inner = instruction.inner
            if inner.keyword in ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"):
                commands = script_at(self.dockerfile, instruction).commands
                names |= {program(unwrap(one)) or "" for one in commands if apt_call(one) is None}
        return frozenset(names)

    # which packages leave

    def _decide(self, plan: RunPlan) -> None:
        if not plan.packages or plan.instruction.keyword != "RUN":
            return
        removed = plan.removed = self._removed(plan)
        if self._can_hold(plan):
            plan.temporary = {one.name for one in plan.packages if one.name in removed and not one.needless}
        rest = {one.name for one in plan.build_only} - removed - _BY_HAND
        later = [one for one in self.plans if self._follows(one, plan)]
        users = [one for one in later if one.installs]
        if rest and self._ships(plan.stage) and (users or plan.installs):
            plan.stays = self._must_stay(plan, later)
            if not plan.stays:
                self._lend(plan, rest, users)
        plan.virtual += [name for name in self.apk(plan, plan.temporary) if name not in plan.virtual]
        if rest and not plan.temporary and not plan.moved and (users or plan.compiles or plan.installs):
            plan.compilers = self._compilers(plan)

    def _lend(self, plan: RunPlan, names: set[str], users: list[RunPlan]) -> None:
        """Let packages leave with the RUN that need them."""
        if plan.installs or plan.compiles:
            plan.temporary |= names
        else:
            plan.moved |= names
        for user in users:
            user.virtual += [name for name in self.apk(plan, names) if name not in user.virtual]

    def _removed(self, plan: RunPlan) -> frozenset[str]:
        """Give the packages that the RUN itself takes away again."""
        removals = (call for call in plan.calls if call.kind is Kind.REMOVE)
        words = (word for call in removals for word in packages_of(self.dockerfile, plan.instruction, call))
        found = (apt_word(word.value or "") for word in words)
        return frozenset(each.name for each in found if each is not None)

    def apk(self, plan: RunPlan, names: Iterable[str]) -> list[str]:
        """Give the Alpine packages for those of a RUN's packages that have one of these names, in order."""
        wanted = frozenset(names)
        found = dict.fromkeys(self._compilers(plan) if wanted else ())
        for package in plan.packages:
            if package.name in wanted and package.row is not None and not package.needless:
                found.update(dict.fromkeys(package.row.apk))
        return list(found)

    def _compilers(self, plan: RunPlan) -> list[str]:
        """Give the compilers that the headers of a RUN need and the full Python image brought along."""
        headers = any(one.row is not None and one.row.role is Role.HEADERS for one in plan.packages)
        if plan.stage.index not in self.full or not headers:
            return []
        lineage = self.dockerfile.lineage(plan.stage)
        packages = (one for each in self.plans if each.stage in lineage for one in each.packages)
        names = {name for one in packages if one.row is not None for name in one.row.apk}
        return [] if names & _COMPILER_PACKAGES else ["build-base"]

    def _must_stay(self, plan: RunPlan, later: list[RunPlan]) -> str:
        """Give why packages for building cannot leave, empty where they can."""
        for one in later:
            if one.compiles and not one.installs:
                return f"{named_line(one.instruction.line)} calls {one.compiles}"
            if one.installs and not self._can_wrap(one):
                return f"{named_line(one.instruction.line)} cannot bring them along"
        if started := self._compiles_at_start(plan.stage):
            return f"{started} builds things when the container starts"
        if script := self._left_to_others(plan.stage):
            return f"{script} builds things, and others may start it"
        if late := installs_while_running(self.build):
            return f"{late} has pip install something while the container runs"
        if (plan.installs or plan.compiles) and not self._can_hold(plan):
            return f"{named_line(plan.instruction.line)} has no place to take them away again"
        return ""

    def _can_wrap(self, plan: RunPlan) -> bool:
        if any(call.kind is Kind.INSTALL for call in plan.calls):
            return self._can_hold(plan)
        return wrap(self.dockerfile, plan.instruction, (BUILD_DEPS,)) is not None

    def _can_hold(self, plan: RunPlan) -> bool:
        """Tell whether virtual packages can come and go among the RUN's own commands."""
        if not root_at(self.dockerfile, plan.instruction) or plan.instruction.json is not None:
            return False
        if wrap(self.dockerfile, plan.instruction, (BUILD_DEPS,)) is None:
            return False
        installs = [call for call in plan.calls if call.kind is Kind.INSTALL]
        top = plan.script.top
        operators = {item.after.text for item in top.items[:-1] if item.after} if top else {"?"}
        return bool(installs) and not installs[0].command.nesting and operators <= {"&&", ";", "\n"}

    def _follows(self, one: RunPlan, plan: RunPlan) -> bool:
        """Tell whether `one` runs on top of what `plan` left: later in its stage, or in one built on it."""
        if one.stage is plan.stage:
            return one.number > plan.number
        return plan.stage in self.dockerfile.lineage(one.stage)

    def _ships(self, stage: Stage) -> bool:
        """Tell whether what a stage installs is in an image that is used, and not only copied from."""
        return any(self._is_result(one) for one in self._descendants(stage))

    def _descendants(self, stage: Stage) -> Iterator[Stage]:
        return (one for one in self.dockerfile.stages if stage in self.dockerfile.lineage(one))

    def _is_result(self, stage: Stage) -> bool:
        if stage is self.dockerfile.final:
            return True
        return not self.graph.uses(stage)

    def _compiles_at_start(self, stage: Stage) -> str:
        """Give what an image is started with, where that builds things; empty where it does not."""
        for one in self._descendants(stage):
            for keyword in ("ENTRYPOINT", "CMD"):
                instruction = one.last(keyword)
                if instruction is not None and (found := self._starts(instruction)):
                    return found
            for call in stage_calls(self.dockerfile, self.build, one, self.starts).calls:
                if call.starts and _builds(call.command):
                    return call.place
        return ""

    def _left_to_others(self, stage: Stage) -> str:
        """Give a script that is made executable, builds things, and is started by nothing that is known."""
        for one in self._descendants(stage):
            run = stage_calls(self.dockerfile, self.build, one, self.starts)
            read = {script.file for script in run.scripts}
            for path in (path for call in run.calls for path in self._made_executable(call)):
                if path not in read and _STARTS_COMPILING.search(self.build.read(path) or ""):
                    return path
        return ""

    def _made_executable(self, call: Call) -> Iterator[str]:
        """Give the files of the build context that a RUN makes executable."""
        for word in made_executable(call):
            path = context_path(self.dockerfile, self.build, call.instruction, word.value or word.text)
            if path is not None and not path.endswith(".py"):
                yield path

    def _starts(self, instruction: Instruction) -> str:
        for command in script_at(self.dockerfile, instruction).commands:
            if name := compiler(command):
                return f"{instruction.keyword} {name}"
            for word in command.words[:2]:
                if word.value is None or ("/" not in word.value and not word.value.endswith(".sh")):
                    continue
                path = context_path(self.dockerfile, self.build, instruction, word.value)
                text = self.build.read(path) if path is not None else None
                if text is not None and not word.value.endswith(".py") and _STARTS_COMPILING.search(text):
                    return str(path)
        return ""
