"""Files and projects of the build context that a RUN installs: they are found and read into lists."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import field
from functools import cached_property

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_path
from migrator.dockerfile import Dockerfile, Instruction
from migrator.paths import joined_path
from migrator.records import dataclass
from migrator.requirements import (
    LOCK_FILES,
    PROJECT_FILES,
    groups_by_default,
    groups_by_name_alone,
    read_file,
    read_project,
)
from migrator.requirements.exports import EXPORTS, ProjectGroups, exported, is_export
from migrator.requirements.image_sources import image_source
from migrator.requirements.install_options import Groups, InstallLine
from migrator.requirements.install_runs import InstallRun
from migrator.requirements.local_paths import local_path
from migrator.requirements.model import Option, Requirement, Requirements
from migrator.requirements.names import normalised
from migrator.requirements.own_extensions import has_extensions
from migrator.requirements.project_files import UNSEEN_MEMBER
from migrator.requirements.required import Unreadable, applies
from migrator.shell import Command
from migrator.shell.folders import Folder, Folders, in_folders
from migrator.shell.named_programs import assigned_values, with_assigned
from migrator.shell.run_as import script_at
from migrator.source import Word

_PROJECT_FILES = (*PROJECT_FILES, "Pipfile")
_MOST_BESIDE = 100
"""So many projects that lie beside each other are followed: each may name another."""
_ARCHIVES = (".tar.gz", ".tgz", ".zip", ".tar.bz2")
_NAMED_FILES = re.compile(r"[\"']([A-Za-z0-9_./-]*require[A-Za-z0-9_./-]*\.(?:txt|in))[\"']")
SUBSTITUTION = re.compile(r"[$`]")
"""What only the shell decides."""
WRITE_OUT = "write out what it is"
"""The way out of a variable."""


@dataclass
class Inputs:
    """What is found of what a RUN installs.

    `line_number` is that of the command that is being read. `followed` are the projects that others name
    by their path, as far as they were read. `compiled` are folders of projects with code to compile.
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
    compiled: list[str] = field(default_factory=list)
    line_number: int = 1

    @cached_property
    def folders(self) -> Folders:
        """The folders that the commands of the RUN change into."""
        folders = Folders(self.run.script, self.path_of)
        folders.enter(self.run.start)
        return folders

    @cached_property
    def _assigned(self) -> dict[str, str | None]:
        return assigned_values(self.run.script)

    @property
    def at(self) -> Instruction:
        """The RUN itself."""
        return self.run.instruction

    def path_of(self, word: Word) -> str | None:
        """Give the path that a word names, None where only the shell knows it."""
        return word.value or self.expanded(word.text.strip("\"'"))

    def files(self, names: Iterable[str], line: InstallLine | None = None) -> None:
        """Take what requirement files ask for, as `file`."""
        for name in names:
            self.file(name, line or InstallLine((), ()))

    def file(self, name: str, line: InstallLine, constraint: bool = False) -> None:
        """Take what a file asks for that the command reads; `line` chooses groups of a project's own file."""
        piped = name in ("-", "/dev/stdin")
        if piped and EXPORTS.search(self.dockerfile.source.slice(self.at.span)):
            self._exported(self.at, self._export(self.at, ""))
            return
        if piped or SUBSTITUTION.search(name):
            self.cannot(name, "a variable or a pipe decides what it is", WRITE_OUT)
            return
        if re.match(r"https?://", name):
            self.cannot(name, "it lies on another machine", "COPY one from the build context")
            return
        path = self.origin(name)
        if path is None:
            self._generated(name)
            return
        wanted = Groups.of_pip(line) if posixpath.basename(path) == "pyproject.toml" else None
        self.take(read_file(self.build, path, constraint), wanted)

    def origin(self, name: str, at: Instruction | None = None) -> str | None:
        """Give the path in the build context of a file that the command, or a RUN before it, reads."""
        here = Folder() if at else self.folders.here
        if here.lost and not name.startswith("/"):
            return None
        return context_path(self.dockerfile, self.build, at or self.at, posixpath.join(here.path, name))

    def _generated(self, name: str) -> None:
        """Read the lock file where an export wrote the requirements."""
        if (export := self._exporting(posixpath.basename(name))) is not None:
            self._exported(export, self._export(export, posixpath.basename(name)))
        else:
            self.is_absent(name, "no COPY brings it into the image", name)

    def _exporting(self, name: str) -> Instruction | None:
        """Give the RUN, of whatever stage, that writes the requirements of a lock file to a file `name`."""
        for instruction in self.dockerfile.of("RUN"):
            text = self.dockerfile.source.slice(instruction.span)
            if name in text and EXPORTS.search(text):
                return instruction
        return None

    def _export(self, at: Instruction, name: str) -> tuple[Command, Folder] | None:
        """Give the command of a RUN that exports to `name`, with its folder; None where it cannot be told."""
        found: tuple[Command, Folder] | None = None
        known = self.dockerfile.environment(at).word
        for command, here in in_folders(script_at(self.dockerfile, at), known):
            text = self.dockerfile.source.slice(command.span)
            if here.lost or not EXPORTS.search(text) or (name not in text and not name.startswith("<(")):
                continue
            if is_export(command):
                return command, here
            found = found or (command, here)
        return found

    def _exported(self, at: Instruction, found: tuple[Command, Folder] | None) -> None:
        """Take what a command of the RUN `at` exports of its project."""
        if found is None:
            self.lock_or_project(Groups(), at=None if at is self.at else at)
            return
        command, here = found
        place = here.path or "."
        self.lock_or_project(exported(command, self.groups_of(place, at)), place, at)

    def groups_of(self, place: str, at: Instruction) -> ProjectGroups:
        """Give the groups of the project in a folder, as they are there for the instruction `at`."""
        path = self.origin(posixpath.join(place, "pyproject.toml"), at) or ""
        return ProjectGroups(groups_by_default(self.build, path), groups_by_name_alone(self.build, path))

    def project(self, place: str, extras: frozenset[str]) -> None:
        """Take what the project at `place` asks for."""
        folder = self.folder(place)
        if folder is None:
            self.is_absent(place, self._no_project(place), place)
        else:
            self._compiles(folder)
            self.take(read_project(self.build, folder), Groups(extras=extras))

    def _compiles(self, folder: str) -> None:
        """Note a project that is built here, where that compiles code of its own."""
        if has_extensions(self.build, folder):
            self.compiled.append(folder)

    def _no_project(self, place: str) -> str:
        """Say why there is no project to read at `place`."""
        origins = (self.origin(posixpath.join(place, name)) for name in ("", *PROJECT_FILES))
        found = next((one for one in origins if one is not None), None)
        if found is None:
            return "no COPY brings it into the image"
        if self.build.exists(found):
            return (
                f"{'the build context' if found == '.' else found} has neither {' nor '.join(PROJECT_FILES)}"
            )
        return f"{found} is not in the build context"

    def folder(self, place: str, at: Instruction | None = None) -> str | None:
        """Give the folder of the build context in which the project at `place` lies."""
        for name in PROJECT_FILES:
            found = self.origin(posixpath.join(place, name), at)
            if found is not None and self.build.exists(found):
                return posixpath.dirname(found)
        return None

    def lock_or_project(self, groups: Groups, place: str = ".", at: Instruction | None = None) -> None:
        """Take what the lock file of the project at `place` lists, or else what the project asks for."""
        for name in (*LOCK_FILES, "Pipfile"):
            found = self.origin(posixpath.join(place, name), at)
            if found is not None and self.build.exists(found):
                self.take(read_file(self.build, found), groups)
                return
        folder = self.folder(place, at)
        if folder is None:
            what = "the project" if place == "." else f"the project in {place}"
            reason = "the build context has neither its lock file nor a pyproject.toml"
            self.is_absent(what, reason, place)
        else:
            self.take(read_project(self.build, folder), groups)

    def take(self, found: Requirements, groups: Groups | None) -> None:
        """Take what was read of a file: the requirements of `groups`, of all where that is None."""
        self.constraints += found.constraints
        self.options += found.options
        for each in found.requirements:
            if groups is None or groups.include(each.group):
                self.add(each)
        for missing in found.missing:
            self.cannot(missing, "it is not in the build context")
        for problem in found.problems:
            if problem.group and not (groups or Groups()).include(problem.group):
                continue
            if "install_requires is computed" in problem.message and self._reads_files(problem.origin):
                continue
            self.cannot(f"{problem.origin}:{problem.line}", problem.message)

    def _reads_files(self, setup: str) -> bool:
        """Take the requirement files that a ``setup.py`` names, which it reads; False where it names none."""
        folder = posixpath.dirname(setup)
        names = dict.fromkeys(_NAMED_FILES.findall(self.build.read(setup) or ""))
        paths = [joined_path(folder, name) for name in names]
        known = [path for path in paths if self.build.exists(path)]
        for path in known:
            self.requirements += [
                one for one in read_file(self.build, path).requirements if applies(one.marker, self.python)
            ]
        return bool(known)

    def add(self, found: Requirement) -> None:
        """Take one requirement, where its marker holds, with what a project beside it requires."""
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
            self.cannot(found.name or place, "what an archive needs is not read")
        elif len(self.followed) >= _MOST_BESIDE:
            self.cannot(found.name or place, f"more than {_MOST_BESIDE} projects lie beside it")
        elif folder is None:
            where = "its workspace" if place == UNSEEN_MEMBER else place
            self.cannot(found.name or place, f"{where} is not in the build context")
        elif (folder, found.extras) not in self.followed:
            self.followed.add((folder, found.extras))
            self._compiles(folder)
            extras = frozenset(map(normalised, found.extras))
            self.take(read_project(self.build, folder), Groups(extras=extras))

    def _project_folder(self, origin: str, place: str) -> str | None:
        """Give the folder of the build context that the file `origin` names as `place`.

        A path in a project's file counts from there, in any other from the working directory.
        """
        if posixpath.basename(origin) not in _PROJECT_FILES or place.startswith("/"):
            return self.folder(place)
        folder = joined_path(posixpath.dirname(origin), place)
        there = any(self.build.exists(posixpath.join(folder, name)) for name in PROJECT_FILES)
        return folder if there else None

    def is_absent(self, what: str, reason: str, path: str) -> None:
        """Note what is not found: for what brings it, for this reason, or as its folder is not known."""
        here = self.folders.here
        if here.lost:
            self.cannot(what, f"where `{here.lost}` leads cannot be told")
        elif source := image_source(self.dockerfile, self.at, posixpath.join(here.path, path)):
            self.cannot(what, source.reason, source.way_out)
        else:
            self.cannot(what, reason)

    def cannot(self, what: str, reason: str, way_out: str = "") -> None:
        """Note what cannot be read, and why."""
        named = f"{what} ({self.run.file})" if self.run.file else what
        self.unreadable.append(Unreadable(self.line_number, named, reason, way_out))

    def expanded(self, text: str) -> str | None:
        """Give a text with its variables filled in, None where only the shell knows it."""
        if not SUBSTITUTION.search(text):
            return text
        known = None if "$(" in text or "`" in text else with_assigned(text, self._assigned)
        return None if known is None else self.dockerfile.environment(self.at).expand(known)
