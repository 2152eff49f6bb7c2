"""Ways back from an edited text to the original, so that findings name the user's own lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from migrator import regex as re
from migrator.records import dataclass
from migrator.source import Edit, Source

_BEFORE = re.compile(r"\s*(?:RUN\s|&&)?\s*", re.I)
_BEHIND = " \t\r\n\\;&"
"""What joins a line to its neighbours, which changes where a RUN becomes part of another."""


@dataclass(frozen=True)
class Layer:
    """A text and the edits that were applied on it together, in file order."""

    before: Source
    edits: tuple[Edit, ...]

    def origin(self, offset: int) -> int:
        """Give where the line at `offset` of the edited text was before.

        A line that an edit wrote comes from where this layer took the same line away: an instruction
        moved. Any other new text comes from the edit's start.
        """
        shift = 0
        for edit in self.edits:
            start = edit.start + shift
            if offset < start:
                break
            if offset < start + len(edit.text):
                line = Source("", edit.text).line_span(offset - start)
                return self._taken.get(_said(edit.text[line.start : line.end]), edit.start)
            shift += len(edit.text) - (edit.end - edit.start)
        return offset - shift

    @cached_property
    def _taken(self) -> Mapping[str, int]:
        """What the lines said that are gone, with where the first of each stood."""
        taken: dict[str, int] = {}
        for start in self.before.line_starts:
            line = self.before.line_span(start)
            if any(edit.span.covers(line) for edit in self.edits):
                taken.setdefault(_said(self.before.slice(line)), start)
        taken.pop("", None)
        return taken


def _said(line: str) -> str:
    """Give what a line says without what joins it to its neighbours."""
    return _BEFORE.sub("", line, count=1).rstrip(_BEHIND)


@dataclass(frozen=True)
class Provenance:
    """The original source and the layers of edits that were applied on it, oldest first."""

    original: Source
    layers: tuple[Layer, ...] = ()

    def then(self, before: Source, edits: Iterable[Edit]) -> Provenance:
        """Give the provenance after one more layer of edits, on the text `before`."""
        return Provenance(self.original, (*self.layers, Layer(before, tuple(sorted(edits)))))

    def original_line(self, current: Source, line: int) -> int:
        """Give the line of the original that `line` of `current` comes from."""
        starts = current.line_starts
        offset = starts[min(max(line, 1), len(starts)) - 1]
        for layer in reversed(self.layers):
            offset = layer.origin(offset)
        return self.original.line_of(min(offset, len(self.original.text)))
