"""The system packages of a builder: which its steps need where they go, and which are taken away again."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from migrator import regex as re
from migrator.alpine.apk_commands import apk_adds, apk_deleted
from migrator.apt.commands import Kind, apt_calls
from migrator.apt.package_lists import packages_of
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.records import dataclass
from migrator.requirements.install_runs import has_installs
from migrator.shell import Command, program, unwrap
from migrator.shell.run_as import script_at
from migrator.stages.commands import UPGRADES, bare
from migrator.stages.model import Act, KeptError
from migrator.stages.plan import Setup
from migrator.stages.takes import Role, brings_only_uv

LISTS = "/var/lib/apt/lists"
"""Where apt keeps the lists of packages that it has fetched."""

INDEX = "/var/cache/apk"
"""Where apk does."""

_HEADERS = re.compile(r"(?!python[0-9.]*-dev).*-dev")
_COMPILERS = frozenset({"gcc", "g++", "build-essential", "build-base", "clang", "gfortran", "make", "cmake"})
_MAY_BE_THE_IMAGES = re.compile(r"lib(?!.*-dev\Z).*|python[0-9.]*(?:-minimal)?|perl")
"""Libraries and interpreters: an image can have them without being asked, and then something needs them."""


@dataclass(frozen=True, slots=True)
class Packages:
    """The builder's system packages that are taken away again (`extra`), and how.

    `virtual` is the name under which apk is to keep them, empty where several calls add some, and `names`
    are those that apk then knows them by; `stay` are libraries that are not taken away, since the image
    may be made with them. With `lists_needed` a later RUN reads the lists that apt has fetched by now.
    """

    manager: str
    extra: tuple[str, ...]
    virtual: str = ""
    names: tuple[str, ...] = ()
    stay: tuple[str, ...] = ()
    lists_needed: bool = False


@dataclass(frozen=True, slots=True)
class SystemPackage:
    """A package that a RUN installs and keeps.

    Its `name` is empty where a variable, a file or another command decides on it.
    """

    name: str
    by: Instruction


def require_upgrades(setup: Setup, at: Instruction) -> None:
    """Raise KeptError where the builder upgrades all packages, and the final stage has not by `at`."""
    upgraded = any(_upgrades(setup.dockerfile, one) for one in setup.places.before(at, "RUN"))
    for run in setup.builder.runs:
        for step in run.steps:
            if step.act is Act.SYSTEM and step.how in UPGRADES and not upgraded:
                reason = f"runs `{step.place} {step.how}`, whose effect the final image does not have"
                hint = "do the same in the final stage, or leave it out"
                raise KeptError(run.instruction.line, reason, hint)


def packages(setup: Setup, at: Instruction) -> Packages | None:
    """Give the system packages that installing at `at` needs; None where the final stage has them all.

    Raises KeptError where taking them away again could take away what the final stage has.
    """
    runs = [run for run in setup.builder.runs if not brings_only_uv(setup.builder, run)]
    wanted = tuple(dict.fromkeys(package for run in runs for package in run.packages))
    if not wanted:
        return None
    alpine = any(step.place == "apk" for step in setup.builder.steps)
    own = tuple(system_packages(setup.dockerfile, setup.dockerfile.lineage(setup.final)))
    before = {bare(each.name) for each in own if each.by.span.start < at.span.start}
    has = _held(setup, "python-alpine" if alpine else "python-slim")
    kept = has.union(bare(each.name) for each in own)
    if not alpine:
        kept = kept.union(*(setup.knowledge.all_needs(name) for name in kept))
    extra = tuple(dict.fromkeys(bare(name) for name in wanted if bare(name) not in kept))
    _require_no_compilers(setup, own, before)
    if not extra and {bare(name) for name in wanted} <= before | has:
        return None
    if extra:
        _require_known_image(setup, extra)
        _require_unneeded(extra, own)
    if alpine:
        virtual = _virtual(setup) if extra else ""
        return Packages("apk", extra, virtual, (virtual,) if virtual else tuple(_known_by(setup, extra)))
    stay = _staying(setup, extra, own)
    goes = tuple(name for name in extra if name not in stay)
    return Packages("apt-get", goes, stay=stay, lists_needed=_lists_needed(setup, at))


def _staying(setup: Setup, extra: tuple[str, ...], own: Collection[SystemPackage]) -> tuple[str, ...]:
    """Give those of `extra` that apt-get must not take away, since something in the image may need them."""
    unknown = next((each for each in own if setup.knowledge.apt(bare(each.name)) is None), None)
    if unknown is not None:
        _require_nothing_to_build_with(extra, unknown)
        return extra  # what an unknown package depends on would be taken along
    some = setup.knowledge.some_have("python-slim")
    if setup.to_base.full:
        some += setup.knowledge.some_have("python-full")
    return tuple(name for name in extra if name in some or _MAY_BE_THE_IMAGES.fullmatch(name))


def _require_nothing_to_build_with(extra: tuple[str, ...], unknown: SystemPackage) -> None:
    """Raise KeptError where compilers or headers would be in the final image for good."""
    kept = next((name for name in extra if name in _COMPILERS or _HEADERS.fullmatch(name)), None)
    if kept is not None:
        name = bare(unknown.name)
        reason = f"installs {kept}, which the final image would keep: what {name} depends on is not known"
        hint = f'say what stands for it on Alpine: [tool.dfmigrate.packages] {name} = ["…"]'
        raise KeptError(unknown.by.line, reason, hint)


def _held(setup: Setup, flavour: str) -> frozenset[str]:
    """Give the packages that the final stage's image is known to have: none of one that is not official."""
    if setup.to_base.python is None:
        return frozenset()
    full = setup.knowledge.image_packages("python") if setup.to_base.full else ()
    return frozenset((*setup.knowledge.image_packages(flavour), *full))


