"""Which file of the build context a program of the image is: through PATH, and what a RUN moves."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import (
    context_path,
    finds,
    folder_at,
    path_in,
    run_folder,
    stage_run_in,
)
from migrator.build_context.path_patterns import compiled, is_pattern
from migrator.dockerfile import Dockerfile, Instruction, Stage, assignments, copy_parts
from migrator.memory import remembered
from migrator.records import dataclass
from migrator.shell import Command, program, unwrap
from migrator.shell.run_as import script_at
from migrator.source import Word

PATH_FOLDERS = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
"""Where every image looks for a command that is called by its name alone."""

MOVERS = frozenset({"mv", "cp", "ln", "install", "rsync"})
"""Programs that put a file in another place."""
_VALUED = frozenset(
    {"-m", "--mode", "-o", "--owner", "-g", "--group", "-S", "--suffix", "-t", "--target-directory"}
)
_FILTERS = frozenset({"cat", "sed", "tr", "envsubst"})
_PATH = re.compile(r"\$(?:PATH\b|\{PATH\b[^}]*\})")
_MAX_PLACES = 50
_MAX_SCRIPTS = 50


def program_file(dockerfile: Dockerfile, build: BuildContext, at: Instruction, name: str) -> str | None:
    """Give the file of the build context that runs where `at` calls `name`; None where there is none."""
    folders = ("",) if "/" in name else path_folders(dockerfile, at)
    for folder in folders:
        found = moved_path(dockerfile, build, at, posixpath.join(folder, name))
        if found is not None and build.exists(found):
            return found
    return None


def copied_scripts(
    dockerfile: Dockerfile, build: BuildContext, stage: Stage, *names: str
) -> Iterator[tuple[Instruction, str]]:
    """Give the files of these names (patterns) that a stage copies from the context, each with its COPY."""
    for copy, source in _copied(dockerfile, stage):
        yield from ((copy, path) for path in _named(build, source, names)[:_MAX_SCRIPTS])


@remembered
def copied_names(dockerfile: Dockerfile, build: BuildContext, stage: Stage) -> Mapping[str, tuple[str, ...]]:
    """Give all files that a stage copies from the context by their names, without folders."""
    found: dict[str, list[str]] = {}
    for _, source in _copied(dockerfile, stage):
        for path in _named(build, source, ("*",)):
            found.setdefault(posixpath.basename(path), []).append(path)
    return {name: tuple(dict.fromkeys(paths))[:_MAX_SCRIPTS] for name, paths in found.items()}


def _copied(dockerfile: Dockerfile, stage: Stage) -> Iterator[tuple[Instruction, str]]:
    """Give what a stage copies from the build context, each with its COPY."""
    for each in dockerfile.lineage(stage):
        for copy in each.of("COPY", "ADD"):
            yield from ((copy, source) for source in copy_parts(copy).from_context)


def _named(build: BuildContext, source: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Give the files that a COPY takes from `source` and that have one of these names."""
    if source == "." or build.is_folder(source):
        below = "" if source == "." else f"{source}/"
        return build.files(*(f"{below}{each}" for name in names for each in (name, f"**/{name}")))
    found = build.files(source) if is_pattern(source) else (source,) if build.exists(source) else ()
    fits = [compiled(name).fullmatch for name in names]
    return tuple(path for path in found if any(each(posixpath.basename(path)) for each in fits))


@remembered
def path_folders(dockerfile: Dockerfile, at: Instruction) -> tuple[str, ...]:
    """Give the folders of PATH as `at` finds it, those of every image last; unknown ones are left out."""
    return tuple(dict.fromkeys((*_own_folders(dockerfile, at), *PATH_FOLDERS)))


def _own_folders(dockerfile: Dockerfile, at: Instruction) -> Iterator[str]:
    stage = stage_run_in(dockerfile, at)
    for each in dockerfile.lineage(stage) if stage else ():
        for one in reversed(each.of("ENV")):
            if each is stage and not finds(at, one):
                continue
            for text in _path_values(one):
                expand = dockerfile.environment(one).expand
                known = (expand(part) for part in text.strip("\"'").split(":") if not _PATH.search(part))
                yield from (folder for folder in known if folder and folder.startswith("/"))
                if not _PATH.search(text):
                    return


def _path_values(env: Instruction) -> Iterator[str]:
    return (pair.value.text for pair in assignments(env) if pair.name == "PATH" and pair.value)


@remembered
def moved_path(dockerfile: Dockerfile, build: BuildContext, at: Instruction, path: str) -> str | None:
    """Give what `context_path` gives, also where a RUN has moved, copied or linked the file since."""
    return _followed(dockerfile, build, at, path, set())


