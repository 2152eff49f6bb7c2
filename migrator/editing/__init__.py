"""Edit recipes: what a transform does to instructions, commands and words, as edits.

No recipe loses a comment, leaves an empty continuation line or changes a line end. New text is
given with plain line ends and gets the file's own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from migrator.dockerfile import WITH_COMMANDS, Dockerfile, Instruction
from migrator.editing.erasure import disjoint, erase
from migrator.editing.moving import comments_above, orders
from migrator.editing.proof import is_proved
from migrator.editing.style import Style, style_of
from migrator.shell import Command, Script, script_of
from migrator.shell.chains import marks_of
from migrator.source import Edit, Span, Word

__all__ = [
    "Style",
    "add_flags",
    "delete_commands",
    "delete_instruction",
    "delete_words",
    "insert_after",
    "insert_after_word",
    "insert_before",
    "json_word",
    "replace_command",
    "replace_instruction",
    "replace_word",
    "style_of",
]


# instructions


def delete_instruction(dockerfile: Dockerfile, instruction: Instruction) -> tuple[Edit, ...]:
    """Take out an instruction with its lines; comments inside it stay in its place.

    Where it stood alone between blank lines, one of them goes too.
    """
    kept = _comments_above(dockerfile, instruction)
    start, end = instruction.lines.start, instruction.lines.end
    text = dockerfile.source.text
    if not kept and _is_behind_blank_line(text, start):
        end = _behind_blank_line(text, end)
    if kept and not text.endswith("\n") and end == len(text):
        kept = kept[: -len(dockerfile.source.newline)]
    return (Edit(start, end, kept),)


def _is_behind_blank_line(text: str, start: int) -> bool:
    return start == 0 or text.endswith(("\n\n", "\n\r\n"), 0, start)


def _behind_blank_line(text: str, end: int) -> int:
    for blank in ("\n", "\r\n"):
        if text.startswith(blank, end):
            return end + len(blank)
    return end


def replace_instruction(dockerfile: Dockerfile, instruction: Instruction, text: str) -> tuple[Edit, ...]:
    """Put `text` in the place of an instruction; comments inside it that `text` lacks move above it."""
    comments = _comments_above(dockerfile, instruction, text)
    new = _in_newlines(dockerfile, text)
    if not comments:
        return (Edit.over(instruction.span, new),)
    indent = _indent(dockerfile, instruction)
    return (Edit(instruction.span.start - len(indent), instruction.span.end, comments + indent + new),)


def insert_before(dockerfile: Dockerfile, instruction: Instruction, text: str) -> tuple[Edit, ...]:
    """Put lines above an instruction and above the comment lines that stand directly over it."""
    start = _above_comments(dockerfile, instruction)
    return (Edit.at(start, _in_newlines(dockerfile, text) + dockerfile.source.newline),)


def insert_after(dockerfile: Dockerfile, instruction: Instruction, text: str) -> tuple[Edit, ...]:
    """Put lines below an instruction; a last line without line end stays one."""
    source = dockerfile.source
    new = _in_newlines(dockerfile, text)
    end = instruction.lines.end
    if end > 0 and source.text[end - 1] != "\n":
        return (Edit.at(end, source.newline + new),)
    return (Edit.at(end, new + source.newline),)


def add_flags(
    dockerfile: Dockerfile, instruction: Instruction, flags: Sequence[str], *, inline: bool = False
) -> tuple[Edit, ...]:
    """Put flags (``--mount=…``) behind those an instruction has.

    Each gets a line of its own and so does what follows; with `inline` all stay on one line.
    """
    if not flags:
        return ()
    joint = " " if inline else _in_newlines(dockerfile, style_of(dockerfile, instruction).joint)
    new = "".join(flag + joint for flag in flags)
    start = instruction.value.offset(0)
    last = instruction.flags[-1].span.end if instruction.flags else start
    between = dockerfile.source.text[last:start]
    if between and not between.strip(" \t") and not inline:
        return (Edit(last, start, joint + new),)
    return (Edit.at(start, new),)


def _above_comments(dockerfile: Dockerfile, instruction: Instruction) -> int:
    """Give the place above the comments of an instruction; a file's own header stays on top.

    What a header orders a tool about the instruction stays over it.
    """
    source = dockerfile.source
    comments = comments_above(dockerfile, instruction)
    start = comments.start
    header = start == 0 or any(source.line_span(one.span.start).end == start for one in dockerfile.directives)
    return instruction.lines.start if header and not orders(dockerfile, comments) else start


def _comments_above(dockerfile: Dockerfile, instruction: Instruction, new: str = "") -> str:
    """Give an instruction's comments, without those that `new` has, as lines with its indentation."""
    there = Counter(line.strip() for line in new.split("\n"))
    lines: list[str] = []
    for comment in _comments(dockerfile, instruction):
        if there[comment] > 0:
            there[comment] -= 1
        else:
            lines.append(_indent(dockerfile, instruction) + comment + dockerfile.source.newline)
    return "".join(lines)


def _comments(dockerfile: Dockerfile, instruction: Instruction) -> list[str]:
    """Give all comments in an instruction in order: its own lines and those of its script."""
    source = dockerfile.source
    found = [(comment.start, source.slice(comment).rstrip()) for comment in instruction.comments]
    inner = instruction.inner
    if inner.keyword in WITH_COMMANDS and inner.json is None:
        for comment in script_of(inner).comments:
            lines = _without_markers(source.slice(comment), dockerfile.escape)
            found += [(comment.start, line) for line in lines if not line.startswith("#!")]
    return [text for _, text in sorted(found, key=lambda one: one[0])]


