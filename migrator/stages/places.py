"""Where things are in a stage: its folder, user, PATH and shell at one place, and what COPY puts where."""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import folder_at, folders_of, path_in, workdir_at
from migrator.build_context.path_patterns import is_pattern
from migrator.dockerfile import Dockerfile, Instruction, assignments, copy_parts
from migrator.dockerfile.environment import references
from migrator.memory import remembered
from migrator.paths import joined_path, plain_source, within
from migrator.records import dataclass
from migrator.source import Word

_OWN_PATH = re.compile(r"\$PATH|\$\{PATH\}")
_FOLDERS = frozenset({"/", "/tmp", "/root", "/usr/local/bin", "/bin", "/usr/bin", "/opt"})  # noqa: S108 – of an image
_STANDARD = frozenset(
    {"/", "/bin", "/etc", "/home", "/lib", "/media", "/mnt", "/opt", "/root", "/run", "/sbin", "/srv", "/usr"}
    | {"/usr/bin", "/usr/lib", "/usr/local", "/usr/local/bin", "/usr/local/lib", "/usr/share", "/usr/src"}
    | {"/tmp", "/var", "/var/cache", "/var/lib", "/var/log", "/var/run", "/var/tmp"}  # noqa: S108 – of an image
)
"""Folders that every image has."""

_FILE_NAME = re.compile(r"[^/]*[^/.]\.[A-Za-z0-9_]+|Pipfile|LICENSE|README|VERSION|Makefile|\.env")


@dataclass(frozen=True, slots=True)
class File:
    """What one source of a COPY becomes: `path` in the image, `source` where it comes from.

    `source` is normalised, None where a pattern or variable decides; with `tree` a whole folder.
    """

    source: str | None
    path: str
    tree: bool

    def covers(self, path: str) -> bool:
        """Tell whether this brings `path`."""
        return path == self.path or (self.tree and within(path, self.path))

    def source_of(self, path: str) -> str | None:
        """Give where `path` comes from; None where this does not bring it or cannot tell."""
        if self.source is None or not self.covers(path):
            return None
        return joined_path(self.source, posixpath.relpath(path, self.path))

    def path_of(self, source: str) -> str | None:
        """Give what becomes of the file `source`, None where this does not bring it."""
        if self.source is None or not (source == self.source or (self.tree and within(source, self.source))):
            return None
        return joined_path(self.path, posixpath.relpath(source, self.source))


@remembered
def _first_working(dockerfile: Dockerfile, stage: int) -> Mapping[str, int]:
    """Give where a stage, or one that it builds on, first has each working directory."""
    found: dict[str, int] = {}
    for each in reversed(dockerfile.lineage(dockerfile.stages[stage])):
        folders = folders_of(dockerfile)[each.index]
        starts = (each.from_.span.start, *(one.span.start for one in each.of("WORKDIR")))
        for folder, start in zip(folders, starts, strict=True):
            found.setdefault(folder, start)
    return found


