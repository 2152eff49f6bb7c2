"""What the final stage takes from a builder, and how that came about there."""

from __future__ import annotations

import enum
import posixpath
from collections.abc import Iterator
from dataclasses import field

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Flag, Instruction, copy_parts
from migrator.dockerfile.mounts import mount_parts
from migrator.paths import joined_path, within
from migrator.records import dataclass
from migrator.stages.bases import Base, same_python
from migrator.stages.builder import Brought, Builder, Run
from migrator.stages.graph import Use
from migrator.stages.model import SYSTEM_PYTHON, USER_SITE, Act, KeptError, Step
from migrator.stages.places import File, Places
from migrator.stages.uv_script import fetchers_only

_NOT_TAKEN_HINT = "install only what the final image needs, or keep the stage"


class Role(enum.Enum):
    """What a path that is taken from a builder is."""

    VENV = enum.auto()
    USER = enum.auto()
    PREFIX = enum.auto()
    TARGET = enum.auto()
    WHEELS = enum.auto()
    SYSTEM = enum.auto()
    TREE = enum.auto()
    FILE = enum.auto()


_MOVED = frozenset({Role.USER, Role.PREFIX, Role.TARGET})
"""What an installer puts to its final place at once, wherever the builder had it."""


@dataclass(frozen=True, slots=True)
class Take:
    """One path that the final stage takes: by COPY, or by the `mount` of a RUN.

    `path` is where it lands, `written` the same as the COPY says it; with `into` that is a folder
    that it lands in. `brought` are the COPY of the builder that it consists of, `file` what it is a
    copy of.
    """

    instruction: Instruction
    role: Role
    source: str
    path: str
    into: bool
    chown: str | None = None
    chmod: str | None = None
    mount: Flag | None = None
    brought: tuple[Brought, ...] = field(default=())
    file: File | None = None
    written: str = ""


_PYTHON_FOLDER = re.compile(r"/usr/local/lib/python(?P<minor>3\.[0-9]+)(?:/(?:site|dist)-packages)?")
_PYTHON_PREFIX = ("/usr/local", "/usr/local/lib")
_PROGRAMS = re.compile(r"/usr/local/bin(?:/[^/]+)?")
_OF_UV = frozenset({"/usr/local", "/usr/local/bin", "/usr/local/bin/uv"})
_WHEEL_GLOB = re.compile(r"(?P<folder>.*)/\*(?:\.whl)?")
_MOUNT = re.compile(r"(?:^|,)(?P<key>source|src|target|dst|destination)=(?P<value>[^,]+)")
_OWN_TOOLS = frozenset({"pip", "setuptools", "wheel"})
_TOOLS = frozenset(
    {"flake8", "black", "isort", "pylint", "mypy", "ruff", "bandit", "pycodestyle", "pyflakes"}
    | {"build", "twine", "pip-tools", "pip-audit"}
)
"""Tools that change nothing unless they are called, and whose calls keep a stage."""

_GENERAL_HINT = "build it in the final stage, or copy only what an installer or a COPY made"


def find_takes(
    dockerfile: Dockerfile, builder: Builder, uses: tuple[Use, ...], places: Places, base: Base
) -> tuple[Take, ...]:
    """Give everything that `uses` take from `builder`; raises KeptError for what cannot be followed."""
    found: list[Take] = []
    for one in (use.instruction for use in uses):
        if one.keyword == "RUN":
            flags = (flag for flag in one.flags if mount_parts(flag).get("from"))
            found += [_mounted(builder, one, flag, places, base) for flag in flags]
        elif one.keyword == "COPY":
            found += _copied(dockerfile, builder, one, places, base)
        else:
            raise KeptError(one.line, f"is read by {one.keyword}", _GENERAL_HINT)
    _require_all_taken(builder, tuple(found))
    return tuple(found)


