"""Finds among many effects those that another may meet, without comparing each with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import field
from heapq import merge

from migrator.build_context.copied_paths import in_unknown_folder
from migrator.layers.effects import Effects
from migrator.layers.independence import is_felt
from migrator.layers.made_folders import upwards
from migrator.records import dataclass

_Index = defaultdict[str, list[int]]


def _index() -> _Index:
    return defaultdict(list)


@dataclass
class Candidates:
    """Numbers of effects, by the names, paths and unknowns over which an obstacle can arise.

    What `meeting` leaves out meets no obstacle; what it gives still has to be compared.
    """

    _count: int = 0
    _sets: _Index = field(default_factory=_index)
    _needs: _Index = field(default_factory=_index)
    _at: _Index = field(default_factory=_index)
    _below: _Index = field(default_factory=_index)
    _unknown: list[int] = field(default_factory=list)
    _felt: list[int] = field(default_factory=list)
    _placed: list[int] = field(default_factory=list)
    _somewhere: list[int] = field(default_factory=list)
    """Those with a path below a folder that nobody knows: it may be any of all that are `_placed`."""

    def add(self, effects: Effects) -> None:
        """Take in one more; it gets the next number."""
        number, self._count = self._count, self._count + 1
        for names, index in ((effects.sets, self._sets), (effects.needs, self._needs)):
            for name in names:
                index[name].append(number)
        if effects.unknown:
            self._unknown.append(number)
        if is_felt(effects):
            self._felt.append(number)
        places = {path.rstrip("/") for path in _paths(effects)}
        if places:
            self._placed.append(number)
        if _are_unknown(places):
            self._somewhere.append(number)
        for path in places:
            self._at[path].append(number)
        for folder in {each for path in places for each in upwards(path)}:
            self._below[folder].append(number)

    def meeting(self, effects: Effects) -> Iterator[int]:
        """Give the numbers of those that may meet `effects`, in order, each once."""
        last = -1
        for number in merge(*self._lists(effects)):
            if number != last:
                last = number
                yield number

    def _lists(self, effects: Effects) -> Iterator[list[int]]:
        for name in effects.needs | effects.sets:
            yield self._sets.get(name, [])
        for name in effects.sets:
            yield self._needs.get(name, [])
        if is_felt(effects):
            yield self._unknown
        if effects.unknown:
            yield self._felt
        places = {path.rstrip("/") for path in _paths(effects)}
        if places:
            yield self._placed if _are_unknown(places) else self._somewhere
        yield from (self._below.get(path, []) for path in places)
        yield from (self._at.get(each, []) for each in {e for path in places for e in upwards(path)})


def _are_unknown(places: Iterable[str]) -> bool:
    return any(map(in_unknown_folder, places))


def _paths(effects: Effects) -> Iterable[str]:
    return effects.touched | effects.modes | {file.path for file in effects.brings}
