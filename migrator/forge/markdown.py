"""Markdown that stays what it is meant to be, whatever a repository's file names and files hold."""

from __future__ import annotations

from migrator import regex as re
from migrator.report.text import printable

# An underscore inside a word is one; everything else here would be markup.
_SPECIAL = re.compile(r"([\\`*{}\[\]<>|~]|(?<![^\W_])_|_(?![^\W_]))")
# A person, an issue, a merge request: a zero-width space keeps the forge from pinging or closing it.
_REFERENCE = re.compile(r"([@#!&%$])(?=\w)|\b(GH-)(?=\d)|:(?=//)")


def prose(text: str) -> str:
    """Give foreign `text` as one line of plain prose: no markup, no mention, no reference, no link."""
    line = _SPECIAL.sub(r"\\\1", printable(" ".join(text.split())))
    return _REFERENCE.sub(lambda match: f"{match[0]}\u200b", line)


def code(text: str) -> str:
    """Give foreign `text` as an inline code span that also holds in a table."""
    line = printable(" ".join(text.split())).replace("|", "¦")
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") or not line else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def folded(summary: str, text: str) -> str:
    """Give `text` behind a line that opens it; `summary` is plain."""
    return f"<details><summary>{summary}</summary>\n\n{text}\n\n</details>"


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Give a table; the cells are Markdown already."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
