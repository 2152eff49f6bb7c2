"""A builder stage read to its end: what it copies in, what it runs, and what that leaves where."""

from __future__ import annotations

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Flag, Instruction, Stage, assignments, copy_parts
from migrator.dockerfile.mounts import mount_parts
from migrator.records import dataclass
from migrator.shell import Script, script_of
from migrator.source import Word
from migrator.stages.bases import Base, base_of
from migrator.stages.commands import read_steps
from migrator.stages.model import BY_HAND, Act, KeptError, Setting, Step
from migrator.stages.places import File, Places

_OWN_IMAGE = frozenset({"CMD", "ENTRYPOINT", "HEALTHCHECK", "VOLUME", "ONBUILD"})
_SECRET = re.compile(
    r"token|secret|passw|credential|api_?key|private_?key|ssh_?(?:priv|key|pass)|access_?key|deploy_?key"
    r"|netrc|(?:^|_)(?:pat|pwd|pass|key)(?:_|$)",
    re.IGNORECASE,
)
_INDEX = re.compile(r"index_?url|find_?links", re.IGNORECASE)
_SECRET_FILE = re.compile(
    r"(?:.*/)?(?:\.netrc|\.ssh|id_[a-z0-9]+|\.pypirc|\.npmrc|\.aws|\.git-credentials|pip\.(?:conf|ini)|auth\.toml"
    r"|.*\.(?:pem|key|p12|pfx))(?:/.*)?"
)
_CREDENTIALS = re.compile(r"://[^/\s'\"]*@|git\+ssh:|git@")
_ARCHIVE = re.compile(r".*\.(?:tar|tgz|tbz2?|txz|tar\.\w+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """One RUN of a builder: where it runs, what its commands do."""

    instruction: Instruction
    folder: str
    script: Script
    steps: tuple[Step, ...]

    def does(self, *acts: Act) -> bool:
        """Tell whether one of its commands is of these kinds."""
        return any(step.act in acts for step in self.steps)

    @property
    def adding(self) -> tuple[Step, ...]:
        """The commands that install packages of the system, except what apk takes away in the same RUN."""
        deleted = {name for step in self.steps if step.how == "del" for name in step.packages}
        return tuple(
            step
            for step in self.steps
            if step.act is Act.SYSTEM
            and step.how in ("install", "add")
            and not deleted & {*step.packages, *(word.text for word in step.command.words)}
        )

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages of the system that it installs and keeps."""
        return tuple(package for step in self.adding for package in step.packages)


@dataclass(frozen=True, slots=True)
class Brought:
    """One COPY or ADD of a builder; `origin` is the stage or image it copies from, None for the context.

    `is_tool` tells that it brings a program that only the builder's own RUN need (uv).
    """

    instruction: Instruction
    origin: str | None
    files: tuple[File, ...]
    is_tool: bool = False

    @property
    def start(self) -> int:
        """Where the instruction begins."""
        return self.instruction.span.start


@dataclass(frozen=True)
class Builder:
    """The stages that a collapse takes apart (the oldest first), their RUN and their COPY in order.

    `base` is the image that they start from.
    """

    stages: tuple[Stage, ...]
    runs: tuple[Run, ...]
    brought: tuple[Brought, ...]
    base: Base

    @property
    def name(self) -> str:
        """What the stage is called, or its number."""
        return self.stages[-1].name or str(self.stages[-1].index)

    @property
    def instructions(self) -> tuple[Instruction, ...]:
        """All instructions but the FROM, in order."""
        return tuple(one for stage in self.stages for one in stage.instructions)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of every RUN, in order."""
        return tuple(step for run in self.runs for step in run.steps)


def read_builder(dockerfile: Dockerfile, stages: tuple[Stage, ...], places: Places) -> Builder:
    """Follow what `stages` make; raises KeptError at the first thing that cannot be followed."""
    instructions = tuple(one for stage in stages for one in stage.instructions)
    for one in instructions:
        _require_harmless(one)
    runs: list[Run] = []
    made: frozenset[str] = frozenset()
    for one in instructions:
        if one.keyword == "RUN":
            run = _run(dockerfile, one, places, made)
            made |= {step.place for step in run.steps if step.act is Act.VENV}
            runs.append(run)
    copies = (one for one in instructions if one.keyword in ("COPY", "ADD"))
    brought = tuple(_brought(dockerfile, one, places) for one in copies)
    return Builder(stages, tuple(runs), brought, base_of(dockerfile, stages[-1]))


def _require_harmless(one: Instruction) -> None:
    if one.keyword in _OWN_IMAGE:
        reason = f"has {one.keyword}: it is an image of its own that may be built and started"
        raise KeptError(one.line, reason, "fold it in by hand if nobody builds it with --target")
    if one.keyword in ("ARG", "ENV"):
        for pair in assignments(one):
            plain = "" if pair.value is None else pair.value.text
            hidden = _INDEX.search(pair.name) and ("$" in plain or not plain)
            if hidden or _SECRET.search(pair.name) or _CREDENTIALS.search(plain):
                raise _secret(one, f"{one.keyword} {pair.name}")
    if one.keyword == "RUN":
        if _CREDENTIALS.search(one.value.text):
            raise _secret(one, "a URL with credentials")
        for flag in one.flags:
            _require_plain_flag(one, flag)


def _secret(one: Instruction, what: str) -> KeptError:
    reason = f"uses {what}, which the layers of the final image would keep"
    return KeptError(one.line, reason, "leave it a stage of its own")


def _require_plain_flag(one: Instruction, flag: Flag) -> None:
    kind = mount_parts(flag).get("type", "bind")
    if kind in ("secret", "ssh"):
        raise _secret(one, f"a {kind} mount")
    if flag.name != "mount" or kind not in ("bind", "cache", "tmpfs"):
        raise KeptError(one.line, f"runs with --{flag.name}, which the final stage does not allow", BY_HAND)


def _run(dockerfile: Dockerfile, one: Instruction, places: Places, made: frozenset[str]) -> Run:
    folder = places.folder(one)
    if folder is None:
        raise KeptError(one.line, "runs in a folder that the file does not tell", "set WORKDIR")
    if not places.is_root(one):
        raise KeptError(one.line, f"installs as {places.user(one)}, not as root", BY_HAND)
    shell = places.shell(one)
    script = script_of(one, tuple(re.findall(r'"([^"]*)"', shell)) or None)
    if script.opaque is not None:
        raise KeptError(one.line, f"runs a script that cannot be read: {script.opaque}", BY_HAND)
    environment = dockerfile.environment(one)

    def expand(word: Word) -> str | None:
        return word.value if word.value is not None else environment.expand(word.text)

    setting = Setting(folder, places.on_path(one), made, expand, environment.get, one.line)
    return Run(one, folder, script, read_steps(script.commands, setting))


def _brought(dockerfile: Dockerfile, one: Instruction, places: Places) -> Brought:
    parts = copy_parts(one)
    files = places.files(one)
    if not files or parts.heredocs:
        raise KeptError(one.line, "copies to where a variable says, or a here-document", "write the path out")
    for word in parts.sources:
        text = word.value or word.text
        if one.keyword == "ADD" and (_ARCHIVE.fullmatch(text) or "://" in text or text.startswith("git@")):
            raise KeptError(one.line, f"fetches or unpacks {text}", BY_HAND)
        if _SECRET_FILE.fullmatch(text):
            raise _secret(one, text)
    unlike = [flag.name for flag in one.flags if flag.name not in ("from", "chown", "chmod", "link")]
    if unlike:
        raise KeptError(one.line, f"copies with --{unlike[0]}", BY_HAND)
    tool = parts.from_ is not None and {file.source for file in files} <= {"uv", "uvx"}
    stage = dockerfile.stage_of(one)
    if parts.from_ is not None and not tool and dockerfile.stage_named(parts.from_, stage) is None:
        raise KeptError(one.line, f"copies files from the image {parts.from_}", BY_HAND)
    return Brought(one, parts.from_, files, tool)
