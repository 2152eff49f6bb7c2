"""What an instruction depends on and what it changes: the model behind every change of order.

Files are paths of the image; settings are names: ``WORKDIR``, ``USER``, ``SHELL``, ``$NAME`` for a
variable, ``$*`` for all that an installer may look at on its own (none of those that change with each
build), ``$?`` for any at all (what builds a project may look at any), ``packages`` and ``accounts`` for
what package managers and user tools keep. What is not known counts as everything.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import field, replace

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import folder_at, path_in
from migrator.dockerfile import Assignment, Dockerfile, Instruction, assignments, copy_parts, words
from migrator.dockerfile.mounts import mounts
from migrator.layers.done_before import installed_before
from migrator.layers.footprint import SYSTEM_FOLDERS, Footprint, ProjectInstall, is_system
from migrator.layers.made_folders import made_before
from migrator.layers.script_effects import script_footprint
from migrator.memory import remembered
from migrator.paths import joined_path, within
from migrator.records import dataclass
from migrator.shell import program, unwrap
from migrator.stages.places import File, Places

VOLATILE = re.compile(
    r"(?:(?:GIT|VCS|SCM|SOURCE|CI|BUILD|IMAGE|APP|RELEASE|GITHUB|DOCKER|PROJECT|SERVICE)_)*"
    r"(?:SHA|SHA1|HASH|COMMIT|COMMIT_(?:SHA|HASH|REF|ID|TIME|DATE)|REVISION|REV|REF|REF_NAME|BRANCH"
    r"|DESCRIBE|BUILD|DATE|TIME|TIMESTAMP|NUMBER|RUN_(?:ID|NUMBER)|JOB_ID|PIPELINE_ID|VERSION|RELEASE|TAG)"
)
"""Names of values that are another one in each build: the commit, the date, the version being built."""

ALL_VARIABLES = "$*"
ANY_VARIABLE = "$?"
_USED = re.compile(r"\$(?:\{([A-Za-z_]\w*)|([A-Za-z_]\w*))")
_USUAL_LOCAL = frozenset(
    {"venv", ".venv", "env", ".env", "virtualenv", "node_modules", ".tox", ".nox", "__pypackages__"}
)
"""Folders that developers have beside their source without committing them."""

_METADATA = frozenset({"CMD", "ENTRYPOINT", "HEALTHCHECK", "EXPOSE", "STOPSIGNAL", "MAINTAINER"})
_ALWAYS_THERE = frozenset({"/", "/opt", "/srv", "/home", "/root", "/usr", "/usr/src", "/usr/local", "/var"})


@dataclass(frozen=True)
class Effects:
    """What one instruction reads (`reads`, `needs`) and writes (`makes`, `folders`, `sets`).

    `reads` are paths that it depends on or changes in place, `makes` those that it creates or
    overwrites, `folders` those that it only makes sure of, `enters` folders that have to be there; each
    stands for all below it. `files` are those of `reads` that are single files, `modes` those of which
    only owner and mode change. `unknown` is why it must be taken to read and write every file; `source`
    why it needs a whole folder, `project` the command that could do without it, `divisible` that it can
    run again alone. `costly` says that it installs or fetches something.

    For a COPY from the build context `brings` says what it puts where, `founds` that its destination
    does not exist before, `owned` that it sets owner or mode. `copies` and `flags` are of any COPY.
    """

    reads: frozenset[str] = frozenset()
    makes: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    enters: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    unknown: str = ""
    source: str = ""
    costly: bool = False
    project: ProjectInstall | None = None
    divisible: bool = False
    brings: tuple[File, ...] = ()
    founds: bool = False
    owned: bool = False
    flags: str = ""
    copies: bool = False

    @property
    def touched(self) -> frozenset[str]:
        """All paths that it reads or writes."""
        return self.reads | self.makes | self.folders | self.enters


@remembered
def effects_of(dockerfile: Dockerfile, build: BuildContext) -> EffectsOf:
    """Give what gives the effects of a file built from `build`: the same one, however many ask."""
    return EffectsOf(dockerfile, build)


@dataclass(frozen=True)
class EffectsOf:
    """Gives the effects of the instructions of one Dockerfile, built from `build`."""

    dockerfile: Dockerfile
    build: BuildContext
    _known: dict[int, Effects] = field(default_factory=dict, compare=False, repr=False)

    def of(self, one: Instruction) -> Effects:
        """Give what `one` depends on and changes."""
        at = one.span.start
        if at not in self._known:
            self._known[at] = self._of(one)
        return self._known[at]

    def _of(self, one: Instruction) -> Effects:
        if one.keyword in ("COPY", "ADD"):
            return self._copy(one)
        if one.keyword == "RUN":
            return self._run(one)
        if one.keyword in ("ENV", "ARG", "LABEL"):
            return _values(one)
        if one.keyword == "WORKDIR":
            return self._workdir(one)
        if one.keyword == "VOLUME":
            return self._volume(one)
        if one.keyword in ("USER", "SHELL"):
            return Effects(needs=used(one) | {"accounts"}, sets=frozenset({one.keyword}))
        if one.keyword in _METADATA:
            shell_form = one.keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK")
            needs = frozenset({"SHELL"}) if shell_form else used(one)
            return Effects(needs=needs, sets=frozenset({one.keyword}))
        return Effects(unknown=f"what {one.keyword} does depends on another build")

    def only_project_left(self, one: Instruction, found: Effects) -> bool:
        """Tell whether a RUN installs a project whose dependencies an earlier one has installed.

        So has one that does the very same, where it stands once more behind what it had not yet.
        """
        if found.costly and installed_before(self.dockerfile, self.build, one):
            return True
        earlier = Places(self.dockerfile, self.build).before(one, "RUN")
        if found.costly and found.source and any(one.value.text in run.value.text for run in earlier):
            return True
        if found.project is None:
            return False
        tool = re.escape(program(unwrap(found.project.command)) or "")
        flags = r"--(?:no-root|no-install-(?:project|workspace|local))|-r\s*\S*pyproject\.toml\b"
        left_out = re.compile(rf"\b{tool}\b.*(?:{flags})", re.DOTALL)
        return any(left_out.search(run.value.text) for run in earlier)

    def may_hold(self, file: File, path: str, *, certainly: bool = False) -> bool:
        """Tell whether a copied folder may bring something at `path`, by what the build context holds.

        What ``.dockerignore`` keeps out is not brought; folders that developers have beside their
        source (``.venv``) may be there in another checkout. With `certainly` nothing counts but what
        ``.dockerignore`` says: what another stage builds is often built on a developer's machine too.
        """
        if file.source is None:
            return True
        first = posixpath.relpath(path, file.path).split("/", 1)[0]
        source = joined_path(file.source, first)
        if self.build.ignored(source):
            return False
        return certainly or self.build.root is None or first in _USUAL_LOCAL or self.build.exists(source)

    # settings

    def _workdir(self, one: Instruction) -> Effects:
        text = self.dockerfile.environment(one).expand(one.value.text)
        path = self._absolute(one, text)
        relative = text is not None and not text.startswith("/")
        return Effects(
            folders=frozenset({path} if path else ()),
            needs=used(one) | ({"WORKDIR"} if relative else set()),
            sets=frozenset({"WORKDIR"}),
            unknown="" if path else "the working directory is not known before the build",
        )

    def _volume(self, one: Instruction) -> Effects:
        environment = self.dockerfile.environment(one)
        paths = [self._absolute(one, environment.expand(word.text)) for word in words(one)]
        if None in paths:
            return Effects(unknown="which folder is a VOLUME is not known before the build")
        return Effects(reads=frozenset(path for path in paths if path), needs=used(one))

    def _absolute(self, one: Instruction, value: str | None) -> str | None:
        return None if value is None else path_in(folder_at(self.dockerfile, one), value)

    # COPY and ADD

    def _copy(self, one: Instruction) -> Effects:
        parts = copy_parts(one)
        text = self.dockerfile.environment(one).expand(parts.destination.text)
        end = self._absolute(one, text)
        if text is None or end is None:
            return Effects(unknown=f"where {one.keyword} writes is not known before the build", copies=True)
        needs = used(one) | (set() if text.startswith("/") else {"WORKDIR"})
        if parts.chown and not re.fullmatch(r"[0-9]+(?::[0-9]+)?", parts.chown):
            needs |= {"accounts"}
        remote = any("://" in word.text or word.text.startswith("git@") for word in parts.sources)
        local = not parts.from_ and not parts.heredocs and not remote
        brings = Places(self.dockerfile, self.build).files(one) if local else ()
        concerned = {"packages"} if self._among_packages(brings, end) else set()
        return Effects(
            makes=frozenset({end}),
            needs=needs | concerned,
            sets=frozenset(concerned),
            brings=brings,
            founds=not self._exists_before(one, end),
            owned=parts.chown is not None or parts.chmod is not None,
            flags=" ".join(sorted(f"{flag.name}={flag.value}" for flag in one.flags)),
            copies=True,
        )

    def _among_packages(self, brings: tuple[File, ...], end: str) -> bool:
        """Tell whether something is copied among the files of package managers."""
        if not brings or any(file.source is None for file in brings):
            return is_system(end) or any(within(folder, end) for folder in SYSTEM_FOLDERS)
        return any(self._reaches_packages(file) for file in brings)

    def _reaches_packages(self, file: File) -> bool:
        if is_system(file.path) or not file.tree:
            return is_system(file.path)
        return any(within(folder, file.path) and self.may_hold(file, folder) for folder in SYSTEM_FOLDERS)

    def _exists_before(self, one: Instruction, end: str) -> bool:
        """Tell whether the folder `end` is always there, or something before `one` makes sure of it."""
        if end in _ALWAYS_THERE or is_system(end):
            return True
        return made_before(self.dockerfile, self.build, one, end)

    # RUN

    def _run(self, one: Instruction) -> Effects:
        found = script_footprint(self.dockerfile, self.build, one)
        reads = self._without_mounts(one, found)
        needs, sets = _run_settings(found)
        return Effects(
            reads=reads,
            makes=frozenset(found.makes),
            folders=frozenset(found.folders),
            enters=frozenset(found.enters),
            files=frozenset(found.files) & reads,
            modes=frozenset(found.modes - found.files - found.makes),
            needs=needs | used_in(self.dockerfile.source.slice(one.span)),
            sets=sets,
            unknown=found.unknown,
            source=found.source,
            costly=found.costly,
            project=found.project,
            divisible=found.divisible,
        )

    def _without_mounts(self, one: Instruction, found: Footprint) -> frozenset[str]:
        """Give the paths read without those that bind mounts bring: no earlier instruction does."""
        targets = [target for parts in mounts(one) if (target := self._mounted(one, parts))]
        return frozenset(path for path in found.reads if not any(within(path, target) for target in targets))

    def _mounted(self, one: Instruction, parts: Mapping[str, str]) -> str | None:
        if parts.get("type", "bind") not in ("bind", "secret"):
            return None
        target = parts.get("target") or parts.get("source")
        return self._absolute(one, self.dockerfile.environment(one).expand(target)) if target else None


def _run_settings(found: Footprint) -> tuple[frozenset[str], frozenset[str]]:
    """Give the settings that a script needs and those that it sets."""
    sets = {name for name, so in (("packages", found.system), ("accounts", found.accounts)) if so}
    needs = {"USER", "SHELL"}
    needs |= {"WORKDIR"} if found.relative or found.unknown else set()
    needs |= {ALL_VARIABLES} if found.system or found.costly or found.unknown else set()
    needs |= {ANY_VARIABLE} if found.sources or found.unknown else set()
    return frozenset(needs | sets), frozenset(sets)


def _values(one: Instruction) -> Effects:
    """Give the effects of ENV, ARG and LABEL: who reads a variable depends on them."""
    pairs = assignments(one)
    if one.keyword == "LABEL":
        return Effects(needs=used(one), sets=frozenset(f"LABEL {pair.name}" for pair in pairs))
    felt = {ANY_VARIABLE} if all(is_volatile(pair) for pair in pairs) else {ANY_VARIABLE, ALL_VARIABLES}
    return Effects(needs=used(one), sets=frozenset(f"${pair.name}" for pair in pairs) | felt)


def is_volatile(pair: Assignment) -> bool:
    """Tell whether a variable is another one in each build: by its name, or by what its value is made of."""
    if VOLATILE.fullmatch(pair.name):
        return True
    names = used_in(pair.value.text) if pair.value is not None else frozenset()
    return bool(names) and all(VOLATILE.fullmatch(name[1:]) for name in names)


def without_project(found: Effects) -> Effects:
    """Give the effects of a RUN whose `project` command leaves the project itself out."""
    if found.project is None:
        return found
    needs = found.needs - {ANY_VARIABLE}
    return replace(found, reads=found.reads - {found.project.folder}, needs=needs, source="", project=None)


def used(one: Instruction) -> frozenset[str]:
    """Give the variables that an instruction's own words name, as ``$NAME``."""
    flags = " ".join(flag.value or "" for flag in one.flags)
    return used_in(f"{one.value.text} {flags}")


def used_in(text: str) -> frozenset[str]:
    """Give the variables that `text` names, as ``$NAME``."""
    return frozenset(f"${match[1] or match[2]}" for match in _USED.finditer(text))
