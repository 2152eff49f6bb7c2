"""Where new commands and words go in a RUN, and how they are joined to what is there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from migrator.dockerfile import Dockerfile, Instruction
from migrator.editing import json_word
from migrator.editing.style import Style
from migrator.shell import Command, Item, Script
from migrator.source import Edit, Word

_ONE_LINE = 150


def joint(dockerfile: Dockerfile, instruction: Instruction, word: Word, count: int) -> str:
    """Give what separates new names from `word`: a line end where a list of `count` has one name a line."""
    source = dockerfile.source
    line = source.line_span(word.span.start)
    before = source.text[line.start : word.span.start]
    if before.strip() or count < 2:
        return " "
    inside = any(word.span.start in heredoc.body for heredoc in instruction.heredocs)
    escape = "\\" if inside else dockerfile.escape
    return f" {escape}{source.newline}{before}"


def top_item(script: Script, command: Command) -> Item | None:
    """Give the member of a list outside of all nesting that is `command`, None where it is nested."""
    items = (item for found in script.lists if not found.nesting for item in found.items)
    return next((item for item in items if item.command and item.command.span == command.span), None)


def behind(
    dockerfile: Dockerfile, instruction: Instruction, item: Item, operator: str, text: str, style: Style
) -> tuple[Edit, ...]:
    """Give the edit that puts the command `text` behind another one, joined by `operator`.

    A short RUN on one line stays on one line.
    """
    source, end = dockerfile.source, item.span.end
    line = source.line_span(item.span.start)
    if any(end in heredoc.body for heredoc in instruction.heredocs):
        indent = re.match(r"[ \t]*", source.text[line.start : line.end])
        flat = re.sub(r"\s*\\\n\s*", " ", text)
        on_new_line = f"{source.newline}{indent[0] if indent else ''}{flat}"
        return (Edit.at(end, on_new_line if operator in ("\n", ";") else f" && {flat}"),)
    if instruction.line == instruction.end_line and line.end - line.start + len(text) <= _ONE_LINE:
        joined = f"; {text}" if operator == ";" else f" && {text}"
    else:
        joined = f";{style.joint}{text}" if operator == ";" else style.chain("", text)
    return (Edit.at(end, joined.replace("\n", source.newline)),)


def written(words: Iterable[str], exec_form: bool) -> str:
    """Give words as they stand in the shell form or in the JSON form."""
    return ", ".join(map(json_word, words)) if exec_form else " ".join(words)
