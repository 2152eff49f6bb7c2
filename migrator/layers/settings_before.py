"""What ENV and ARG have set where a RUN stands, looked up in the history of its stage."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from migrator.dockerfile import Dockerfile, Instruction, assignments
from migrator.dockerfile.lexer import UNKNOWN, LexError, expand
from migrator.memory import remembered

_History = Mapping[str, tuple[tuple[int, str | None], ...]]


class Fixed(Mapping[str, str]):
    """The variables that ENV sets before an instruction to something that no build argument decides."""

    def __init__(self, history: _History, before: int) -> None:
        self._history, self._before = history, before

    def __getitem__(self, name: str) -> str:
        value = self._value(name)
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._history if self._value(name) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _value(self, name: str) -> str | None:
        values = self._history.get(name, ())
        count = bisect_left(values, self._before, key=lambda each: each[0])
        return values[count - 1][1] if count else None


def fixed_before(dockerfile: Dockerfile, at: Instruction) -> Mapping[str, str]:
    """Give the variables that are fixed at `at`."""
    stage = dockerfile.stage_of(at)
    return Fixed(_history(dockerfile, stage.index), at.span.start) if stage else {}


def set_before(dockerfile: Dockerfile, at: Instruction, names: Iterable[str]) -> frozenset[str]:
    """Give those of `names` that an ENV or ARG in force at `at` sets."""
    stage = dockerfile.stage_of(at)
    first = _first_set(dockerfile, stage.index) if stage else {}
    return frozenset(name for name in names if name in first and first[name] < at.span.start)


@remembered
def _first_set(dockerfile: Dockerfile, stage: int) -> Mapping[str, int]:
    """Give where each name is first set, for a stage and those that it builds on."""
    found: dict[str, int] = {}
    for one in _setting(dockerfile, stage):
        for pair in assignments(one):
            found.setdefault(pair.name, one.span.start)
    return found


@remembered
def _history(dockerfile: Dockerfile, stage: int) -> _History:
    """Give what each ENV and ARG that a stage has or inherits sets a name to: its place, a value if known."""
    found: dict[str, list[tuple[int, str | None]]] = {}
    so_far: dict[str, str | None] = {}
    for one in _setting(dockerfile, stage):
        for pair in assignments(one):
            if one.keyword == "ARG":
                so_far[pair.name] = None
            elif pair.value is not None:
                so_far[pair.name] = _expanded(pair.value.text, so_far, dockerfile.escape)
            else:
                continue
            found.setdefault(pair.name, []).append((one.span.start, so_far[pair.name]))
    return {name: tuple(values) for name, values in found.items()}


def _setting(dockerfile: Dockerfile, stage: int) -> Iterator[Instruction]:
    for each in reversed(dockerfile.lineage(dockerfile.stages[stage])):
        yield from each.of("ENV", "ARG")


def _expanded(text: str, known: dict[str, str | None], escape: str) -> str | None:
    def lookup(name: str) -> str | None:
        value = known.get(name)
        return UNKNOWN if value is None else value

    try:
        value = expand(text, lookup, escape)
    except (LexError, RecursionError):
        return None
    return None if UNKNOWN in value else value
