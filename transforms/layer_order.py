"""Orders instructions by how often they change: dependencies and system packages before the source."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.api import (
    Change,
    Context,
    Dockerfile,
    EffectsOf,
    Finding,
    Independence,
    Instruction,
    Kept,
    Note,
    Phase,
    Plan,
    PlanEdits,
    Refusal,
    Rule,
    Safety,
    Stage,
    concerns_python,
    copy_parts,
    effects_of,
    in_unknown_folder,
    install_runs,
    is_source_copy,
    line_edits,
    named_line,
    named_lines,
    plan_source,
    plan_values,
    shown,
    steps_of,
    transform,
    volatile,
)

DEPENDENCIES_FIRST = Rule(
    "DFM501",
    "dependencies-before-source",
    "What a RUN installs from dependency files is copied and installed before the source.",
)
PACKAGES_FIRST = Rule(
    "DFM502", "packages-before-source", "What a RUN installs without looking at the source comes before it."
)
VALUES_LATE = Rule(
    "DFM503",
    "build-values-late",
    "ARG, ENV and LABEL that change with each build stand behind what does not use them.",
)
SOURCE_NEEDED = Rule(
    "DFM504", "installs-with-source", "An installation runs again after every change of the source."
)

_MOST_ROUNDS = 4
_WAYS_OUT = (
    ("which requirements file", "name the file, or copy all that it may be before the installation"),
    ("dynamic", "uv sync --frozen does not build it; or say in pyproject.toml what the build would find out"),
    ("--deploy", "pipenv install --deploy, or pipenv sync"),
    (
        "part of a workspace",
        "copy uv.lock and all pyproject.toml of it first, for uv sync --frozen --no-install-workspace",
    ),
    ("folders of its own", "copy their pyproject.toml first and use uv sync --frozen --no-install-workspace"),
    (
        "itself",
        "install the dependencies first, from a requirements or lock file (pip install -r, uv sync "
        "--no-install-project, poetry install --no-root), and the project alone behind the source",
    ),
    (
        "not in the build context",
        "run dfmigrate where that file is, or name the build context in the settings",
    ),
    ("is not known", "put what installs into a RUN of its own, in which nothing else may look at the source"),
)


@transform(
    "layer-order", phase=Phase.LAYERS, rules=(DEPENDENCIES_FIRST, PACKAGES_FIRST, VALUES_LATE, SOURCE_NEEDED)
)
def layer_order(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    """Order instructions by how often they change: dependencies before the source.

    ## What it does

    A layer is built again when what it copies has changed, and so is every layer behind it. Source that
    is copied before an installation makes every commit install everything again:

        WORKDIR /app                          WORKDIR /app
        COPY . .                              COPY requirements.txt .
        RUN pip install -r requirements.txt   RUN pip install -r requirements.txt
                                              COPY . .

    * **DFM501**: the files that an installation reads are copied on their own, the source behind it.
      Exactly these files: the requirements files with all that they name (`-r`, `-c`), for uv the
      project's two files, `.python-version` and settings, for Poetry and Pipenv the project file and
      the lock. A RUN that also installs the project itself becomes two:

            COPY . .                          COPY pyproject.toml uv.lock ./
            RUN uv sync --locked              RUN uv sync --locked --no-install-project
                                              COPY . .
                                              RUN uv sync --locked

      Poetry gets `--no-root` in the same way. `uv pip install '.[web]'` (or `-e .`) becomes
      `uv pip install -r pyproject.toml --extra web`, and itself behind the source, where neither
      `dependencies` nor `optional-dependencies` is dynamic, none of them is a path, and there is no
      workspace. pip has no such option: `pip install .` stays.
    * **DFM502**: a RUN behind the source that does not look at it (system packages, packages by name)
      comes before it. A COPY from another stage counts as source where it takes what a change of the
      source alters there.
    * **DFM503**: `ARG`, and the `ENV` and `LABEL` made of it, whose name says that it is another one in
      each build (GIT_SHA, VERSION, BUILD_DATE, COMMIT and the like) stand behind the installations that
      have no use for it: every RUN behind an ARG is built again when its value changes.

    What moves takes the comment lines directly above it along; a comment that speaks of installing
    stays with what is installed. The reason names the word of one that says "first" or "before" of what
    comes late now. `--chown` and the other flags of the COPY are kept on both.

    ## What may not change places

    Two instructions keep their order when one writes what the other reads or writes. Written and read are

    * files of the image, by path. A COPY writes its destination. `chmod`, `rm`, `sed -i` and the like
      change what they name, `mkdir -p` and WORKDIR only make sure of folders. apt, apk, pip and their
      like keep their own order and read and write where packages live; an installer also reads the
      files that it is given, and writes the virtual environment that is in force, `uv pip` also the
      `.venv` that it finds in the working directory or above where nothing says another;
    * settings: RUN depends on USER and SHELL and, with relative paths, on WORKDIR; everybody on the
      variables that his words name; installers on every ENV and ARG; CMD, EXPOSE and LABEL on nothing;
    * everything, where a command, a script or a variable is not known before the build.

    A RUN may create something below a destination of the source only if the build context has nothing of
    that name or `.dockerignore` keeps it out. Virtual environments (`.venv`, `venv`) and what another
    stage built must be in `.dockerignore`: beside a developer's source they are easily found. A COPY with
    `--chown` does not pass what would create its destination as another user's.

    ## When it does nothing

    * **DFM504** tells why an installation stays behind the source: it installs the project itself or a
      local path, a file that it names is not in the build context, or a command before it is not known.
    * Files that do not concern Python; a COPY whose destination a variable decides.

    ## Where it knows that from

    The build cache rules of the Docker manual and BuildKit's Dockerfile reference; uv's and Poetry's
    manuals on installing without the project. That uv's two steps leave the same environment as one was
    tried with `--locked`, `--frozen` and neither.
    """
    if not concerns_python(dockerfile):
        return
    changes, stays = _looked_at(dockerfile, ctx)
    settled = _settled(dockerfile, ctx) if changes else dockerfile
    yield from _still(dockerfile, stays, settled, ctx)
    if not changes:
        return
    if _stand_apart(dockerfile, changes, settled):
        yield from changes
    else:
        reason = "; ".join(change.reason for change in changes)
        edits = line_edits(dockerfile.source, settled.source)
        yield Change(changes[0].rule, changes[0].line, reason, edits, Safety.REVIEW)


def _still(
    dockerfile: Dockerfile, stays: tuple[Finding, ...], settled: Dockerfile, ctx: Context
) -> Iterator[Finding]:
    """Give what there is to tell of installations that stay in the settled order as well."""
    after = stays if settled is dockerfile else _looked_at(settled, ctx)[1]
    texts = {_run_at(settled, each.line) for each in after}
    yield from (each for each in stays if _run_at(dockerfile, each.line) in texts)


def _run_at(dockerfile: Dockerfile, line: int) -> str:
    return next((one.value.text for one in dockerfile.instructions if one.line == line), "")


def _stand_apart(dockerfile: Dockerfile, changes: tuple[Change, ...], settled: Dockerfile) -> bool:
    """Tell whether all changes of the first round together already come to the settled order."""
    try:
        together = dockerfile.source.splice(edit for change in changes for edit in change.edits)
    except ValueError:  # two of them want the same lines
        return False
    return together.text == settled.source.text


def _looked_at(dockerfile: Dockerfile, ctx: Context) -> tuple[tuple[Change, ...], tuple[Finding, ...]]:
    """Give the changes of all stages, and what there is to tell of what stays."""
    effects = effects_of(dockerfile, ctx.build)
    independence = Independence(effects)
    altered = volatile(effects)
    sources: list[Change] = []
    values: list[Change] = []
    stays: list[Finding] = []
    for stage in dockerfile.stages:
        if stage.index in altered.stages:
            continue  # all of it is built again in any order
        steps = steps_of(effects, stage)
        plan, kept = plan_source(effects, steps, altered.copies)
        sources += _source_change(plan, independence)
        values += _values_change(plan_values(effects, steps), independence)
        stays += _kept(effects, stage, kept)
    return (*sources, *values), tuple(stays)


def _settled(dockerfile: Dockerfile, ctx: Context) -> Dockerfile:
    """Give the file after all rounds that it takes: what one change moves can open the way for another."""
    for _ in range(_MOST_ROUNDS):
        changes = _looked_at(dockerfile, ctx)[0]
        first = [each for each in changes if each.rule is not VALUES_LATE] or changes
        if not first:
            break
        dockerfile = dockerfile.edited(edit for change in first for edit in change.edits)
    return dockerfile


def _source_change(plan: Plan | None, independence: Independence) -> Iterator[Change]:
    ordered = PlanEdits(plan, independence) if plan else None
    edits = ordered.edits() if ordered else None
    if plan is not None and ordered is not None and edits is not None:
        rule = DEPENDENCIES_FIRST if _reads_files(plan) else PACKAGES_FIRST
        claim = f'; a comment over it says "{word}"' if (word := ordered.untrue()) else ""
        yield Change(rule, plan.late[0].instruction.line, _why_source(plan) + claim, edits, Safety.REVIEW)


def _values_change(plan: Plan | None, independence: Independence) -> Iterator[Change]:
    edits = PlanEdits(plan, independence).down() if plan else None
    if plan is not None and edits is not None:
        names = ", ".join(dict.fromkeys(step.instruction.keyword for step in plan.late))
        reason = f"{names} of what changes with each build; RUN in {_places(plan)} can stay cached without"
        yield Change(VALUES_LATE, plan.late[0].instruction.line, reason, edits, Safety.REVIEW)


def _why_source(plan: Plan) -> str:
    copy = plan.late[0].instruction
    sources = " ".join(word.text for word in copy_parts(copy).sources)
    files = ", ".join(dict.fromkeys(file.source for _, file in plan.needed))
    verb = "needs" if len(plan.gained) == 1 else "need"
    nothing = "nothing of it but what is copied apart" if _reads_files(plan) else "nothing of it"
    needs = f"{verb} only {files} of it" if files else f"{verb} {nothing}"
    return f"{sources} changes with every commit; RUN in {_places(plan)} {needs} and can stay cached"


def _reads_files(plan: Plan) -> bool:
    return bool(plan.needed) or any(step.effects.files for step in plan.gained)


def _places(plan: Plan) -> str:
    return named_lines(tuple(step.instruction.line for step in plan.gained))


def _kept(effects: EffectsOf, stage: Stage, kept: tuple[Kept, ...]) -> Iterator[Finding]:
    """Tell of a stage's first installation that stays behind the source."""
    installs = {run.instruction.span for run in install_runs(effects.dockerfile, stage)}
    copies = [one.line for one in stage.instructions if is_source_copy(one, effects.build)]
    first = next((each for each in kept if each.run.instruction.span in installs), None)
    if first is None or not any(line < first.run.instruction.line for line in copies):
        return
    line, found = first.run.instruction.line, first.run.effects
    again = "every change of the source installs this again"
    if found.source:
        yield Note(SOURCE_NEEDED, line, f"{again}: {found.source}", _way_out(found.source))
    elif found.unknown:
        message = f"{again}, and has to stay: {found.unknown}"
        yield Refusal(SOURCE_NEEDED, line, message, _way_out(found.unknown), blocking=False)
    elif first.behind.effects.brings:
        yield from _meeting(effects, first, again)
    else:
        behind = first.behind.instruction
        there, why = named_line(behind.line), shown(str(first.obstacle))
        why = f"it stays behind {there}, which may need the source ({why})"
        hint = f"put {there} below it, if its result is not needed here"
        yield Refusal(SOURCE_NEEDED, line, f"{again}: {why}", hint, blocking=False)


