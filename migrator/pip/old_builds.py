"""What pip builds with what is installed, and uv cannot: it builds apart, and with the newest setuptools."""

from __future__ import annotations

from collections.abc import Iterator

from migrator import regex as re
from migrator.pip.command import PipCall, bare
from migrator.pip.files import FileFindings
from migrator.pip.old_archives import asked_for
from migrator.pip.scene import Scene
from migrator.pip.table import PipTable
from migrator.requirements import Requirement
from migrator.requirements.version_ranges import reaches
from migrator.shell import Command

WITHOUT_2TO3 = (3, 9)
"""The first Python whose official image has a setuptools without 2to3 (58.1): pip fails there as well."""
_HELD = re.compile(r"setuptools\s*(?:==|<=?|~=)\s*(?P<major>\d+)(?:\.\d[\d.*]*)?")
_LAST = 58
"""The first setuptools that does not know 2to3 any more."""


def old_builds(call: PipCall, scene: Scene, files: FileFindings, table: PipTable) -> Iterator[Requirement]:
    """Give the requirements of which no version that is allowed builds without 2to3."""
    row, python = scene.base.row, scene.base.python
    if row is None or row.distribution or python is None or python >= WITHOUT_2TO3:
        return
    for one in asked_for(call, files):
        known = table.row(f"2to3 {one.name}")
        if known is not None and not (known.given and reaches(one.specifier, known.given)):
            yield one


def not_built_apart(call: PipCall, files: FileFindings, table: PipTable) -> Iterator[Requirement]:
    """Give the requirements of a call that no version they allow builds apart from what is installed.

    pip does not isolate the build of a project without pyproject.toml where setuptools and wheel are
    installed, as in images up to Python 3.11; uv always does. None where the call says otherwise, or
    has an index of wheels.
    """
    unneeded = ("--no-build-isolation", "--find-links")
    if call.has(*unneeded) or any(option.startswith(unneeded) for option in files.options):
        return
    for one in asked_for(call, files):
        row = table.row(f"apart {one.name}")
        if row is None or (row.given and reaches(one.specifier, row.given)):
            continue
        if not row.version or reaches(one.specifier, row.version):
            yield one


def held_setuptools(call: PipCall, scene: Scene) -> str:
    """Give the setuptools that was held to an old version before, for what pip builds; empty for none."""
    for command in scene.commands_before(call.command, _holds):
        return next(bare(word) for word in command.words if _is_old(bare(word)))
    return ""


def _holds(command: Command) -> bool:
    words = [bare(word) for word in command.words]
    return "install" in words and any(map(_is_old, words))


def _is_old(text: str) -> bool:
    match = _HELD.fullmatch(text)
    return match is not None and int(match["major"]) <= _LAST - ("<" not in text or "=" in text)
