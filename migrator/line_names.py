"""Lines that a finding's text names: written as a transform sees the file, told as the user has it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from migrator.findings import Change, Finding

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
"""Two code points that Unicode keeps for a program's own use: a file that says them means none of ours."""
_ONE = f"{_OPEN}[0-9]{{1,9}}{_CLOSE}"
_NAMED = re.compile(f"lines {_ONE}(?:, {_ONE})* and {_ONE}|{_ONE}")


def named_line(line: int) -> str:
    """Name a line of the file at hand in a finding's text: ``line 7``.

    Transforms before this one may have moved it: the engine puts in the number that it has in the user's
    file, as it does for the finding's own line.
    """
    return f"line {_number(line)}"


def named_lines(lines: tuple[int, ...]) -> str:
    """Name several, each once: ``lines 3, 7 and 9``."""
    return _listed(map(_number, lines))


def told_finding(finding: Finding, original: Callable[[int], int]) -> Finding:
    """Give `finding` with the lines that its text names as `original` knows them."""
    if isinstance(finding, Change):
        return replace(finding, reason=told_lines(finding.reason, original))
    message, hint = (told_lines(each, original) for each in (finding.message, finding.hint))
    return replace(finding, message=message, hint=hint)


def told_lines(text: str, original: Callable[[int], int]) -> str:
    """Give `text` with the lines that it names as `original` knows them; several may come from one."""

    def told(found: re.Match[str]) -> str:
        lines = {original(int(number)) for number in re.findall("[0-9]+", found[0])}
        texts = [str(line) for line in sorted(lines)]
        return _listed(texts) if found[0].startswith("lines") else texts[0]

    return _NAMED.sub(told, text) if _OPEN in text else text


def _listed(numbers: Iterable[str]) -> str:
    *first, last = numbers
    return f"lines {', '.join(first)} and {last}" if first else f"line {last}"


def _number(line: int) -> str:
    return f"{_OPEN}{line}{_CLOSE}"
