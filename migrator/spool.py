"""Reports of a run kept on disk, so that memory does not grow with the number of files."""

from __future__ import annotations

import pickle
import tempfile
from array import array
from collections.abc import Iterator
from types import TracebackType
from typing import BinaryIO, cast

from migrator.report.model import Report

IN_MEMORY = 8 * 1024 * 1024
"""Bytes of reports that are kept in memory before a temporary file takes them."""


class Spool:
    """Reports in the order in which they came; to be gone over as often as is wanted."""

    def __init__(self) -> None:
        self._file = cast("BinaryIO", tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 – closed by __exit__
        self._ends = array("Q")

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._ends)

    def add(self, report: Report) -> None:
        """Keep `report`."""
        self._file.seek(0, 2)
        pickle.dump(report, self._file, pickle.HIGHEST_PROTOCOL)
        self._ends.append(self._file.tell())

    def __iter__(self) -> Iterator[Report]:
        at = 0
        for index in range(len(self._ends)):
            end = self._ends[index]
            self._file.seek(at)
            yield pickle.loads(self._file.read(end - at))  # noqa: S301 – this process wrote it, nobody else can
            at = end