def _meeting(effects: EffectsOf, kept: Kept, again: str) -> Iterator[Finding]:
    """Tell of an installation that writes where the source is copied to, or reads what is not there."""
    line, path = kept.run.instruction.line, kept.obstacle.path
    if not path:
        return
    unplaced = _unplaced(effects, kept.run.instruction)
    if unplaced is not None:
        message = (
            f"{again}: where {named_line(unplaced.line)} copies the source to is for the base image to say"
        )
        hint = "say which folder that is: WORKDIR above it"
    elif path in kept.run.effects.makes:
        message = f"{again}: it writes {shown(path)}, and the source may bring files there as well"
        hint = _way_apart(effects, kept, path)
    else:
        message = f"{again}: it reads {shown(path)}, which only the source brings"
        hint = "copy the dependency files on their own before the installation"
    yield Refusal(SOURCE_NEEDED, line, message, hint, blocking=False)


def _unplaced(effects: EffectsOf, run: Instruction) -> Instruction | None:
    """Give the first COPY or ADD before `run` that brings something to a folder which nobody knows."""
    stage = effects.dockerfile.stage_of(run)
    copies = (one for one in stage.of("COPY", "ADD") if one.span.start < run.span.start) if stage else ()
    return next(
        (one for one in copies if any(in_unknown_folder(path) for path in effects.of(one).makes)), None
    )


def _way_apart(effects: EffectsOf, kept: Kept, path: str) -> str:
    """Give the way out where an installation writes into the folder of the source."""
    inside = [each.source_of(path) for each in kept.behind.effects.brings]
    names = [name for name in inside if name and not name.startswith("..") and name != "."]
    if not names:
        return "install into a folder of its own"
    if effects.build.exists(names[0].split("/")[0]):
        return "do that in a RUN of its own, behind the source"
    return f"add {names[0]} to .dockerignore"


def _way_out(why: str) -> str:
    found = (hint for mark, hint in _WAYS_OUT if mark in why)
    return next(found, "copy what it needs on its own before the installation")
