"""The plan of one RUN as edits: words and commands that leave, uv's own words, mounts."""

from __future__ import annotations

from dataclasses import replace

from migrator.dockerfile import Instruction
from migrator.editing import (
    delete_instruction,
    delete_words,
    goes_whole,
    insert_before,
    replace_instruction,
)
from migrator.pip.plan import NotNeeded, RunPlan, StaysPip, ToUv
from migrator.pip.uv_delivery import copy_line, delivery_edits, has_uv
from migrator.settings import Settings
from migrator.shell.chains import marks_of
from migrator.source import Edit, Source, Span, Word


def rewritten(plan: RunPlan, settings: Settings) -> tuple[Edit, ...] | None:
    """Give the edits that carry out the plan of one RUN; None where they cannot be made safely."""
    dockerfile, instruction = plan.scene.dockerfile, plan.scene.instruction
    leaving = {one.command.span for one in plan.of(NotNeeded)} | {command.span for command in plan.cleared}
    copied = _uv_copied(plan, settings)
    if leaving and goes_whole(plan.scene.script, leaving):
        if copied:
            return replace_instruction(dockerfile, instruction, copied)
        return delete_instruction(dockerfile, instruction)
    edits = _word_edits(plan, leaving)
    if edits is None:
        return None
    after = dockerfile.edited(edits)
    if plan.of(ToUv) and plan.delivery is not None:
        at = after.instructions[dockerfile.number(instruction)]
        delivery = replace(plan.delivery, flags=(), cache=plan.delivery.cache and _needs_cache(plan))
        after = after.edited(delivery_edits(after, at, settings, delivery, _beside_pips(plan)))
    above = insert_before(dockerfile, instruction, copied) if copied else ()
    return (*above, *_difference(dockerfile.source, after.source, instruction))


def _needs_cache(plan: RunPlan) -> bool:
    """Tell whether a call fills uv's own cache: one that installs, and is not told of another."""
    folders = plan.delivery.folders if plan.delivery else ()
    for one in plan.of(ToUv):
        told = [given.known in folders for given in one.call.given("--cache-dir")]
        if one.call.name == "install" and not any(told):
            return True
    return False


def _beside_pips(plan: RunPlan) -> tuple[str, ...]:
    """Give the mounts of uv's cache where those of pip's stay, because a pip does."""
    return tuple(edit.text for edit in plan.delivery.flags) if plan.delivery and plan.of(StaysPip) else ()


def _uv_copied(plan: RunPlan, settings: Settings) -> str:
    """Give the COPY that stands for ``pip install uv``, empty where none is needed."""
    versions = [one.uv_wanted for one in plan.verdicts(NotNeeded)]
    wanted = next((version for version in versions if version is not None), None)
    if wanted is None or has_uv(plan.scene.file, plan.scene.instruction):
        return ""
    return copy_line(plan.scene.dockerfile, settings, wanted)


def _word_edits(plan: RunPlan, leaving: set[Span]) -> list[Edit] | None:
    scene = plan.scene
    marks = marks_of(scene.dockerfile.source, scene.script, leaving) if leaving else []
    if marks is None:
        return None
    moved = plan.delivery and plan.of(ToUv) and not plan.of(StaysPip)
    edits: list[Edit] = list(plan.delivery.flags) if plan.delivery and moved else []
    for option in plan.unforced:
        forced = " --force" if option.text.startswith("--") else "f"
        edits.append(Edit.at(option.span.end, forced))
    words = list(plan.cleared_words)
    for one in plan.verdicts(ToUv):
        edits += [*one.uv.edits, *one.edits]
        words += one.uv.deleted
    words += [Word("", None, mark) for mark in marks]
    if words:
        inner = scene.instruction.inner
        gone = delete_words(scene.dockerfile, inner, words)
        if gone is None:
            return None
        edits += gone
    return list(dict.fromkeys(edits))


def _difference(before: Source, after: Source, instruction: Instruction) -> tuple[Edit, ...]:
    """Give one edit with just what differs."""
    start, end = instruction.lines.start, instruction.lines.end
    old = before.text[start:end]
    new = after.text[start : end + len(after.text) - len(before.text)]
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return (Edit(start + head, end - tail, new[head : len(new) - tail]),) if old != new else ()
