"""Writes in today's syntax what BuildKit's own checks warn of, where it means the same."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.api import (
    Change,
    Context,
    Dockerfile,
    Edit,
    Finding,
    Instruction,
    Note,
    Phase,
    Rule,
    Safety,
    Stage,
    assignments,
    concerns_python,
    exec_form,
    legacy_pair,
    other_name,
    pair_edits,
    quoted_value,
    replace_instruction,
    transform,
)

LEGACY_PAIR = Rule("DFM770", "legacy-key-value", "`ENV NAME value` and `LABEL name value` become NAME=value.")
ONE_PAIR = Rule(
    "DFM771", "one-pair-too-few", "A legacy ENV takes the whole rest, which seems to be meant as more."
)
SHELL_FORM = Rule(
    "DFM772",
    "shell-form",
    "CMD, ENTRYPOINT and HEALTHCHECK in shell form become JSON where they run the same.",
    alters=("CMD", "ENTRYPOINT", "HEALTHCHECK"),
)
AUTHORS = "org.opencontainers.image.authors"
MAINTAINER = Rule(
    "DFM773", "maintainer", f"MAINTAINER becomes the label {AUTHORS}.", alters=(f"LABEL {AUTHORS}",)
)


@transform(
    "modern-syntax",
    phase=Phase.RUNTIME,
    order=3,
    rules=(LEGACY_PAIR, ONE_PAIR, SHELL_FORM, MAINTAINER),
)
def modern_syntax(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    """Write in today's syntax what ``docker build --check`` warns of, where the image means the same.

    ``ENV NAME value`` and ``LABEL name value`` (BuildKit's LegacyKeyValueFormat) get their ``=``. In the
    legacy form the rest of the line is the value, blanks included, so it is quoted where it has any;
    variables, quotes and escapes give the same value as before::

        ENV JAVA_OPTS -Xmx1g -Dname=$NAME       ENV JAVA_OPTS="-Xmx1g -Dname=$NAME"

    A legacy ENV that runs over several lines of ``NAME value``, or whose value begins with ``=``, sets
    something else than it seems to. It is noted and stays.

    CMD and ENTRYPOINT in shell form (JSONArgsRecommended, DL3025) run below ``/bin/sh -c``. One plain
    command becomes a JSON array of its words::

        CMD gunicorn -b 0.0.0.0:8000 app:app    CMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]

    One command with variables or redirects keeps its shell, which then hands over to the program::

        CMD gunicorn -b :$PORT app:app          CMD ["/bin/sh", "-c", "exec gunicorn -b :$PORT app:app"]

    In both the program takes the shell's place as process 1 and gets the stop signal; newer shells do
    that by themselves. HEALTHCHECK becomes JSON where it is one plain command, ``|| exit 1`` behind it or
    not: Docker takes any failure for one. As this is another
    configuration than the owner wrote, it is shown only, and applied with ``--harden``.

    What stays, with a note: several commands, a program that a variable names, commands of the shell
    itself, assignments; an ENTRYPOINT when there is a CMD (the shell form ignores it, the JSON form
    would get it as arguments); a CMD below an ENTRYPOINT or a base image that may look at its
    arguments; a script that has no ``#!`` line or is not at hand. Nothing is said where SHELL is set,
    which BuildKit takes as a decision for the shell form.

    ``MAINTAINER`` (MaintainerDeprecated, DL4000) becomes the label that the OCI image specification has
    for it. ``docker inspect`` then shows it under Labels and no more as Author.

    The rules are those of BuildKit's ``frontend/dockerfile`` (instructions, ``shell/lex.go``, linter).
    """
    if not concerns_python(dockerfile):
        return
    for stage in dockerfile.stages:
        for instruction in stage.instructions:
            if instruction.keyword in ("ENV", "LABEL"):
                yield from _pair(dockerfile, instruction)
            elif instruction.keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK"):
                yield from _form(dockerfile, ctx, stage, instruction)
            elif instruction.keyword == "MAINTAINER":
                yield from _maintainer(dockerfile, stage, instruction)


def _pair(dockerfile: Dockerfile, instruction: Instruction) -> Iterator[Finding]:
    pair = legacy_pair(instruction)
    if pair is None or pair.value is None:
        return
    keyword, line = instruction.keyword, instruction.line
    if other := other_name(dockerfile, instruction, pair):
        message = f"{keyword} {pair.name} without = takes the whole rest as its value, {other} included"
        yield Note(ONE_PAIR, line, message, f"write every pair as NAME=value: {keyword} {pair.name}=…")
        return
    edits = pair_edits(dockerfile, instruction, pair)
    if edits is None:
        hint = f"write {keyword} {pair.name}=… and compare the values"
        yield Note(LEGACY_PAIR, line, f"the quoting of {pair.name} cannot be kept exactly", hint)
        return
    quoted = any('"' in edit.text for edit in edits)
    yield Change(
        LEGACY_PAIR,
        line,
        f"{keyword} {pair.name}: the same value{', quoted,' if quoted else ''} with =",
        edits,
    )


def _form(dockerfile: Dockerfile, ctx: Context, stage: Stage, instruction: Instruction) -> Iterator[Finding]:
    form = exec_form(dockerfile, ctx.build, ctx.knowledge, instruction)
    if form is None:
        return
    keyword, line = instruction.keyword, instruction.line
    if form.possible:
        why = _why(keyword, form.through_shell)
        if ctx.settings.harden:
            yield Change(SHELL_FORM, line, why, form.edits, Safety.REVIEW)
        else:
            yield Change(SHELL_FORM, line, f"with --harden {why}", form.edits, Safety.MANUAL)
    elif not form.quiet and keyword != "HEALTHCHECK" and stage in dockerfile.lineage(dockerfile.final):
        yield Note(SHELL_FORM, line, f"{keyword} stays in shell form: {form.obstacle}", form.hint)


def _why(keyword: str, shell: bool) -> str:
    if keyword == "HEALTHCHECK":
        return "the check runs without a shell around it"
    if shell:
        return "the shell hands over once it has expanded the variables: process 1 is the program"
    more = "; arguments of `docker run` are added, no longer ignored" if keyword == "ENTRYPOINT" else ""
    return f"process 1, which gets the stop signal, is the program and not a shell around it{more}"


def _maintainer(dockerfile: Dockerfile, stage: Stage, instruction: Instruction) -> Iterator[Finding]:
    labels = {pair.name for one in stage.of("LABEL") for pair in assignments(one)}
    if AUTHORS in labels:
        message = f"MAINTAINER is deprecated, and the label {AUTHORS} is there already"
        yield Note(MAINTAINER, instruction.line, message, "drop MAINTAINER")
        return
    yield Change(
        MAINTAINER,
        instruction.line,
        f"MAINTAINER is deprecated; the label {AUTHORS} takes its place",
        tuple(_labelled(dockerfile, instruction)),
        Safety.REVIEW,
    )


def _labelled(dockerfile: Dockerfile, instruction: Instruction) -> Iterator[Edit]:
    keyword = dockerfile.source.slice(instruction.keyword_span)
    label = "label" if keyword.islower() else "LABEL"
    value = instruction.value.text
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" and value[0] not in value[1:-1]:
        value = value[1:-1]
    text = f"{label} {AUTHORS}={quoted_value(value, dockerfile.escape)}"
    yield from replace_instruction(dockerfile, instruction, text)
