"""The edits between two texts, by whole lines: for changes that only came about step by step."""

from __future__ import annotations

import difflib

from migrator.source import LINE, Edit, Source


def line_edits(before: Source, after: Source) -> tuple[Edit, ...]:
    """Give edits of whole lines that turn `before` into `after`."""
    old, new = LINE.findall(before.text), LINE.findall(after.text)
    starts = (*before.line_starts, len(before.text)) if old else (0,)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return tuple(
        Edit(starts[i], starts[j], "".join(new[k:m]))
        for tag, i, j, k, m in matcher.get_opcodes()
        if tag != "equal"
    )
