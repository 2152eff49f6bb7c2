"""Where the packages that a stage needs are installed: as early as needed, in as few commands as possible."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from migrator.alpine.alpine_stage import Need, Obstacle
from migrator.alpine.virtual_packages import add_runtime, wrap
from migrator.busybox.debian_commands import held
from migrator.dockerfile import Dockerfile, Instruction
from migrator.records import dataclass
from migrator.source import Edit


@dataclass(frozen=True, slots=True)
class Placed:
    """Edits that bring packages, and the needs that they serve; `passing` where they leave again."""

    edits: tuple[Edit, ...]
    packages: tuple[str, ...]
    needs: tuple[Need, ...]
    passing: bool = False

    @property
    def line(self) -> int:
        """The line of the first need."""
        return min(need.line for need in self.needs)

    @property
    def reason(self) -> str:
        """What needs them, each with the first places."""
        found: dict[str, dict[str, None]] = {}
        for need in self.needs:
            found.setdefault(need.why, {}).update({need.where: None} if need.where else {})
        return "; ".join(f"{why}{_listed(tuple(places))}" for why, places in found.items())


def _listed(places: tuple[str, ...]) -> str:
    if not places:
        return ""
    return f" ({'; '.join(places[:2])}{'; …' if len(places) > 2 else ''})"


def placed(dockerfile: Dockerfile, needs: Sequence[Need]) -> Iterator[Placed | Obstacle]:
    """Give the edits that bring what one stage needs; an Obstacle where there is no place for it.

    What only a build needs comes and goes in its RUN where that can be, else it stays like the rest.
    """
    lasting = [need for need in needs if not need.build]
    for instruction, built in _by_instruction([need for need in needs if need.build]):
        names = merged(need.packages for need in built)
        edits = wrap(dockerfile, instruction, names)
        if edits:
            yield Placed(edits, names, tuple(built), passing=True)
        elif edits is None:
            lasting += built
    for group in _by_place(dockerfile, lasting):
        names = merged(need.packages for need in group)
        at = min((need.at for need in group), key=lambda one: one.span.start)
        edits = add_runtime(dockerfile, at, names)
        if edits is None:
            message = f"there is no place left to install {', '.join(names)} as root"
            yield Obstacle(group[0].line, message, "add it above the first USER")
        elif edits:
            yield Placed(edits, names, group)


def lacking(needs: Iterable[Need], there: Collection[str]) -> list[Need]:
    """Give what is still to install for the needs of a stage that is built on the packages `there`."""
    known = held(there)
    left = ((need, tuple(name for name in need.packages if name not in known)) for need in needs)
    return [replace(need, packages=names) for need, names in left if names or not need.packages]


def merged(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Give all names once, in order, without those that another of them holds."""
    names = tuple(dict.fromkeys(name for group in groups for name in group))
    return tuple(name for name in names if name not in held(set(names) - {name}))


def _by_instruction(needs: Sequence[Need]) -> Iterator[tuple[Instruction, list[Need]]]:
    for start in dict.fromkeys(need.at.span.start for need in needs):
        group = [need for need in needs if need.at.span.start == start]
        yield group[0].at, group


def _by_place(dockerfile: Dockerfile, needs: Sequence[Need]) -> tuple[tuple[Need, ...], ...]:
    """Put together what would be installed by the same command.

    A package that several need comes where the first of them needs it.
    """
    groups: dict[object, list[Need]] = {}
    holder: dict[str, list[Need]] = {}
    for need in sorted(needs, key=lambda one: one.at.span.start):
        new = tuple(name for name in need.packages if name not in holder)
        if not new and need.packages:
            holder[need.packages[0]].append(need)
            continue
        edits = add_runtime(dockerfile, need.at, new)
        if edits == ():
            continue
        key = (edits[0].start, edits[0].end) if edits else need.at.span
        group = groups.setdefault(key, [])
        group.append(need)
        holder.update(dict.fromkeys(new, group))
    return tuple(tuple(group) for group in groups.values())
