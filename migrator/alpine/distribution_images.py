"""Debian and Ubuntu images that only got Python and pip from apt: they stand for a Python image."""

from __future__ import annotations

from collections.abc import Iterator

from migrator import regex as re
from migrator.apt.commands import AptCall, Kind, apt_calls
from migrator.dockerfile import Dockerfile, Stage
from migrator.images.base_text import BaseText, DynamicError
from migrator.knowledge import Knowledge, Role
from migrator.pip.scene import release_of
from migrator.pip.table import PipTable
from migrator.shell.run_as import script_at

_SYSTEMS = ("debian", "ubuntu")
_PYTHON = frozenset({"python3", "python3-minimal", "python3-full", "python-is-python3"})
_INSTALLER = frozenset({"python3-pip", "python3-venv", "python3-full"})
_ANOTHER = re.compile(r"(?:lib)?python(?:2|3\.)[0-9.]*(?:-.*)?|pypy.*")


def stands_for_python(
    dockerfile: Dockerfile, stage: Stage, base: BaseText, knowledge: Knowledge
) -> str | None:
    """Give the slim Python image that a stage on Debian or Ubuntu makes for itself; None where it does not.

    It is of Docker Hub, its tag names a release, apt brings python3 with pip or venv into it and no
    other Python, and none of Debian's own Python modules; something is started that the file names.
    """
    try:
        image = base.image()
    except DynamicError:
        return None
    if not any(image.is_official(name) for name in _SYSTEMS) or base.arguments:
        return None
    release = release_of(PipTable(knowledge), image.name, image.tag or "")
    if release is None or not release.python or not _starts(dockerfile, stage):
        return None
    names = tuple(_installed(dockerfile, stage))
    rows = [row for name in names if (row := knowledge.apt(name)) is not None]
    foreign = any(row.role is Role.MODULE for row in rows) or any(map(_ANOTHER.fullmatch, names))
    if foreign or not _PYTHON.intersection(names) or not _INSTALLER.intersection(names):
        return None
    return f"python:{release.python}-slim"


def _starts(dockerfile: Dockerfile, root: Stage) -> bool:
    """Tell whether the final stage stands on `root` and says what is started, or only gives files."""
    final = dockerfile.final
    lineage = dockerfile.lineage(final)
    if root not in lineage:
        return True
    return any(one.keyword in ("CMD", "ENTRYPOINT") for each in lineage for one in each.instructions)


def _installed(dockerfile: Dockerfile, root: Stage) -> Iterator[str]:
    for stage in dockerfile.stages:
        if root not in dockerfile.lineage(stage):
            continue
        for instruction in stage.of("RUN"):
            for call in apt_calls(script_at(dockerfile, instruction)):
                if call.kind is Kind.INSTALL:
                    yield from _names(call)


def _names(call: AptCall) -> Iterator[str]:
    return ((word.value or word.text).partition("=")[0].partition(":")[0] for word in call.packages)
