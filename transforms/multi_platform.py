"""Lets an image be built for amd64 and arm64: no platform fixed without need, downloads by architecture."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.api import (
    Bound,
    Change,
    Context,
    Dockerfile,
    Edit,
    Finding,
    Machines,
    NativeRow,
    Note,
    Phase,
    Rule,
    Safety,
    Stage,
    Style,
    assignments,
    concerns_python,
    insert_before,
    install_runs,
    known_base,
    named_line,
    re,
    required,
    transform,
)

FIXED = Rule("DFM750", "fixed-platform", "A constant --platform ties the image to one kind of machine.")
DOWNLOAD = Rule("DFM751", "download-by-architecture", "A download for amd64 is chosen by TARGETARCH.")
ONE_MACHINE = Rule("DFM752", "for-one-machine", "Something in the file is for amd64 alone.")
ONE_WHEEL = Rule(
    "DFM754", "wheel-for-one-machine", "A package has wheels for amd64 alone and compiles on arm64."
)
REDUNDANT = Rule("DFM753", "redundant-platform", "--platform=$TARGETPLATFORM is what a build uses anyway.")

_AMD64 = frozenset({"linux/amd64", "linux/x86_64", "linux/amd64/v1", "linux/amd64/v2"})
_TARGET = re.compile(r"\$(?:TARGETPLATFORM|\{TARGETPLATFORM\})")
_SPEAKS = re.compile(r"amd64|x86|arm64|aarch64|silicon|rosetta|qemu|\bm[1-4]\b|--platform", re.IGNORECASE)
_BOTH = "docker buildx build --platform linux/amd64,linux/arm64 ."


@transform(
    "multi-platform", phase=Phase.RUNTIME, order=2, rules=(FIXED, DOWNLOAD, ONE_MACHINE, REDUNDANT, ONE_WHEEL)
)
def multi_platform(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    """Let ``docker buildx build --platform linux/amd64,linux/arm64 .`` give an image for both.

    A constant platform is shown where nothing in the file needs it, and goes when this transform or
    DFM750 is named in ``--select`` or ``select``::

        FROM --platform=linux/amd64 python:3.12-slim      FROM python:3.12-slim

    From then on a build gives an image for the machine that it runs on, unless ``--platform`` is on the
    command line: a laptop with an ARM processor no longer builds for amd64 by itself, and what it pushes
    does not start on a cluster of amd64. Who builds and where it runs is not in the file, so this is
    never done unasked. It stays, with a note, where the base image is not known to exist for both, where
    a comment speaks of machines, where only builder stages have it, or where something is for amd64
    alone. ``--platform=$TARGETPLATFORM`` is what a build uses anyway, and goes.

    A download that is named after Docker's architectures gets TARGETARCH, which BuildKit sets::

        ADD https://…/tini/…/tini-amd64 /tini             ARG TARGETARCH
                                                          ADD https://…/tini/…/tini-${TARGETARCH} /tini

    On amd64 that is the same file as before. It is done for projects whose names are in the table
    ``architectures.toml`` and where all that names the file can follow; not for a version that may be
    older than its first build for arm64, where a checksum is that of the amd64 build, in quotes that keep
    variables, or in a stage whose platform stays.

    What remains is told in one note: downloads of others, apt sources with ``arch=amd64``, paths below
    ``x86_64-linux-gnu``, files copied. Files that choose by themselves (``uname -m``, TARGETARCH) and
    files without any of this are left in peace. On Alpine, packages that have musl wheels for amd64
    alone are named: they compile on arm64.
    """
    if not concerns_python(dockerfile) or _SPEAKS.search(ctx.path.rpartition("/")[2]):
        return
    yield from _redundant(dockerfile)
    yield from _wheels(dockerfile, ctx)
    machines = Machines(dockerfile, ctx.knowledge)
    if any(stage.platform in _AMD64 for stage in dockerfile.stages):
        yield from _fixed(dockerfile, ctx, machines)
        return
    free = tuple(stage for stage in dockerfile.stages if not _is_platformed(dockerfile, stage))
    for stage in free:
        edits, reason, line = _downloads(dockerfile, machines, stage)
        if edits:
            yield Change(DOWNLOAD, line, reason, edits, Safety.REVIEW)
    yield from _told(_remaining(machines, free))


def _redundant(dockerfile: Dockerfile) -> Iterator[Finding]:
    declared = {pair.name for one in dockerfile.global_args for pair in assignments(one)}
    for stage in dockerfile.stages:
        if _TARGET.fullmatch(stage.platform or "") and "TARGETPLATFORM" not in declared:
            reason = "a stage is built for the target's platform anyway"
            yield Change(REDUNDANT, stage.from_.line, reason, (_without_platform(dockerfile, stage),))


def _wheels(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    seen: set[str] = set()
    for stage in dockerfile.stages:
        base = known_base(dockerfile, stage, ctx.knowledge)
        for run in install_runs(dockerfile, stage) if base is not None and base.alpine else ():
            needed = required(dockerfile, ctx.build, run)
            for each in needed.requirements:
                version = each.pinned or needed.pin(each.name)
                if each.name not in seen and _is_for_amd64(ctx.knowledge.native(each.name), version):
                    seen.add(each.name)
                    hint = f"for arm64 the compiler has to be there: {_BOTH}"
                    message = f"{each.name} has musl wheels for amd64 alone and compiles on arm64"
                    yield Note(ONE_WHEEL, run.instruction.line, message, hint)


def _is_for_amd64(row: NativeRow | None, version: str | None) -> bool:
    """Tell whether PyPI has a musl wheel for amd64 and surely none for arm64."""
    looked_up = row is not None and row.certainty.startswith("pypi-metadata") and "aarch64" not in row.first
    return looked_up and row is not None and row.has_wheel(version) is True and not row.pure


def _fixed(dockerfile: Dockerfile, ctx: Context, machines: Machines) -> Iterator[Finding]:
    fixed = tuple(stage for stage in dockerfile.stages if stage.platform in _AMD64)
    line = fixed[0].from_.line
    edits = [_without_platform(dockerfile, stage) for stage in fixed]
    for stage in dockerfile.stages:
        edits += _downloads(dockerfile, machines, stage)[0]
    obstacle, hint = _obstacle(dockerfile, ctx, fixed, _remaining(machines, dockerfile.stages))
    if obstacle:
        platform = fixed[0].platform
        yield Note(
            FIXED, line, f"--platform={platform} stays: {obstacle}", hint or f"once that is gone: {_BOTH}"
        )
        return
    asked = any(name in ("multi-platform", "DFM75", FIXED.id) for name in ctx.settings.select)
    reason = f"nothing here needs amd64; `{_BOTH}` builds for both, a plain build for the machine it runs on"
    if not asked:
        reason += ": only with --select DFM750, once every build for a cluster names its platform"
    yield Change(FIXED, line, reason, tuple(edits), Safety.REVIEW if asked else Safety.MANUAL)


def _obstacle(
    dockerfile: Dockerfile, ctx: Context, fixed: tuple[Stage, ...], bounds: tuple[Bound, ...]
) -> tuple[str, str]:
    """Say why the platform stays, and the way out where it is known; empty where it can go."""
    if bounds:
        return _listed(bounds), _ways_out(bounds)
    for stage in fixed:
        if dockerfile.parent(stage) is None and not _is_for_both(dockerfile, ctx, stage):
            return f"whether {stage.base.text} exists for arm64 is not known", ""
    texts = (dockerfile.source.slice(comment.span) for comment in dockerfile.comments)
    if speaking := next((text for text in texts if _SPEAKS.search(text)), None):
        return f"a comment speaks of machines: {speaking}", ""
    if not set(fixed) & set(dockerfile.lineage(dockerfile.final)):
        return "only stages that are not the final one have it", ""
    return "", ""


def _is_for_both(dockerfile: Dockerfile, ctx: Context, stage: Stage) -> bool:
    """Tell whether a base surely exists for both machines: a digest may be that of one alone."""
    image = dockerfile.base_image(stage)
    chosen = "$" in stage.base.text.partition(":")[0]
    known = known_base(dockerfile, stage, ctx.knowledge) is not None
    return known and not chosen and image is not None and image.digest is None


def _downloads(dockerfile: Dockerfile, machines: Machines, stage: Stage) -> tuple[tuple[Edit, ...], str, int]:
    """Give the edits that let TARGETARCH choose a stage's downloads, why, and the first line."""
    found = tuple(machines.portable(stage))
    if not found:
        return (), "", 0
    edits = list(dict.fromkeys(edit for each in found for edit in each.edits))
    first = min((each.instruction for each in found), key=lambda one: one.span.start)
    declared = any(
        pair.name == "TARGETARCH" and one.span.start < first.span.start
        for one in stage.of("ARG")
        for pair in assignments(one)
    )
    if not declared:
        keyword = Style.of(dockerfile).keyword("ARG")
        edits = [*insert_before(dockerfile, first, f"{keyword} TARGETARCH"), *edits]
    projects = ", ".join(dict.fromkeys(name for each in found for name in each.projects))
    reason = (
        f"{projects}: named as Docker names machines, so TARGETARCH can choose; `{_BOTH}` builds for both"
    )
    return tuple(edits), reason, first.line


