"""The legacy ``ENV NAME the whole rest`` and what it is as ``ENV NAME=value``, with the very same value."""

from __future__ import annotations

from collections.abc import Callable

from migrator import regex as re
from migrator.dockerfile import Assignment, Dockerfile, Instruction, assignments
from migrator.dockerfile.lexer import UNKNOWN, LexError, expand
from migrator.dockerfile.operands import is_legacy, pair_words
from migrator.source import Edit

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-/]*")
_VARIABLE = re.compile(r"\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*(?::?[-+?][\w./:=@,-]*)?\})")
_ANOTHER = re.compile(r"[ \t]*([A-Z_][A-Z0-9_]*)(?:[ \t]+|=)[^ \t]")


def legacy_pair(instruction: Instruction) -> Assignment | None:
    """Give the pair of an ENV or LABEL in the legacy form, None for any other instruction."""
    if not is_legacy(instruction):
        return None
    pair = assignments(instruction)[0]
    return pair if _NAME.fullmatch(pair.name) else None


def pair_edits(dockerfile: Dockerfile, instruction: Instruction, pair: Assignment) -> tuple[Edit, ...] | None:
    """Give the edits that put ``=`` between name and value and quote the value where it must be.

    None where comments stand between the two, or where the value cannot be written as one word that
    BuildKit reads the same.
    """
    if pair.value is None:
        return None
    source, value = dockerfile.source, pair.value
    gap = Edit(pair.span.start + len(pair.name), value.span.start, "=")
    if source.text[pair.span.start : gap.start] != pair.name or "#" in source.text[gap.start : gap.end]:
        return None
    new = pair_value(value.text, instruction.escape)
    if new is None:
        return None
    if new == value.text:
        return (gap,)
    if new == f'"{value.text}"':
        return (Edit.over(gap.span, '="'), Edit.at(value.span.end, '"'))
    if source.slice(value.span) != value.text:
        return None
    return (Edit(gap.start, value.span.end, f"={new}"),)


def pair_value(text: str, escape: str = "\\") -> str | None:
    """Give the value of a legacy pair as it is written behind ``=``; None where that cannot be told.

    What comes out is one word, and BuildKit makes the same of it for every value of its variables.
    """
    for new in _candidates(text, escape):
        if not new.endswith(escape) and _is_one_word(new, escape) and _means_the_same(text, new, escape):
            return new
    return None


def quoted_value(text: str, escape: str = "\\") -> str:
    """Give `text`, in which nothing has a meaning, as a quoted value that stands for it."""
    marked = re.compile(rf'["$]|{re.escape(escape)}')
    return '"' + marked.sub(lambda found: escape + found[0], text) + '"'


def other_name(dockerfile: Dockerfile, instruction: Instruction, pair: Assignment) -> str | None:
    """Give what a legacy pair has in its value by mistake: a name that is to be set, or the ``=``."""
    if pair.value is not None and pair.value.text.startswith("="):
        return "the = itself"
    end = instruction.span.end
    for line in dockerfile.source.text[instruction.span.start : end].split("\n")[1:]:
        if match := _ANOTHER.match(line):
            return match[1]
    return None


def _candidates(text: str, escape: str) -> tuple[str, ...]:
    if not any(mark in text for mark in ("'", '"', escape)):
        return (text, f'"{text}"')
    requoted = None if text.endswith(escape) else _requoted(text, escape)
    return (text,) if requoted is None else (text, requoted)


def _is_one_word(text: str, escape: str) -> bool:
    return pair_words(f"NAME={text}", escape) == [f"NAME={text}"]


def _means_the_same(old: str, new: str, escape: str) -> bool:
    """Compare what both become with variables unset, empty and set."""
    return all(_made(old, lookup, escape) == _made(new, lookup, escape) is not None for lookup in _LOOKUPS)


def _made(text: str, lookup: Callable[[str], str | None], escape: str) -> str | None:
    try:
        value = expand(text, lookup, escape)
    except (LexError, RecursionError):
        return None
    return None if UNKNOWN in value else value


def _unset(_name: str) -> str | None:
    return None


def _empty(_name: str) -> str | None:
    return ""


def _set(name: str) -> str | None:
    return f"\ue000{name} 'x\ue001"


_LOOKUPS: tuple[Callable[[str], str | None], ...] = (_unset, _empty, _set)


def _requoted(text: str, escape: str) -> str | None:
    """Give a text of several quoted and bare parts as one in double quotes, variables kept."""
    parts: list[str] = []
    at, quote = 0, ""
    while at < len(text):
        char = text[at]
        if char in "'\"" and quote in ("", char):
            quote = "" if quote else char
            at += 1
        elif char == "$" and quote != "'":
            match = _VARIABLE.match(text, at)
            if match is None:
                return None
            parts.append(match[0])
            at = match.end()
        elif char == escape and quote != "'":
            following = text[at + 1 : at + 2]
            kept = quote and following not in ('"', "$", escape)
            parts.append((_marked(char, escape) if kept else "") + _marked(following, escape))
            at += 2
        else:
            parts.append(_marked(char, escape))
            at += 1
    return None if quote else '"' + "".join(parts) + '"'


def _marked(char: str, escape: str) -> str:
    return escape + char if char and char in ('"', "$", escape) else char
