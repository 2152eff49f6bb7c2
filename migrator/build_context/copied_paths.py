"""Where in the build context a path of the image comes from: through WORKDIR, COPY and bind mounts."""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Iterator
from itertools import takewhile

from migrator.build_context import BuildContext
from migrator.build_context.path_patterns import compiled, is_pattern
from migrator.dockerfile import STARTERS, Dockerfile, Instruction, Stage, copy_parts
from migrator.dockerfile.mounts import bind_mounts
from migrator.images.start_folders import start_folder
from migrator.line_names import named_line
from migrator.memory import remembered
from migrator.paths import joined_path, plain_source
from migrator.records import dataclass
from migrator.source import Word

_MAX_DEPTH = 8
_UNKNOWN = "/\0"
"""Begins what stands for a folder that nobody knows: it is below the root and no file's name."""


def workdir_at(dockerfile: Dockerfile, at: Instruction) -> str | None:
    """Give the working directory in force at `at`; None where a variable or a base image decides it."""
    folder = folder_at(dockerfile, at)
    return None if in_unknown_folder(folder) else folder


def folder_at(dockerfile: Dockerfile, at: Instruction) -> str:
    """Give the working directory in force at `at`, and where it is not known what stands for it.

    That is the same for the same folder alone, and no path that a file names is below it: so relative
    paths can be compared with each other, and are no absolute ones. Never to be written.
    """
    stage = dockerfile.stage_of(at)
    if stage is None:
        return "/"
    folders = folders_of(dockerfile)[stage.index]
    return folders[bisect_left(stage.of("WORKDIR"), at.span.start, key=lambda one: one.span.start)]


def run_folder(dockerfile: Dockerfile, at: Instruction) -> str:
    """Give the folder that what `at` runs begins in, as `folder_at` does.

    What starts the container begins where its stage ends, or the final one that inherits it, wherever it
    is written.
    """
    stage = stage_run_in(dockerfile, at)
    if stage is None or at.keyword not in STARTERS:
        return folder_at(dockerfile, at)
    return folders_of(dockerfile)[stage.index][-1]


def stage_run_in(dockerfile: Dockerfile, at: Instruction) -> Stage | None:
    """Give the stage in which what `at` runs is run: the final one, where that inherits a start."""
    stage, final = dockerfile.stage_of(at), dockerfile.lineage(dockerfile.final)
    if stage not in final or at.keyword not in STARTERS:
        return stage
    hiding = (at.keyword, "ENTRYPOINT") if at.keyword == "CMD" else (at.keyword,)
    hidden = any(one.of(*hiding) for one in takewhile(lambda one: one is not stage, final))
    return stage if hidden else dockerfile.final


def finds(at: Instruction, one: Instruction) -> bool:
    """Tell whether what `at` runs finds what `one` of the same stage has done, if there is no other order."""
    return at.keyword in STARTERS or one.span.start < at.span.start


def path_in(folder: str, path: str) -> str:
    """Give `path` as what runs in `folder` (of `folder_at`) finds it, absolute and normalised.

    Above a folder that is not known lies one that is not known either.
    """
    if path.startswith("/") or not in_unknown_folder(folder):
        return joined_path(folder, path)
    start, _, inside = folder[1:].partition("/")
    inside = joined_path(inside, path)
    if inside == ".." or inside.startswith("../"):
        return f"/{start}{_name(inside)}"
    return f"/{start}" if inside == "." else f"/{start}/{inside}"


def _name(text: str) -> str:
    """Give a text as part of the name of a folder that is not known."""
    return text.replace("/", ":")


def shown(path: str) -> str:
    """Give a path for people to read, also one below a folder that is not known."""
    if not in_unknown_folder(path):
        return path
    start, _, inside = path.removeprefix(_UNKNOWN).partition("/")
    return f"{inside or 'the folder'} where {start} begins"


def in_unknown_folder(path: str) -> bool:
    """Tell whether a path is below what `folder_at` gives for a folder that is not known."""
    return path.startswith(_UNKNOWN)


def workdirs_before(dockerfile: Dockerfile, at: Instruction) -> Iterator[Instruction]:
    """Give the WORKDIRs before `at`, in its stage and those below it."""
    stage = dockerfile.stage_of(at)
    for each in dockerfile.lineage(stage) if stage else ():
        for one in each.of("WORKDIR"):
            if each is not stage or one.span.start < at.span.start:
                yield one


def says_workdir(dockerfile: Dockerfile, at: Instruction) -> bool:
    """Tell whether an absolute WORKDIR of this file stands before `at`."""
    return any(one.value.text.startswith("/") for one in workdirs_before(dockerfile, at))


