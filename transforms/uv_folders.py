"""Tells uv the folder that a RUN changes into for its sake alone."""

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
    concerns_python,
    delete_commands,
    entered_for_uv,
    insert_after_word,
    lone_runs,
    script_at,
    transform,
)

TOLD = Rule("DFM778", "cd-for-uv", "uv is told the folder that it is to work in.")


@transform("uv-folders", phase=Phase.RUNTIME, order=7, rules=(TOLD,))
def uv_folders(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Tell uv the folder that a RUN changes into for its sake alone (DL3003), where WORKDIR cannot say it.

        COPY api api                   COPY api api
        RUN cd api && uv sync          RUN uv sync --directory api
        COPY web web                   COPY web web

    uv then changes into the folder itself, before it looks at anything. All behind ``cd`` has to be uv
    (``sync``, ``pip install``, ``pip sync``, ``venv``), each call told the folder, or what does the same
    everywhere: ``rm`` of absolute paths, ``apk``, ``apt-get``, and ``uv cache clean``, which is told the
    folder only where settings there or above may say which cache is meant.

    ``cd`` stays with other commands behind it, ``||`` and subshells, redirects, wildcards and unknown
    variables, with a relative index or ``--find-links`` (which uv before 0.12 looks for in the old folder),
    with a uv before 0.4.16 or of unknown version, and where requirements cannot be read or name PWD, which
    ``cd`` alone sets. It stays beside other RUNs as well: two short ones in a row are what a linter asks
    about next (DL3059).
    """
    if not concerns_python(dockerfile):
        return
    for stage in dockerfile.stages:
        for one in lone_runs(stage):
            yield from _told(dockerfile, ctx, one)


def _told(dockerfile: Dockerfile, ctx: Context, run: Instruction) -> Iterator[Finding]:
    found = entered_for_uv(dockerfile, ctx.build, run)
    if found is None:
        return
    without = delete_commands(dockerfile, run, script_at(dockerfile, run), [found.entering])
    if without is None:
        return
    option = f"--directory {found.folder}"
    told = tuple(insert_after_word(verb, option) for verb in found.verbs)
    reason = f"uv {option}: nothing else needs the folder"
    yield Change(TOLD, run.line, reason, (*without, *told), Safety.REVIEW)
