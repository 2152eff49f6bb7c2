"""What the Python requirements need of Alpine: to be compiled, and to run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrator.api import (
    Change,
    Context,
    Dockerfile,
    Finding,
    Installed,
    Matter,
    Note,
    Phase,
    Refusal,
    Rule,
    Safety,
    Said,
    Survey,
    all_installs,
    moved_stages,
    transform,
)

BUILD = Rule(
    "DFM330",
    "build-dependencies",
    "Packages that requirements are compiled with come and go in the same RUN.",
)
RUNTIME = Rule("DFM331", "runtime-libraries", "Libraries that requirements load are installed.")
UNKNOWN = Rule(
    "DFM332",
    "unknown-requirements",
    "Not everything that is installed could be looked up.",
    about_result=True,
)
FIND_LIBRARY = Rule(
    "DFM333", "find-library", "A requirement looks for its library in a way that fails on Alpine."
)
MUSL = Rule(
    "DFM334",
    "musl-differences",
    "Something works, but not in every respect as on Debian.",
    about_result=True,
)
LONG = Rule("DFM335", "long-build", "A requirement would be compiled from ten minutes to hours.")

BOUND = Rule("DFM336", "bound-version", "A requirement has to fit the version of a library of Alpine's.")

_RULES: Mapping[Matter, Rule] = {
    Matter.BUILD: BUILD,
    Matter.RUNTIME: RUNTIME,
    Matter.UNKNOWN: UNKNOWN,
    Matter.FIND_LIBRARY: FIND_LIBRARY,
    Matter.MUSL: MUSL,
    Matter.LONG: LONG,
    Matter.BOUND: BOUND,
}


@transform(
    "build-deps",
    phase=Phase.PACKAGES,
    order=2,
    bundle="alpine",
    rules=(BUILD, RUNTIME, UNKNOWN, FIND_LIBRARY, MUSL, LONG, BOUND),
)
def build_deps(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Give the requirements what they need on Alpine and did not need, or had, on Debian.

    What a RUN installs, itself or by a script of the build context that it runs, is read from the
    requirements, lock and project files there.
    For each project with native code the table of wheels tells whether its version has a musl wheel
    for both x86_64 and aarch64. What has none is compiled:

        RUN pip install -r requirements.txt          # psycopg2==2.9.9, python-magic

    becomes

        RUN apk add --no-cache libpq libmagic
        RUN apk add --no-cache --virtual .build-deps build-base libpq-dev \
            && pip install -r requirements.txt \
            && apk del --no-network .build-deps

    Names join a .build-deps or an apk add that is there. Requirements from git+https bring git for
    as long as they install. A project of the build context that compiles code of its own (`ext_modules`,
    `cythonize`, meson) gets the compilers that the full Python image had; the headers that it needs beside
    those of C nobody looks for. Programs that a project only starts when asked to (ffmpeg, chromium, a
    JVM …) are left alone where the image did not have them before. Only stages that this migration
    has moved to Alpine are looked at.

    The table is about CPython 3.12. On another Python it cannot tell whether there is a wheel: then
    the compilers are added all the same, for a reviewer to look at; they cost build time only.

    Refuses to compile what takes from ten minutes to hours (ignore DFM335 to accept it). Notes what
    could not be read, and, once a file, what musl does otherwise where the service may feel it.
    """
    moved = moved_stages(dockerfile, ctx.original, ctx.knowledge)
    survey = Survey(dockerfile, ctx.original, ctx.build, ctx.knowledge, ctx.asked)
    for each in moved:
        for run in all_installs(dockerfile, ctx.build, each.stage):
            yield from map(_finding, survey.look(each, run))
    for each in moved:
        yield from map(_finding, survey.install(each.stage))
    if moved:
        yield from map(_finding, survey.notes(moved[-1].stage.from_.line))


def _finding(record: Said | Installed) -> Finding:
    rule = _RULES[record.matter]
    if isinstance(record, Installed):
        safety = Safety.REVIEW if record.unsure else Safety.SAFE
        return Change(rule, record.line, record.reason, record.edits, safety)
    if record.blocks:
        return Refusal(rule, record.line, record.message, record.hint)
    return Note(rule, record.line, record.message, record.hint)