@remembered
def folders_of(dockerfile: Dockerfile) -> tuple[tuple[str, ...], ...]:
    """Give for each stage the folder that it begins in, and that after each WORKDIR, as `folder_at` does."""
    found: list[tuple[str, ...]] = []
    for stage in dockerfile.stages:
        parent = dockerfile.parent(stage)
        folders = [found[parent.index][-1] if parent else _start(dockerfile, stage)]
        for one in stage.of("WORKDIR"):
            path = dockerfile.environment(one).expand(one.value.text)
            folders.append(
                f"{_UNKNOWN}{named_line(one.line)}" if path is None else path_in(folders[-1], path)
            )
        found.append(tuple(folders))
    return tuple(found)


def _start(dockerfile: Dockerfile, stage: Stage) -> str:
    return start_folder(dockerfile, stage) or f"{_UNKNOWN}{_name(stage.base.text)}"


@remembered
def context_path(dockerfile: Dockerfile, build: BuildContext, at: Instruction, path: str) -> str | None:
    """Give the path in the build context from which `path` of the image came before `at` runs.

    What starts the container runs where its stage ends, or the final one that inherits it.
    For a COPY or ADD, which runs nothing, that is when it is done: who asks means where a stage ends.
    `path` is absolute or relative to the working directory. None where no COPY, ADD or bind mount
    brings it; where one does and the context does not have it, the path that it should have.
    """
    return _Tracer(dockerfile, build).trace(at, path, 0, behind=at.keyword in ("COPY", "ADD"))


class _Tracer:
    def __init__(self, dockerfile: Dockerfile, build: BuildContext) -> None:
        self.dockerfile, self.build = dockerfile, build

    def trace(self, at: Instruction, path: str, depth: int, *, behind: bool = False) -> str | None:
        """Give the origin of `path` as `at` finds it, or, with `behind`, as it leaves it."""
        wanted = path_in(run_folder(self.dockerfile, at), path)
        absent: str | None = None
        for found in self._origins(at, wanted, depth, behind):
            if self.build.exists(found):
                return found
            absent = absent or found
        return absent

    def _origins(self, at: Instruction, wanted: str, depth: int, behind: bool) -> Iterator[str]:
        """Give the places that can be the origin, that which counts first."""
        yield from self._mounted(at, wanted)
        stage = stage_run_in(self.dockerfile, at)
        for each in self.dockerfile.lineage(stage) if stage else ():
            for one in reversed(each.of("COPY", "ADD")):
                if each is not stage or finds(at, one) or (behind and one is at):
                    yield from self._copied(each, one, wanted, depth)

    def _mounted(self, at: Instruction, wanted: str) -> Iterator[str]:
        for parts in bind_mounts(at):
            source = parts.get("source") or "."
            target = path_in(folder_at(self.dockerfile, at), parts.get("target") or source)
            inside = _below(wanted, target)
            if inside is not None and "from" not in parts:
                yield joined_path(source.lstrip("/"), inside)

    def _copied(self, stage: Stage, copy: Instruction, wanted: str, depth: int) -> Iterator[str]:
        landing = _landing(self.dockerfile, copy)
        if landing is None or _below(wanted, landing.target) is None:
            return
        name, target, is_folder = copy_parts(copy).from_, landing.target, landing.is_folder
        for source, plain in landing.sources:
            if name is None:
                yield from self._from_context(plain, target, is_folder, wanted)
            elif depth < _MAX_DEPTH:
                yield from self._from_stage(stage, name, source, target, is_folder, wanted, depth)

    def _from_context(self, plain: str, target: str, is_folder: bool, wanted: str) -> Iterator[str]:
        if is_pattern(plain):
            name = posixpath.join(posixpath.dirname(plain), posixpath.basename(wanted))
            if _parent(wanted) == target and name in self.build.files(plain):
                yield name
        elif self.build.is_folder(plain):
            inside = _below(wanted, target)
            if inside is not None:
                yield joined_path(plain, inside)
        elif wanted == (posixpath.join(target, posixpath.basename(plain)) if is_folder else target):
            yield plain
        elif wanted == posixpath.join(target, posixpath.basename(plain)):
            yield plain  # the destination is a folder that is there already

    def _from_stage(
        self, stage: Stage, name: str, source: str, target: str, is_folder: bool, wanted: str, depth: int
    ) -> Iterator[str]:
        origin = self.dockerfile.stage_named(name, stage)
        if origin is None or not origin.instructions:
            return
        last = origin.end
        source = joined_path("/", source)
        inside = _below(wanted, posixpath.join(target, posixpath.basename(source)) if is_folder else target)
        paths = [] if inside is None else [posixpath.join(source, inside)]
        if is_folder and (below := _below(wanted, target)) is not None:
            paths.append(posixpath.join(source, below))  # a folder's content is what is copied
        for path in paths:
            if (found := self.trace(last, path, depth + 1, behind=True)) is not None:
                yield found


