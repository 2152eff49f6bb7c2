"""Joins RUNs that follow each other, whatever the file keeps them apart for."""

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

FEWER = Rule("DFM781", "fewer-runs", "RUNs of one or two commands that follow each other become one.")


@transform("fewer-runs", phase=Phase.RUNTIME, order=6, rules=(FEWER,), default=False)
def fewer_runs(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Join RUNs that follow each other, also across blank lines and comments. Runs when selected.

        # the pages                          # the pages
        RUN npm run build                    RUN npm run build \
                                                 # what they look like
        # what they look like                    && python manage.py collectstatic
        RUN python manage.py collectstatic

    The image is the same with fewer layers (hadolint's DL3059). It is opt-in, as a part of ``--harden``:
    what is joined is built again together when the second command fails, and a paragraph of the file
    becomes a comment inside of a RUN. Where neither is the case, ``join-runs`` does it without being asked
    (DFM780).

    What keeps RUNs apart there for the sake of what they do keeps them apart here: more than two commands,
    other flags, ``cd``, ``export``, ``set`` and the like in the first, ``;`` and ``||`` in the second, the
    JSON form, here-documents, ``if`` and ``for``, other shells, and comments that speak to a linter or of
    layers and caches.
    """
    if not concerns_python(dockerfile):
        return
    joiner = RunJoiner(dockerfile, ctx.original, whatever_for=True)
    for stage in dockerfile.stages:
        for group in joiner.groups(stage):
            reason = f"{len(group.runs)} RUNs one behind the other become one layer"
            yield Change(FEWER, group.runs[0].line, reason, group.edits, Safety.REVIEW)