def _copied(
    dockerfile: Dockerfile, builder: Builder, one: Instruction, places: Places, base: Base
) -> Iterator[Take]:
    unlike = [flag.name for flag in one.flags if flag.name not in ("from", "chown", "chmod", "link")]
    if unlike:
        raise KeptError(one.line, f"is copied from with --{unlike[0]}", _GENERAL_HINT)
    parts = copy_parts(one)
    environment = dockerfile.environment(one)
    folder, end = places.folder(one), environment.expand(parts.destination.text)
    for word in parts.sources:
        source = environment.expand(word.text)
        if source is None or end is None or (folder is None and not end.startswith("/")):
            raise KeptError(one.line, "is copied from by a path that only the build knows", "write it out")
        into = len(parts.sources) > 1 or end.endswith("/") or end in (".", "./")
        path = joined_path(folder or "/", end)
        plain = posixpath.normpath("/" + source.lstrip("/"))
        role, brought, file = _role(builder, plain, path, one, base)
        yield Take(
            one,
            role,
            plain,
            path,
            into,
            chown=parts.chown,
            chmod=parts.chmod,
            brought=brought,
            file=file,
            written=parts.destination.text,
        )


def _mounted(builder: Builder, one: Instruction, flag: Flag, places: Places, base: Base) -> Take:
    given = {match["key"]: match["value"] for match in _MOUNT.finditer(flag.value or "")}
    source = posixpath.normpath("/" + (given.get("source") or given.get("src") or "").lstrip("/"))
    target = given.get("target") or given.get("dst") or given.get("destination") or source
    folder = places.folder(one)
    if "$" in source + target or folder is None:
        raise KeptError(one.line, "is mounted by a path that only the build knows", "write it out")
    path = joined_path(folder, target)
    role, brought, file = _role(builder, source, path, one, base)
    if role not in (Role.WHEELS, Role.FILE):
        raise KeptError(one.line, f"is mounted for {source}", _GENERAL_HINT)
    return Take(one, role, source, path, into=False, mount=flag, brought=brought, file=file)


def _role(
    builder: Builder, source: str, path: str, one: Instruction, base: Base
) -> tuple[Role, tuple[Brought, ...], File | None]:
    """Tell what `source` is in the builder; raises KeptError where that cannot be told."""
    if source == path and _is_all_of_python(builder, source, base):
        return Role.SYSTEM, (), None
    if source in (*_PYTHON_PREFIX, "/", "/usr", "/etc", "/opt", "/root", "/home", "/var"):
        raise KeptError(one.line, f"is copied from as a whole ({source})", "copy what is needed by its path")
    made = _made_by_steps(builder, source, path, one, base)
    moved = made in _MOVED and source != path
    if moved:
        _require_none_of_its_own(builder, source, Act.INSTALL, "what it installs", one)
    if made is not None:
        return made, () if moved or made is Role.WHEELS else _inside(builder, source), None
    steps = [step for step in builder.steps if step.place.startswith("/") and within(step.place, source)]
    if any(step.act is Act.WHEEL for step in steps):
        raise KeptError(one.line, f"leaves its wheels in the final image ({source})", "copy the sources only")
    inside = _inside(builder, source)
    file = _file(builder, source)
    bringer = _bringer(builder, file) if file else ()
    others = (each for one in inside for each in one.files if within(each.path, source))
    if file is not None and not steps and all(each.source == file.source_of(source) for each in others):
        return Role.FILE, bringer, file
    if (inside or steps) and source == path and (file is None or file.path == source):
        return Role.TREE, inside, None
    if source != path:
        raise KeptError(one.line, f"is copied from {source} to another place, {path}", "use one path")
    raise KeptError(one.line, f"makes {source} in a way that cannot be followed", _GENERAL_HINT)


def _is_all_of_python(builder: Builder, source: str, base: Base) -> bool:
    """Tell whether `source` holds what the final image has there too, and what the builder installed."""
    installs = any(step.place == SYSTEM_PYTHON for step in builder.steps)
    plain = installs and not _inside(builder, source)
    return plain and source in _PYTHON_PREFIX and same_python(builder.base, base)


def _file(builder: Builder, path: str) -> File | None:
    """Give what brings `path`: the last COPY counts."""
    files = [file for each in builder.brought for file in each.files if file.source_of(path) is not None]
    return files[-1] if files else None


def _bringer(builder: Builder, file: File) -> tuple[Brought, ...]:
    return tuple(each for each in builder.brought if any(one is file for one in each.files))


def _inside(builder: Builder, folder: str) -> tuple[Brought, ...]:
    """Give the COPY that bring something into `folder`."""
    return tuple(each for each in builder.brought if any(within(file.path, folder) for file in each.files))