def _remaining(machines: Machines, stages: tuple[Stage, ...]) -> tuple[Bound, ...]:
    """Give what is for amd64 alone and cannot be chosen."""
    chosen = {each.instruction.line for stage in stages for each in machines.portable(stage)}
    return tuple(bound for stage in stages for bound in machines.bounds(stage) if bound.line not in chosen)


def _told(bounds: tuple[Bound, ...]) -> Iterator[Finding]:
    if bounds:
        hint = _ways_out(bounds) or f"have it for arm64 too, chosen by TARGETARCH; then `{_BOTH}`"
        yield Note(ONE_MACHINE, bounds[0].line, f"for amd64 alone: {_listed(bounds)}", hint)


def _listed(bounds: tuple[Bound, ...]) -> str:
    shown = [f"{bound.what} ({named_line(bound.line)})" for bound in dict.fromkeys(bounds)]
    more = f" and {len(shown) - 3} more" if len(shown) > 4 else ""
    return ", ".join(shown[:3] if more else shown) + more


def _ways_out(bounds: tuple[Bound, ...]) -> str:
    ways = "; ".join(dict.fromkeys(bound.way_out for bound in bounds if bound.way_out))
    return f"{ways}: choose by TARGETARCH, then `{_BOTH}`" if ways else ""


def _is_platformed(dockerfile: Dockerfile, stage: Stage) -> bool:
    return any(each.platform and not _TARGET.fullmatch(each.platform) for each in dockerfile.lineage(stage))


def _without_platform(dockerfile: Dockerfile, stage: Stage) -> Edit:
    flag = stage.from_.flag("platform")
    span = flag.span if flag else stage.base.span
    text = dockerfile.source.text
    end = span.end
    while text[end : end + 1] in (" ", "\t"):
        end += 1
    return Edit(span.start, end, "")