def _followed(
    dockerfile: Dockerfile, build: BuildContext, at: Instruction, path: str, seen: set[tuple[int, str]]
) -> str | None:
    """Follow a file through the RUNs before; `seen` are the places that were asked for, by instruction."""
    found = context_path(dockerfile, build, at, path)
    if (found is not None and build.exists(found)) or len(seen) >= _MAX_PLACES:
        return found
    wanted = path_in(run_folder(dockerfile, at), path)
    for run, origin in _origins(dockerfile, at, wanted):
        if origin == wanted or (run.span.start, origin) in seen:
            continue
        seen.add((run.span.start, origin))
        earlier = _followed(dockerfile, build, run, origin, seen)
        if earlier is not None and build.exists(earlier):
            return earlier
    return found


def _origins(dockerfile: Dockerfile, at: Instruction, wanted: str) -> Iterator[tuple[Instruction, str]]:
    """Give the paths that a RUN before `at` has put at `wanted`, the last ones first."""
    stage = stage_run_in(dockerfile, at)
    for each in dockerfile.lineage(stage) if stage else ():
        for run in reversed(each.of("RUN")):
            if each is not stage or run is at or finds(at, run):
                for move in reversed(_moves(dockerfile, run)):
                    if (origin := move.origin(wanted)) is not None:
                        yield run, origin


@dataclass(frozen=True, slots=True)
class _Move:
    """One source of a command that moves files: absolute paths, `target` perhaps a folder that is there."""

    source: str
    target: str
    into: bool

    def origin(self, wanted: str) -> str | None:
        """Give the path that is at `wanted` afterwards; None where that is another."""
        name = posixpath.basename(self.source)
        if is_pattern(name):
            folder, last = posixpath.split(wanted)
            fits = folder == self.target and compiled(name).fullmatch(last)
            return posixpath.join(posixpath.dirname(self.source), last) if fits else None
        for place in (posixpath.join(self.target, name), *(() if self.into else (self.target,))):
            if wanted == place:
                return self.source
            if wanted.startswith(f"{place.rstrip('/')}/"):
                return posixpath.join(self.source, wanted[len(place.rstrip("/")) + 1 :])
        return None


@remembered
def _moves(dockerfile: Dockerfile, run: Instruction) -> tuple[_Move, ...]:
    folder, found = folder_at(dockerfile, run), list[_Move]()
    expand = dockerfile.environment(run).expand
    for command in script_at(dockerfile, run).commands:
        inner = unwrap(command)
        words = [_known(word, expand(word.text)) for word in inner.arguments]
        if inner.name == "cd" and len(words) == 1:
            folder = path_in(folder, words[0])
        elif program(inner) in MOVERS:
            found += _moved(program(inner) == "ln", words, folder)
        elif program(inner) in _FILTERS:
            found += _filtered(inner, words, folder)
    return tuple(found)


def _known(word: Word, expanded: str | None) -> str:
    if word.value is not None:
        return word.value
    return word.text if expanded is None or is_pattern(word.text) else expanded


def _moved(is_link: bool, words: list[str], folder: str) -> Iterator[_Move]:
    operands, into = _operands(words)
    if is_link and len(operands) == 1 and not into:
        operands.append(".")
    target = into or (operands.pop() if len(operands) > 1 else "")
    is_folder = bool(into) or target.endswith("/") or target in (".", "..") or len(operands) > 1
    place = path_in(folder, target)
    for source in operands if target else ():
        beside = place if is_folder else posixpath.dirname(place)
        yield _Move(path_in(beside if is_link else folder, source), place, is_folder)


def _operands(words: list[str]) -> tuple[list[str], str]:
    """Give the files that a command names, and the folder that ``-t`` names, if any."""
    operands, into, rest = list[str](), "", iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        if word.startswith("-") and len(word) > 1:
            given = value if equals else next(rest, "") if name in _VALUED else ""
            into = given if name in ("-t", "--target-directory") else into
        else:
            operands.append(word)
    return operands, into


def _filtered(command: Command, words: list[str], folder: str) -> Iterator[_Move]:
    """Give what ``sed … FILE > OTHER`` makes of a file: a script stays one."""
    redirects = [word.value or "" for word in command.redirects]
    targets = [match[1] for text in redirects if (match := re.fullmatch(r"1?>\|?([^>&].*)", text))]
    inputs = [match[1] for text in redirects if (match := re.fullmatch(r"0?<([^<&].*)", text))]
    for source in (*inputs, *(word for word in words if not word.startswith("-"))):
        yield from (_Move(path_in(folder, source), path_in(folder, target), False) for target in targets)
