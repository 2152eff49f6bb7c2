"""Scripts that a file copies or fetches and runs, and that the build context does not have."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from migrator import regex as re
from migrator.alpine.downloads import REPOSITORY, URL
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import (
    context_path,
    finds,
    in_unknown_folder,
    run_folder,
    stage_run_in,
    workdir_at,
)
from migrator.build_context.makefiles import MAKEFILES, makefiles
from migrator.build_context.path_patterns import compiled, is_pattern
from migrator.build_context.program_files import MOVERS, PATH_FOLDERS, moved_path
from migrator.dockerfile import STARTERS, WITH_COMMANDS, Dockerfile, Instruction, Stage, copy_parts
from migrator.paths import joined_path, within
from migrator.pip.venvs import venvs_of
from migrator.records import dataclass
from migrator.service.stage_calls import OF_PACKAGES, scripts_named
from migrator.shell import Command
from migrator.shell.folders import in_folders
from migrator.shell.run_as import script_at
from migrator.shell.runners import behind_runners
from migrator.shell.wrappers import program, unwrap

_SCRIPTS = (".sh", ".bash")
_FOLDER = re.compile(r"(?![A-Z]\w*file$)[^.]*")
"""What may be the name of a folder: without an ending, and not like ``Pipfile`` or ``Snakefile``."""
_SYSTEM = ("/usr/lib/", "/usr/libexec/", "/usr/share/", "/usr/local/lib/", "/usr/local/share/")
_OF_PACKAGES = ("/.local/bin", "/.venv/bin", "/venv/bin")
_CLONE = re.compile(r"\bgit\s[^;&|]*\bclone\s")
_LEAVES_AS_IT_IS = frozenset({"chmod", "chown", "sed", "dos2unix", "ls", "stat"})


@dataclass(frozen=True, slots=True)
class AbsentScript:
    """A program that a COPY or a clone should bring: the line, and its source, as written or as a path.

    `way_out` is what helps other than to name the build context.
    """

    line: int
    source: str
    way_out: str = ""


def absent_scripts(
    dockerfile: Dockerfile, stages: Iterable[Stage], build: BuildContext
) -> Iterator[AbsentScript]:
    """Give what `stages` copy and run, and the build context does not have, in file order.

    Python files do not count: they run wherever Python does.
    """
    moving = tuple(stages)
    called = tuple(each for stage in moving for each in _run(dockerfile, stage))
    run = frozenset(path for _, path in called if not path.endswith(".py"))
    for stage in moving:
        for copy in stage.of("COPY", "ADD"):
            for source in _absent(copy, build):
                if any(_brings(dockerfile, copy, source, path) for path in run):
                    yield AbsentScript(copy.line, source)
    yield from _absent_in_folders(dockerfile, build, called)
    yield from _fetched(dockerfile, build, called)


def _absent_in_folders(
    dockerfile: Dockerfile, build: BuildContext, called: Iterable[tuple[Instruction, str]]
) -> Iterator[AbsentScript]:
    """Give the shell scripts that start a container, and that a folder which is copied does not have."""
    told: set[str] = set()
    for at, path in called:
        starts = at.keyword in STARTERS and path.endswith(_SCRIPTS)
        source = context_path(dockerfile, build, at, path) if starts else None
        if source is None or build.exists(source) or source in told or _is_made(dockerfile, at, path):
            continue
        told.add(source)
        if _in_a_folder(dockerfile, build, source):
            yield AbsentScript(at.line, source)


def _fetched(
    dockerfile: Dockerfile, build: BuildContext, called: Iterable[tuple[Instruction, str]]
) -> Iterator[AbsentScript]:
    """Give the programs that start a container, and that a clone or an archive of a repository may hold.

    Those that a RUN runs are told of where it is asked what they install.
    """
    starts = [each for each in called if each[0].keyword in STARTERS] if _fetches(dockerfile) else []
    venvs = [each.path for each in venvs_of(dockerfile) if each.path] if starts else []
    for at, path in starts:
        own = path.endswith(_SCRIPTS) or not posixpath.splitext(path)[1]
        if not own or _of_system(path) or any(within(path, each) for each in venvs):
            continue
        brought = moved_path(dockerfile, build, at, path) or _is_added(dockerfile, path)
        if not (brought or _is_made(dockerfile, at, path, _LEAVES_AS_IT_IS | MOVERS)):
            yield AbsentScript(at.line, path, "COPY it from a checkout in the build context")


def _is_added(dockerfile: Dockerfile, path: str) -> bool:
    """Tell whether an ADD may download `path`: what that is, others are asked."""
    texts = (dockerfile.source.slice(one.span) for one in dockerfile.of("ADD"))
    return any("://" in text and posixpath.basename(path) in text for text in texts)


def _of_system(path: str) -> bool:
    """Tell whether a path is where packages put their programs, Debian's or Python's."""
    folder = posixpath.dirname(path)
    return path.startswith(_SYSTEM) or folder in PATH_FOLDERS or folder.endswith(_OF_PACKAGES)


def _fetches(dockerfile: Dockerfile) -> bool:
    """Tell whether a RUN fetches a repository; where it ends up, `mv` and COPY decide as well."""
    texts = (dockerfile.source.slice(one.span) for one in dockerfile.of("RUN"))
    return any(_CLONE.search(text) or any(map(REPOSITORY.match, URL.findall(text))) for text in texts)


def _in_a_folder(dockerfile: Dockerfile, build: BuildContext, source: str) -> bool:
    """Tell whether no COPY names `source`, or an absent folder around it: those are reported on their own."""
    copies = dockerfile.of("COPY", "ADD")
    absent = (posixpath.normpath(each.lstrip("/")) for copy in copies for each in _absent(copy, build))
    return not any(source == each or source.startswith(f"{each}/") for each in absent)


def _is_made(
    dockerfile: Dockerfile, at: Instruction, path: str, aside: frozenset[str] = _LEAVES_AS_IT_IS
) -> bool:
    """Tell whether a RUN before may make the file: one that says its name, and does more than run it.

    Commands of the programs `aside` do not make it.
    """
    stage, name = stage_run_in(dockerfile, at), posixpath.basename(path)
    stages = dockerfile.lineage(stage) if stage else ()
    runs = (one for each in stages for one in each.of("RUN") if finds(at, one))
    return any(_makes(each, name, aside) for run in runs for each in script_at(dockerfile, run).commands)


def _makes(command: Command, name: str, aside: frozenset[str]) -> bool:
    inner = unwrap(command)
    if any(name in word.text for word in inner.redirects):
        return True
    runs_it = any(posixpath.basename(path) == name for path, _ in scripts_named(command))
    named = any(name in word.text for word in inner.arguments)
    return named and not runs_it and program(inner) not in aside


def _run(dockerfile: Dockerfile, stage: Stage) -> Iterator[tuple[Instruction, str]]:
    """Give the absolute paths under which the image may have what a stage runs, with what runs it."""
    for instruction in stage.instructions:
        if instruction.inner.keyword in WITH_COMMANDS:
            for path in _started(dockerfile, instruction):
                yield instruction, path


def _started(dockerfile: Dockerfile, instruction: Instruction) -> Iterator[str]:
    script, folder = script_at(dockerfile, instruction), run_folder(dockerfile, instruction)
    start = "/" if in_unknown_folder(folder) else folder
    for command, entered in in_folders(script, dockerfile.environment(instruction).word):
        here = start if entered.lost else posixpath.join(start, entered.path)
        for path, by_name in scripts_named(command):
            if by_name and path.startswith(OF_PACKAGES):
                continue
            around = PATH_FOLDERS if by_name and "/" not in path else (here,)
            yield from (joined_path(each, path) for each in around)
        inner = behind_runners(unwrap(command))
        for path in makefiles(inner) if program(inner) == "make" else ():
            yield joined_path(here, path)


def _absent(copy: Instruction, build: BuildContext) -> Iterator[str]:
    """Give the sources of a COPY from the build context that are not there, as written."""
    parts = copy_parts(copy)
    for word in parts.sources if parts.from_ is None else ():
        plain = word.value or word.text
        if "://" not in plain and "$" not in plain:
            there = build.files(posixpath.normpath(plain)) if is_pattern(plain) else build.exists(plain)
            if not there:
                yield plain


def _brings(dockerfile: Dockerfile, copy: Instruction, source: str, path: str) -> bool:
    """Tell whether a source, if it were there, would be or hold what `path` is in the image."""
    folder = workdir_at(dockerfile, copy) or "/"
    destination = copy_parts(copy).destination
    target = joined_path(folder, destination.value or destination.text)
    name = posixpath.basename(posixpath.normpath(source))
    if is_pattern(source):
        fits = compiled(name).fullmatch(posixpath.basename(path)) is not None
        return fits and posixpath.dirname(path) == target
    looked_for = path.endswith(_SCRIPTS) or posixpath.basename(path) in MAKEFILES
    in_folder = path.startswith(f"{target}/") and looked_for and _FOLDER.fullmatch(name) is not None
    return in_folder or path in (target, posixpath.join(target, name))
