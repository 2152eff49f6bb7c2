"""The variables that a builder's steps need, and what they are where the steps go."""

from __future__ import annotations

import posixpath

from migrator import regex as re
from migrator.dockerfile import Assignment, Instruction, assignments
from migrator.dockerfile.environment import references
from migrator.paths import within
from migrator.records import dataclass
from migrator.stages.builder import Run
from migrator.stages.model import Act, KeptError
from migrator.stages.places import path_parts
from migrator.stages.plan import Setup
from migrator.stages.takes import Role
from migrator.stages.uv_script import FOLDERS, SCRIPT

_WITHOUT_EFFECT = frozenset(
    {
        "PYTHONUNBUFFERED",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONFAULTHANDLER",
        "PYTHONHASHSEED",
        "PIP_NO_CACHE_DIR",
    }
    | {"PIP_DISABLE_PIP_VERSION_CHECK", "PIP_DEFAULT_TIMEOUT", "PIP_TIMEOUT", "PIP_ROOT_USER_ACTION", "TERM"}
    | {"PIP_NO_INPUT", "PIP_PROGRESS_BAR", "PIP_NO_WARN_SCRIPT_LOCATION", "PIP_RETRIES"}
)
_STEERING = frozenset(
    {"VIRTUAL_ENV", "PYTHONHOME", "PYTHONUSERBASE", "HOME", "PIP_TARGET", "PIP_PREFIX", "PIP_USER"}
    | {
        "PIP_REQUIRE_VIRTUALENV",
        "UV_PROJECT_ENVIRONMENT",
        "UV_SYSTEM_PYTHON",
        "PIP_NO_INDEX",
        "PIP_FIND_LINKS",
    }
)
_HOW = frozenset(
    {
        *("UV_LINK_MODE", "UV_CACHE_DIR", "UV_NO_CACHE", "UV_HTTP_TIMEOUT", "UV_COMPILE_BYTECODE"),
        "UV_PYTHON_DOWNLOADS",
    }
)
"""Variables that decide how an installer works, not what it installs where."""

_OF_AN_INSTALLER = re.compile(r"PIP_\w+|UV_\w+|CC|CXX|(?:C|CXX|CPP|LD)FLAGS|PKG_CONFIG_PATH")
_EXPORTED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""Names that a shell can export: ENV takes others too."""
_REFERENCE = re.compile(r"\$\{?(\w+)\}?")
_SAFE_VALUE = re.compile(r"[\w./:@%+=,-]*")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable that the builder sets: its value where known, and the text that sets it in a shell.

    `front` are the folders that it puts in front of PATH.
    """

    name: str
    value: str | None
    shell: str | None
    front: tuple[str, ...] = ()


def _variables(setup: Setup, at: Instruction) -> dict[str, Variable]:
    """Give the variables that the builder's own ENV have set before `at`."""
    found: dict[str, Variable] = {}
    loose: set[str] = set()
    for one in setup.builder.instructions:
        if one.keyword != "ENV" or one.span.start > at.span.start:
            continue
        known = setup.dockerfile.environment(one)
        for pair in assignments(one):
            value = known.expand(pair.value.text) if pair.value else None
            names = references(pair.value.text) if pair.value else frozenset()
            if names & (loose | setup.places.arguments(one)):
                loose.add(pair.name)
            shell = _from_arguments(setup, one, pair) if pair.name in loose else _shell_value(pair, value)
            found[pair.name] = Variable(pair.name, value, shell if _EXPORTED.fullmatch(pair.name) else None)
    if "PATH" in found:
        found["PATH"] = _path(setup, at, written="PATH" not in loose)
    return found


def _path(setup: Setup, at: Instruction, *, written: bool) -> Variable:
    """Give the builder's PATH, without folders that the final image will not have."""
    gone = [take.source for take in setup.take_of(Role.USER, Role.PREFIX, Role.TARGET)]
    by_script = any(step.how == SCRIPT for step in setup.builder.steps)
    gone += sorted(FOLDERS) if by_script else ()
    own = setup.places.on_path(at)
    front = tuple(each for each in own if not any(within(each, folder) for folder in gone))
    return Variable("PATH", None, f'PATH="{":".join(front)}:$PATH"' if written else None, front)


def _shell_value(pair: Assignment, value: str | None) -> str | None:
    """Give ``NAME=value`` for a shell; None where the value cannot be written safely."""
    if value is None or not _SAFE_VALUE.fullmatch(value.replace(" ", "")):
        return None
    return f'{pair.name}="{value}"' if " " in value or not value else f"{pair.name}={value}"


