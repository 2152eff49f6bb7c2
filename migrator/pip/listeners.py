"""What calls pip beside the RUNs that are read, and so listens to the variables that configure it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator.discovery.compose_starts import Start
from migrator.dockerfile import STARTERS
from migrator.pip.command import read_call
from migrator.pip.hidden import mentions_pip
from migrator.pip.scene import PipFile
from migrator.service.stage_calls import Call, stage_calls


def listens_to_pips_variables(file: PipFile, starts: Iterable[Start]) -> bool:
    """Tell whether something calls pip that does not become uv: a container at its start, or another tool.

    Scripts of the build context are looked into, and what `starts` run in a container.
    """
    if any(one.keyword in STARTERS and mentions_pip(file, one) for one in file.dockerfile.instructions):
        return True
    for call in _calls(file, starts):
        if file.is_caller(call.command):
            return True
        aside = call.file or call.starts
        if aside and read_call(call.command, file.table, lambda text: text) is not None:
            return True
    return False


def _calls(file: PipFile, starts: Iterable[Start]) -> Iterator[Call]:
    given = tuple(starts)
    for stage in file.dockerfile.stages:
        yield from stage_calls(file.dockerfile, file.build, stage, given).calls
