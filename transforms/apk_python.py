"""Takes Alpine's own Python out of stages that this migration has put on the Python image."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.api import (
    Change,
    Context,
    Dockerfile,
    Finding,
    Note,
    Phase,
    Refusal,
    Rule,
    Safety,
    StuckError,
    apk_leaving,
    apk_remarks,
    out_of_alpine,
    transform,
)

LEAVES = Rule(
    "DFM311",
    "apk-python",
    "Alpine's own Python, and what was done for it, leave where the image has a Python.",
    alters=("ENV", "CMD", "ENTRYPOINT", "HEALTHCHECK"),
)
STAYS = Rule("DFM312", "apk-python-left", "Alpine's own Python cannot be taken out.")
BESIDE = Rule(
    "DFM313", "apk-beside", "What apk brings besides comes from another Alpine now.", about_result=True
)


@transform("apk-python", phase=Phase.PACKAGES, bundle="alpine", rules=(LEAVES, STAYS, BESIDE))
def apk_python(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Take out of ``apk add`` what the Python image has, in the stages that were plain Alpine before.

        FROM alpine:3.18
        RUN apk add --no-cache python3 py3-pip libpq \
            && ln -sf python3 /usr/bin/python
        RUN pip3 install --break-system-packages -r requirements.txt
        CMD ["/usr/bin/python3", "app.py"]

    becomes, with what rebase-alpine does,

        FROM python:3.12-alpine
        RUN apk add --no-cache libpq
        RUN pip3 install -r requirements.txt
        CMD ["/usr/local/bin/python3", "app.py"]

    The packages are python3, python3-dev (the image has the headers), py3-pip, py3-setuptools and
    py3-wheel, with and without versions, also among virtual packages and in ``apk del``. Links to their
    programs, ``python3 -m ensurepip``, the removal of ``EXTERNALLY-MANAGED`` and of ensurepip and
    ``--break-system-packages`` go with them. ``/usr/bin/python3``, ``/usr/bin/pip3`` and
    ``/usr/lib/python3.x/site-packages`` become those below ``/usr/local``.

    Notes that all other packages of apk are those of a newer Alpine then, and which programs (supervisor,
    certbot …) bring Alpine's own Python along again and run with it.

    Refuses what it cannot take out in place. What ties an image to Alpine's own Python is refused by
    rebase-alpine (DFM215), which tells when an image moves at all.

    Facts: the table ``alpine-python.toml``.
    """
    stages = out_of_alpine(dockerfile, ctx.original)
    if not stages:
        return
    try:
        left = apk_leaving(dockerfile, stages)
    except StuckError as error:
        yield Refusal(STAYS, error.line, error.reason, "take it out, or put it into a RUN of its own")
        return
    for each in left:
        yield Change(LEAVES, each.line, each.reason, each.edits, Safety.REVIEW)
    for remark in apk_remarks(dockerfile, ctx.original, ctx.knowledge, stages):
        yield Note(BESIDE, remark.line, remark.message, remark.way_out)
