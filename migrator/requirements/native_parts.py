"""Projects whose native part is an extra or a project of its own: ``psycopg[c]``, ``psycopg-c``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from migrator.requirements.model import Requirement

_PARTS = frozenset({"binary", "c"})


def installed_together(found: Sequence[Requirement]) -> tuple[Requirement, ...]:
    """Give what one command installs with the extras and native parts that each gets through the others.

    A project is installed once, with all that is asked for. What only some machines ask for does not count.
    """
    wanted = _with_extras(found)
    by_extras = (one.name for one in wanted if not _PARTS.isdisjoint(one.extras) and _on_all_machines(one))
    return _knowing(wanted, frozenset((*by_extras, *_by_names(wanted))))


def with_parts_of(found: Sequence[Requirement], beside: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """Give what a RUN installs, knowing of the native parts that others bring into the same image.

    Lock files and freezing name them as projects of their own.
    """
    return _knowing(found, frozenset(_by_names(beside)))


def _with_extras(found: Sequence[Requirement]) -> tuple[Requirement, ...]:
    """Give each requirement the extras that others ask for; a lock file lists what they bring."""
    asked: dict[str, dict[str, None]] = {}
    for one in found:
        if one.extras and one.name and not one.files and _on_all_machines(one):
            asked.setdefault(one.name, {}).update(dict.fromkeys(one.extras))
    return tuple(
        one if one.files or one.name not in asked else _asking(one, asked[one.name]) for one in found
    )


def _asking(one: Requirement, extras: Iterable[str]) -> Requirement:
    return replace(one, extras=tuple(dict.fromkeys((*one.extras, *extras))))


def _by_names(found: Iterable[Requirement]) -> Iterable[str]:
    for one in found:
        project, _, part = one.name.rpartition("-")
        if part in _PARTS and _on_all_machines(one):
            yield project


def _on_all_machines(one: Requirement) -> bool:
    """Tell whether every machine gets it; what a marker keeps from all of them is left out before."""
    return one.marker is None or "platform_machine" not in str(one.marker)


def _knowing(found: Sequence[Requirement], names: frozenset[str]) -> tuple[Requirement, ...]:
    if not names:
        return tuple(found)
    return tuple(replace(one, completed=one.completed | names) for one in found)