def _made_by_steps(builder: Builder, source: str, path: str, one: Instruction, base: Base) -> Role | None:
    wheels = _WHEEL_GLOB.fullmatch(source)
    folder = wheels["folder"] if wheels else source
    if any(step.act is Act.WHEEL and step.place == folder for step in builder.steps):
        _require_none_of_its_own(builder, folder, Act.WHEEL, "the wheels", one)
        return Role.WHEELS
    places = {step.place: step.how for step in builder.steps if step.act in (Act.VENV, Act.INSTALL)}
    if places.get(source) == "venv":
        if source != path:
            raise KeptError(one.line, f"has its venv copied to another path ({path})", "use one path")
        return Role.VENV
    if source == "/root/.local" and USER_SITE in places:
        return Role.USER
    if (how := places.get(source)) in ("prefix", "target"):
        return _folder_role(how, source, path, one)
    python = _PYTHON_FOLDER.fullmatch(source)
    if (python or _PROGRAMS.fullmatch(source)) and SYSTEM_PYTHON in places:
        return _system_role(builder, source, path, python, one, base)
    return None


def _folder_role(how: str, source: str, path: str, one: Instruction) -> Role:
    """Tell what a folder is that a ``--prefix`` or ``--target`` names, by where it is copied to."""
    if how == "prefix" and path not in (source, "/usr/local"):
        raise KeptError(one.line, f"installs to a prefix that is copied to {path}", "copy it to /usr/local")
    if how == "prefix":
        return Role.TARGET if path == source else Role.PREFIX
    if within(path, "/usr") and not _PYTHON_FOLDER.fullmatch(path):
        raise KeptError(one.line, f"installs to a folder that is merged into {path}", "copy it elsewhere")
    return Role.TARGET


def _require_none_of_its_own(builder: Builder, folder: str, act: Act, what: str, one: Instruction) -> None:
    """Raise KeptError where more than requirements is copied into a folder that does not stay where it is."""
    read = {path for step in builder.steps if step.act is act for path in _requirements(step)}
    others = (file for each in _inside(builder, folder) for file in each.files if file.path not in read)
    if (other := next(others, None)) is not None:
        reason = f"copies files of its own among {what} ({other.path})"
        raise KeptError(one.line, reason, _GENERAL_HINT)


def _requirements(step: Step) -> Iterator[str]:
    """Give the files of requirements that a step reads, by their paths."""
    for word in step.files:
        if word.value is not None:
            yield joined_path(step.folder, word.value)


def _system_role(
    builder: Builder, source: str, path: str, python: re.Match[str] | None, one: Instruction, base: Base
) -> Role | None:
    if any(file.path == source for each in builder.brought for file in each.files):
        return None
    if path != source and not (not python and path == posixpath.dirname(source)):
        raise KeptError(one.line, f"has {source} copied to another path ({path})", "use one path")
    version = base.python.version if base.python else None
    if python and version and len(version) > 1 and python["minor"] != f"{version[0]}.{version[1]}":
        raise KeptError(one.line, f"has {source}, which is not that of {base.text}", "use one Python version")
    return Role.SYSTEM


def _require_all_taken(builder: Builder, takes: tuple[Take, ...]) -> None:
    """Raise KeptError where something is installed that the final image does not take."""
    installing = [
        index for index, run in enumerate(builder.runs) if any(map(installs_what_is_taken, run.steps))
    ]
    for index, run in enumerate(builder.runs):
        for step in run.steps:
            if step.act is Act.FILES:
                _require_moveable(run, step, takes)
                _require_owned(run, step, takes, given=index <= max(installing, default=-1))
            if step.act is Act.INSTALL:
                _require_one_place(run, step, takes)
            left = step.act in (Act.INSTALL, Act.VENV, Act.WHEEL) and not is_taken(step, takes)
            if left and not (step.place == SYSTEM_PYTHON and is_own_tool(step)) and not is_left_behind(step):
                raise KeptError(run.instruction.line, _not_taken(step), _NOT_TAKEN_HINT)


