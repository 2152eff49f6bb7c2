"""Which requirements cannot be installed on musl at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrator import regex as re
from migrator.knowledge import Knowledge, NativeRow, Works
from migrator.records import dataclass
from migrator.requirements.model import Requirement
from migrator.requirements.required import Required
from migrator.requirements.version_ranges import newest

_GLIBC_WHEEL = re.compile(
    r"-(?:[a-z0-9_.]*)?(?:manylinux|linux_)[a-z0-9_.]*\.whl(?:[#?].*)?\Z", re.IGNORECASE
)
_PURE_WHEEL = re.compile(r"-none-any\.whl\Z")
_SDIST = (".tar.gz", ".zip", ".tar.bz2", ".tgz")
_CUDA = re.compile(r"nvidia-[a-z-]+-cu[0-9]+|.*-cu[0-9]{2,3}|cupy-cuda.*")
_NO_SDIST_BUILDS: Mapping[str, tuple[str, str, str]] = {
    "pyyaml": ("5.4", "6.0.1", "its sdist builds with a Cython that its setup.py cannot use"),
}
"""Versions (from, before) without a musl wheel whose sdist does not build any more, on any Python."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A requirement that cannot be on musl: what is wrong with which project, and the way out."""

    requirement: Requirement
    reason: str
    way_out: str


def not_on_musl(required: Required, knowledge: Knowledge) -> Iterator[Verdict]:
    """Give the requirements that musl cannot have, each project once."""
    seen: set[str] = set()
    for each in required.requirements:
        if each.name not in seen and (verdict := _verdict(each, required, knowledge)) is not None:
            seen.add(each.name)
            yield verdict


def _verdict(found: Requirement, required: Required, knowledge: Knowledge) -> Verdict | None:
    if _GLIBC_WHEEL.search(found.url or found.path):
        return Verdict(found, "is a wheel for glibc", "name the project instead of one wheel of it")
    if found.files:
        return _by_files(found)
    version = newest(found, required.pin(found.name))
    reason = _by_row(found.name, found.extras, version, knowledge, (), frozenset())
    if reason is None and _CUDA.fullmatch(found.name):
        reason = "is made for CUDA, which needs glibc"
    return Verdict(found, reason, "") if reason else None


def _by_files(found: Requirement) -> Verdict | None:
    """Judge by the file names that a lock file lists."""
    names = found.files
    fits = any(_PURE_WHEEL.search(name) or "musllinux" in name or name.endswith(_SDIST) for name in names)
    if fits or not any(name.endswith(".whl") for name in names):
        return None
    return Verdict(found, "has wheels for glibc only and no sdist (its files in the lock file tell)", "")


def _by_row(
    name: str,
    extras: tuple[str, ...],
    version: str | None,
    knowledge: Knowledge,
    chain: tuple[str, ...],
    seen: frozenset[str],
) -> str | None:
    """Give why a project cannot be on musl, and through which other it needs that; None where it can."""
    row = knowledge.native(name, extras)
    if row is None or name in seen:
        return None
    through = f"needs {' → '.join((*chain[1:], name))}, which " if chain else ""
    reason = _of_row(row, version)
    if reason is not None and not (row.works is Works.NO and row.requires):
        return through + reason
    for other in row.requires:
        found = _by_row(other, (), None, knowledge, (*chain, name), seen | {name})
        if found is not None:
            return found
    return through + reason if reason else None


def _of_row(row: NativeRow, version: str | None) -> str | None:
    if row.works is Works.NO:
        return f"cannot be on musl ({row.advice})" if row.advice else "cannot be on musl"
    if row.works is Works.NO_COMPILER or row.has_wheel(version) is not False:
        return None
    if not row.sdist:
        return f"has no musl wheel of {version or 'its newest version'} and no sdist"
    if broken := _NO_SDIST_BUILDS.get(row.name):
        return _sdist_fails(row, version, broken)
    return None


def _sdist_fails(row: NativeRow, version: str | None, broken: tuple[str, str, str]) -> str | None:
    from packaging.version import InvalidVersion, Version

    since, first, reason = broken
    try:
        fails = version is not None and Version(since) <= Version(version) < Version(first)
    except InvalidVersion:
        return None
    return f"{version} has no musl wheel, and {reason}; {first} is the first that works" if fails else None
