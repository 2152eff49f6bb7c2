"""Says outright what is copied and where to: COPY for what ADD only copies, absolute working directories."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.api import (
    Change,
    Context,
    Dockerfile,
    Edit,
    Finding,
    Instruction,
    Phase,
    Rule,
    Safety,
    Stage,
    Style,
    absolute_workdir,
    are_there,
    concerns_python,
    insert_before,
    may_be_given,
    needs_workdir,
    only_copies,
    re,
    says_workdir,
    start_folder,
    transform,
    workdirs_before,
)

_WHOLE = re.compile(r"\$\{?(\w+)(?::?-[^}]*)?\}?")
COPIES = Rule("DFM774", "add-that-copies", "ADD of files that are no archives is COPY.")
RELATIVE = Rule(
    "DFM775", "relative-workdir", "A relative WORKDIR says where it leads to.", alters=("WORKDIR",)
)
UNSAID = Rule(
    "DFM776",
    "copy-without-workdir",
    "Relative destinations get the WORKDIR that they count on.",
    alters=("WORKDIR",),
)


@transform("plain-paths", phase=Phase.LAYERS, order=-2, rules=(COPIES, RELATIVE, UNSAID))
def plain_paths(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Say outright what is copied and where to, where the image stays the same.

    * **DFM774** (hadolint DL3020)::

        ADD . /app                     COPY . /app

      ADD also unpacks archives and fetches addresses, which nobody expects where nothing is unpacked.
      It is COPY for folders and for files that do not begin as an archive does; what is not in the build
      context, and wildcards, for the names of folders and texts (``src/``, ``*.py``), to be reviewed. Other
      names stay, and variables, flags that COPY lacks, and a relative destination below a working
      directory that nobody knows, of which DL3045 would tell anew.
    * **DFM775** (DL3000, BuildKit's WorkdirRelativePath)::

        WORKDIR /srv                   WORKDIR /srv
        WORKDIR app                    WORKDIR /srv/app

    * **DFM776** (DL3045): a relative destination lies below the folder that the base image starts in::

        FROM python:3.12-alpine        FROM python:3.12-alpine
                                       WORKDIR /
        COPY app app                   COPY app app

      A container starts there anyway. Not where a build argument is the base image as a whole and a
      compose or bake file, a workflow or a script may give another one: that may have a WORKDIR of its own.

    Known are official images that set no WORKDIR (Python, Debian, Node.js …), and where Lambda's, Red
    Hat's, tiangolo's and some others start (their Dockerfiles); else only what an absolute WORKDIR of the
    file decides. ADD and COPY are told apart by the Dockerfile reference: archives are recognised by
    their content.
    """
    if not concerns_python(dockerfile):
        return
    said: set[int] = set()
    for stage in dockerfile.stages:
        for one in stage.instructions:
            if one.keyword == "ADD" and _is_copy(dockerfile, ctx, stage, one):
                yield _copied(dockerfile, ctx, one)
            elif one.keyword == "WORKDIR":
                yield from _workdir(dockerfile, ctx, stage, one)
        yield from _unsaid(dockerfile, ctx, stage, said)


def _is_copy(dockerfile: Dockerfile, ctx: Context, stage: Stage, one: Instruction) -> bool:
    """Tell whether COPY does what an ADD does, and a linter asks no more of it (DL3045: where it leads)."""
    if not only_copies(one, ctx.build):
        return False
    workdir = next(workdirs_before(dockerfile, one), None)
    return workdir is not None or not needs_workdir(one) or _start(dockerfile, ctx, stage) is not None


def _copied(dockerfile: Dockerfile, ctx: Context, one: Instruction) -> Change:
    span = one.keyword_span
    word = "copy" if dockerfile.source.slice(span).islower() else "COPY"
    edits = (Edit.over(span, word),)
    if are_there(one, ctx.build):
        return Change(COPIES, one.line, "nothing is unpacked or fetched here", edits)
    return Change(COPIES, one.line, "by its name nothing is unpacked here", edits, Safety.REVIEW)


def _workdir(dockerfile: Dockerfile, ctx: Context, stage: Stage, one: Instruction) -> Iterator[Finding]:
    path = absolute_workdir(dockerfile, one)
    if path is None or not (says_workdir(dockerfile, one) or _start(dockerfile, ctx, stage) is not None):
        return
    start = one.value.offset(0)
    text = one.value.text
    if dockerfile.source.text[start : start + len(text)] == text:
        yield Change(RELATIVE, one.line, f"it is {path}", (Edit(start, start + len(text), path),))


def _unsaid(dockerfile: Dockerfile, ctx: Context, stage: Stage, said: set[int]) -> Iterator[Finding]:
    """Say the folder before the first relative destination; `said` are the stages where that was done."""
    first = next((one for one in stage.instructions if needs_workdir(one)), None)
    if first is None or any(each.index in said for each in dockerfile.lineage(stage)):
        return
    behind = any(one.span.start < first.span.start for one in stage.of("WORKDIR"))
    above = any(each.of("WORKDIR") for each in dockerfile.lineage(stage)[1:])
    folder = None if behind or above else _start(dockerfile, ctx, stage)
    if folder is None:
        return
    said.add(stage.index)
    text = f"{Style.of(dockerfile).keyword('WORKDIR')} {folder}"
    begins = "sets no WORKDIR" if folder == "/" else f"starts in {folder}"
    reason = f"the base image {begins}: relative destinations from here on lie below {folder}"
    yield Change(UNSAID, first.line, reason, insert_before(dockerfile, first, text), Safety.REVIEW)


def _start(dockerfile: Dockerfile, ctx: Context, stage: Stage) -> str | None:
    whole = _WHOLE.fullmatch(dockerfile.root(stage).base.text)
    if whole and may_be_given(whole[1], ctx.path, ctx.repository):
        return None  # another image may have a WORKDIR of its own, which this one would overrule
    return start_folder(dockerfile, stage)
