"""A RUN body as commands and words with exact source spans; it says when it cannot know."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from migrator import regex as re
from migrator.dockerfile import Heredoc, Instruction
from migrator.memory import remembered
from migrator.shell.commands import Collector, Sink
from migrator.shell.model import Command, CommandList, Item, Operator, Script
from migrator.shell.reader import ShellError
from migrator.shell.wrappers import SHELLS, handed_script, program, unwrap
from migrator.source import Logical, Span, Word

__all__ = [
    "Command",
    "CommandList",
    "Item",
    "Operator",
    "Script",
    "only_heredoc",
    "parse_script",
    "program",
    "script_of",
    "script_text",
    "unwrap",
]

_HEREDOC_ONLY = re.compile(r"\s*[0-9]*<<-?[ \t]*(?:'[^']*'|\"[^\"]*\"|[^\s'\"<>|&;()]+)\s*\Z")
_SHEBANG = re.compile(r"#![ \t]*(\S+)(?:[ \t]+(\S+))?")
_CHECK = re.compile(r"CMD(?:[ \t]+|\Z)", re.IGNORECASE)


# Several transforms ask for the same bodies, again and again: reading is most of the cost of a run.
@lru_cache(maxsize=512)
def parse_script(logical: Logical) -> Script:
    """Give the commands of a body in POSIX sh or bash; opaque where it cannot be read."""
    sink = Sink()
    try:
        Collector(logical, sink).read()
    except ShellError as error:
        return Script((), str(error))
    except RecursionError:
        return Script((), "it is nested too deeply")
    return Script(
        tuple(sorted(sink.commands, key=_place)),
        None,
        tuple(sorted(sink.lists, key=lambda found: found.items[0].span)),
        tuple(sorted(sink.comments)),
        tuple(sorted(sink.branches, key=lambda found: (found.group, found.span))),
        tuple(sorted(sink.loops, key=lambda found: found.span)),
        frozenset(sink.functions),
    )


def _place(command: Command) -> tuple[int, int]:
    return command.span.start, -command.span.end


@remembered
def script_of(instruction: Instruction, shell: tuple[str, ...] | None = None) -> Script:
    """Give the script that a RUN, CMD, ENTRYPOINT or HEALTHCHECK runs.

    `shell` is the SHELL in force (None: ``/bin/sh -c``). The shell form and here-documents are
    read as shell, the JSON form is one command with `exec`; what ``["sh", "-c", "…"]`` runs is
    listed behind it. For an ONBUILD give its trigger. The script is opaque where the body cannot be
    read, where SHELL is not a Unix shell, and where a shebang names another interpreter.
    """
    value = instruction.value
    if instruction.keyword.upper() == "HEALTHCHECK":
        match = _CHECK.match(value.text)
        if not match:
            return Script(())
        value = value.part(match.end(), len(value.text))
    if instruction.json is not None:
        return _exec_form(instruction.json)
    if shell and not any(_basename(word) in SHELLS | {"busybox"} for word in shell):
        return Script((), f"SHELL is {shell[0]}")
    text = _heredoc_form(instruction, value) if instruction.heredocs else value
    return Script((), text) if isinstance(text, str) else parse_script(text)


def script_text(run: Instruction) -> Logical | None:
    """Give the text that a RUN hands to its shell; None in JSON form, or where no shell is to read it."""
    if run.json is not None:
        return None
    text = _heredoc_form(run, run.value) if run.heredocs else run.value
    return None if isinstance(text, str) else text


def _basename(word: str) -> str:
    return word.rsplit("/", 1)[-1]


def _exec_form(words: tuple[Word, ...]) -> Script:
    if not words:
        return Script(())
    span = Span(words[0].span.start, words[-1].span.end)
    command = Command((), words, (), span, None, None, (), exec=True)
    handed = handed_script(command)
    if handed is None:
        return _alone(command)
    index, name = handed
    word = words[index]
    if index < 0:
        return _alone(replace(command, opaque_inner=f"what {name} runs is not one plain word"))
    if word.value is None or len(word.value) + 2 != word.span.end - word.span.start or "\\" in word.value:
        return _alone(replace(command, opaque_inner="the script is escaped"))
    return _with_inner(command, parse_script(Logical(word.value, ((0, word.span.start + 1),))))


def _alone(command: Command) -> Script:
    return Script((command,), None, (CommandList((Item(command.span, command, None, None),), ()),))


def _with_inner(command: Command, inner: Script) -> Script:
    if inner.opaque is not None:
        return _alone(replace(command, opaque_inner=inner.opaque))
    commands = tuple(replace(found, nesting=("sh -c", *found.nesting)) for found in inner.commands)
    lists = tuple(_renested(found) for found in inner.lists)
    outer = _alone(command)
    found = (*outer.lists, *lists)
    return Script(
        (command, *commands), None, found, inner.comments, inner.branches, inner.loops, inner.functions
    )


def _renested(found: CommandList) -> CommandList:
    items = tuple(
        replace(item, command=replace(item.command, nesting=("sh -c", *item.command.nesting)))
        if item.command
        else item
        for item in found.items
    )
    return replace(found, items=items, nesting=("sh -c", *found.nesting))


def only_heredoc(instruction: Instruction) -> Heredoc | None:
    """Give the here-document that is all of a RUN's script; None where there is more, or none."""
    alone = len(instruction.heredocs) == 1 and _HEREDOC_ONLY.match(instruction.value.text)
    return instruction.heredocs[0] if alone else None


def _heredoc_form(instruction: Instruction, value: Logical) -> Logical | str:
    """Give the script, or why it cannot be read."""
    if any("\r" in heredoc.text for heredoc in instruction.heredocs):
        return "a here-document has carriage returns, which the shell takes for part of its words"
    first = only_heredoc(instruction)
    if first is None:
        return _with_bodies(instruction, value)
    match = _SHEBANG.match(first.text)
    if match:
        interpreter = _basename(match[2] or "" if _basename(match[1]) == "env" else match[1])
        if interpreter not in SHELLS:
            return f"the body is run by {interpreter or match[1]}"
    if first.chomp:
        return _chomped(first.text, first.body.start)
    return Logical(first.text, ((0, first.body.start),))


def _chomped(text: str, start: int) -> Logical:
    """Give the body of a ``<<-`` without the tabs that its lines begin with."""
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []
    length = 0
    for line in re.findall(r"[^\n]*\n|[^\n]+\Z", text):
        kept = line.lstrip("\t")
        pieces.append((length, start + len(line) - len(kept)))
        parts.append(kept)
        length += len(kept)
        start += len(line)
    return Logical("".join(parts), tuple(pieces) or ((0, start),))


def _with_bodies(instruction: Instruction, value: Logical) -> Logical:
    """Give what BuildKit hands to the shell: the line, and each body with its terminator."""
    text = value.text
    pieces = list(value.pieces)
    for heredoc in instruction.heredocs:
        pieces.append((len(text), heredoc.body.start - 1))
        text += "\n"
        pieces.append((len(text), heredoc.body.start))
        text += heredoc.text
        pieces.append((len(text), heredoc.terminator.end - len(heredoc.name)))
        text += heredoc.name
    return Logical(text, tuple(pieces))
