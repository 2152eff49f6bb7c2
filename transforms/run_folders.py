"""Has a RUN start in the folder that it would change into first."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.api import (
    Change,
    Context,
    Dockerfile,
    Finding,
    Instruction,
    Phase,
    Rule,
    Safety,
    Style,
    concerns_python,
    delete_commands,
    entered,
    insert_before,
    is_there_anyway,
    may_be_workdir,
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
    or at the end of a stage of which only files are copied. ``cd`` stays elsewhere: behind other commands,
    with variables or a way back, into what the RUN mounts.

    It comes behind plain-paths, whose absolute WORKDIRs it goes by.
    """
    if not concerns_python(dockerfile):
        return
    for stage in dockerfile.stages:
        for one in stage.of("RUN"):
            yield from _entered(dockerfile, one)


def _entered(dockerfile: Dockerfile, run: Instruction) -> Iterator[Finding]:
    found = entered(dockerfile, run)
    if found is None:
        return
    command, folder = found
    without = delete_commands(dockerfile, run, script_at(dockerfile, run), [command])
    if without is None:
        return
    if is_there_anyway(dockerfile, run, folder):
        yield Change(ENTERED, run.line, f"it starts in {folder} anyway", without)
    elif may_be_workdir(dockerfile, run):
        text = f"{Style.of(dockerfile).keyword('WORKDIR')} {folder}"
        reason = f"WORKDIR says {folder}: nothing behind it counts on the one before"
        edits = (*insert_before(dockerfile, run, text), *without)
        yield Change(ENTERED, run.line, reason, edits, Safety.REVIEW)
