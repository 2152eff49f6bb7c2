"""Has a RUN start in the folder that it would change into, and leads back to the old one behind it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise

from migrator.api import (
    Change,
    Context,
    Dockerfile,
    Edit,
    Finding,
    Instruction,
    Phase,
    Rule,
    Safety,
    Stage,
    Style,
    concerns_python,
    delete_commands,
    entered,
    entered_for_uv,
    enters_once,
    insert_after,
    insert_before,
    lone_runs,
    moved_along,
    program,
    says_workdir,
    script_at,
    transform,
    unwrap,
    workdir_at,
    workdirs_before,
)

AND_BACK = Rule("DFM779", "cd-and-back", "A RUN starts in its folder, and what is behind it in the old one.")


@transform("folders-and-back", phase=Phase.LAYERS, order=-1, rules=(AND_BACK,), default=False)
def folders_and_back(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Have a RUN start in its folder, and what is behind it in the old one (DL3003). Runs when selected.

        WORKDIR /app                   WORKDIR /app
        COPY . .                       COPY . .
                                       WORKDIR /app/web
        RUN cd web && npm ci           RUN npm ci
                                       WORKDIR /app
        CMD ["./start"]                CMD ["./start"]

    A linter asks for it; the image is the same. It is opt-in, as a part of ``--harden``, since one line
    becomes three: where nothing behind the RUN counts on the old folder (DFM777), or uv can be told the new
    one (DFM778), that is done without being asked.

    RUNs in a row share what they can. ``cd`` stays where the base image or a variable says the old folder,
    behind other commands, with variables, a way back or a second ``cd``, into what the RUN mounts, in JSON
    form, in here-documents and with a SHELL of its own; and with ``||``, which went on where there was no
    folder, or where the RUN takes the old one away.
    """
    if not concerns_python(dockerfile):
        return
    for stage in dockerfile.stages:
        for runs in _in_a_row(dockerfile, ctx, stage):
            if (edits := _edits(dockerfile, runs)) is not None:
                reason = f"WORKDIR leads there, and back to {workdir_at(dockerfile, runs[0])}"
                yield Change(AND_BACK, runs[0].line, reason, edits, Safety.REVIEW)


def _in_a_row(dockerfile: Dockerfile, ctx: Context, stage: Stage) -> Iterator[tuple[Instruction, ...]]:
    """Give the RUNs that change into a folder, those together that follow each other."""
    entering = {one for one in stage.of("RUN") if enters_once(dockerfile, one)}
    entering -= {one for one in entering if moved_along(dockerfile, one) is not None}
    entering -= {one for one in lone_runs(stage) if entered_for_uv(dockerfile, ctx.build, one) is not None}
    for enters, row in groupby(stage.instructions, entering.__contains__):
        if enters:
            yield tuple(row)


def _edits(dockerfile: Dockerfile, runs: tuple[Instruction, ...]) -> tuple[Edit, ...] | None:
    """Give the edits for RUNs that follow each other; None where one of them cannot be without its ``cd``."""
    keyword = Style.of(dockerfile).keyword("WORKDIR")
    back = _said(dockerfile, runs[0])
    folders = [found[1] for run in runs if (found := entered(dockerfile, run)) is not None]
    if back is None or workdir_at(dockerfile, runs[0]) in folders or len(folders) != len(runs):
        return None
    edits: list[Edit] = []
    for run, (before, folder) in zip(runs, pairwise((back, *folders)), strict=True):
        without = _without(dockerfile, run)
        if without is None:
            return None
        if folder != before:
            edits += insert_before(dockerfile, run, f"{keyword} {folder}")
        edits += without
    return (*edits, *insert_after(dockerfile, runs[-1], f"{keyword} {back}"))


def _said(dockerfile: Dockerfile, run: Instruction) -> str | None:
    """Give the folder that a RUN starts in, as the file says it; None where a variable or the base does."""
    texts = {one.value.text.strip() for one in workdirs_before(dockerfile, run)}
    if not says_workdir(dockerfile, run) or any("$" in text for text in texts):
        return None
    folder = workdir_at(dockerfile, run)
    return f"{folder}/" if f"{folder}/" in texts and folder not in texts else folder


def _without(dockerfile: Dockerfile, run: Instruction) -> tuple[Edit, ...] | None:
    found = entered(dockerfile, run)
    if found is None or _counts_on_more(dockerfile, run):
        return None
    return delete_commands(dockerfile, run, script_at(dockerfile, run), [found[0]])


def _counts_on_more(dockerfile: Dockerfile, run: Instruction) -> bool:
    """Tell whether a RUN goes on where there is no such folder, or takes away that to which it leads back."""
    commands = script_at(dockerfile, run).commands
    goes_on = any(each.after is not None and each.after.text == "||" for each in commands)
    back = workdir_at(dockerfile, run) or "/"
    removing = (each for each in commands if program(unwrap(each)) in ("rm", "mv"))
    gone = [word.value or "" for each in removing for word in each.arguments if not word.text.startswith("-")]
    return goes_on or any(f"{back}/".startswith(f"{text.rstrip('/')}/") for text in gone if text[:1] == "/")
