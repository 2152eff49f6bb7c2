"""Raises the Python of images that are on Alpine already, where nothing speaks against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migrator.api import (
    OLDEST_PYTHON,
    Change,
    Context,
    Dockerfile,
    DynamicError,
    Finding,
    Note,
    Phase,
    PythonImage,
    RebasePlan,
    Rule,
    Safety,
    Stage,
    against_newer_alpine,
    base_text,
    dotted,
    external,
    python_image,
    shown_evidence,
    shown_standing,
    transform,
    unlike_stages,
)

RAISE = Rule(
    "DFM220",
    "old-python-on-alpine",
    "Nothing speaks against a newer Python on a newer Alpine.",
    alters=("ENV", "CMD", "ENTRYPOINT", "HEALTHCHECK", "LABEL", "WORKDIR", "VOLUME"),
)
KEPT = Rule("DFM221", "python-kept-on-alpine", "Something speaks against a newer Python, so the image stays.")
DIGEST = Rule("DFM222", "digest-dropped-on-alpine", "A digest pins the old image, so it cannot stay.")


@transform("raise-python", phase=Phase.BASE, order=1, bundle="alpine", rules=(RAISE, KEPT, DIGEST))
def raise_python(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    """Raise official Python images on Alpine to the version of the setting `python` (3.12).

        FROM python:3.9-alpine3.18      →  FROM python:3.12-alpine
        ENV PYTHONPATH=/usr/local/lib/python3.9/site-packages
                                        →  ENV PYTHONPATH=/usr/local/lib/python3.12/site-packages

    Only files are looked at whose Python images are all on Alpine, as they come or by rebase-alpine. Python
    is never lowered, and ``python = "keep"`` keeps it.

    A newer Python brings a newer Alpine along. The image stays as it is, with a note, where what speaks
    against a newer Python elsewhere does (``requires-python``, pins, removed modules, words that cannot
    follow …), where requirements or installations cannot be read, and where a package of apk has a
    version, carries one in its name, comes from another repository or is not known to Alpine today, or
    another image takes files that may belong to this Python, or gives such files or wheels that it has
    made, or other Dockerfiles of the repository stand on it.

    Facts: the tables ``python.toml``, ``wheels.toml``, ``pypi-survey.toml`` and ``apk-names.txt``.
    """
    every = _on_alpine(dockerfile, ctx) or ()
    images = tuple(image for image in every if image.minor is not None)
    if not images:
        return
    settings = ctx.settings
    whole = RebasePlan(
        dockerfile, ctx.build, ctx.knowledge, settings.python, images, settings.sources, ctx.asked, ctx.starts
    )
    plan = replace(whole, images=whole.old)
    if not plan.images:
        return
    if standing := ctx.standing:
        if _on_alpine(ctx.original, ctx) is not None:  # else rebase-alpine has spoken of it
            yield from _kept(plan, ctx.original, shown_standing(standing))
    elif reason := _against(plan, every):
        yield from _kept(plan, ctx.original, reason)
    else:
        yield from _raised(plan, ctx.original)


def _against(plan: RebasePlan, every: tuple[PythonImage, ...]) -> str:
    """Say what speaks against newer images, empty where nothing does."""
    # What stands on a tag that names no version was installed for the same project.
    unnamed = (image for image in every if image.minor is None)
    against = tuple(against_newer_alpine(replace(plan, images=(*plan.images, *unnamed))))
    if against:
        return shown_evidence(against)
    named = (image for image in every if image.minor is not None)
    unlike = next(iter(unlike_stages(plan, tuple(named))), None)
    return "" if unlike is None else f"{unlike.both} would be one on the same image"


def _on_alpine(dockerfile: Dockerfile, ctx: Context) -> tuple[PythonImage, ...] | None:
    """Give the Python images of a file, None where one of them is not on Alpine, or cannot be told."""
    found: list[PythonImage] = []
    for stage in external(dockerfile):
        try:
            image = python_image(base_text(dockerfile, stage), ctx.knowledge)
        except DynamicError:
            return None
        if image is None:
            continue
        if not image.alpine or image.tag.rest or (image.minor or OLDEST_PYTHON) < OLDEST_PYTHON:
            return None
        found.append(image)
    return tuple(found)


def _kept(plan: RebasePlan, original: Dockerfile, reason: str) -> Iterator[Note]:
    """Say why the images stay, those that rebase-alpine has spoken of left out."""
    before = {(stage.name, _named(original, stage)) for stage in external(original)}
    for image in plan.images:
        if (image.base.stage.name, image.base.text) not in before:
            continue
        message = f"Python {dotted(image.minor)} stays: {reason}"
        hint = 'mend what it names, or silence this with python = "keep"'
        yield Note(KEPT, image.base.stage.from_.line, message, hint)


def _raised(plan: RebasePlan, original: Dockerfile) -> Iterator[Finding]:
    try:
        changes = tuple(_images(plan))
    except DynamicError as error:
        yield from _kept(plan, original, str(error))
        return
    yield from changes
    for image in plan.images:
        if image.image.digest is not None:
            line = image.base.stage.from_.line
            yield Note(DIGEST, line, "the digest was that of the old image", "pin the new image's digest")
    for mention in plan.mentioned:
        if mention.edit is not None:
            what = f"{mention.text} names Python {plan.python} now"
            yield Change(RAISE, plan.line_of(mention), what, (mention.edit,), Safety.REVIEW)


def _images(plan: RebasePlan) -> Iterator[Change]:
    """Give the edits that raise each image, each place once; raises DynamicError."""
    done: set[object] = set()
    for image in plan.images:
        new = tuple(edit for edit in image.edits(plan.python, plan.shared) if edit not in done)
        done.update(new)
        if new:
            line = plan.dockerfile.source.line_of(new[0].start)
            wanted = image.wanted(plan.python)
            what = f"{image.base.text} → {wanted}, on its newer Alpine{plan.unheard_of}"
            yield Change(RAISE, line, what, new, Safety.REVIEW)


def _named(dockerfile: Dockerfile, stage: Stage) -> str | None:
    """Give the reference that a FROM names, with what its ARG hold; None where that cannot be told."""
    try:
        return base_text(dockerfile, stage).text
    except DynamicError:
        return None