@remembered
def _path_changes(dockerfile: Dockerfile, stage: int) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Give where ENV changes PATH, for a stage and those that it builds on, and what is in front then."""
    changes: list[tuple[int, tuple[str, ...]]] = []
    front: tuple[str, ...] = ()
    for each in reversed(dockerfile.lineage(dockerfile.stages[stage])):
        for one in each.of("ENV"):
            for pair in assignments(one):
                if pair.name == "PATH" and pair.value is not None:
                    front = (*path_parts(dockerfile, one, pair.value), *front)
                    changes.append((one.span.start, front))
    return tuple(changes)


def path_parts(dockerfile: Dockerfile, at: Instruction, value: Word) -> Iterator[str]:
    """Give the known folders that a value of PATH has in front of the old PATH."""
    text = _OWN_PATH.split(re.sub(r"[\"']", "", value.text))[0]
    environment = dockerfile.environment(at)
    for part in text.split(":"):
        if part and (known := environment.expand(part)):
            yield posixpath.normpath(known)


@dataclass(frozen=True)
class Places:
    """The places of one Dockerfile; `build` tells files from folders where it is known."""

    dockerfile: Dockerfile
    build: BuildContext

    def before(self, at: Instruction, *keywords: str) -> tuple[Instruction, ...]:
        """Give the instructions of these keywords that are in force at `at`, inherited ones first."""
        stage = self.dockerfile.stage_of(at)
        if stage is None:
            return ()
        own = stage.of(*keywords)
        inherited = (one for each in self.dockerfile.lineage(stage)[:0:-1] for one in each.of(*keywords))
        return (*inherited, *own[: bisect_left(own, at.span.start, key=lambda one: one.span.start)])

    def arguments(self, at: Instruction) -> frozenset[str]:
        """Give the names that ARG has declared before: whoever builds decides on their values."""
        return frozenset(pair.name for one in self.before(at, "ARG") for pair in assignments(one))

    def fixed(self, at: Instruction, text: str) -> bool:
        """Tell whether `text` means the same at `at` whatever the build's arguments are."""
        loose = set(self.arguments(at))
        for one in self.before(at, "ENV"):
            for pair in assignments(one):
                if pair.value is not None and loose & references(pair.value.text):
                    loose.add(pair.name)
        return not references(text) & loose

    def folder(self, at: Instruction) -> str | None:
        """Give the working directory at `at`; None where a variable or a base image decides."""
        return workdir_at(self.dockerfile, at)

    def user(self, at: Instruction) -> str | None:
        """Give the user at `at` as written, None where no USER stands before."""
        users = self.before(at, "USER")
        return users[-1].value.text.strip() if users else None

    def is_root(self, at: Instruction) -> bool:
        """Tell whether `at` runs as root, taking an image without USER for one that does."""
        return (self.user(at) or "root").partition(":")[0].strip("\"'") in ("root", "0")

    def shell(self, at: Instruction) -> str:
        """Give the SHELL in force, as written; empty without one."""
        shells = self.before(at, "SHELL")
        return "".join(shells[-1].value.text.split()) if shells else ""

    def on_path(self, at: Instruction) -> tuple[str, ...]:
        """Give the folders that ENV has put in front of the image's own PATH."""
        stage = self.dockerfile.stage_of(at)
        changes = _path_changes(self.dockerfile, stage.index) if stage else ()
        count = bisect_left(changes, at.span.start, key=lambda each: each[0])
        return changes[count - 1][1] if count else ()

    def files(self, copy: Instruction) -> tuple[File, ...]:
        """Give what a COPY or ADD brings and where to; empty where it cannot be told."""
        parts = copy_parts(copy)
        environment = self.dockerfile.environment(copy)
        end = environment.expand(parts.destination.text)
        if end is None or parts.heredocs:
            return ()
        into = len(parts.sources) > 1 or end.endswith("/") or end in (".", "..")
        path = path_in(folder_at(self.dockerfile, copy), end)
        into = into or path in _FOLDERS or self._is_workdir(path, copy)
        tool = parts.from_ is not None
        sources = (word.value or environment.expand(word.text) for word in parts.sources)
        return tuple(self._file(source, path, into, tool) for source in sources)

    def _file(self, source: str | None, path: str, into: bool, tool: bool) -> File:
        if source is None:
            return File(None, path, True)
        plain = plain_source(source)
        if is_pattern(source):
            return File(None, path, True)
        if self.is_tree(source) and not (tool and plain in ("uv", "uvx")):
            return File(plain, path, True)
        return File(plain, posixpath.join(path, posixpath.basename(plain)) if into else path, False)

    def exists(self, folder: str, at: Instruction) -> bool:
        """Tell whether the image has a folder at `at`, by the instructions before; in doubt it has."""
        if folder in _STANDARD or self._is_workdir(folder, at):
            return True
        home = posixpath.dirname(folder) == "/home"
        named = re.compile(rf"{re.escape(folder)}(?![\w.-])")
        for one in self.before(at, "WORKDIR", "COPY", "ADD", "RUN", "VOLUME"):
            if one.keyword == "WORKDIR":
                path = self._joined(one, one.value.text)
            elif one.keyword in ("COPY", "ADD"):
                path = self._joined(one, copy_parts(one).destination.text)
            else:
                text = one.value.text
                path = folder if named.search(text) or (home and "user" in text) else "/"
            if path is None or within(path, folder):
                return True
        return False

    def _joined(self, one: Instruction, text: str) -> str | None:
        folder, end = self.folder(one), self.dockerfile.environment(one).expand(text)
        return None if folder is None or end is None else joined_path(folder, end)

    def folder_of(self, workdir: Instruction) -> str | None:
        """Give the folder that a WORKDIR makes the working directory; None where a variable decides."""
        return self._joined(workdir, workdir.value.text)

    def is_tree(self, source: str) -> bool:
        """Tell whether a COPY source is a folder, by the build context or else by its name."""
        plain = plain_source(source)
        if plain == "." or source.endswith("/") or self.build.is_folder(plain):
            return True
        return not self.build.exists(plain) and not _FILE_NAME.fullmatch(posixpath.basename(plain))

    def _is_workdir(self, path: str, at: Instruction) -> bool:
        """Tell whether `path` is surely a folder at `at`, since it is or was the working directory."""
        stage = self.dockerfile.stage_of(at)
        if stage is None:
            return path == "/"
        first = _first_working(self.dockerfile, stage.index).get(path)
        return first is not None and first < at.span.start
