"""Which instructions must keep their order, and on account of what."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.layers.effects import Effects, EffectsOf
from migrator.layers.footprint import overlap
from migrator.paths import within
from migrator.records import dataclass
from migrator.stages.places import File

_FELT = ("$", "WORKDIR", "USER", "SHELL", "packages", "accounts")
"""What others feel of what one sets; whatever needs it is a RUN, and sets or touches something too."""


@dataclass(frozen=True)
class Obstacle:
    """One reason why two instructions keep their order: a `path` of the image, or else what `why` says."""

    path: str = ""
    why: str = ""

    def __str__(self) -> str:
        return self.path or self.why


@dataclass(frozen=True)
class Independence:
    """Compares instructions by their effects."""

    effects: EffectsOf

    def obstacles(self, first: Effects, second: Effects) -> tuple[Obstacle, ...]:
        """Give all reasons why two instructions must keep their order; empty where it does not matter."""
        names = (first.sets & (second.needs | second.sets)) | (first.needs & second.sets)
        found = [Obstacle(why=_why(name)) for name in sorted(names)]
        found += [Obstacle(why=why) for why in (_unknown(first, second), _unknown(second, first)) if why]
        if not (first.unknown or second.unknown):
            found += [Obstacle(path) for path in self._paths(first, second)]
        return tuple(dict.fromkeys(found))

    def _paths(self, first: Effects, second: Effects) -> Iterator[str]:
        if _is_plain_copy(first) and _is_plain_copy(second):
            yield from (path for path in sorted(first.makes) if not self._commute(first, second))
        elif _is_plain_copy(first):
            yield from self._brought(first, second)
        elif _is_plain_copy(second):
            yield from self._brought(second, first)
        else:
            yield from _overlapping(first, second)
            yield from _overlapping(second, first)

    def _brought(self, copy: Effects, other: Effects) -> Iterator[str]:
        """Give the paths on which a COPY from the build context and another instruction meet."""
        for path in sorted(other.touched):
            near = [file for file in copy.brings if overlap(path, file.path)]
            if any(self._meet(copy, file, other, path) for file in near):
                yield path

    def _meet(self, copy: Effects, file: File, other: Effects, path: str) -> bool:
        below = file.tree and path != file.path and within(path, file.path)
        if path in other.reads:
            wanted = not below or path in other.files
            return wanted or self.effects.may_hold(file, path, certainly=True)
        if path in other.makes:
            return not below or copy.founds or self.effects.may_hold(file, path, certainly=other.copies)
        if path in other.enters and not any(within(each, path) for each in other.files):
            return below or copy.founds
        return copy.owned and (below or copy.founds)

    def _commute(self, first: Effects, second: Effects) -> bool:
        """Tell whether two COPY leave the same files, whichever comes last."""
        pairs = [(a, b) for a in first.brings for b in second.brings if overlap(a.path, b.path)]
        return not pairs or (first.flags == second.flags and all(_same(*pair) for pair in pairs))


def _is_plain_copy(found: Effects) -> bool:
    return bool(found.brings) and all(file.source is not None for file in found.brings)


def _same(one: File, other: File) -> bool:
    inner, outer = (one, other) if within(one.path, other.path) else (other, one)
    return outer.source_of(inner.path) == inner.source


def _overlapping(first: Effects, second: Effects) -> Iterator[str]:
    for path in sorted(first.makes | first.modes):
        yield from (each for each in sorted(second.touched) if overlap(path, each))
    for path in sorted(first.folders):
        yield from (each for each in sorted(second.touched - second.folders) if within(each, path))


def is_felt(found: Effects) -> bool:
    """Tell whether an instruction matters to one of which nothing is known."""
    felt = any(name.startswith(_FELT) for name in found.sets)
    return bool(felt or found.touched or found.unknown)


def _unknown(one: Effects, other: Effects) -> str:
    """Give why `one` is not known, where that matters to the other."""
    return one.unknown if one.unknown and is_felt(other) else ""


def _why(name: str) -> str:
    plain = {
        "packages": "installed packages",
        "accounts": "users",
        "$*": "the environment",
        "$?": "the environment",
    }
    return f"both concern {plain.get(name, name)}"
