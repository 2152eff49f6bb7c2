"""What is installed: requirements, constraints, and what may be more than that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.records import dataclass
from migrator.requirements.model import Option, Requirement

if TYPE_CHECKING:
    from packaging.markers import Marker


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that a RUN installs and that cannot be told from the file and its build context.

    `way_out` is empty where the build context may have it.
    """

    line: int
    what: str
    reason: str
    way_out: str = ""


@dataclass(frozen=True)
class Required:
    """All that one RUN, or several, install. `unreadable` is what may be more than that.

    `options` are those that choose indexes. Once an index was asked, `nowhere` are the projects of
    which it has nothing for this Python, on glibc as little as on musl; `unasked` says why it could
    not be asked.
    """

    requirements: tuple[Requirement, ...] = ()
    constraints: tuple[Requirement, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    options: tuple[Option, ...] = ()
    nowhere: tuple[Requirement, ...] = ()
    unasked: tuple[Unreadable, ...] = ()
    compiled: tuple[str, ...] = ()

    def joined(self, other: Required) -> Required:
        """Give what both install."""
        return Required(
            (*self.requirements, *other.requirements),
            (*self.constraints, *other.constraints),
            tuple(dict.fromkeys((*self.unreadable, *other.unreadable))),
            (*self.options, *other.options),
            (*self.nowhere, *other.nowhere),
            tuple(dict.fromkeys((*self.unasked, *other.unasked))),
            tuple(dict.fromkeys((*self.compiled, *other.compiled))),
        )

    @property
    def names(self) -> frozenset[str]:
        """The projects that are installed by name."""
        return frozenset(one.name for one in self.requirements)

    def pin(self, name: str) -> str | None:
        """Give the version that the requirements or constraints pin `name` to."""
        pins = (
            one.pinned for one in (*self.requirements, *self.constraints) if one.name == name and one.pinned
        )
        return next(pins, None)


def applies(marker: Marker | None, python: str) -> bool:
    """Tell whether a marker holds on Linux with CPython `python`, on one of the usual machines."""
    if marker is None:
        return True
    return any(marker.evaluate(_environment(python, machine)) for machine in ("x86_64", "aarch64"))


def _environment(python: str, machine: str) -> dict[str, str]:
    return {
        "implementation_name": "cpython",
        "implementation_version": f"{python}.0",
        "os_name": "posix",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": "Linux",
        "platform_version": "",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "linux",
        "extra": "",
    }
