"""Virtual environments that a file makes, and which of them PATH finds at one place."""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from migrator import regex as re
from migrator.build_context.copied_paths import folder_at, path_in, workdir_at
from migrator.build_context.program_files import PATH_FOLDERS
from migrator.dockerfile import Dockerfile, Instruction, Stage, assignments, copy_parts, words
from migrator.paths import joined_path
from migrator.records import dataclass
from migrator.requirements.installers import in_folder
from migrator.shell import Command
from migrator.shell.options import operands_of
from migrator.shell.run_as import script_at
from migrator.source import Word

PYTHON = re.compile(r"(?:.*/)?(?:python|pypy)[0-9.]*t?")
"""A Python by its name or path; the ``t`` is that of builds without the global lock."""
_LEAD = re.compile(r"(?:\.{0,2}/)*")
_VALUED = frozenset(
    {"--prompt", "-p", "--python", "--seeder", "--app-data", "--pip", "--setuptools", "--wheel"}
)
PROGRAM_FOLDERS = frozenset(PATH_FOLDERS)
"""Where PATH looks in every image."""

_UNSEEDED = frozenset({"--without-pip", "--no-pip", "--no-seed"})
_FROM_VARIABLE = re.compile(r"\"?\$\{?(?P<name>\w+)\}?\"?(?P<rest>(?:/[\w./-]*)?)\"?")
_PATH_ITSELF = re.compile(r"\$\{?PATH\}?")


@dataclass(frozen=True, slots=True)
class Venv:
    """A venv by its absolute path (None where that is not known) and where it is made.

    `seeded` tells that pip is in it: ``uv venv`` and ``uv sync`` make venvs without. `open` ones show the
    packages of the Python below.
    """

    path: str | None
    seeded: bool
    stage: int
    at: int
    open: bool = False


def before(dockerfile: Dockerfile, at: Instruction, *keywords: str) -> Iterator[Instruction]:
    """Give the instructions that `at` builds on, oldest first, those of its stage's parents included.

    With `keywords`, those alone.
    """
    stage = dockerfile.stage_of(at)
    for each in reversed(dockerfile.lineage(stage)) if stage else ():
        ones = each.of(*keywords) if keywords else each.instructions
        yield from ones[: bisect_left(ones, at.span.start, key=_start)] if each is stage else ones


def _start(instruction: Instruction) -> int:
    return instruction.span.start


def venvs_of(dockerfile: Dockerfile) -> tuple[Venv, ...]:
    """Give the venvs that the RUN of a file make, in file order."""
    return tuple(venv for stage in dockerfile.stages for venv in _of_stage(dockerfile, stage))


def _of_stage(dockerfile: Dockerfile, stage: Stage) -> Iterator[Venv]:
    for instruction in stage.of("RUN"):
        text = dockerfile.source.slice(instruction.span)
        if not re.search(r"venv|virtualenv|\buv\b[^&;|]*\bsync", text):
            continue
        folder = workdir_at(dockerfile, instruction)
        exported: dict[str, str] = {}
        for command in script_at(dockerfile, instruction).commands:
            told, inner = in_folder(command)
            name = (inner.name or "").rsplit("/", 1)[-1]
            if name == "export":
                exported |= _exported(inner)
            if name == "cd" and len(inner.words) > 1:
                folder = _entered(dockerfile, instruction, folder, inner.words[1])
            there = folder if told is None else _entered(dockerfile, instruction, folder, told)
            yield from _made(dockerfile, instruction, stage, inner, there, exported)


def end_of(path: str) -> str:
    """Give what the absolute path of a venv ends with that a command calls by `path`."""
    return "/" + _LEAD.sub("", path, count=1)


def _entered(dockerfile: Dockerfile, at: Instruction, folder: str | None, word: Word) -> str | None:
    target = _expanded(dockerfile, at, word)
    return None if target is None or folder is None else posixpath.join(folder, target)


def _exported(command: Command) -> dict[str, str]:
    """Give what an ``export`` sets to plain text."""
    pairs = (word.value.partition("=") for word in command.arguments if word.value is not None)
    return {name: value for name, sign, value in pairs if sign}


