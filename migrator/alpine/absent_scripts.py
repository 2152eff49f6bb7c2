"""Scripts that a file copies and runs, and that the build context does not have."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import workdir_at
from migrator.build_context.path_patterns import compiled, is_pattern
from migrator.build_context.program_files import PATH_FOLDERS
from migrator.dockerfile import Dockerfile, Instruction, Stage, copy_parts
from migrator.records import dataclass
from migrator.service.stage_calls import scripts_named
from migrator.shell.run_as import script_at

_RUNS = frozenset({"RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"})
_SCRIPTS = (".sh", ".bash")


@dataclass(frozen=True, slots=True)
class AbsentScript:
    """A program that a COPY should bring: the line of the COPY and its source, as written."""

    line: int
    source: str


def absent_scripts(
    dockerfile: Dockerfile, stages: Iterable[Stage], build: BuildContext
) -> Iterator[AbsentScript]:
    """Give what `stages` copy and run, and the build context does not have, in file order.

    Python files do not count: they run wherever Python does.
    """
    moving = tuple(stages)
    run = frozenset(path for stage in moving for path in _run(dockerfile, stage) if not path.endswith(".py"))
    for stage in moving:
        for copy in stage.of("COPY", "ADD"):
            for source in _absent(copy, build):
                if any(_brings(dockerfile, copy, source, path) for path in run):
                    yield AbsentScript(copy.line, source)


def _run(dockerfile: Dockerfile, stage: Stage) -> Iterator[str]:
    """Give the absolute paths under which the image may have what a stage runs."""
    for instruction in stage.instructions:
        if (instruction.trigger or instruction).keyword in _RUNS:
            folder = workdir_at(dockerfile, instruction) or "/"
            for command in script_at(dockerfile, instruction).commands:
                for path, by_name in scripts_named(command):
                    folders = PATH_FOLDERS if by_name and "/" not in path else (folder,)
                    yield from (posixpath.normpath(posixpath.join(each, path)) for each in folders)


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
    target = posixpath.normpath(posixpath.join(folder, destination.value or destination.text))
    name = posixpath.basename(posixpath.normpath(source))
    if is_pattern(source):
        fits = compiled(name).fullmatch(posixpath.basename(path)) is not None
        return fits and posixpath.dirname(path) == target
    in_folder = path.startswith(f"{target}/") and path.endswith(_SCRIPTS) and "." not in name
    return in_folder or path in (target, posixpath.join(target, name))
