"""Packages that a RUN needs only while it installs, and those that have to stay.

`wrap` gives a RUN packages that leave again with it (``--virtual .build-deps``), `add_runtime` brings
packages into the image for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from migrator import regex as re
from migrator.alpine.apk_commands import ApkAdd, adds_before, apk_adds, apk_deleted, installed_by_apk
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.editing import insert_before
from migrator.editing.style import Style, style_of
from migrator.requirements.installers import installs_packages
from migrator.shell import CommandList, Item
from migrator.shell.run_as import (
    ends_at_failure,
    is_unheard,
    joint_behind,
    may_end_at_failure,
    root_at,
    script_at,
)
from migrator.source import Edit

BUILD_DEPS = ".build-deps"
"""The name that packages of one RUN share, so that one ``apk del`` takes all of them away."""

_SECOND = ".more-build-deps"
_WIDTH = 100
_HEREDOC_ONLY = re.compile(r"\s*[0-9]*<<-?[ \t]*\S+\s*")
_PLAIN = re.compile(r"[A-Za-z0-9_./:=@%+,~^-]+")


def wrap(
    dockerfile: Dockerfile, instruction: Instruction, names: Sequence[str], style: Style | None = None
) -> tuple[Edit, ...] | None:
    """Give the edits by which a RUN has `names` while it runs, and no longer.

    ``apk add --no-cache --virtual .build-deps NAMES && … && apk del --no-network .build-deps`` around
    its commands, in the file's style; a RUN that adds virtual packages before its first installer
    gets the missing names into that list. `style` is how to write it where the file as it is now does
    not tell. Nothing to do gives ``()``. None where it cannot be done:
    not root, a script that cannot be read or ends in a comment, a list that would hide a failure.
    """
    adds = apk_adds(dockerfile, instruction)
    existing = next((add for add in adds if add.virtual is not None and not add.elsewhere), None)
    wanted = _without(names, existing.names if existing else ())
    if not wanted:
        return ()
    if not root_at(dockerfile, instruction) or instruction.keyword != "RUN":
        return None
    if existing is not None and _comes_first(dockerfile, existing):
        return _appended(dockerfile, existing, wanted)
    style = style or style_of(dockerfile, instruction)
    return _around(dockerfile, instruction, _virtual_name(dockerfile, instruction), wanted, style)


def _without(names: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    gone = frozenset(others)
    return tuple(name for name in dict.fromkeys(names) if name not in gone)


def _comes_first(dockerfile: Dockerfile, add: ApkAdd) -> bool:
    """Tell whether an ``apk add`` stands before every installer of its RUN, outside of conditions."""
    commands = script_at(dockerfile, add.instruction).commands
    installers = [one.span.start for one in commands if installs_packages(one)]
    return not add.command.nesting and add.command.span.start < min(installers, default=1 << 62)


def _virtual_name(dockerfile: Dockerfile, instruction: Instruction) -> str:
    """Give a name that nothing in the image has: adding to it again would drop what it held."""
    stage = dockerfile.stage_of(instruction)
    if stage is None:
        return BUILD_DEPS
    kept = (
        add
        for add in adds_before(dockerfile, stage, instruction)
        if add.virtual == BUILD_DEPS and BUILD_DEPS not in apk_deleted(dockerfile, add.instruction)
    )
    return _SECOND if next(kept, None) else BUILD_DEPS


def _around(
    dockerfile: Dockerfile, instruction: Instruction, name: str, names: tuple[str, ...], style: Style
) -> tuple[Edit, ...] | None:
    add = add_command(style, names, virtual=name)
    delete = f"apk del --no-network {name}"
    if instruction.json is not None and not instruction.heredocs:
        return _around_exec(dockerfile, instruction, style.chain(add, "{}", delete))
    script = script_at(dockerfile, instruction)
    top = script.top
    if script.opaque is not None or top is None or any(_in_background(item) for item in top.items):
        return None
    errexit = ends_at_failure(dockerfile, instruction, top)
    if not errexit and may_end_at_failure(dockerfile, instruction, script):
        return None
    joint = joint_behind(dockerfile, instruction, script)
    if instruction.heredocs:
        only = _HEREDOC_ONLY.fullmatch(instruction.value.text)
        return _around_body(dockerfile, top, add, delete, errexit, joint) if only else None
    if script.comments:
        return None
    edits = _around_list(top, style, add, delete, errexit, joint)
    newline = dockerfile.source.newline
    return edits and tuple(replace(edit, text=edit.text.replace("\n", newline)) for edit in edits)


def _in_background(item: Item) -> bool:
    return item.after is not None and item.after.text == "&"


def _around_exec(dockerfile: Dockerfile, instruction: Instruction, form: str) -> tuple[Edit, ...] | None:
    """Turn the exec form into the shell form, where its words mean the same there."""
    words = [word.value or "" for word in instruction.json or ()]
    if not words or not all(_PLAIN.fullmatch(word) for word in words):
        return None
    value = instruction.value
    text = form.replace("{}", " ".join(words)).replace("\n", dockerfile.source.newline)
    return (Edit(value.offset(0), value.offset(len(value.text), end=True), text),)


def _around_list(
    top: CommandList, style: Style, add: str, delete: str, errexit: bool, joint: str | None
) -> tuple[Edit, ...] | None:
    """Put the commands around a list; `joint` is what may stand behind its last member (`joint_behind`)."""
    items = top.items
    operators = {item.after.text for item in items[:-1] if item.after is not None}
    first = items[1] if len(items) > 1 and _is_set(items[0]) else items[0]
    last = items[-1]
    if operators <= {"&&"} and joint == "&&":
        return (
            Edit.at(first.span.start, style.chain(add, "")),
            Edit.at(last.span.end, style.chain("", delete)),
        )
    if errexit and operators <= {"&&", ";"} and joint is not None:
        before = first.before.text if first.before is not None else ";"
        start = style.chain(add, "") if before == "&&" else f"{add};{style.joint}"
        behind = style.chain("", delete) if is_unheard(last) else f";{style.joint}{delete}"
        return (
            Edit.at(first.span.start, start),
            Edit.at(last.span.end, behind),
        )
    if errexit:
        return None
    close = "; }" if last.after is None else " }"
    end = last.span.end if last.after is None else last.after.span.end
    return (
        Edit.at(items[0].span.start, style.chain(add, "{ ")),
        Edit.at(end, close + style.chain("", delete)),
    )


def _around_body(
    dockerfile: Dockerfile, top: CommandList, add: str, delete: str, errexit: bool, joint: str | None
) -> tuple[Edit, ...] | None:
    """Put the commands into a here-document, on lines of their own where a failure ends the script."""
    add = re.sub(r"\s*\\\n\s*", " ", add)
    newline = dockerfile.source.newline
    if errexit:
        first = next((item for item in top.items if not _is_set(item)), top.items[0])
        last = top.items[-1]
        start = dockerfile.source.line_span(first.span.start).start
        indent = dockerfile.source.text[start : first.span.start]
        if indent.strip() or joint is None:
            return None
        behind = f" && {delete}" if is_unheard(last) else f"{newline}{indent}{delete}"
        return (
            Edit.at(first.span.start, f"{add}{newline}{indent}"),
            Edit.at(last.span.end, behind),
        )
    installing = [item for item in top.items if item.command and installs_packages(item.command)]
    if len(installing) != 1 or not _stands_alone(installing[0]):
        return None
    span = installing[0].span
    return (Edit.at(span.start, f"{add} && "), Edit.at(span.end, f" && {delete}"))


def _stands_alone(item: Item) -> bool:
    return all(one is None or one.text not in ("&&", "||") for one in (item.before, item.after))


def _is_set(item: Item) -> bool:
    return item.command is not None and item.command.name == "set"


# packages that stay


def add_runtime(dockerfile: Dockerfile, before: Instruction, names: Sequence[str]) -> tuple[Edit, ...] | None:
    """Give the edits by which `names` are in the image when `before` runs, and stay there.

    They join the last plain ``apk add`` before it (in its stage, outside of conditions), or get a RUN
    of their own above the first COPY, ADD, RUN or USER of the stage. Nothing to do gives ``()``; None
    where no place is left at which the build is root.
    """
    stage = dockerfile.stage_of(before)
    if stage is None:
        return None
    wanted = _without(names, installed_by_apk(dockerfile, stage, before))
    if not wanted:
        return ()
    adds = [add for add in adds_before(dockerfile, stage, before) if _extensible(dockerfile, stage, add)]
    if adds:
        return _appended(dockerfile, adds[-1], wanted)
    place = _place(dockerfile, stage, before)
    if place is None:
        return None
    style = Style.of(dockerfile)
    text = f"{style.keyword('RUN')} {add_command(style, wanted)}"
    return insert_before(dockerfile, place, text + ("\n" if _paragraphs(dockerfile, place) else ""))


def _extensible(dockerfile: Dockerfile, stage: Stage, add: ApkAdd) -> bool:
    plain = add.virtual is None and not add.elsewhere and not add.command.nesting and bool(add.packages)
    return plain and not add.command.exec and dockerfile.stage_of(add.instruction) is stage


def _place(dockerfile: Dockerfile, stage: Stage, before: Instruction) -> Instruction | None:
    for each in dockerfile.lineage(stage):
        first = (one for one in each.instructions if one.keyword in ("COPY", "ADD", "RUN", "USER"))
        place = next(first, before if each is stage else None)
        if place is not None and each is stage and place.span.start > before.span.start:
            place = before
        if place is not None and root_at(dockerfile, place):
            return place
    return None


def _paragraphs(dockerfile: Dockerfile, place: Instruction) -> bool:
    """Tell whether a blank line stands above an instruction and its comments."""
    (edit,) = insert_before(dockerfile, place, "")
    return dockerfile.source.text[: edit.start].endswith(("\n\n", "\n\r\n"))


# how it is written


def add_command(style: Style, names: Sequence[str], *, virtual: str = "") -> str:
    """Give ``apk add --no-cache [--virtual NAME] NAMES``; a long list has one name a line."""
    head = "apk add --no-cache" + (f" --virtual {virtual}" if virtual else "")
    line = " ".join((head, *names))
    if len(line) <= _WIDTH:
        return line
    return (style.joint + style.indent).join((head, *names))


def _appended(dockerfile: Dockerfile, add: ApkAdd, names: Sequence[str]) -> tuple[Edit, ...] | None:
    """Put names behind the last package of an ``apk add``, the way its list is written."""
    if add.command.exec:
        return None
    source, anchor = dockerfile.source, add.anchor
    line = source.line_span(anchor.span.start)
    before = source.text[line.start : anchor.span.start]
    alone = not before.strip() and len(add.packages) > 1
    inside = any(anchor.span.start in heredoc.body for heredoc in add.instruction.heredocs)
    escape = "\\" if inside else dockerfile.escape
    joint = f" {escape}{source.newline}{before}" if alone else " "
    return (Edit.at(anchor.span.end, "".join(joint + name for name in names)),)
