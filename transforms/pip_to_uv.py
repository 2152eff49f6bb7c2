"""pip gives way to uv wherever uv installs the same thing at the same place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from migrator.api import (
    CallPlan,
    Change,
    Context,
    Dockerfile,
    Edit,
    Exported,
    Finding,
    Instruction,
    LeftPip,
    Note,
    NotNeeded,
    Phase,
    PipFile,
    PipPlanner,
    Refusal,
    Rule,
    RunPlan,
    Safety,
    Settings,
    StaysPip,
    ToUv,
    builds_for,
    builds_without_buildkit,
    built_for,
    comments_above,
    copy_parts,
    dockerfiles,
    has_uv,
    hidden_pip,
    install_edits,
    installer_words,
    is_uv_unpinned,
    listens_to_pips_variables,
    mentions_pip,
    named_line,
    pip_table,
    rewritten,
    said_to_uv,
    stage_edits,
    transform,
)

MOVED = Rule("DFM401", "pip-to-uv", "A pip command becomes the uv command that does the same.")
DROPPED = Rule("DFM402", "pip-not-needed", "What only serves pip itself, its upgrade or its cache, goes.")
VARIABLE = Rule("DFM403", "pip-variable", "A variable that configures pip is said to uv in its own name.")
BINARY = Rule("DFM404", "uv-binary", "uv is brought into the image once, as the setting uv-from asks.")
OPTION = Rule("DFM410", "pip-option", "An option that uv does not have keeps the command at pip.")
PLACE = Rule("DFM411", "pip-place", "Where pip installs is not known, or uv cannot install there.")
UNCLEAR = Rule("DFM412", "pip-unclear", "A command that calls pip cannot be read or rewritten.")
CONFIGURATION = Rule("DFM413", "pip-configuration", "pip is configured in a way that uv does not read.")
FILE = Rule("DFM414", "requirements-for-pip", "A requirements file holds what uv does not take.")
COMMAND = Rule("DFM415", "pip-command", "uv has no such command.")
READS = Rule("DFM416", "pip-reads", "A pip command may stay that only reads, or only serves pip.")
DOUBT = Rule("DFM417", "pip-doubt", "Something about a command that was moved could not be looked up.")
BYTECODE = Rule("DFM420", "no-bytecode", "uv does not compile to bytecode unless it is asked to.")
INDEXES = Rule("DFM421", "merged-indexes", "Packages come from several indexes.")
IGNORED = Rule("DFM422", "option-dropped", "An option of pip that means nothing to uv was dropped.")
OTHER = Rule("DFM423", "other-installer", "Another installer than pip is left alone.")
UNPINNED = Rule("DFM424", "uv-unpinned", "uv is taken without a version.")
BUILDKIT = Rule("DFM425", "needs-buildkit", "Something builds without BuildKit, which mounts need.")
MACHINE = Rule("DFM426", "uv-machines", "Something builds for a machine that uv's image is not made for.")

RULES = (
    *(MOVED, DROPPED, VARIABLE, BINARY, OPTION, PLACE, UNCLEAR, CONFIGURATION, FILE, COMMAND, READS),
    *(DOUBT, BYTECODE, INDEXES, IGNORED, OTHER, UNPINNED, BUILDKIT, MACHINE),
)
_KINDS = {
    "option": OPTION,
    "place": PLACE,
    "unclear": UNCLEAR,
    "configuration": CONFIGURATION,
    "file": FILE,
    "command": COMMAND,
}
_SIMPLER = "write it as plain commands"


@transform("pip-to-uv", phase=Phase.INSTALLER, rules=RULES)
def pip_to_uv(dockerfile: Dockerfile, ctx: Context) -> Iterator[Finding]:
    r"""Move pip commands to uv.

        RUN pip install --no-cache-dir -r requirements.txt

    becomes

        RUN --mount=from=ghcr.io/astral-sh/uv:0.13,source=/uv,target=/bin/uv \
            --mount=type=cache,target=/root/.cache/uv \
            uv pip install --system -r requirements.txt

    A command is moved only if uv installs the same packages at the same place; else it stays pip,
    with a finding that names the option, variable, file or place that speaks against it. `pip check`, `pip
    list` and `pip show` are moved along with what installs for the same Python.

    ## Where

    `--system` for the image's own Python; a venv that PATH finds first is named with `--python`, one
    that VIRTUAL_ENV names or a script activates needs nothing (`--system` would leave it empty).
    `--user` becomes `--prefix "$HOME/.local"`, which is where pip would put it, and so does an install by
    a user who cannot write to the image's Python. Images whose Python lies elsewhere (conda's, Red Hat's,
    those of clouds) are known by name. Such changes are marked for review.

    An image that is not known keeps pip: the Python of Debian before 3.10 and those of RPM distributions
    have their packages where uv does not put them. But the Python that PATH finds is named, for review,
    where something shows that it is another one: a Python of 3.10 or later in the image's name or in pip's
    (`pip3.11`), a release with such a Python in the tag (`bookworm`), Alpine by its name or by an `apk add`
    of Python, `--break-system-packages`, names that Python's own images have for it (`pip`, `python -m
    pip`, where distributions have `pip3`) and none of an old release in the image's; or where nothing
    depends on it (`--target`). Then the image has to be a public one that runs as root, or the file itself
    has installed that Python. An image of a company's own registry is refused until
    `[tool.dfmigrate.images]` says what it stands for: it may hold a venv, a user or a pip.conf. So is one
    that the same repository builds, where its Dockerfile sets up pip.

    ## What

    Options, variables and configuration files of pip are said in uv's way; a variable stays beside uv's where
    something else calls pip: pipenv and other tools, a script that starts the container, an image that
    stands on this one. Several indexes are merged as pip merges them (`index-strategy` chooses otherwise),
    `--upgrade` is limited to what was named once other packages are installed, below `~/.local` too (uv
    would upgrade all that they depend on), hashes that pip would have enforced are enforced. What only
    cleans pip's cache goes, and so does pip's own upgrade: but pip does it still where it is called later or
    nothing of the file goes to uv, and uv does it where a comment above speaks of a vulnerability, and where
    a venv is to have a pip of some version or later. That a venv's pip stays as it was is for review.

    uv trusts the roots that it brings along, and pip what requests and the system do: where the file names a
    bundle in REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE, uv gets it as SSL_CERT_FILE, and where the file has given
    the system certificates of its own (`update-ca-certificates`), uv gets UV_SYSTEM_CERTS.

    ## How uv gets there

    `uv-from` is `mount` (default), `copy`, `stage` or `pip`; uv's image is made for amd64 and arm64 only,
    so pip stays where the base is for another machine (`arm32v7/python`). Where a workflow or command
    builds the file for one, pip brings uv, and stays itself where it cannot; where there are several files
    and it is not known which of them is built, a note tells it. With mounts the cache is one too, where the
    user in force can use it; else uv gets `--no-cache`. Mounts need BuildKit: a note tells where a workflow
    or script turns it off, or builds with kaniko or CapRover. uv does not compile to bytecode;
    `compile-bytecode` makes it.

    ## When it refuses

    `pip wheel` and `pip download`; options that uv does not have (`--root`, `--report`); a pip.conf that is
    a secret or sets more than an index; requirements files with what uv does not take; downloads that do
    not say their kind (`…/tarball/1.2`) and what git's own protocol fetches; a pip of Python before 3.6,
    also in a venv or an environment of conda's, or of Debian before Python 3.10; what apt has installed for
    the same Python already, since uv does not see `/usr/lib/python3/dist-packages` (other modules from
    there are noted: they may be needed by what is installed); an environment of conda's that is activated
    and that the file does not make; `-e` on Python 3.6, which has no setuptools that builds it in uv's way,
    and of a `setup.py` whose packages are copied later, which pip up to Python 3.11 finds all the same.
    Poetry, Pipenv, PDM and conda are left alone, and so is pip when a container starts.

    A file alone does not tell that a dependency of a dependency pins a yanked version: pip warns and takes
    it, uv ends with the package's name. It takes the version too once a requirement or a constraint names
    it, as it does where a requirement pins a yanked version itself.

    ## Facts

    uv's documentation ("Compatibility with pip", "Using uv in Docker", "Python support"), the option
    parsers of pip 26.3, and pip and uv 0.13.9 run side by side on a local index.
    """
    file = PipFile(dockerfile, pip_table(ctx.knowledge), ctx.knowledge, ctx.build)
    yield from _about_others(file)
    if "pip" in dockerfile.source.text:
        yield from _Migration(file, ctx).findings()


@dataclass
class _Migration:
    """One file: its plans become findings, and what they need of the rest of the file with them."""

    file: PipFile
    ctx: Context
    moved: list[RunPlan] = field(default_factory=list)
    exported: dict[int, Exported] = field(default_factory=dict)
    said: set[tuple[str, str]] = field(default_factory=set)

    @property
    def dockerfile(self) -> Dockerfile:
        return self.file.dockerfile

    @cached_property
    def foreign(self) -> str:
        """What builds the file for a machine that uv's image is not made for; empty without.

        One for which the index has no wheel for musl either is told first.
        """
        hardest = tuple(row.name for row in self.file.table.of("machine") if row.debian)
        return self._built_for(hardest) or self._built_for(self._unmade)

    def _built_for(self, platforms: tuple[str, ...]) -> str:
        repository = self.ctx.repository
        name = repository.name_of(Path(self.ctx.path))
        if dockerfiles(repository) == (name,):
            return builds_for(repository, platforms)  # there is nothing else to build
        return built_for(repository, name, platforms)

    @cached_property
    def settings(self) -> Settings:
        """The settings, with uv from the index for a file that is built where its image is not to be had."""
        return replace(self.ctx.settings, uv_from="pip") if self.foreign else self.ctx.settings

    @property
    def _unmade(self) -> tuple[str, ...]:
        return tuple(row.name for row in self.file.table.of("machine"))

    def findings(self) -> Iterator[Finding]:
        planner = PipPlanner(self.file, self.settings, self.foreign, self.ctx.told_below)
        plans = planner.plans()
        yield from _unreadable(self.file)
        for plan in plans:
            yield from self._run(plan, planner)
        yield from self._variables(stays=any(plan.of(StaysPip) or plan.of(LeftPip) for plan in plans))
        yield from self._deliveries()
        yield from self._bytecode(planner.on_bytecode)
        yield from self._buildkit()
        yield from self._machines()

    def _run(self, plan: RunPlan, planner: PipPlanner) -> Iterator[Finding]:
        if plan.changes:
            edits = rewritten(plan, self.settings)
            if edits is None:
                plan = planner.again(plan)
                edits = rewritten(plan, self.settings)
            if edits is None:
                line = plan.scene.instruction.line
                yield Refusal(UNCLEAR, line, "stays pip: the RUN cannot be cut safely", _SIMPLER, False)
                return
            yield self._change(plan, edits)
        reasons: set[str] = set()
        for one in plan.calls:
            verdict = one.verdict
            if isinstance(verdict, StaysPip) and verdict.kind == "unclear":
                if verdict.reason in reasons:
                    continue  # the same variable, in the same RUN
                reasons.add(verdict.reason)
            yield from self._remarks(one)

    def _change(self, plan: RunPlan, edits: tuple[Edit, ...]) -> Change:
        verdicts = plan.verdicts(ToUv)
        self.exported |= {each.assignment.span.start: each for one in verdicts for each in one.exported}
        if verdicts:
            self.moved.append(plan)
        sure = all(one.sure for one in verdicts) and all(one.sure for one in plan.verdicts(NotNeeded))
        safety = Safety.SAFE if sure else Safety.REVIEW
        first = (plan.of(ToUv) or plan.of(NotNeeded))[0]
        return Change(MOVED if verdicts else DROPPED, self._line(first), _reason(plan), edits, safety)

    def _line(self, one: CallPlan) -> int:
        return self.dockerfile.source.line_of(one.command.span.start)

    def _remarks(self, one: CallPlan) -> Iterator[Finding]:
        line, verdict = self._line(one), one.verdict
        if isinstance(verdict, StaysPip):
            yield Refusal(_KINDS[verdict.kind], line, f"stays pip: {verdict.reason}", verdict.hint, False)
        elif isinstance(verdict, LeftPip):
            called = f"pip {one.call.name}".strip()
            hint = "pip sees what uv installs" if one.call.name not in ("config", "install") else ""
            yield Note(READS, line, f"`{called}` stays: {verdict.reason}", hint)
        elif isinstance(verdict, ToUv):
            for note in self._notes(verdict, line):
                if (note.rule.id, note.message) not in self.said:
                    self.said.add((note.rule.id, note.message))
                    yield note

    def _notes(self, verdict: ToUv, line: int) -> Iterator[Note]:
        for doubt in verdict.doubts:
            yield Note(DOUBT, line, doubt, "see that it installs the same")
        for row in verdict.uv.dropped:
            if not row.quiet:
                yield Note(IGNORED, line, f"{row.name} was dropped: {row.why}")
        if verdict.uv.indexes and self.settings.index_strategy == "first-index":
            yield Note(INDEXES, line, "uv asks one index after the other, pip takes the best of all")
        elif verdict.uv.indexes:
            message = "the best of all indexes is taken, as pip does: a name can be hijacked on any of them"
            yield Note(INDEXES, line, message, 'index-strategy = "first-index" asks them in order')

    def _variables(self, *, stays: bool) -> Iterator[Finding]:
        """Say pip's variables to uv: in their place, unless something still listens to them."""
        alone = bool(self.exported) and not (stays or self.ctx.standing)
        alone = alone and not listens_to_pips_variables(self.file, self.ctx.starts)
        for one in self.exported.values():
            names = " and ".join(name for name, _ in one.pairs)
            line = self.dockerfile.source.line_of(one.assignment.span.start)
            edits = said_to_uv(self.dockerfile, one, replace=alone)
            yield Change(VARIABLE, line, f"{one.assignment.name} is {names} for uv", edits)

    def _deliveries(self) -> Iterator[Finding]:
        """Bring uv into the stages that need it, where it is not mounted."""
        settings = self.settings
        done: set[int] = set()
        for plan in self.moved if settings.uv_from != "mount" else []:
            stage, first = plan.scene.stage, plan.scene.instruction
            if done & {one.index for one in self.dockerfile.lineage(stage)} or has_uv(self.file, first):
                continue
            edits = install_edits(plan.scene, settings)
            if settings.uv_from == "stage" and not done:
                edits += stage_edits(self.dockerfile, settings)
            done.add(stage.index)
            yield Change(BINARY, first.line, f"uv comes into the image ({settings.uv_from})", tuple(edits))

    def _bytecode(self, wanted: Instruction | None) -> Iterator[Finding]:
        told = {name for one in self.exported.values() for name, _ in one.pairs}
        plans = [plan for plan in self.moved if _without_bytecode(plan)]
        if not plans or self.settings.compile_bytecode or "UV_COMPILE_BYTECODE" in told:
            return
        first = plans[0].scene.instruction
        if wanted is not None:
            message = f"uv is told to compile to bytecode, as pip does: {named_line(wanted.line)} lives on it"
            yield Note(BYTECODE, first.line, message)
            return
        environment = self.dockerfile.environment(first)
        if not environment.is_set("UV_COMPILE_BYTECODE"):
            # With it no start writes any either; pip compiles all the same when it installs.
            never = environment.expand("$PYTHONDONTWRITEBYTECODE") not in (None, "", "0")
            always = "and every start is slower (PYTHONDONTWRITEBYTECODE)"
            slower = always if never else "a slower first start"
            message = f"uv does not compile to bytecode as pip does: a smaller image, {slower}"
            yield Note(BYTECODE, first.line, message, "compile-bytecode = true keeps pip's way")

    def _buildkit(self) -> Iterator[Finding]:
        """Tell of builders that have no mounts, where this run brings some in."""
        if not self.moved or self.settings.uv_from != "mount":
            return
        if why := builds_without_buildkit(self.ctx.repository):
            message = f"RUN --mount needs BuildKit, and {why}"
            yield Note(BUILDKIT, self.moved[0].scene.instruction.line, message, 'uv-from = "copy" needs none')

    def _machines(self) -> Iterator[Finding]:
        """Tell of builds for machines that have no image of uv, where this run brings one in."""
        if not self.moved or self.ctx.settings.uv_from == "pip":
            return
        line = self.moved[0].scene.instruction.line
        if self.foreign:
            message = f"{self.foreign}: there is no image of uv for it to be sure of, so pip brings uv"
            yield Note(MACHINE, line, message)
        elif why := builds_for(self.ctx.repository, self._unmade):
            message = f"{why}: there is no image of uv for it to be sure of"
            yield Note(MACHINE, line, message, 'uv-from = "pip" needs none')


def _without_bytecode(plan: RunPlan) -> bool:
    """Tell whether a RUN installs with uv without --compile, which says to uv what pip does anyway."""
    return any(one.call.name == "install" and not one.call.has("--compile") for one in plan.of(ToUv))


def _reason(plan: RunPlan) -> str:
    parts: list[str] = []
    for one in plan.calls:
        if isinstance(one.verdict, ToUv):
            flags = " ".join(one.verdict.place)
            moved = f"pip {one.call.name} becomes uv pip {one.call.name} {flags}".strip()
            parts.append(", ".join(filter(None, (moved, one.verdict.without))))
        elif isinstance(one.verdict, NotNeeded):
            parts.append(one.verdict.reason)
    if not plan.of(ToUv) and comments_above(plan.scene):
        parts.append("the comment above stays")
    return "; ".join(dict.fromkeys(parts))


def _unreadable(file: PipFile) -> Iterator[Finding]:
    """Say of what may call pip and is not read, why."""
    for one in file.dockerfile.instructions:
        keyword = one.inner.keyword
        if keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK") and mentions_pip(file, one):
            message = "pip runs when the container does: left as it is"
            yield Note(READS, one.line, message, "install while building")
        elif keyword == "RUN" and mentions_pip(file, one):
            for line, reason in hidden_pip(file, one):
                yield Refusal(UNCLEAR, line, f"stays pip: {reason}", _SIMPLER, False)


def _about_others(file: PipFile) -> Iterator[Finding]:
    """Say once a file which other installers are left alone, and where uv comes without a version."""
    seen: set[str] = set()
    for one in file.dockerfile.instructions:
        source = copy_parts(one).from_ or "" if one.keyword == "COPY" else ""
        if one.keyword == "RUN":
            yield from _tools(file, one, seen)
        elif is_uv_unpinned(source):
            message = f"{source} changes with every release of uv"
            yield Note(UNPINNED, one.line, message, f"pin it: {source.removesuffix(':latest')}:0.13")


def _tools(file: PipFile, one: Instruction, seen: set[str]) -> Iterator[Finding]:
    text = file.dockerfile.source.slice(one.span)
    rows = {row.name for row in file.table.of("tool") if row.name in text} - seen
    for command in file.script(one).commands if rows else ():
        name = next(iter(installer_words(command)), "")
        if name in rows - seen:
            seen.add(name)
            line = file.dockerfile.source.line_of(command.span.start)
            yield Note(OTHER, line, f"{name} is not pip: its commands stay as they are")
