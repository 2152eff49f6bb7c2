"""A file that is rewritten in steps, each on what the one before left, and the edits that it all makes."""

from __future__ import annotations

import difflib
from collections.abc import Container, Iterable

from migrator.dockerfile import Dockerfile, Instruction
from migrator.source import LINE, Edit


class Draft:
    """A Dockerfile in the making; an instruction is named by its number, which no step may change."""

    def __init__(self, dockerfile: Dockerfile) -> None:
        self.original = dockerfile
        self.now = dockerfile

    def instruction(self, number: int) -> Instruction:
        """Give an instruction as it is now."""
        return self.now.instructions[number]

    def apply(self, edits: Iterable[Edit]) -> None:
        """Make edits to the file as it is now. Raises UnreadableError where it cannot be read then."""
        self.now = self.now.edited(edits)

    def restore(self, number: int) -> None:
        """Put an instruction back as it was, and what stands behind it: its comments may have moved there."""
        was, now = self._and_behind(self.original, number), self._and_behind(self.now, number)
        self.apply([Edit(now[0], now[1], self.original.source.text[was[0] : was[1]])])

    @staticmethod
    def _and_behind(dockerfile: Dockerfile, number: int) -> tuple[int, int]:
        """Give where an instruction begins, and where the one behind it does."""
        all_of = dockerfile.instructions
        start = all_of[number].lines.start
        end = all_of[number + 1].lines.start if number + 1 < len(all_of) else len(dockerfile.source.text)
        return start, end

    def edits(self, number: int, others: Container[int] = ()) -> tuple[Edit, ...]:
        """Give the edits to one instruction, by whole lines; what stands between two belongs to the later.

        `others` are the numbers of those that are asked for as well: where the next one is not, what
        stands behind the instruction belongs to it too.
        """
        last = number + 1 if number + 1 not in others else number
        before, start = _region(self.original, number, last)
        after, _ = _region(self.now, number, last)
        offsets = [start]
        for line in before:
            offsets.append(offsets[-1] + len(line))
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        return tuple(
            Edit(offsets[first], offsets[last], "".join(after[new_first:new_last]))
            for tag, first, last, new_first, new_last in matcher.get_opcodes()
            if tag != "equal"
        )


def _region(dockerfile: Dockerfile, number: int, last: int) -> tuple[list[str], int]:
    """Give the lines from behind the instruction before to the end of this one, and their start.

    With a greater `last`, up to the instruction of that number.
    """
    text = dockerfile.source.text
    start = dockerfile.instructions[number - 1].lines.end if number else 0
    end = dockerfile.instructions[number].lines.end
    if last > number:
        end = dockerfile.instructions[last].lines.start if last < len(dockerfile.instructions) else len(text)
    return LINE.findall(text[start:end]), start
