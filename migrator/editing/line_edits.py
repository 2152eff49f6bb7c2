"""The edits between two texts, by whole lines: for changes that only came about step by step."""

from __future__ import annotations

import difflib

from migrator import regex as re
from migrator.source import Edit, Source

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")


def line_edits(before: Source, after: Source) -> tuple[Edit, ...]:
    """Give edits of whole lines that turn `before` into `after`."""
    old, new = _LINE.findall(before.text), _LINE.findall(after.text)
    starts = (*before.line_starts, len(before.text)) if old else (0,)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return tuple(
        Edit(starts[i], starts[j], "".join(new[k:m]))
        for tag, i, j, k, m in matcher.get_opcodes()
        if tag != "equal"
    )
