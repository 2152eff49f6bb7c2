"""Versions of projects that are published in an archive of another kind than uv takes."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.pip.command import PipCall, bare
from migrator.pip.files import FileFindings
from migrator.pip.table import PipTable
from migrator.pip.uv_operands import project_of
from migrator.requirements import Requirement
from migrator.requirements.model import requirement
from migrator.requirements.version_ranges import reaches


def old_archives(call: PipCall, files: FileFindings, table: PipTable) -> Iterator[Requirement]:
    """Give the requirements of a call of which uv takes no version that they allow."""
    for one in asked_for(call, files):
        row = table.row(f"archive {one.name}")
        if row is not None and not reaches(one.specifier, row.given):
            yield one


def asked_for(call: PipCall, files: FileFindings) -> tuple[Requirement, ...]:
    """Give what a call asks for, by name and in its files."""
    return (*_operands(call), *files.requirements)


def _operands(call: PipCall) -> Iterator[Requirement]:
    for text in map(bare, call.operands):
        if project_of(text):
            try:
                yield requirement(text, "", 0)
            except ValueError:
                continue  # what it is, is told elsewhere
