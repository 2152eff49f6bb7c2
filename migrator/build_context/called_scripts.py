"""Scripts of the build context that a RUN runs, and what they say."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_path
from migrator.build_context.program_files import moved_path, path_folders
from migrator.dockerfile import Dockerfile, Instruction, copy_parts
from migrator.memory import remembered
from migrator.records import dataclass
from migrator.shell import Command, Script, parse_script, program, unwrap
from migrator.shell.folders import Folders
from migrator.shell.named_programs import read_through
from migrator.shell.options import option_values
from migrator.shell.run_as import script_at
from migrator.shell.runners import behind_runners
from migrator.source import Logical, Word

_SHELLS = frozenset({"sh", "bash", "ash", "dash", ".", "source"})
_VALUED = frozenset({"--rcfile", "--init-file"})
MAKEFILES = ("Makefile", "makefile", "GNUmakefile")
"""The names of files that make reads without being told."""
_SHEBANG = re.compile(r"#!.*\b(?:sh|bash|ash|dash|zsh)\b")
_MAKE = re.compile(
    r"^[^#\n]*(?:\b(?:pip[0-9.]*|poetry|pipenv|pdm|uv(?: pip)?)[)}]? +(?:-\S+ +)*(?:install|sync|wheel)\b"
    r"|\$[({](?i:(?:\w*_)?(?:pip3?|poetry|uv)(?:_\w*)?)[)}] +(?:-\S+ +)*(?:pip +)?(?:install|sync|wheel)\b"
    r"|\bapt(?:-get)? (?:-\S+ )*install\b|\bpip-sync\b)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class CalledScript:
    """A script that a RUN runs: its path in the build context, its text, and its commands.

    `script` is opaque for what is no shell script.
    """

    instruction: Instruction
    line: int
    word: str
    path: str
    text: str
    script: Script


def called_scripts(
    dockerfile: Dockerfile, build: BuildContext, instruction: Instruction
) -> Iterator[CalledScript]:
    """Give the scripts of the build context that an instruction runs directly, by path or by name."""
    folders = _copied_to(dockerfile, instruction)
    for command in read_through(dockerfile, instruction).commands:
        inner = behind_runners(unwrap(command))
        word = _script_word(inner, by_name=bool(folders))
        path = _origin(dockerfile, build, instruction, word.value, folders) if word and word.value else None
        text = build.read(path) if path is not None else None
        if word is not None and word.value is not None and path is not None and text is not None:
            is_shell = program(inner) in _SHELLS or _SHEBANG.match(text)
            logical = Logical(text.replace("\\\n", "  "), ((0, 0),))
            script = parse_script(logical) if is_shell else Script((), "it is no shell script")
            line = dockerfile.source.line_of(command.span.start)
            yield CalledScript(instruction, line, word.value, path, text, script)


def make_installs(dockerfile: Dockerfile, build: BuildContext, instruction: Instruction) -> str:
    """Give where a Makefile installs packages for a RUN; empty where none does."""
    script = script_at(dockerfile, instruction)
    folders = Folders(script, lambda word: word.value)
    for command in script.commands:
        folders.follow(command)
        inner = behind_runners(unwrap(command))
        for name in makefiles(inner) if program(inner) == "make" else ():
            path = context_path(dockerfile, build, instruction, posixpath.join(folders.here.path, name))
            text = build.read(path) if path is not None else None
            if text is not None and (match := _MAKE.search(text)) is not None:
                return f"{path}:{text.count(chr(10), 0, match.end()) + 1}"
    return ""


def makefiles(make: Command) -> tuple[str, ...]:
    """Give the files that a call of make may read, as named from where it stands, the likeliest first."""
    words = [word.value or word.text for word in make.arguments]
    folder = "".join(option_values(words, "-C", "--directory")[-1:])
    names = option_values(words, "-f", "--file", "--makefile")[-1:] or MAKEFILES
    return tuple(posixpath.join(folder, name) for name in names)


def _copied_to(dockerfile: Dockerfile, at: Instruction) -> tuple[str, ...]:
    """Give the folders of PATH to which a stage copies something."""
    stage = dockerfile.stage_of(at)
    return tuple(_reached(dockerfile, stage.index, path_folders(dockerfile, at))) if stage else ()


@remembered
def _reached(dockerfile: Dockerfile, stage: int, folders: tuple[str, ...]) -> tuple[str, ...]:
    lineage = dockerfile.lineage(dockerfile.stages[stage])
    words = (copy_parts(copy).destination for each in lineage for copy in each.of("COPY", "ADD"))
    targets = {(word.value or word.text).rstrip("/") for word in words}
    reached = targets | {posixpath.dirname(target) for target in targets}
    return tuple(folder for folder in folders if folder in reached)


def _origin(
    dockerfile: Dockerfile, build: BuildContext, at: Instruction, path: str, folders: tuple[str, ...]
) -> str | None:
    """Give where in the build context a script comes from; `folders` are searched for a name alone."""
    places = [path] if "/" in path or not folders else [path, *(f"{folder}/{path}" for folder in folders)]
    found = (moved_path(dockerfile, build, at, place) for place in places)
    return next((each for each in found if each is not None and build.exists(each)), None)


def _script_word(command: Command, *, by_name: bool) -> Word | None:
    if not command.words:
        return None
    if program(command) in _SHELLS:
        return shell_operand(command)
    return command.words[0] if by_name or "/" in (command.name or "") else None


def shell_operand(command: Command) -> Word | None:
    """Give the file that a shell runs; None where it gets code (``-c``) or its input (``-s``, ``-``)."""
    words = iter(command.arguments)
    for word in words:
        value = word.plain
        if value in ("-", "/dev/stdin"):
            return None
        if not value.startswith(("-", "+")):
            return word
        if not value.startswith("--") and re.search("[cs]", value):
            return None
        if value in _VALUED or re.fullmatch(r"[-+][a-zA-Z]*[oO]", value):  # -eo pipefail
            next(words, None)
    return None
