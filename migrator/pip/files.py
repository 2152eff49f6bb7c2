"""Requirements files as uv reads them: what has to be said on the command line, and what it refuses."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterator
from dataclasses import field

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_path
from migrator.pip.command import PipCall, bare
from migrator.pip.not_for_uv import NotForUvError
from migrator.pip.scene import Scene
from migrator.pip.table import Fate, PipTable
from migrator.pip.url_requirements import (
    CHECK_OUT,
    UNNAMED,
    WAY_OUT,
    foreign_control,
    is_checkout,
    is_unnamed_download,
)
from migrator.records import dataclass
from migrator.requirements import Requirement, Requirements, read_file
from migrator.requirements.files import logical_lines

_SHORT = {"-i": "--index-url", "-f": "--find-links", "-r": "--requirement", "-c": "--constraint"}
_ATTACHED = re.compile(r"-[recif](?=[^\s=])")
_URL = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_EDITABLE = re.compile(r"(?:-e|--editable)[\s=]+")
_FRAGMENT = re.compile(r"\S+\.(?:whl|zip|tar\.gz|tgz|tar\.bz2)#\S")
_OPTION_BEHIND = re.compile(r"\s(--(?!hash\b)[a-z-]+)")
_VARIABLE = re.compile(r"\$\{[A-Z0-9_]+\}")
_AS_GIT = "write it as NAME @ git+https://…"


class FileRefusedError(NotForUvError):
    """A requirements file holds what uv does not take."""

    kind = "file"


@dataclass
class FileFindings:
    """What the files of one call mean for uv: options to add, and files that could not be read."""

    options: list[str] = field(default_factory=list)
    hashes: bool = False
    strategy: bool = False
    index: str = ""
    unread: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    requirements: list[Requirement] = field(default_factory=list)

    def add(self, option: str) -> None:
        """Add an option once."""
        if option not in self.options:
            self.options.append(option)


def read_files(call: PipCall, scene: Scene) -> FileFindings:
    """Read the requirements and constraint files of a call. Raises FileRefusedError."""
    found, build = FileFindings(), scene.file.build
    folder = _folder(call, scene)
    for given in call.given("--requirement", "--constraint"):
        shown = (given.known or scene.expand(given.value) or given.value).strip("\"'")
        place = None if _URL.match(shown) else _place(scene, build, shown, folder)
        if place is None:
            found.unread.append(shown)
            continue
        read = read_file(build, place, constraint=given.name == "--constraint")
        _judge(read, build, scene.file.table, found)
    return found


def _folder(call: PipCall, scene: Scene) -> str | None:
    """Give the folder that a ``cd`` before the call went to; None where WORKDIR counts."""
    for command in scene.earlier(call.command):
        if command.name == "cd" and len(command.words) > 1:
            target = scene.expand(command.words[1].text) or bare(command.words[1])
            return target if target.startswith("/") else "\0"
    return None


def _place(scene: Scene, build: BuildContext, path: str, folder: str | None) -> str | None:
    if folder == "\0" and not path.startswith("/"):
        return None
    wanted = posixpath.join(folder or "", path)
    found = context_path(scene.dockerfile, build, scene.instruction, wanted)
    return None if found is None or build.read(found) is None else found


def _judge(read: Requirements, build: BuildContext, table: PipTable, found: FileFindings) -> None:
    for origin in read.read:
        if origin.endswith((".txt", ".in", ".pip")) or "." not in posixpath.basename(origin):
            for line, text in logical_lines(build.read(origin) or ""):
                _line(text, f"{origin}, line {line}", table, found)
    for problem in read.problems:
        reason = f"{problem.origin}, line {problem.line}: {problem.message}"
        raise FileRefusedError(f"{reason}; uv refuses that", "correct the line first")
    found.unread += [name for name in read.missing if not name.startswith("http")]
    found.requirements += read.requirements
    found.hashes |= any(one.hashes for one in read.requirements)
    found.hashes |= any(option.name == "--require-hashes" for option in read.options)
    found.strategy |= any(option.name == "--extra-index-url" for option in read.options)
    places = [f"{one.origin}, line {one.line}" for one in read.options if one.name == "--index-url"]
    found.index = found.index or next(iter(places), "")


def _line(text: str, where: str, table: PipTable, found: FileFindings) -> None:
    """Judge one line; what uv takes as it is needs nothing."""
    editable = _EDITABLE.match(text)
    if editable and is_checkout(text[editable.end() :]):
        raise FileRefusedError(f"{where}: uv installs no editable checkouts", _AS_GIT)
    if kind := foreign_control(text):
        way_out = _AS_GIT if kind.startswith("git") else CHECK_OUT
        raise FileRefusedError(f"{where}: uv knows only git, over https or ssh", way_out)
    if _ATTACHED.match(text):
        raise FileRefusedError(f"{where}: uv wants a blank behind {text[:2]}", "put a blank there")
    if not text.startswith("-"):
        _requirement_line(text, where)
        return
    for name, value in _options(text):
        _option(name, value, where, table, found)


def _requirement_line(text: str, where: str) -> None:
    if behind := _OPTION_BEHIND.search(text):
        raise FileRefusedError(
            f"{where}: uv does not take {behind[1]} there", "give it on the command line of the installation"
        )
    if is_unnamed_download(text):
        raise FileRefusedError(f"{where}: {UNNAMED}", WAY_OUT)
    if _FRAGMENT.search(text.partition(" --hash")[0]):
        raise FileRefusedError(f"{where}: uv refuses a # behind an archive's name", "write it as NAME @ URL")
    if _VARIABLE.search(text) and "://" not in text:
        raise FileRefusedError(f"{where}: uv expands variables in URLs only", "write the value out")


def _options(text: str) -> Iterator[tuple[str, str]]:
    try:
        words = iter(shlex.split(text, comments=False))
    except ValueError:
        return
    for word in words:
        name, equals, value = word.partition("=")
        if name.startswith("-"):
            yield _SHORT.get(name, name), value if equals else next(words, "")


def _option(name: str, value: str, where: str, table: PipTable, found: FileFindings) -> None:
    row = table.row(f"in-file {name}") or (table.row("in-file --editable") if name == "-e" else None)
    if row is None:
        raise FileRefusedError(
            f"{where}: uv does not take {name} in a requirements file", "take the line out"
        )
    if row.fate is Fate.COMMAND_LINE:
        needs_value = name == "--trusted-host"
        found.add(f"{row.to[0]} {shlex.quote(value)}" if needs_value else row.to[0])
    elif row.fate is Fate.DROP:
        found.ignored.append(name)
    if name == "--find-links" and not _URL.match(value) and not value.startswith((".", "/")):
        raise FileRefusedError(f"{where}: uv takes {value} for a URL", f"write ./{value}")
