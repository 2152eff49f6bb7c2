"""What a transform is, how it is declared, and how those installed are found."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.findings import Finding, Rule
from migrator.records import dataclass

if TYPE_CHECKING:
    from migrator.context import Context
    from migrator.dockerfile import Dockerfile
    from migrator.other_files import OtherView

TRANSFORMS_GROUP = "dfmigrate.transforms"
KNOWLEDGE_GROUP = "dfmigrate.knowledge"

Run = Callable[["Dockerfile", "Context"], Iterator[Finding]]
OtherRun = Callable[["OtherView"], Iterator[Finding]]


class On(enum.Enum):
    """The kind of file that a transform looks at; others than Dockerfiles are looked at for their sake."""

    DOCKERFILE = "dockerfile"
    PYTHON = "python"
    SHELL = "shell"
    DOCKERIGNORE = "dockerignore"


class Phase(enum.IntEnum):
    """When a transform runs; each sees what the earlier phases left."""

    STAGES = 1
    BASE = 2
    PACKAGES = 3
    INSTALLER = 4
    LAYERS = 5
    RUNTIME = 6
    SOURCE = 7


@dataclass(frozen=True, slots=True)
class Transform:
    """One declared transform: `run` looks at a file and yields findings, `doc` is its manual page.

    `bundle` names what it is applied together with, whole or not at all; "" is a bundle of its own,
    in which each change stands alone. `order` sorts within the phase. A transform with `default`
    False runs only when it is selected. `on` says what `run` is given: a `Dockerfile` with its
    `Context`, or the `OtherView` of another file.
    """

    name: str
    phase: Phase
    rules: tuple[Rule, ...]
    run: Callable[..., Iterator[Finding]]
    doc: str
    bundle: str = ""
    order: int = 0
    default: bool = True
    on: On = On.DOCKERFILE


class RegistryError(Exception):
    """An installed transform cannot be used; the message says which and what to do."""


def transform(
    name: str,
    *,
    phase: Phase,
    rules: tuple[Rule, ...],
    bundle: str = "",
    order: int = 0,
    default: bool = True,
) -> Callable[[Run], Transform]:
    """Declare a transform: the decorated generator's docstring becomes its manual page."""

    def declare(run: Run) -> Transform:
        return Transform(name, phase, rules, run, inspect.getdoc(run) or "", bundle, order, default)

    return declare


def other_transform(
    name: str, *, on: On, rules: tuple[Rule, ...], bundle: str, order: int = 0, default: bool = True
) -> Callable[[OtherRun], Transform]:
    """Declare a transform of files that are no Dockerfiles, as `transform`."""

    def declare(run: OtherRun) -> Transform:
        doc = inspect.getdoc(run) or ""
        return Transform(name, Phase.SOURCE, rules, run, doc, bundle, order, default, on)

    return declare


def installed() -> tuple[Transform, ...]:
    """Give all installed transforms in the order in which they run.

    Raises RegistryError where one cannot be loaded or two share a name or a rule id.
    """
    found = [_load(point) for point in _offered()[TRANSFORMS_GROUP]]
    found.sort(key=lambda each: (each.phase, each.order, each.name))
    _require_unique([each.name for each in found], "transform")
    _require_unique([rule.id for each in found for rule in each.rules], "rule")
    return tuple(found)


def knowledge_folders() -> tuple[Path, ...]:
    """Give the folders of tables that dfmigrate and its plugins ship, dfmigrate's own first."""
    points = sorted(_offered()[KNOWLEDGE_GROUP], key=lambda p: (p.name != "dfmigrate", p.name))
    return tuple(Path(str(_loaded(point))) for point in points)


@lru_cache(maxsize=1)
def _offered() -> Mapping[str, tuple[EntryPoint, ...]]:
    """Give what installed packages offer, by group; a file of each package is read for it, so once."""
    offered = entry_points()
    return {group: tuple(offered.select(group=group)) for group in (TRANSFORMS_GROUP, KNOWLEDGE_GROUP)}


def _loaded(point: EntryPoint) -> object:
    try:
        return point.load()
    except Exception as error:  # a plugin may fail in any way: name it instead of a traceback
        raise RegistryError(
            f"cannot load {point.name} ({point.value}): {error}; another package may have installed its own "
            "`transforms` or `migrator`: give dfmigrate an environment of its own (pipx, uv tool install)"
        ) from error


def _load(point: EntryPoint) -> Transform:
    loaded = _loaded(point)
    if not isinstance(loaded, Transform):
        raise RegistryError(f"{point.name} ({point.value}) is not a transform: declare it with @transform")
    return loaded


def _require_unique(names: list[str], kind: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RegistryError(f"{kind} {', '.join(twice)} is declared twice: uninstall one of the plugins")