def _without_markers(text: str, escape: str) -> list[str]:
    """Give the lines of a shell comment that runs over continuations, each as a comment."""
    lines = [line.strip().removesuffix(escape).rstrip() for line in text.split("\n")]
    return [line if line.startswith("#") else f"# {line}" for line in lines if line]


def _indent(dockerfile: Dockerfile, instruction: Instruction) -> str:
    line = dockerfile.source.text[instruction.lines.start : instruction.span.start]
    return line if not line.strip(" \t") else ""


def _in_newlines(dockerfile: Dockerfile, text: str) -> str:
    return text.replace("\n", dockerfile.source.newline)


# commands


def delete_commands(
    dockerfile: Dockerfile, instruction: Instruction, script: Script, commands: Collection[Command]
) -> tuple[Edit, ...] | None:
    """Take commands out of a script, each with one of the operators that join it.

    The rest behaves as if each of them had succeeded: ``x || true`` goes as a whole when `x` does.
    With all commands at the top the instruction goes, and with all but those that only export a variable
    to what is gone. None where it cannot be done safely: a pipe member, a negated command, a condition, what
    stands behind ``||``, the last command of a body, a command with a here-document.
    """
    wanted = {command.span for command in commands}
    if not wanted:
        return ()
    if goes_whole(script, wanted):
        return delete_instruction(dockerfile, instruction)
    marks = marks_of(dockerfile.source, script, wanted)
    edits = None if marks is None else erase(dockerfile, instruction, marks)
    if marks is None or edits is None:
        return None
    edits = (*_hoisted(dockerfile, script, marks), *edits)
    return edits if is_proved(dockerfile, instruction, script, edits, marks) else None


def goes_whole(script: Script, leaving: Collection[Span]) -> bool:
    """Tell whether a script does nothing more once the commands of these spans have left it."""
    top = script.top
    own = [item.command for item in top.items] if top else [None]
    return all(command and (command.span in leaving or _only_exports(command)) for command in own)


def _only_exports(command: Command) -> bool:
    """Tell whether a command does nothing but to export variables with plain values."""
    plain = all(word.value is not None for word in command.words) and not command.redirects
    return command.name == "export" and plain and not command.assignments


def _hoisted(dockerfile: Dockerfile, script: Script, marks: Iterable[Span]) -> list[Edit]:
    """Put the shell's own comments in what goes (```` `# why` ````) on lines above it."""
    source = dockerfile.source
    edits: list[Edit] = []
    for mark in disjoint(marks):
        start = source.line_span(mark.start).start
        for comment in script.comments:
            if mark.covers(comment):
                text = _without_markers(source.slice(comment), dockerfile.escape)
                edits += [Edit.at(start, line + source.newline) for line in text]
    return edits


def replace_command(
    dockerfile: Dockerfile, instruction: Instruction, command: Command, text: str
) -> tuple[Edit, ...] | None:
    """Put `text` in the place of a command's words; assignments and redirects around them stay.

    Comments between the words move above the line that the words begin on. None where a
    redirect stands between the words. Give an unwrapped command to keep its ``sudo``. Inside
    ``sh -c "…"`` and the JSON form `text` must fit the quotes around it.
    """
    if not command.words:
        return None
    span = Span(command.words[0].span.start, command.words[-1].span.end)
    if any(span.covers(redirect.span) for redirect in command.redirects):
        return None
    source = dockerfile.source
    above = source.line_span(span.start).start
    inside = [source.line_span(comment.start) for comment in instruction.comments if comment.start in span]
    edits = [Edit.at(above, source.slice(line)) for line in inside]
    edits += _hoisted(dockerfile, script_of(instruction), [span])
    return (*edits, Edit.over(span, _in_newlines(dockerfile, text)))


# words


def delete_words(
    dockerfile: Dockerfile, instruction: Instruction, words: Iterable[Word]
) -> tuple[Edit, ...] | None:
    """Take words out of a command or an instruction; a line that holds nothing else goes too.

    Words of the JSON form go with their comma. None where the rest would read as something else.
    """
    spans = sorted(word.span for word in words)
    if instruction.json is not None:
        spans = _with_commas(instruction.json, spans)
    edits = erase(dockerfile, instruction, spans)
    if edits is None or instruction.keyword not in WITH_COMMANDS:
        return edits
    script = script_of(instruction)
    return edits if is_proved(dockerfile, instruction, script, edits, spans) else None


def _with_commas(words: tuple[Word, ...], spans: list[Span]) -> list[Span]:
    """Widen the spans of JSON words by a comma; spans inside of words stay as they are."""
    chosen = set(spans)
    kept = [word.span for word in words if word.span not in chosen]
    widened = [span for span in spans if all(span != word.span for word in words)]
    for index, word in enumerate(words):
        if word.span not in chosen:
            continue
        behind = bool(kept) and word.span.start > kept[-1].end
        start = words[index - 1].span.end if behind else word.span.start
        end = word.span.end if behind or index + 1 == len(words) else words[index + 1].span.start
        widened.append(Span(start, end))
    return sorted(widened)


def replace_word(word: Word, text: str) -> Edit:
    """Put `text` in the place of a word."""
    return Edit.over(word.span, text)


def insert_after_word(word: Word, text: str) -> Edit:
    """Put `text` behind a word, with a blank between."""
    return Edit.at(word.span.end, " " + text)


def json_word(text: str) -> str:
    """Give `text` as a word of the JSON form, quotes included."""
    return json.dumps(text, ensure_ascii=False)
