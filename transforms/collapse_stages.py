"""Folds stages that are only a detour into the final one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from migrator.api import (
    Change,
    Context,
    Dockerfile,
    Edit,
    Finding,
    Folding,
    Keeping,
    Note,
    Phase,
    Refusal,
    Rule,
    Safety,
    build_targets,
    collapse,
    concerns_python,
    re,
    stage_comments,
    transform,
)

FOLDED = Rule("DFM101", "collapse-stage", "A stage that is only a detour becomes part of the final one.")
MERGED = Rule("DFM102", "merge-stage", "A stage that only the final one builds on becomes its beginning.")
UNUSED = Rule("DFM103", "unused-stage", "A stage that the final image does not need.")
KEPT = Rule("DFM104", "stage-kept", "A stage that stays, with the reason.")
COMMENT = Rule(
    "DFM105", "comment-of-stage", "A comment may no longer be true of what is one stage.", about_result=True
)

_PYTHON_CALL = re.compile(
    r"(?<![\w.-])(?:(?:pip[0-9.]*|uv|poetry|pdm|pipenv|conda|python[0-9.]*\s+(?:-m|\S+\.py))\s+[a-z-]"
    r"|python3-(?:pip|venv|setuptools)\b)"
)
_ALPINE = frozenset({"alpine", "rebase-alpine", "apt-to-apk", "build-deps"})


@transform("collapse-stages", phase=Phase.STAGES, rules=(FOLDED, MERGED, UNUSED, KEPT, COMMENT))
def collapse_stages(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Fold stages that are only a detour into the final one.

    ## What it does

    A builder stage installs and the final stage copies the result. The installation moves to the
    final stage, and what only the builder was to have comes and goes in the RUN that needs it:

        FROM python:3.12-slim AS builder
        RUN apt-get update && apt-get install -y gcc
        COPY requirements.txt .
        RUN pip install --user -r requirements.txt

        FROM python:3.12-slim
        WORKDIR /app
        COPY --from=builder /root/.local /root/.local
        COPY . .

    becomes

        FROM python:3.12-slim
        WORKDIR /app
        COPY requirements.txt ./
        RUN apt-get update && apt-get install -y gcc \
            && pip install --no-cache-dir -r requirements.txt \
            && apt-get purge -y --auto-remove -o APT::AutoRemove::SuggestsImportant=false gcc \
            && rm -rf /var/lib/apt/lists/*
        COPY . .

    It follows virtual environments, `--user`, `--prefix`, `--target`, site-packages, wheels, files that
    are only copied through, and the folders and modes that mkdir and chmod give them. Variables of
    the builder are exported in the RUN that needs them and do not become the image's. Files that the
    final image did not have are mounted, not copied; so are the sources of a project that the builder
    installs. uv, however the builder got it, is mounted too. A stage that only the final one builds on
    becomes its beginning. One that nothing needs goes where it has no name; with a name, or with checks
    (``RUN pytest``), by which builders without BuildKit fail, it stays and a note tells of it (DFM103).

    Comments go along: over what they speak of, over what takes its place, or over what moved next.
    Those over the builder's FROM head what moved from there. Where one speaks of a stage or a builder,
    a note says so (DFM105): it stays, and may no longer be true.

    ## Why

    One stage is easier to read and to debug, and a cache of it holds all there is.

    ## What stays

    Stages of other languages and images; stages that a compose or bake file, a CI workflow, a Makefile
    or a script builds by name, or that several others need; stages to build on that have or inherit a CMD or
    ENTRYPOINT; builders with secrets, with commands whose
    result cannot be followed, or with files that the final image must not have; installations that are
    copied to two places, or to another one with files of the builder's own among them; and those that would
    change what the final stage has itself: the owner of a folder, packages that depend on the builder's,
    the meaning of a variable or argument, versions that only the wheels decide, a compiler of its own that
    it may need when it runs. Each is told with the line, the reason and the way out.
    Name stages that are built from elsewhere in the setting `targets`.

    ## Where it knows that from

    The reference of Dockerfile and BuildKit; what the images hold: docker-library/repo-info, 2026-09 and
    before; what Debian's packages depend on: Debian 12, 2026-11.
    """
    if len(dockerfile.stages) < 2 or not _is_python(dockerfile):
        return

    def targets(names: frozenset[str]) -> Mapping[str, str]:
        return _built_by_name(ctx, names)

    uv, compilers = ctx.settings.uv_image, _compilers_follow(ctx)
    done = collapse(dockerfile, ctx.build, targets, uv, ctx.knowledge, compilers=compilers)
    if done.foldings and concerns_python(dockerfile):
        yield _change(done.foldings, done.edits)
        yield from _comments(dockerfile, done.keepings)
    elif done.foldings:
        yield from (_not_ours(each) for each in done.foldings)
    for keeping in done.keepings:
        yield _kept(keeping)


def _is_python(dockerfile: Dockerfile) -> bool:
    images = [dockerfile.base_image(stage) for stage in dockerfile.stages]
    if any(image and "python" in f"{image.name}:{image.tag}" for image in images):
        return True
    texts = (dockerfile.source.slice(one.span) for one in dockerfile.of("RUN"))
    return any(map(_PYTHON_CALL.search, texts))


def _built_by_name(ctx: Context, names: frozenset[str]) -> Mapping[str, str]:
    given = dict.fromkeys(names & {each.lower() for each in ctx.settings.targets}, "the setting targets")
    path = Path(ctx.path).absolute()
    repository = ctx.repository
    if given or repository.root is None or not path.is_relative_to(repository.root):
        return given
    return build_targets(path, repository, names)


def _compilers_follow(ctx: Context) -> bool:
    """Tell whether the Alpine bundle will add the compilers that a full image brings."""
    return "alpine" not in ctx.withheld and ctx.settings.wants(_ALPINE)


def _change(foldings: tuple[Folding, ...], edits: tuple[Edit, ...]) -> Change:
    """Give one change for all stages that go: none of them would be right without the others."""
    reasons = "; ".join(f"stage {each.stage} goes: {each.reason}" for each in foldings)
    builder = any(each.kind == "builder" for each in foldings)
    rule = FOLDED if builder else MERGED if any(each.kind == "parent" for each in foldings) else UNUSED
    return Change(rule, foldings[0].line, reasons, edits, Safety.REVIEW if builder else Safety.SAFE)


def _comments(dockerfile: Dockerfile, keepings: tuple[Keeping, ...]) -> Iterator[Note]:
    staying = {name for each in keepings for name in each.stages}
    for line, words in stage_comments(dockerfile, staying):
        message = f'the comment says "{words}", and stages are folded now'
        yield Note(COMMENT, line, message, "see whether it is still true")


def _not_ours(folding: Folding) -> Finding:
    """Tell of a stage that could go, in a file whose images have Python and that installs nothing for it."""
    message = f"stage {folding.stage} stays: nothing in this file installs Python packages"
    return Refusal(KEPT, folding.line, message, "fold it in by hand if the image is a Python service's")


def _kept(keeping: Keeping) -> Finding:
    names = ", ".join(keeping.stages)
    several = len(keeping.stages) > 1
    if keeping.unused:
        text = f"stages {names} are not" if several else f"stage {names} is not"
        return Note(UNUSED, keeping.line, f"{text} needed for the final image", keeping.hint)
    text = f"stages {names} stay: each" if several else f"stage {names} stays: it"
    return Refusal(KEPT, keeping.line, f"{text} {keeping.reason}", keeping.hint, blocking=False)
