"""Which requirements cannot be installed on musl at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from migrator import regex as re
from migrator.first_few import first_few
from migrator.knowledge import SURVEYED, Knowledge, NativeRow, Works
from migrator.records import dataclass
from migrator.requirements.model import Requirement
from migrator.requirements.required import Required
from migrator.requirements.version_ranges import installed_version
from migrator.requirements.wheel_files import is_for_glibc
from migrator.versions import is_at_least

_PURE_WHEEL = re.compile(r"-none-any\.whl\Z")
_SDIST = (".tar.gz", ".zip", ".tar.bz2", ".tgz")
_TOLD = 3
"""So many verdicts about one file are told one by one."""
_CUDA = re.compile(r"nvidia-[a-z-]+-cu[0-9]+|.*-cu[0-9]{2,3}|cupy-cuda.*")
_PARTS_OF_CUDA = re.compile(r"(?:nvidia|cuda)-.+")
_ANY = re.compile(r"(?:\.9{4,})+\Z")
"""What stands in the newest version of a range for the part that is open."""


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


def together(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Give one verdict for all that one lock file or index tells of with the same reason.

    Of more than a few in one file the rest is named with the last of these; CUDA's parts come after what
    brings them.
    """
    groups: dict[tuple[str, str, str], list[Verdict]] = {}
    for each in sorted(verdicts, key=_is_of_cuda):
        found = each.requirement
        single = "" if found.files else f"{found.name} {found.url} {found.path}"
        groups.setdefault((found.origin, each.reason, single), []).append(each)
    by_file: dict[str, list[Verdict]] = {}
    for group in groups.values():
        more = _names(group[1:])
        first = replace(group[0], reason=group[0].reason + (f"; so have {more}" if more else ""))
        by_file.setdefault(first.requirement.origin, []).append(first)
    for found_there in by_file.values():
        yield from found_there[: _TOLD - 1] if len(found_there) > _TOLD else found_there
        if len(found_there) > _TOLD:
            last, rest = found_there[_TOLD - 1], found_there[_TOLD:]
            yield replace(last, reason=f"{last.reason}; nor can {_names(rest)}")


def _is_of_cuda(verdict: Verdict) -> bool:
    """Tell whether a project is a part of CUDA, which nobody asks for by its name."""
    return bool(_PARTS_OF_CUDA.fullmatch(verdict.requirement.name))


def _names(verdicts: Sequence[Verdict]) -> str:
    """Name the first projects of some verdicts, and say how many more there are; empty without any."""
    return first_few([one.requirement.name for one in verdicts], 4)


def _verdict(found: Requirement, required: Required, knowledge: Knowledge) -> Verdict | None:
    if is_for_glibc(found.url or found.path):
        return Verdict(found, "is a wheel for glibc", "name the project instead of one wheel of it")
    if found.files:
        return _by_files(found) or _locked(found, knowledge)
    if found.name in found.completed:
        return None
    version = installed_version(found, required.pin(found.name))
    why = _by_row(found.name, found.extras, version, knowledge, (), found.completed)
    if why is not None and found.hashes and (row := knowledge.native(found.name, found.extras)) is not None:
        why = _of_row(row, version)  # what has hashes names all that is installed
    if why is None and _CUDA.fullmatch(found.name):
        why = _Why("is made for CUDA, which needs glibc")
    if why is None and knowledge.native(found.name, found.extras) is None:
        why = _by_name(found.name, knowledge)
    return Verdict(found, why.reason, why.way_out) if why else None


def _by_name(name: str, knowledge: Knowledge) -> _Why | None:
    """Judge a project that no table knows by its name: what it tells of cannot be on musl."""
    told = knowledge.telling(name) if name else ""
    if not told:
        return None
    way_out = "ask the index with --resolve, or give its row with --knowledge; or keep this image on Debian"
    return _Why(f"is in no table, and its name tells of {told}, which cannot be on musl", way_out)


def _by_files(found: Requirement) -> Verdict | None:
    """Judge by the file names that a lock file lists; what has none for Linux is not installed there."""
    names = found.files
    fits = any(_PURE_WHEEL.search(name) or "musllinux" in name or name.endswith(_SDIST) for name in names)
    if fits or not any(name.endswith(".whl") and "linux" in name for name in names):
        return None
    return Verdict(found, f"has wheels for glibc only and no sdist (its files in {found.told_by} tell)", "")


def _locked(found: Requirement, knowledge: Knowledge) -> Verdict | None:
    """Judge what a lock file lists and the table rules out: its sdist does not build, its import fails.

    A lock file names all that is installed, so what other projects need is judged there on its own.
    """
    row = knowledge.native(found.name, found.extras)
    if row is None or row.requires or any("musllinux" in name for name in found.files):
        return None
    if found.name in found.completed:
        return None
    why = _of_row(row, installed_version(found, None))
    return Verdict(found, why.reason, why.way_out) if why else None


@dataclass(frozen=True, slots=True)
class _Why:
    """Why a project cannot be on musl, and what else to do."""

    reason: str
    way_out: str = ""


def _by_row(
    name: str,
    extras: tuple[str, ...],
    version: str | None,
    knowledge: Knowledge,
    chain: tuple[str, ...],
    seen: frozenset[str],
) -> _Why | None:
    """Give why a project cannot be on musl, and through which other it needs that; None where it can."""
    row = knowledge.native(name, extras)
    if row is None or name in seen:
        return None
    through = f"needs {' → '.join((*chain[1:], name))}, which " if chain else ""
    why = _of_row(row, version)
    if why is not None and not (row.works is Works.NO and row.requires):
        return replace(why, reason=through + why.reason)
    for other in row.needs(version):
        found = _by_row(other, (), None, knowledge, (*chain, name), seen | {name})
        if found is not None:
            found = replace(found, way_out=row.instead or found.way_out)
            return _hedged(found) if row.certainty == SURVEYED and version is not None else found
    return replace(why, reason=through + why.reason) if why else None


def _hedged(why: _Why) -> _Why:
    """Say that a version which nobody has looked at may not need what the newest one does."""
    reason = why.reason.replace("needs", "may need, as its newest version does,", 1)
    return _Why(reason, why.way_out or "ask the index with --resolve")


def _of_row(row: NativeRow, version: str | None) -> _Why | None:
    if row.works is Works.NO:
        return _Why(f"cannot be on musl ({row.advice})" if row.advice else "cannot be on musl", row.instead)
    if row.is_old(version):
        reason = (
            f"{_ANY.sub('.*', version or '')} needs an older {row.old_needs} than there are musl wheels of"
        )
        return _Why(reason, f"raise it to {row.old_before} or newer, or keep this image on Debian")
    if row.works is Works.NO_COMPILER or row.has_wheel(version) is not False:
        return None
    if not row.sdist:
        which = version or "its newest version"
        return _Why(f"has no musl wheel of {which} and no sdist that is known to build", _raise(row, version))
    first = row.first.get("x86_64")
    fails_since = row.sdist_fails_since
    if first and version and fails_since and is_at_least(version, fails_since):
        return _Why(f"{version} has no musl wheel, and {row.sdist_fails}", f"raise it to {first} or newer")
    return None


def _raise(row: NativeRow, version: str | None) -> str:
    """Give the way out to versions that have wheels; empty where the table tells of none."""
    first, last = row.first.get("x86_64", ""), row.last.get("x86_64", "")
    if last:
        return f"hold it to {last} or older, or keep this image on Debian"
    if version and first and row.has_wheel(version) is False and is_at_least(version, first):
        return "take another version, or keep this image on Debian"
    return f"raise it to {first} or newer, or keep this image on Debian" if first else ""