@dataclass(frozen=True, slots=True)
class _Landing:
    """Where a COPY writes, whether to a folder, and its sources as written and as paths in the context."""

    target: str
    is_folder: bool
    sources: tuple[tuple[str, str], ...]


@remembered
def _landing(dockerfile: Dockerfile, copy: Instruction) -> _Landing | None:
    """Give where a COPY or ADD writes; None where that is not known."""
    parts = copy_parts(copy)
    destination = _value(dockerfile, copy, parts.destination)
    if destination is None:
        return None
    target = path_in(folder_at(dockerfile, copy), destination)
    is_folder = destination.endswith("/") or destination in (".", "..") or len(parts.sources) > 1
    sources = (_value(dockerfile, copy, word) for word in parts.sources)
    known = [each for each in sources if each is not None and "://" not in each]
    plain = [plain_source(each) for each in known]
    return _Landing(target, is_folder, tuple(zip(known, plain, strict=True)))


def _value(dockerfile: Dockerfile, copy: Instruction, word: Word) -> str | None:
    if word.value is not None:
        return word.value
    return word.text if is_pattern(word.text) else dockerfile.environment(copy).expand(word.text)


def files_brought(
    dockerfile: Dockerfile, build: BuildContext, copy: Instruction
) -> Iterator[tuple[str, str]]:
    """Give the files that a COPY or ADD brings from the build context, each behind its source."""
    for source in context_sources(dockerfile, copy):
        yield from ((source, path) for path in files_of(build, source))


def context_sources(dockerfile: Dockerfile, copy: Instruction) -> Iterator[str]:
    """Give what a COPY or ADD takes from the build context, as paths; what is not known is left out."""
    parts = copy_parts(copy)
    for word in parts.sources if parts.from_ is None else ():
        text = _value(dockerfile, copy, word)
        if text is not None and "://" not in text:
            yield plain_source(text)


def files_of(build: BuildContext, source: str) -> tuple[str, ...]:
    """Give the files that a source of COPY means, also those in folders that fit a pattern."""
    if source == ".":
        return build.files()
    if is_pattern(source):
        return build.files(source, f"{source}/**")
    if build.is_folder(source):
        return build.files(f"{source}/**")
    return (source,) if build.exists(source) else ()


def _below(path: str, folder: str) -> str | None:
    """Give `path` relative to `folder`, empty for the folder itself, None where it is nowhere below."""
    if path == folder:
        return ""
    if in_unknown_folder(path) and not in_unknown_folder(folder):
        return None
    head = folder.rstrip("/") + "/"
    return path[len(head) :] if path.startswith(head) else None


def _parent(path: str) -> str:
    return posixpath.dirname(path)


def image_paths(dockerfile: Dockerfile, build: BuildContext, stage: Stage, file: str) -> Iterator[str]:
    """Give the absolute paths at which a stage has a file of the build context, by its COPY and ADD."""
    yield from _image_paths(dockerfile, build, stage, file, 0)


def _image_paths(
    dockerfile: Dockerfile, build: BuildContext, stage: Stage, file: str, depth: int
) -> Iterator[str]:
    for each in dockerfile.lineage(stage):
        for copy in each.of("COPY", "ADD"):
            landing, name = _landing(dockerfile, copy), copy_parts(copy).from_
            if landing is None or depth >= _MAX_DEPTH:
                continue
            origin = dockerfile.stage_named(name, each) if name is not None else None
            for source, plain in landing.sources:
                if name is None:
                    yield from _landed(landing, plain, file, folder=build.is_folder(plain))
                elif origin is not None:
                    root = joined_path("/", source)
                    for place in _image_paths(dockerfile, build, origin, file, depth + 1):
                        yield from _landed(landing, root, place, folder=place != root)


def _landed(landing: _Landing, source: str, file: str, *, folder: bool) -> Iterator[str]:
    """Give where a COPY of `source` puts `file`, which may lie in it."""
    if folder:
        inside = file if source == "." else _below(file, source)
        if inside is not None:
            yield posixpath.join(landing.target, inside)
    elif is_pattern(source):
        if compiled(source).fullmatch(file):
            yield posixpath.join(landing.target, posixpath.basename(file))
    elif file == source:
        yield (
            posixpath.join(landing.target, posixpath.basename(file)) if landing.is_folder else landing.target
        )
