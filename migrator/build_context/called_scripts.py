"""Scripts of the build context that a RUN runs, and what they say."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import field

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.program_files import moved_path, path_folders
from migrator.dockerfile import Dockerfile, Instruction, copy_parts
from migrator.memory import remembered
from migrator.records import dataclass
from migrator.shell import Command, Script, parse_script, program, unwrap
from migrator.shell.folders import Folder, in_folders
from migrator.shell.named_programs import read_through
from migrator.shell.runners import behind_runners
from migrator.source import Logical, Word

_SHELLS = frozenset({"sh", "bash", "ash", "dash", ".", "source"})
_VALUED = frozenset({"--rcfile", "--init-file"})
_MOST_DEEP = 4
_MOST = 200
"""Scripts that are gone into for one command."""
_SHEBANG = re.compile(r"#!.*\b(?:sh|bash|ash|dash|zsh)\b")


@dataclass(frozen=True)
class CalledScript:
    """A script that a RUN runs: its path in the build context, its text, and its commands.

    `script` is opaque for what is no shell script; `here` is the folder that it runs in.
    """

    instruction: Instruction
    line: int
    word: str
    path: str
    text: str
    script: Script
    here: Folder = Folder()


@remembered
def called_scripts(
    dockerfile: Dockerfile, build: BuildContext, instruction: Instruction
) -> tuple[CalledScript, ...]:
    """Give the scripts of the build context that an instruction runs, by path or by name.

    What a script runs in its turn comes behind it, once for each line of the instruction.
    """
    return tuple(_called(dockerfile, build, instruction))


def _called(dockerfile: Dockerfile, build: BuildContext, instruction: Instruction) -> Iterator[CalledScript]:
    folders = _copied_to(dockerfile, instruction)
    known = dockerfile.environment(instruction).word
    for command, here in in_folders(read_through(dockerfile, instruction), known):
        reader = _Reader(dockerfile, build, instruction, folders, known)
        found = reader.called(command, here, dockerfile.source.line_of(command.span.start))
        yield from {(each.path, each.word): each for each in found}.values()


@dataclass(frozen=True)
class _Reader:
    """Reads what a command of an instruction runs; `known` gives the value of a word.

    `folders` are those of PATH to which its stage copies something. `entered` are the scripts that were
    gone into, by the folder in which they run, and how deep: scripts that run each other are read once.
    """

    dockerfile: Dockerfile
    build: BuildContext
    instruction: Instruction
    folders: tuple[str, ...]
    known: Callable[[Word], str | None]
    entered: dict[tuple[str, Folder], int] = field(default_factory=dict)

    def called(
        self, command: Command, here: Folder, line: int, callers: tuple[str, ...] = ()
    ) -> Iterator[CalledScript]:
        """Give the script that a command runs in a folder, and those that this one runs in its turn."""
        inner = behind_runners(unwrap(command))
        word = _script_word(inner, by_name=bool(self.folders))
        if word is None or not word.value:
            return
        places = _places(word.value, here, self.folders)
        path = _origin(self.dockerfile, self.build, self.instruction, places)
        text = self.build.read(path) if path is not None else None
        if path is None or text is None or path in callers or len(callers) > _MOST_DEEP:
            return
        is_shell = program(inner) in _SHELLS or _SHEBANG.match(text)
        logical = Logical(text.replace("\\\n", "  "), ((0, 0),))
        script = parse_script(logical) if is_shell else Script((), "it is no shell script")
        yield CalledScript(self.instruction, line, word.value, path, text, script, here)
        depth = len(callers)
        if self.entered.get((path, here), depth + 1) <= depth or len(self.entered) >= _MOST:
            return
        self.entered[path, here] = depth
        for inside, there in in_folders(script, self.known):
            yield from self.called(inside, here.followed(there), line, (*callers, path))


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


def _places(path: str, here: Folder, folders: tuple[str, ...]) -> tuple[str, ...]:
    """Give where a script may lie: in the folder that the shell is in, and for a name alone in `folders`."""
    named = () if "/" in path else tuple(f"{folder}/{path}" for folder in folders)
    return tuple(dict.fromkeys((here.inside(path), path, *named)))


def _origin(
    dockerfile: Dockerfile, build: BuildContext, at: Instruction, places: tuple[str, ...]
) -> str | None:
    """Give where in the build context a script comes from: the first of `places` at which one lies."""
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