def _made(
    dockerfile: Dockerfile,
    instruction: Instruction,
    stage: Stage,
    command: Command,
    folder: str | None,
    exported: Mapping[str, str],
) -> Iterator[Venv]:
    found = _maker(command)
    if found is None:
        return
    operands, seeded = found
    environment = dockerfile.environment(instruction)
    if command.name == "uv" and command.words[1].value == "sync":
        named = environment.get("UV_PROJECT_ENVIRONMENT") or ".venv"
        paths: list[str | None] = [named]
    else:
        paths = [_expanded(dockerfile, instruction, word, exported) or None for word in operands] or [".venv"]
    for path in paths:
        known = None if path is None or folder is None else joined_path(folder, path)
        known = path if path is not None and path.startswith("/") else known
        shows = any(word.value == "--system-site-packages" for word in command.words)
        yield Venv(known and posixpath.normpath(known), seeded, stage.index, command.span.start, shows)


def _maker(command: Command) -> tuple[tuple[Word, ...], bool] | None:
    """Give the operands of a command that makes venvs, and whether it puts pip into them."""
    values = [word.value or "" for word in command.words]
    name = values[0].rsplit("/", 1)[-1] if values else ""
    text = command.words[0].text if command.words else ""
    if PYTHON.fullmatch(values[0] if values else "") or "$" in text:
        for module in ("venv", "virtualenv"):
            if values[1:3] == ["-m", module]:
                return tuple(operands_of(command.words[3:], _VALUED)), not _UNSEEDED.intersection(values)
        return None
    if name == "virtualenv":
        return tuple(operands_of(command.arguments, _VALUED)), not _UNSEEDED.intersection(values)
    if name == "uv" and len(values) > 1 and values[1] == "venv":
        return tuple(operands_of(command.words[2:], _VALUED)), "--seed" in values
    return ((), False) if name == "uv" and len(values) > 1 and values[1] == "sync" else None


def _expanded(
    dockerfile: Dockerfile, instruction: Instruction, word: Word, exported: Mapping[str, str] | None = None
) -> str | None:
    if word.value is not None:
        return word.value
    match = _FROM_VARIABLE.fullmatch(word.text)
    if match and exported and match["name"] in exported:
        return exported[match["name"]] + match["rest"]
    return dockerfile.environment(instruction).expand(word.text)


# PATH


def path_front(dockerfile: Dockerfile, at: Instruction) -> tuple[str, ...]:
    """Give the folders that the file puts before the image's own PATH.

    A folder with an unknown variable is given as written.
    """
    front: tuple[str, ...] = ()
    for one in before(dockerfile, at, "ENV", "ARG"):
        for assignment in assignments(one):
            if assignment.name == "PATH" and assignment.value is not None:
                front = _prepended(dockerfile, one, assignment.value.text, front)
    return front


def prepended(text: str) -> tuple[str, ...]:
    """Give the folders that a value of PATH, as written, names before ``$PATH``; all without one."""
    plain = re.sub(r"[\"']", "", text)
    match = _PATH_ITSELF.search(plain)
    head = plain[: match.start()] if match else plain
    return tuple(part for part in re.split(r":(?![^{]*\})", head) if part)


def _prepended(
    dockerfile: Dockerfile, one: Instruction, text: str, front: tuple[str, ...]
) -> tuple[str, ...]:
    environment = dockerfile.environment(one)
    found = tuple(environment.expand(part) or part for part in prepended(text))
    return (*found, *front) if _PATH_ITSELF.search(text) else found


def copied_to(dockerfile: Dockerfile, at: Instruction, path: str) -> bool:
    """Tell whether a COPY or ADD before `at` brings the folder `path`, or one that holds it."""
    for one in before(dockerfile, at, "COPY", "ADD"):
        target = copy_parts(one).destination
        value = target.value or dockerfile.environment(one).expand(target.text)
        if value is None:
            continue
        place = path_in(folder_at(dockerfile, one), value)
        if path == place or path.startswith(place.rstrip("/") + "/"):
            return True
    return False


def copied_names(dockerfile: Dockerfile, at: Instruction) -> Iterator[tuple[Instruction, str]]:
    """Give every word of the COPY and ADD before `at`, with its instruction."""
    for one in before(dockerfile, at, "COPY", "ADD"):
        for word in words(one):
            yield one, word.value or word.text
