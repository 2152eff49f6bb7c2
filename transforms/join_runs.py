"""Joins short RUNs that follow each other: one layer for what always runs together."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.api import (
    Change,
    Context,
    Dockerfile,
    Finding,
    Phase,
    Rule,
    RunJoiner,
    Safety,
    concerns_python,
    transform,
)

JOINED = Rule("DFM780", "joined-runs", "Short RUNs that follow each other become one.")


@transform("join-runs", phase=Phase.RUNTIME, order=5, rules=(JOINED,))
def join_runs(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Join short RUNs that follow each other with nothing between them.

    Nothing can change between the two, so they are always built again together; one layer does::

        RUN apk add --no-cache libpq          RUN apk add --no-cache libpq \
        RUN mkdir /exports                        && mkdir /exports

    ``RUN apt-get update`` joins the installation behind it, also across blank lines and comments: alone,
    its index grows old in the cache and the installation finds nothing any more (DFM525).

    Joined are RUNs of at most two commands each that stand directly below each other (also behind a
    blank line where this run has written one of them anew and no comment says what it is for), where
    one of the two is done at once (``mkdir``, ``chmod``, ``rm`` …) or both call the same one of apt, apk
    and uv: what takes long keeps its layer, so that it is not lost when the next one fails. Comments
    between them move into the RUN. Instructions that were commented out come to stand before it, where
    this run has written one of the two anew and nothing else is between them.

    They stay apart where the second would find something else than a new shell: behind ``cd``,
    ``export``, ``set``, ``.`` and the like, assignments, ``&``; where the second goes on after a failure
    (``;``, ``||``), where flags differ, in JSON form, with here-documents, ``if`` and ``for``, a shell
    that is no ``sh`` or ``bash``, and where a comment speaks to a linter or of layers and caches, or is
    else an instruction that was commented out.

    hadolint's DL3059 has the same bound.
    """
    if not concerns_python(dockerfile):
        return
    joiner = RunJoiner(dockerfile, ctx.original)
    for stage in dockerfile.stages:
        for group in joiner.groups(stage):
            reason = f"{len(group.runs)} RUNs with nothing between them become one layer"
            yield Change(JOINED, group.runs[0].line, reason, group.edits, Safety.REVIEW)
