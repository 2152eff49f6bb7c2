"""Has a RUN start in the folder that it would change into first."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.api import (
    Change,
    Command,
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
    insert_before,
    is_there_anyway,
    moved_along,
    script_at,
    transform,
)

ENTERED = Rule("DFM777", "cd-in-run", "A RUN starts in its folder instead of changing into it.")


@transform("run-folders", phase=Phase.LAYERS, order=-1, rules=(ENTERED,))
def run_folders(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Have a RUN start in its folder instead of changing into it (DL3003).

        WORKDIR /app                   WORKDIR /app
        RUN cd /app && make            RUN make

        FROM node:24 AS web            FROM node:24 AS web
        COPY web /web                  COPY web /web
                                       WORKDIR /web
        RUN cd /web && npm ci          RUN npm ci

    WORKDIR takes the place of ``cd`` where an absolute one follows before anything counts on the old one,
    or at the end of a stage of which only files are copied; several RUNs in a row get theirs together.
    ``cd`` stays elsewhere: behind other commands, with variables or a way back, into what the RUN mounts.

    It comes behind plain-paths, whose absolute WORKDIRs it goes by.
    """
    if not concerns_python(dockerfile):
        return
    for stage in dockerfile.stages:
        yield from _of_stage(dockerfile, stage)


def _of_stage(dockerfile: Dockerfile, stage: Stage) -> Iterator[Finding]:
    moved: set[Instruction] = set()
    for one in stage.of("RUN"):
        found = None if one in moved else entered(dockerfile, one)
        if found is None:
            continue
        if is_there_anyway(dockerfile, one, found[1]):
            if (edits := _without(dockerfile, one, found[0])) is not None:
                yield Change(ENTERED, one.line, f"it starts in {found[1]} anyway", edits)
        elif (along := moved_along(dockerfile, one)) is not None:
            moved.update(along)
            yield from _by_workdir(dockerfile, (one, *along))


def _by_workdir(dockerfile: Dockerfile, runs: tuple[Instruction, ...]) -> Iterator[Change]:
    """Let WORKDIR say the folders of RUNs that follow each other, of all or of none."""
    edits: list[Edit] = []
    folders: list[str] = []
    for run in runs:
        found = entered(dockerfile, run)
        without = None if found is None else _without(dockerfile, run, found[0])
        if found is None or without is None:
            return
        if found[1] not in folders[-1:]:
            folders.append(found[1])
            edits += insert_before(dockerfile, run, f"{Style.of(dockerfile).keyword('WORKDIR')} {found[1]}")
        edits += without
    reason = f"WORKDIR says {', '.join(folders)}: nothing behind it counts on the one before"
    yield Change(ENTERED, runs[0].line, reason, tuple(edits), Safety.REVIEW)


def _without(dockerfile: Dockerfile, run: Instruction, command: Command) -> tuple[Edit, ...] | None:
    return delete_commands(dockerfile, run, script_at(dockerfile, run), [command])