def _from_arguments(setup: Setup, one: Instruction, pair: Assignment) -> str | None:
    """Give ``NAME="$ARG"`` where nothing but build arguments decides on the value."""
    text = pair.value.text.strip("\"'") if pair.value else ""
    names = references(text)
    plain = _SAFE_VALUE.fullmatch(_REFERENCE.sub("", text).replace(" ", ""))
    return f'{pair.name}="{text}"' if names <= setup.places.arguments(one) and plain else None


def needed_variables(setup: Setup, run: Run, at: Instruction, text: str) -> tuple[Variable, ...]:
    """Give the builder's variables that `run` needs and that do not hold the same at `at`."""
    here = setup.dockerfile.environment(at).env
    installs = run.does(Act.INSTALL, Act.WHEEL)
    found: list[Variable] = []
    for variable in _variables(setup, run.instruction).values():
        mentioned = re.search(rf"\$\{{?{re.escape(variable.name)}\b", text) is not None
        relevant = mentioned or (installs and variable.name not in _WITHOUT_EFFECT)
        relevant = relevant or (run.does(Act.SYSTEM) and variable.name == "DEBIAN_FRONTEND")
        if variable.name == "PATH":
            same = set(variable.front) <= set(setup.places.on_path(at))
        else:
            same = variable.name in here and here[variable.name] == variable.value is not None
        if relevant and not same:
            found.append(variable)
    return tuple(found)


def hoisted(setup: Setup, at: Instruction, needed: tuple[Variable, ...]) -> tuple[Instruction, ...]:
    """Give the final stage's own ENV behind `at` that can stand before it and set what is needed.

    Nothing may run between, and nothing between may mention what they set.
    """
    between: list[Instruction] = []
    chosen = 0
    candidates: list[Instruction] = []
    wanted = {variable.name: variable for variable in needed}
    for one in setup.final.instructions:
        if one.span.start < at.span.start:
            continue
        if one.keyword == "RUN":
            break
        if one.keyword != "ENV":
            between.append(one)
            continue
        if _depends(one, between):
            break
        candidates.append(one)
        if _sets(setup, one, wanted):
            chosen = len(candidates)
    return tuple(candidates[:chosen])


def _sets(setup: Setup, one: Instruction, wanted: dict[str, Variable]) -> bool:
    environment = setup.dockerfile.environment(one)
    for pair in assignments(one):
        variable = wanted.get(pair.name)
        if variable is None or pair.value is None:
            continue
        if pair.name == "PATH":
            parts = path_parts(setup.dockerfile, one, pair.value)
            if variable.front and set(variable.front) <= {*parts, *setup.places.on_path(one)}:
                return True
        elif variable.value is not None and environment.expand(pair.value.text) == variable.value:
            return True
    return False


def _depends(one: Instruction, between: list[Instruction]) -> bool:
    """Tell whether an ENV and the instructions before it speak of the same names."""
    for pair in assignments(one):
        used = re.compile(rf"\$\{{?{re.escape(pair.name)}\b")
        if pair.name != "PATH" and any(used.search(each.value.text) for each in between):
            return True
    args = {pair.name for each in between if each.keyword == "ARG" for pair in assignments(each)}
    return any(re.search(rf"\$\{{?{re.escape(name)}\b", one.value.text) for name in args)


def require_same_steering(setup: Setup, at: Instruction) -> None:
    """Raise KeptError where the final stage has variables that would lead an installer elsewhere."""
    _require_same(setup, at, _STEERING)
    own = setup.builder.instructions
    known = set(setup.places.on_path(own[-1])) if own else set()
    for folder in setup.places.on_path(at):
        made = any(step.place == posixpath.dirname(folder) for step in setup.builder.steps)
        if folder not in known and not made and folder.endswith("env/bin"):
            raise KeptError(at.line, "would be built under the final stage's ENV PATH", "set it later")


def require_same_sources(setup: Setup, at: Instruction) -> None:
    """Raise KeptError where the final stage has variables by which an installer finds or builds others."""
    _require_same(setup, at, frozenset())


def _require_same(setup: Setup, at: Instruction, names: frozenset[str]) -> None:
    here = setup.dockerfile.environment(at).env
    own = setup.builder.instructions
    there = setup.dockerfile.environment(own[-1]) if own else None
    steering = {name for name in here if name in names or _OF_AN_INSTALLER.fullmatch(name)}
    for name in sorted(steering - _WITHOUT_EFFECT - _HOW):
        if there is None or here[name] is None or there.get(name) != here[name]:
            raise KeptError(at.line, f"would be built under the final stage's ENV {name}", "set it later")
