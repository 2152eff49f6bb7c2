"""What a RUN that installs Python packages installs: the requirements behind its command lines."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from functools import cached_property

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_path
from migrator.dockerfile import Dockerfile, Instruction
from migrator.memory import remembered
from migrator.records import dataclass
from migrator.requirements import (
    LOCK_FILES,
    PROJECT_FILES,
    group_names,
    groups_by_default,
    read_file,
    read_project,
)
from migrator.requirements.built_archives import builders, built_alone
from migrator.requirements.image_sources import image_source
from migrator.requirements.indexes import index_options, set_for_pip
from migrator.requirements.install_options import DEV, Groups, InstallLine
from migrator.requirements.install_runs import InstallRun
from migrator.requirements.installers import in_folder, installer_words, installs_packages
from migrator.requirements.local_paths import local_path
from migrator.requirements.model import Option, Requirement, Requirements, requirement, specifiers
from migrator.requirements.names import named_by_url, normalised
from migrator.requirements.native_parts import installed_together
from migrator.requirements.project_files import UNSEEN_MEMBER
from migrator.requirements.required import Required, Unreadable, applies
from migrator.requirements.wheel_files import is_for_glibc
from migrator.shell import Command, unwrap
from migrator.shell.folders import Folder, Folders
from migrator.shell.named_programs import assigned_values, with_assigned
from migrator.source import Word

__all__ = ["Required", "Unreadable", "applies", "required"]

_PROJECT_FILES = (*PROJECT_FILES, "Pipfile")
_MOST_BESIDE = 100
"""So many projects that lie beside each other are followed: each may name another."""
_YES = frozenset({"1", "true", "yes", "on", "y", "t"})
"""What uv takes for a yes in a variable that is one or the other."""
_ARCHIVES = (".tar.gz", ".tgz", ".zip", ".tar.bz2")
_FILES = frozenset({"-r", "--requirement", "--requirements"})
_CONSTRAINTS = frozenset({"-c", "--constraint", "--constraints"})
_LOCAL = re.compile(
    r"(?:\.{1,2}(?:/.*)?|/.*|~/.*|file:.*)(?:\[.*\])?|[^@\s]*/.*|.*\.(?:whl|tar\.gz|zip)(?:\[.*\])?"
)
_URL = re.compile(r"(?:git\+|hg\+|svn\+|bzr\+)?(?:https?|ssh|git|file|s3|gs)://.*|git\+.*|git@.*")
_EXTRAS = re.compile(r"\[([A-Za-z0-9._, -]*)\]\Z")
_WHEEL = re.compile(r"(?P<name>[A-Za-z0-9._]+)-(?P<version>\d[^-/]*)(?:-\d[^-/]*)?-[^-/]+-[^-/]+-[^-/]+\.whl")
_EGG = re.compile(r"[#&]egg=(?P<name>[A-Za-z0-9._-]+)")
_HERE = re.compile(
    r"file://(?:`pwd`|\$\(pwd\)|\$PWD|\$\{PWD\})/?(?P<path>[^#\[]*)(?:#egg=[A-Za-z0-9._-]+(?:\[(?P<extras>[^\]]*)\])?)?"
)
_NAMED_FILES = re.compile(r"[\"']([A-Za-z0-9_./-]*require[A-Za-z0-9_./-]*\.(?:txt|in))[\"']")
_SUBSTITUTION = re.compile(r"[$`]")
_OPTIONS = re.compile(r"(?i)\$\{?\w*(?:index|opt|arg|flag|proxy|trusted|mirror|param)\w*\}?|\$\{\w+:?\+-.*\}")
_EXPORTS = re.compile(r"\b(?:export|lock|pip-compile|compile|pipenv requirements)\b")
_OF_A_TOOL = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]]*\])?)@(?P<version>latest|v?\d[^@/:]*|\$[^@/:]+)"
)
"""A tool as uvx takes it: ``poetry@1.8.3``, which is no address."""
_PROJECT_TOOLS: Mapping[str, tuple[str, ...]] = {
    "uv": ("--project", "--directory"),
    "poetry": ("-P", "--project", "-C", "--directory"),
    "pipenv": (),
    "pdm": ("-p", "--project"),
    "rye": (),
}
"""The options by which a tool is told another project than that of the working directory."""


def _of_a_tool(text: str) -> str:
    """Write the tool that uvx runs as pip would have it."""
    match = _OF_A_TOOL.fullmatch(text.strip("\"'"))
    if match is None:
        return text
    return match["name"] if match["version"] == "latest" else f"{match['name']}=={match['version']}"


def required(dockerfile: Dockerfile, build: BuildContext, run: InstallRun, python: str = "3.12") -> Required:
    """Give what one RUN installs, as far as it can be told; markers are applied for Linux and `python`."""
    return _required(dockerfile, build, run, python)


@remembered
def _required(dockerfile: Dockerfile, build: BuildContext, run: InstallRun, python: str) -> Required:
    reader = _Reader(dockerfile, build, run, python)
    for command in run.script.commands:
        reader.command(command)
    return Required(
        tuple(reader.requirements),
        tuple(reader.constraints),
        tuple(reader.unreadable),
        (*set_for_pip(dockerfile, run.instruction), *reader.options),
    )


@dataclass
class _Reader:
    """Reads the commands of one RUN into lists.

    `line_number` is that of the command that is being read, `no_deps` tells that it installs only what it
    names. `followed` are the projects that others name by their path, as far as they were read.
    """

    dockerfile: Dockerfile
    build: BuildContext
    run: InstallRun
    python: str
    requirements: list[Requirement] = field(default_factory=list)
    constraints: list[Requirement] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    followed: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    line_number: int = 1
    no_deps: bool = False

    @cached_property
    def folders(self) -> Folders:
        return Folders(self.run.script, self._path)

    @cached_property
    def _assigned(self) -> dict[str, str | None]:
        return assigned_values(self.run.script)

    @property
    def _at(self) -> Instruction:
        return self.run.instruction

    def command(self, command: Command) -> None:
        """Read one command of the RUN, in the order of its script."""
        inner = unwrap(command)
        self.line_number = self.dockerfile.source.line_of(command.span.start)
        self.no_deps = any(word.value == "--no-deps" for word in command.words)
        self.folders.follow(command)
        if inner.opaque_inner and "install" in self.dockerfile.source.slice(command.span):
            self._cannot("a script in quotes", inner.opaque_inner)
        if not installs_packages(command):
            return
        words = tuple(part for word in installer_words(command) for part in self._split(word))
        if "xargs" in inner.wrappers:
            self._cannot("xargs", "what xargs hands over is not known")
        stays, told = self.folders.here, in_folder(command)[0]
        if told is not None:
            self.folders.enter(stays.entered(self._path(told), f"--directory {told.text}"))
        first = len(self.requirements)
        self._installer(words)
        self.requirements[first:] = installed_together(self.requirements[first:])
        self.folders.enter(stays)

    def _path(self, word: Word) -> str | None:
        return word.value or self._expanded(word.text.strip("\"'"))

    def _installer(self, words: tuple[str, ...]) -> None:
        name, rest = words[0], words[1:]
        verb, line = InstallLine.behind_verb(rest)
        if name == "uv" and verb == "pip":
            self._uv_pip(line)
        elif name == "uv" and verb == "tool":
            self._uvx(replace(line, operands=line.operands[1:]))
        elif name == "pipx":
            self._names(line.operands)
        elif name == "uvx":
            self._uvx(InstallLine.of(rest))
        elif name == "uv":
            self._uv_project(verb, line, self._project_place(name, rest))
        elif name in _PROJECT_TOOLS:
            self._tool(name, verb, line, self._project_place(name, rest))
        elif name in ("setup.py", "build", "flit", "hatch"):
            self._project(".", frozenset())
        elif name == "pip-sync":
            self._files(InstallLine.of(rest).operands or ("requirements.txt",))
        elif name == "easy_install":
            self._names(InstallLine.of(rest).operands)
        else:
            self._pip(line)

    def _project_place(self, tool: str, words: tuple[str, ...]) -> str:
        """Give the folder of the project that a tool works on, relative to the working directory."""
        told = InstallLine.of(words).values(*_PROJECT_TOOLS[tool])
        if tool == "uv" and not told:
            told = tuple(filter(None, (self._expanded("${UV_PROJECT:-}"),)))
        return posixpath.normpath(posixpath.join(".", *told))

    def _pip(self, line: InstallLine) -> None:
        self.options += index_options(line, self.dockerfile.source.path, self.line_number)
        self._files(line.values(*_FILES), line)
        for value in line.values(*_CONSTRAINTS):
            self._file(value, line, constraint=True)
        for value in line.values("--group"):
            self._group(value)
        for value in line.values("-e", "--editable"):
            self._names((value,))
        for value in line.values("-f", "--find-links"):
            self._wheels(value)
        self._names(line.operands)

    def _group(self, text: str) -> None:
        """Take a dependency group alone, ``NAME`` or ``PATH:NAME``."""
        path, _, name = text.rpartition(":")
        origin = None if _SUBSTITUTION.search(text) else self._origin(path or "pyproject.toml")
        names = group_names(self.build, origin) if origin else None
        if origin is None or names is None:
            self._cannot(f"the group {text}", "its pyproject.toml is not in the build context")
        elif normalised(name) not in names:
            self._cannot(f"the group {text}", f"{origin} has none of that name")
        else:
            alone = Groups(groups=frozenset({normalised(name)}), project=False)
            self._take(read_file(self.build, origin), alone)

    def _wheels(self, place: str) -> None:
        """Take the wheels for glibc that a folder of the build context offers."""
        folder = None if "://" in place or _SUBSTITUTION.search(place) else self._origin(place)
        for path in self.build.files(f"{folder}/*.whl") if folder else ():
            if (wheel := _WHEEL.search(path)) and is_for_glibc(path):
                self._add(self._bare(wheel["name"], wheel["version"], url=path))

    def _uv_pip(self, line: InstallLine) -> None:
        if line.operands[:1] == ("sync",):
            self._files(line.operands[1:], line)
        else:
            self._pip(replace(line, operands=line.operands[1:]))

    def _files(self, names: Iterable[str], line: InstallLine | None = None) -> None:
        for name in names:
            self._file(name, line or InstallLine((), ()))

    def _file(self, name: str, line: InstallLine, constraint: bool = False) -> None:
        piped = name in ("-", "/dev/stdin")
        if piped and _EXPORTS.search(self.dockerfile.source.slice(self._at.span)):
            self._lock_or_project(Groups())
            return
        if piped or _SUBSTITUTION.search(name):
            self._cannot(name, "a variable or a pipe decides what it is")
            return
        if re.match(r"https?://", name):
            self._cannot(name, "it lies on another machine")
            return
        path = self._origin(name)
        if path is None:
            self._generated(name)
            return
        wanted = Groups.of_pip(line) if posixpath.basename(path) == "pyproject.toml" else None
        self._take(read_file(self.build, path, constraint), wanted)

    def _origin(self, name: str, at: Instruction | None = None) -> str | None:
        """Give the path in the build context of a file that the command, or a RUN before it, reads."""
        here = Folder() if at else self.folders.here
        if here.lost and not name.startswith("/"):
            return None
        return context_path(self.dockerfile, self.build, at or self._at, posixpath.join(here.path, name))

    def _generated(self, name: str) -> None:
        """Read the lock file where an export wrote the requirements."""
        if (export := self._exporting(posixpath.basename(name))) is not None:
            self._lock_or_project(Groups(), at=None if export is self._at else export)
        else:
            self._is_absent(name, "no COPY brings it into the image", name)

    def _exporting(self, name: str) -> Instruction | None:
        """Give the RUN, of whatever stage, that writes the requirements of a lock file to a file `name`."""
        for stage in self.dockerfile.stages:
            for instruction in stage.of("RUN"):
                text = self.dockerfile.source.slice(instruction.span)
                if name in text and _EXPORTS.search(text):
                    return instruction
        return None

    # names on the command line

    def _names(self, names: Iterable[str]) -> None:
        for name in names:
            self._name(name)

    def _name(self, text: str) -> None:
        if len(text) > 1 and text[0] in "\"'" and text[0] == text[-1]:
            text = text[1:-1]
        if here := _HERE.fullmatch(text):
            text = f"./{here['path']}[{here['extras'] or ''}]".removesuffix("[]")
        if _URL.fullmatch(text):
            self._place(text)
        elif _LOCAL.fullmatch(text) and "@ " not in text:
            self._local(text)
        elif _SUBSTITUTION.search(text):
            self._partly_known(text)
        elif not text:
            self._cannot('""', "a variable that is empty by default decides what it is")
        else:
            try:
                self._add(requirement(text, self.dockerfile.source.path, self.line_number))
            except ValueError:
                self._cannot(text, "it is not a requirement as pip reads it")

    def _partly_known(self, text: str) -> None:
        """Take the name where only the version is a variable."""
        match = re.match(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]$]*\])?\s*(?:[=<>~!]=?)", text)
        if match is None:
            self._cannot(text, "a variable decides what it is")
            return
        self._add(self._bare(match[1]))

    def _bare(self, name: str, version: str = "", url: str = "") -> Requirement:
        specifier = specifiers(f"=={version}" if version else "")
        origin = self.dockerfile.source.path
        return Requirement(normalised(name), specifier, origin, self.line_number, url=url)

    def _place(self, url: str) -> None:
        egg, wheel = _EGG.search(url), _WHEEL.search(url)
        if egg:
            self._add(self._bare(egg["name"], url=url))
        elif wheel:
            self._add(self._bare(wheel["name"], wheel["version"], url=url))
        else:
            self._add(self._bare(named_by_url(url), url=url))

    def _local(self, text: str) -> None:
        extras = _EXTRAS.search(text)
        place = text[: extras.start()] if extras else text
        wanted = (
            frozenset(normalised(part.strip()) for part in extras[1].split(",")) if extras else frozenset()
        )
        folder = posixpath.join(self.folders.here.path, posixpath.dirname(place))
        built = tuple(builders(self.dockerfile, self._at, folder)) if "*" in place else ()
        if built:
            for one in built:
                self._built(one, wanted)
        elif _SUBSTITUTION.search(place) or "*" in place:
            self._cannot(text, "a variable or a pattern decides what it is")
        elif place.endswith(".whl") and (wheel := _WHEEL.search(place)):
            self._add(self._bare(wheel["name"], wheel["version"], url=place))
        else:
            self._project(place.removeprefix("file:"), wanted)

    def _built(self, builder: Instruction, extras: frozenset[str]) -> None:
        """Take what a wheel requires whose builder installs nothing; any other is looked at on its own."""
        if self.no_deps:
            return
        for alone in built_alone(self.dockerfile, builder):
            folder = None if alone.folder is None else self._folder(alone.folder, builder)
            if folder is None:
                self._cannot(f"what {alone.tool} builds", "no COPY brings its project into the image")
            else:
                self._take(read_project(self.build, folder), Groups(extras=extras))

    def _project(self, place: str, extras: frozenset[str]) -> None:
        folder = self._folder(place)
        if folder is None:
            self._is_absent(place, self._no_project(place), place)
        else:
            self._take(read_project(self.build, folder), Groups(extras=extras))

    def _no_project(self, place: str) -> str:
        """Say why there is no project to read at `place`."""
        origins = (self._origin(posixpath.join(place, name)) for name in ("", *PROJECT_FILES))
        found = next((one for one in origins if one is not None), None)
        if found is None:
            return "no COPY brings it into the image"
        if self.build.exists(found):
            return (
                f"{'the build context' if found == '.' else found} has neither {' nor '.join(PROJECT_FILES)}"
            )
        return f"{found} is not in the build context"

    def _folder(self, place: str, at: Instruction | None = None) -> str | None:
        """Give the folder of the build context in which the project at `place` lies."""
        for name in PROJECT_FILES:
            found = self._origin(posixpath.join(place, name), at)
            if found is not None and self.build.exists(found):
                return posixpath.dirname(found)
        return None

    # projects with a lock

    def _tool(self, name: str, verb: str, line: InstallLine, place: str) -> None:
        if line.operands and (verb == "add" or name == "pipenv"):
            self._names(line.operands)
        for value in line.values("--categories") if name == "pipenv" else ():
            if _SUBSTITUTION.search(value):
                self._cannot(f"--categories={value}", "a variable decides what they are")
        self._lock_or_project(Groups.of_tool(name, line), place)

    def _uvx(self, line: InstallLine) -> None:
        """Take the tool that is run or installed: what stands behind it are its own words."""
        tools = line.values("--from") or line.operands[:1]
        self._names(_of_a_tool(tool) for tool in tools)
        self._with(line)

    def _with(self, line: InstallLine) -> None:
        """Take what uv is told to install beside a tool or a project."""
        self._names(line.values("-w", "--with", "--with-editable"))
        self._files(line.values("--with-requirements"), line)

    def _uv_project(self, verb: str, line: InstallLine, place: str) -> None:
        self._with(line)
        if verb == "add":
            self._names((*line.operands, *line.values("--editable")))
            self._files(line.values(*_FILES), line)
        if verb in ("add", "run") and self._folder(place) is None:
            return
        default = groups_by_default(self.build, self._origin(posixpath.join(place, "pyproject.toml")) or "")
        if (self.dockerfile.environment(self._at).get("UV_NO_DEV") or "").lower() in _YES:
            default -= DEV
        self._lock_or_project(Groups.of_uv(line, default), place)

    def _lock_or_project(self, groups: Groups, place: str = ".", at: Instruction | None = None) -> None:
        for name in (*LOCK_FILES, "Pipfile"):
            found = self._origin(posixpath.join(place, name), at)
            if found is not None and self.build.exists(found):
                self._take(read_file(self.build, found), groups)
                return
        folder = self._folder(place, at)
        if folder is None:
            what = "the project" if place == "." else f"the project in {place}"
            reason = "the build context has neither its lock file nor a pyproject.toml"
            self._is_absent(what, reason, place)
        else:
            self._take(read_project(self.build, folder), groups)

    # what was found

    def _take(self, found: Requirements, groups: Groups | None) -> None:
        self.constraints += found.constraints
        self.options += found.options
        for each in found.requirements:
            if groups is None or groups.include(each.group):
                self._add(each)
        for missing in found.missing:
            self._cannot(missing, "it is not in the build context")
        for problem in found.problems:
            if problem.group and not (groups or Groups()).include(problem.group):
                continue
            if "install_requires is computed" in problem.message and self._reads_files(problem.origin):
                continue
            self._cannot(f"{problem.origin}:{problem.line}", problem.message)

    def _reads_files(self, setup: str) -> bool:
        """Take the requirement files that a ``setup.py`` names, which it reads; False where it names none."""
        folder = posixpath.dirname(setup)
        names = dict.fromkeys(_NAMED_FILES.findall(self.build.read(setup) or ""))
        paths = [posixpath.normpath(posixpath.join(folder, name)) for name in names]
        known = [path for path in paths if self.build.exists(path)]
        for path in known:
            self.requirements += [
                one for one in read_file(self.build, path).requirements if applies(one.marker, self.python)
            ]
        return bool(known)

    def _add(self, found: Requirement) -> None:
        if applies(found.marker, self.python):
            self.requirements.append(found)
            self._beside(found)

    def _beside(self, found: Requirement) -> None:
        """Take what a project requires that is named by its path; of those in a lock file the lock tells."""
        place = local_path(found)
        if not place or posixpath.basename(found.origin) in LOCK_FILES or place.endswith(".whl"):
            return
        folder = self._project_folder(found.origin, place)
        if place.endswith(_ARCHIVES):
            self._cannot(found.name or place, "what an archive needs is not read")
        elif len(self.followed) >= _MOST_BESIDE:
            self._cannot(found.name or place, f"more than {_MOST_BESIDE} projects lie beside it")
        elif folder is None:
            where = "its workspace" if place == UNSEEN_MEMBER else place
            self._cannot(found.name or place, f"{where} is not in the build context")
        elif (folder, found.extras) not in self.followed:
            self.followed.add((folder, found.extras))
            extras = frozenset(map(normalised, found.extras))
            self._take(read_project(self.build, folder), Groups(extras=extras))

    def _project_folder(self, origin: str, place: str) -> str | None:
        """Give the folder of the build context that the file `origin` names as `place`.

        A path in a project's file counts from there, in any other from the working directory.
        """
        if posixpath.basename(origin) not in _PROJECT_FILES or place.startswith("/"):
            return self._folder(place)
        folder = posixpath.normpath(posixpath.join(posixpath.dirname(origin), place))
        there = any(self.build.exists(posixpath.join(folder, name)) for name in PROJECT_FILES)
        return folder if there else None

    def _split(self, word: str) -> tuple[str, ...]:
        """Give what a word becomes; a variable that plainly holds options becomes nothing."""
        if not _SUBSTITUTION.search(word):
            return (word,)
        value = self._expanded(word)
        if value is not None:  # in quotes it stays one word
            return (re.sub(r"[\"']", "", value),) if '"' in word else tuple(value.split())
        return () if _OPTIONS.fullmatch(word) else (word,)

    def _is_absent(self, what: str, reason: str, path: str) -> None:
        """Note what is not found: for what brings it, for this reason, or as its folder is not known."""
        here = self.folders.here
        if here.lost:
            self._cannot(what, f"where `{here.lost}` leads cannot be told")
        elif source := image_source(self.dockerfile, self._at, posixpath.join(here.path, path)):
            self._cannot(what, source.reason, source.way_out)
        else:
            self._cannot(what, reason)

    def _cannot(self, what: str, reason: str, way_out: str = "") -> None:
        self.unreadable.append(Unreadable(self.line_number, what, reason, way_out))

    def _expanded(self, text: str) -> str | None:
        if not _SUBSTITUTION.search(text):
            return text
        known = None if "$(" in text or "`" in text else with_assigned(text, self._assigned)
        return None if known is None else self.dockerfile.environment(self._at).expand(known)