def _require_one_place(run: Run, step: Step, takes: tuple[Take, ...]) -> None:
    """Raise KeptError where what a step installs is copied to several places: it moves to one."""
    holding = [take for take in takes if step.place.startswith("/") and within(step.place, take.source)]
    places = {
        joined_path(take.path, posixpath.relpath(step.place, take.source))
        for take in holding
        if take.role is not Role.WHEELS
    }
    if len(places) > 1:
        reason = f"installs to {step.place}, which is copied to {' and to '.join(sorted(places))}"
        raise KeptError(run.instruction.line, reason, "copy it to one place")


def _require_moveable(run: Run, step: Step, takes: tuple[Take, ...]) -> None:
    """Raise KeptError where what a step makes or changes is taken, but not where it is made."""
    kept = [path for path in step.touched if lasts(step, path, takes)]
    other = [take for take in takes for path in kept if within(path, take.source) and not _stays_there(take)]
    if other or (kept and len(kept) < len(step.touched)) or any(take.chmod for take in takes if kept):
        text = " ".join(word.text for word in step.command.words[:3])
        reason = f"runs `{text}`, and the final image has but a part of that, or elsewhere"
        raise KeptError(run.instruction.line, reason, "do that in the final stage")


def installs_what_is_taken(step: Step) -> bool:
    """Tell whether a step installs more than an installer, or what stays behind."""
    return step.act in (Act.INSTALL, Act.WHEEL) and not is_own_tool(step) and not is_left_behind(step)


def _require_owned(run: Run, step: Step, takes: tuple[Take, ...], *, given: bool) -> None:
    """Raise KeptError where the COPY gives away what a step makes, and no later RUN would."""
    owner = next((t.chown for t in takes for p in step.touched if t.chown and lasts(step, p, (t,))), None)
    if owner and not given:
        text = " ".join(word.text for word in step.command.words[:3])
        reason = f"runs `{text}` after it has installed, and the COPY gives that to {owner}"
        raise KeptError(run.instruction.line, reason, "do that before, or in the final stage")


def _stays_there(take: Take) -> bool:
    return take.role in (Role.TREE, Role.VENV, Role.TARGET) and take.source == take.path


def lasts(step: Step, path: str, takes: tuple[Take, ...]) -> bool:
    """Tell whether the final image has what a step makes of `path`."""
    made = step.how == "mkdir"  # the folder that is taken is there anyway
    found = (take for take in takes if take.role is not Role.WHEELS and within(path, take.source))
    return any(path != take.source or not made for take in found)


def _not_taken(step: Step) -> str:
    what = " ".join(step.packages[:3]) or " ".join(word.text for word in step.files[:2]) or "packages"
    if step.act is Act.VENV:
        return f"makes {step.place}, which the final image does not take"
    return f"installs {what}, which would stay in the final image"


def is_taken(step: Step, takes: tuple[Take, ...]) -> bool:
    """Tell whether the final stage takes what a step makes."""
    if step.place == SYSTEM_PYTHON:
        sources = [take.source for take in takes if take.role is Role.SYSTEM]
        if _names(step) == {"uv"}:  # its module does nothing without the program
            return not _OF_UV.isdisjoint(sources)
        return any(source in _PYTHON_PREFIX or _PYTHON_FOLDER.fullmatch(source) for source in sources)
    if step.place == USER_SITE:
        return any(take.role is Role.USER for take in takes)
    folders = [match["folder"] if (match := _WHEEL_GLOB.fullmatch(t.source)) else t.source for t in takes]
    return any(within(step.place, folder) for folder in folders)


def _names(step: Step) -> set[str]:
    return {re.split(r"[=<>~!\[ ;@]", name)[0].lower() for name in step.packages}


def is_own_tool(step: Step) -> bool:
    """Tell whether a step only brings the installer itself up to date."""
    return bool(_names(step)) and _names(step) <= _OWN_TOOLS and not step.files and not step.paths


def brings_only_uv(builder: Builder, run: Run) -> bool:
    """Tell whether a RUN does nothing but bring uv by its script, or what fetches that."""
    return fetchers_only(run.steps, builder.steps)


def is_left_behind(step: Step) -> bool:
    """Tell whether a step brings only what stays behind: uv, and tools that nothing here would call."""
    names = _names(step)
    tools = bool(names) and (names == {"uv"} or names <= _TOOLS)
    return step.place == SYSTEM_PYTHON and tools and not step.files and not step.paths