def _require_known_image(setup: Setup, extra: tuple[str, ...]) -> None:
    if setup.to_base.python is None:
        names = ", ".join(extra[:3])
        reason = f"installs {names}, and whether {setup.to_base.text} has that already is not known"
        raise KeptError(setup.builder.stages[0].from_.line, reason, "name the official image it is made from")


def _require_no_compilers(setup: Setup, own: Collection[SystemPackage], before: Collection[str]) -> None:
    """Raise KeptError where the final stage installs a compiler, and no Python package that it is for.

    Together with the installation it would be taken for one that only the build needs.
    """
    kept = sorted(_COMPILERS.intersection(before))
    if kept and not setup.take_of(Role.WHEELS) and not has_installs(setup.dockerfile, setup.final):
        line = next(each.by.line for each in own if bare(each.name) == kept[0])
        reason = f"leaves {kept[0]} to the final stage, which may need it when it runs"
        raise KeptError(line, reason, f"take {kept[0]} out of the final stage if only the build needs it")


def _require_unneeded(extra: tuple[str, ...], own: Collection[SystemPackage]) -> None:
    """Raise KeptError where the final stage has packages that may depend on those that would go.

    apt-get takes away what depends on a package that it takes away, and says nothing.
    """
    headers = [name for name in extra if _HEADERS.fullmatch(name)]
    for each in own:
        if extra and not each.name:
            reason = f"installs {extra[0]}, which what the final stage installs by no plain name may need"
            raise KeptError(each.by.line, reason, "write the names out")
        if headers and _HEADERS.fullmatch(bare(each.name)):
            reason = f"installs {headers[0]}, which {each.name} of the final stage may need too"
            raise KeptError(each.by.line, reason, "install the same headers in both stages")


def _virtual(setup: Setup) -> str:
    added = [step for run in setup.builder.runs for step in run.adding]
    return virtual_name(added[0].command) or ".build-deps" if len(added) == 1 else ""


def _known_by(setup: Setup, extra: tuple[str, ...]) -> Iterator[str]:
    """Give the names by which several calls of apk keep `extra`: it removes none by another name."""
    found: dict[str, None] = {}
    for step in (each for run in setup.builder.runs for each in run.adding):
        names = [bare(name) for name in step.packages if bare(name) in extra]
        virtual = virtual_name(step.command)
        found |= dict.fromkeys([virtual] if virtual and names else names)
    yield from found


def virtual_name(add: Command) -> str:
    """Give the name under which an ``apk add`` keeps what it adds; empty where it has none."""
    words = [word.value or word.text for word in add.words]
    for word, behind in zip(words, [*words[1:], ""], strict=True):
        option, equals, value = word.partition("=")
        if option in ("--virtual", "-t"):
            return value if equals else behind
    return ""


def _lists_needed(setup: Setup, at: Instruction) -> bool:
    """Tell whether a RUN from `at` on installs by the package lists that an earlier one fetched."""
    return any(
        one.keyword == "RUN" and one.span.start >= at.span.start and _reads_lists(setup.dockerfile, one)
        for one in setup.final.instructions
    )


def _reads_lists(dockerfile: Dockerfile, run: Instruction) -> bool:
    verbs = [call.verb.value for call in apt_calls(script_at(dockerfile, run)) if call.verb is not None]
    return next((verb == "install" for verb in verbs if verb in ("update", "install")), False)


def _upgrades(dockerfile: Dockerfile, run: Instruction) -> bool:
    script = script_at(dockerfile, run)
    by_apk = (unwrap(command) for command in script.commands if program(unwrap(command)) == "apk")
    values = (word.value for command in by_apk for word in command.words)
    return any(call.kind is Kind.UPGRADE for call in apt_calls(script)) or "upgrade" in values


def system_packages(dockerfile: Dockerfile, stages: tuple[Stage, ...]) -> Iterator[SystemPackage]:
    """Give every package that RUN instructions of `stages` install and keep."""
    installed: list[SystemPackage] = []
    removed: set[str] = set()
    for one in (one for stage in stages for one in stage.of("RUN")):
        for call in apt_calls(script_at(dockerfile, one)):
            words = packages_of(dockerfile, one, call)
            names = ["" if _is_file(word.value) else word.value or "" for word in words]
            if call.kind is Kind.REMOVE:
                removed.update(names)
            elif call.kind is Kind.INSTALL:
                installed += [SystemPackage(name, one) for name in names]
            elif "xargs" in call.inner.wrappers:
                installed.append(SystemPackage("", one))
        by_dpkg = filter(_by_dpkg, script_at(dockerfile, one).commands)
        installed += [SystemPackage("", one) for _ in by_dpkg]
        gone = apk_deleted(dockerfile, one)
        adds = (add for add in apk_adds(dockerfile, one) if add.virtual not in gone)
        installed += [SystemPackage(word.value or "", one) for add in adds for word in add.packages]
        removed |= gone
    yield from (each for each in installed if each.name not in removed)


def _is_file(package: str | None) -> bool:
    return package is not None and ("/" in package.partition("=")[0] or package.endswith(".deb"))


def _by_dpkg(command: Command) -> bool:
    inner = unwrap(command)
    values = {word.value for word in inner.words}
    return program(inner) == "dpkg" and bool(values & {"-i", "--install"})
