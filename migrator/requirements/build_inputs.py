"""What a RUN that installs Python packages installs: the requirements behind its command lines."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import replace

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.dockerfile import Dockerfile, Instruction
from migrator.memory import remembered
from migrator.paths import joined_path
from migrator.requirements import (
    group_names,
    read_file,
    read_project,
)
from migrator.requirements.built_archives import builders, built_alone
from migrator.requirements.indexes import index_options, set_for_pip
from migrator.requirements.inputs import SUBSTITUTION, WRITE_OUT, Inputs
from migrator.requirements.install_options import DEV, Groups, InstallLine
from migrator.requirements.install_runs import InstallRun
from migrator.requirements.installers import in_folder, installer_words, installs_packages
from migrator.requirements.model import Requirement, requirement, specifiers
from migrator.requirements.names import named_by_url, normalised
from migrator.requirements.native_parts import installed_together
from migrator.requirements.own_extensions import is_built_by
from migrator.requirements.required import Required
from migrator.requirements.wheel_files import is_for_glibc
from migrator.shell import Command, unwrap

_YES = frozenset({"1", "true", "yes", "on", "y", "t"})
"""What uv takes for a yes in a variable that is one or the other."""
_FILES = frozenset({"-r", "--requirement", "--requirements"})
_CONSTRAINTS = frozenset({"-c", "--constraint", "--constraints"})
_LOCAL = re.compile(
    r"(?:\.{1,2}(?:/.*)?|/.*|~/.*|file:.*)(?:\[.*\])?|[^@\s]*/.*|.*\.(?:whl|tar\.gz|zip)(?:\[.*\])?"
)
_URL = re.compile(r"(?:git\+|hg\+|svn\+|bzr\+)?(?:https?|ssh|git|file|s3|gs)://.*|git\+.*|git@.*")
_EXTRAS = re.compile(r"\[([A-Za-z0-9._, -]*)\]\Z")
_QUOTED_EXTRAS = re.compile(r"\[[A-Za-z0-9._,\"' -]*\]")
_WHEEL = re.compile(r"(?P<name>[A-Za-z0-9._]+)-(?P<version>\d[^-/]*)(?:-\d[^-/]*)?-[^-/]+-[^-/]+-[^-/]+\.whl")
_VERSIONED = re.compile(r"(?P<named>[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[\w.,\s-]*\])?)\s*[=<>~!]=?")
_UNSAID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]$]*\])?\s*(?:===?|[<>~!]=|[<>])\s*")
"""A requirement whose version is empty: the variable that holds it has no other default."""
_EGG = re.compile(r"[#&]egg=(?P<name>[A-Za-z0-9._-]+)")
_HERE = re.compile(
    r"file://(?:`pwd`|\$\(pwd\)|\$PWD|\$\{PWD\})/?(?P<path>[^#\[]*)(?:#egg=[A-Za-z0-9._-]+(?:\[(?P<extras>[^\]]*)\])?)?"
)
_OPTIONS = re.compile(r"(?i)\$\{?\w*(?:index|opt|arg|flag|proxy|trusted|mirror|param)\w*\}?|\$\{\w+:?\+-.*\}")
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


def _unquoted(extras: re.Match[str]) -> str:
    """Give extras as pip gets them where only they are quoted: ``uvicorn["standard"]``."""
    return re.sub(r"[\"']", "", extras[0])


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
        compiled=tuple(dict.fromkeys(reader.compiled)),
    )


class _Reader(Inputs):
    """Reads the commands of one RUN; `no_deps` tells that the one being read installs only what it names."""

    no_deps = False

    def command(self, command: Command) -> None:
        """Read one command of the RUN, in the order of its script."""
        inner = unwrap(command)
        self.line_number = self.run.line or self.dockerfile.source.line_of(command.span.start)
        self.no_deps = any(word.value == "--no-deps" for word in command.words)
        self.folders.follow(command)
        if inner.opaque_inner and "install" in self.dockerfile.source.slice(command.span):
            self.cannot("a script in quotes", inner.opaque_inner)
        if not installs_packages(command):
            return
        words = tuple(part for word in installer_words(command) for part in self._split(word))
        if "xargs" in inner.wrappers:
            self.cannot("xargs", "what xargs hands over is not known")
        stays, told = self.folders.here, in_folder(command)[0]
        if told is not None:
            self.folders.enter(stays.entered(self.path_of(told), f"--directory {told.text}"))
        first = len(self.requirements)
        self._installer(words)
        self.requirements[first:] = installed_together(self.requirements[first:])
        self.folders.enter(stays)

    def _split(self, word: str) -> tuple[str, ...]:
        """Give what a word becomes; a variable that plainly holds options becomes nothing."""
        if not SUBSTITUTION.search(word):
            return (word,)
        value = self.expanded(word)
        if value is not None:  # in quotes it stays one word
            return (re.sub(r"[\"']", "", value),) if '"' in word else tuple(value.split())
        return () if _OPTIONS.fullmatch(word) else (word,)

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
            self.project(".", frozenset())
        elif name == "pip-sync":
            self.files(InstallLine.of(rest).operands or ("requirements.txt",))
        elif name == "easy_install":
            self._names(InstallLine.of(rest).operands)
        else:
            self._pip(line)

    def _project_place(self, tool: str, words: tuple[str, ...]) -> str:
        """Give the folder of the project that a tool works on, relative to the working directory."""
        told = InstallLine.of(words).values(*_PROJECT_TOOLS[tool])
        if tool == "uv" and not told:
            told = tuple(filter(None, (self.expanded("${UV_PROJECT:-}"),)))
        return joined_path(".", *told)

    def _pip(self, line: InstallLine) -> None:
        self.options += index_options(line, self.dockerfile.source.path, self.line_number)
        self.files(line.values(*_FILES), line)
        for value in line.values(*_CONSTRAINTS):
            self.file(value, line, constraint=True)
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
        origin = None if SUBSTITUTION.search(text) else self.origin(path or "pyproject.toml")
        names = group_names(self.build, origin) if origin else None
        if origin is None or names is None:
            self.cannot(f"the group {text}", "its pyproject.toml is not in the build context")
        elif normalised(name) not in names:
            self.cannot(f"the group {text}", f"{origin} has none of that name")
        else:
            alone = Groups(groups=frozenset({normalised(name)}), project=False)
            self.take(read_file(self.build, origin), alone)

    def _wheels(self, place: str) -> None:
        """Take the wheels for glibc that a folder of the build context offers."""
        folder = None if "://" in place or SUBSTITUTION.search(place) else self.origin(place)
        for path in self.build.files(f"{folder}/*.whl") if folder else ():
            if (wheel := _WHEEL.search(path)) and is_for_glibc(path):
                self.add(self._bare(wheel["name"], wheel["version"], url=path))

    def _uv_pip(self, line: InstallLine) -> None:
        if line.operands[:1] == ("sync",):
            self.files(line.operands[1:], line)
        else:
            self._pip(replace(line, operands=line.operands[1:]))

    # names on the command line

    def _names(self, names: Iterable[str]) -> None:
        for name in names:
            self._name(name)

    def _name(self, text: str) -> None:
        if len(text) > 1 and text[0] in "\"'" and text[0] == text[-1]:
            text = text[1:-1]
        text = _QUOTED_EXTRAS.sub(_unquoted, text)
        if here := _HERE.fullmatch(text):
            text = f"./{here['path']}[{here['extras'] or ''}]".removesuffix("[]")
        if _URL.fullmatch(text):
            self._place(text)
        elif _LOCAL.fullmatch(text) and "@ " not in text:
            self._local(text)
        elif SUBSTITUTION.search(text) or _UNSAID.fullmatch(text):
            self._partly_known(text)
        elif not text:
            self.cannot('""', "a variable that is empty by default decides what it is", WRITE_OUT)
        else:
            self._written_out(text)

    def _partly_known(self, text: str) -> None:
        """Take the name and its extras where a variable, also one that is empty at first, is the version."""
        if match := _VERSIONED.match(text):
            self._written_out(match["named"])
        else:
            self.cannot(text, "a variable decides what it is", WRITE_OUT)

    def _written_out(self, text: str) -> None:
        try:
            self.add(requirement(text, self.dockerfile.source.path, self.line_number))
        except ValueError:
            self.cannot(text, "it is not a requirement as pip reads it", "write it as one")

    def _bare(self, name: str, version: str = "", url: str = "") -> Requirement:
        specifier = specifiers(f"=={version}" if version else "")
        origin = self.dockerfile.source.path
        return Requirement(normalised(name), specifier, origin, self.line_number, url=url)

    def _place(self, url: str) -> None:
        egg, wheel = _EGG.search(url), _WHEEL.search(url)
        if egg:
            self.add(self._bare(egg["name"], url=url))
        elif wheel:
            self.add(self._bare(wheel["name"], wheel["version"], url=url))
        elif url.startswith("file:"):
            self.add(self._bare(named_by_url(url), url=url))
        else:  # as in a requirements file: a repository can bear the name of another project
            self.add(self._bare("", url=url))

    def _local(self, text: str) -> None:
        extras = _EXTRAS.search(text)
        place = text[: extras.start()] if extras else text
        wanted = (
            frozenset(normalised(part.strip()) for part in extras[1].split(",")) if extras else frozenset()
        )
        folder = posixpath.join(self.folders.here.path, posixpath.dirname(place))
        built = tuple(builders(self.dockerfile, self.at, folder)) if "*" in place else ()
        if built:
            for one in built:
                self._built(one, wanted)
        elif SUBSTITUTION.search(place) or "*" in place:
            self.cannot(text, "a variable or a pattern decides what it is", WRITE_OUT)
        elif place.endswith(".whl") and (wheel := _WHEEL.search(place)):
            self.add(self._bare(wheel["name"], wheel["version"], url=place))
        else:
            self.project(place.removeprefix("file:"), wanted)

    def _built(self, builder: Instruction, extras: frozenset[str]) -> None:
        """Take what a wheel requires whose builder installs nothing; any other is looked at on its own."""
        if self.no_deps:
            return
        for alone in built_alone(self.dockerfile, builder):
            folder = None if alone.folder is None else self.folder(alone.folder, builder)
            if folder is None:
                self.cannot(f"what {alone.tool} builds", "no COPY brings its project into the image")
            else:
                self.take(read_project(self.build, folder), Groups(extras=extras))

    # projects with a lock

    def _tool(self, name: str, verb: str, line: InstallLine, place: str) -> None:
        if line.operands and (verb == "add" or name == "pipenv"):
            self._names(line.operands)
        for value in line.values("--categories") if name == "pipenv" else ():
            if SUBSTITUTION.search(value):
                self.cannot(f"--categories={value}", "a variable decides what they are", WRITE_OUT)
        optional = self.groups_of(place, self.at).optional
        self.lock_or_project(Groups.of_tool(name, line, optional), place)
        self._itself(name, line, place)

    def _uvx(self, line: InstallLine) -> None:
        """Take the tool that is run or installed: what stands behind it are its own words."""
        tools = line.values("--from") or line.operands[:1]
        self._names(_of_a_tool(tool) for tool in tools)
        self._with(line)

    def _with(self, line: InstallLine) -> None:
        """Take what uv is told to install beside a tool or a project."""
        self._names(line.values("-w", "--with", "--with-editable"))
        self.files(line.values("--with-requirements"), line)

    def _uv_project(self, verb: str, line: InstallLine, place: str) -> None:
        self._with(line)
        if verb == "add":
            self._names((*line.operands, *line.values("--editable")))
            self.files(line.values(*_FILES), line)
        if verb in ("add", "run") and self.folder(place) is None:
            return
        default = self.groups_of(place, self.at).default
        if (self.dockerfile.environment(self.at).get("UV_NO_DEV") or "").lower() in _YES:
            default -= DEV
        self.lock_or_project(Groups.of_uv(line, default), place)
        self._itself("uv", line, place)

    def _itself(self, tool: str, line: InstallLine, place: str) -> None:
        """Note the project that a tool builds beside what it installs for it, where that compiles code."""
        folder = self.folder(place)
        if folder is not None and is_built_by(tool, line, self.build, folder):
            self._compiles(folder)
