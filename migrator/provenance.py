"""Ways back from an edited text to the original, so that findings name the user's own lines."""

from __future__ import annotations

from collections.abc import Iterable

from migrator.records import dataclass
from migrator.source import Edit, Source


@dataclass(frozen=True)
class Provenance:
    """The original source and the layers of edits that were applied on it, oldest first."""

    original: Source
    layers: tuple[tuple[Edit, ...], ...] = ()

    def then(self, edits: Iterable[Edit]) -> Provenance:
        """Give the provenance after one more layer of edits."""
        return Provenance(self.original, (*self.layers, tuple(sorted(edits))))

    def original_line(self, current: Source, line: int) -> int:
        """Give the line of the original that `line` of `current` comes from."""
        starts = current.line_starts
        offset = starts[min(max(line, 1), len(starts)) - 1]
        for edits in reversed(self.layers):
            offset = _before(edits, offset)
        return self.original.line_of(min(offset, len(self.original.text)))


def _before(edits: tuple[Edit, ...], offset: int) -> int:
    """Give where `offset` was before `edits`; text that an edit wrote comes from the edit's start."""
    shift = 0
    for edit in edits:
        start = edit.start + shift
        if offset < start:
            break
        if offset < start + len(edit.text):
            return edit.start
        shift += len(edit.text) - (edit.end - edit.start)
    return offset - shift
