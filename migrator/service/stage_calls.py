"""Every command that a stage runs, when it is built and when it starts, also in the scripts it copies."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import stage_run_in
from migrator.build_context.program_files import copied_names, moved_path, program_file
from migrator.discovery.compose_starts import Start
from migrator.dockerfile import STARTERS, Dockerfile, Instruction, Stage
from migrator.line_names import named_line
from migrator.records import dataclass
from migrator.shell import Command, Script, parse_script, program, unwrap
from migrator.shell.folders import Folder, in_folders
from migrator.shell.run_as import script_at, shell_at
from migrator.shell.runners import behind_runners
from migrator.shell.wrappers import SHELLS, handed_script
from migrator.source import Logical, Word, line_at

_SHEBANG = re.compile(r"#![ \t]*(?P<program>\S+)(?:[ \t]+(?P<rest>[^\r\n]*))?")
_EXECUTABLE = re.compile(r"[augo]*[+=][rwst]*x[rwxst]*|0?[0-7]*[1357][0-7]*")
OF_PACKAGES = ("/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/")
"""Where packages have their programs: what lies there comes from the build context only as a COPY says."""
_SCRIPT_NAME = re.compile(r"[\w./+-]*[\w+-](?:\.(?:sh|bash))?")
_SOURCES = frozenset({".", "source"})
_MAX_SCRIPTS = 40
_MAX_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Call:
    """A command and how it comes to run: `instruction` is what leads to it.

    `reader` is the shell that reads it (empty in the JSON form), `script` the script it stands in. For
    one in a script of the build context `file` is its path and `line` its line there; such a command
    cannot be edited, nor can one in a text that a shell reads twice (`fixed`). `starts` tells that it
    runs when a container does, `folder` where the instruction has led to before.
    """

    instruction: Instruction
    command: Command
    script: Script
    reader: str
    line: int
    file: str = ""
    fixed: bool = False
    starts: bool = False
    folder: Folder = Folder()

    @property
    def editable(self) -> bool:
        """Whether the Dockerfile itself holds the command, word for word."""
        return not self.file and not self.fixed

    @property
    def place(self) -> str:
        """Where a reader finds it."""
        return f"{self.file}, line {self.line}" if self.file else named_line(self.line)


@dataclass(frozen=True, slots=True)
class ContextScript:
    """A script of the build context that a stage runs: its interpreter is None without a shebang."""

    instruction: Instruction
    file: str
    interpreter: str | None
    by_name: bool


@dataclass(frozen=True, slots=True)
class Unread:
    """A script that cannot be read, with its text and why; `file` where it is one of the build context."""

    instruction: Instruction
    text: str
    reason: str
    file: str = ""


@dataclass(frozen=True)
class StageCalls:
    """All calls of one stage in order, the scripts that it runs, and what could not be read."""

    calls: tuple[Call, ...]
    scripts: tuple[ContextScript, ...]
    unread: tuple[Unread, ...]


def stage_calls(
    dockerfile: Dockerfile, build: BuildContext, stage: Stage, starts: Iterable[Start] = ()
) -> StageCalls:
    """Give what `stage` itself runs: its RUN, its last CMD, ENTRYPOINT and HEALTHCHECK, their scripts.

    Of `starts`, by which compose files start the image, those count that are about this stage.
    """
    finder = _Finder(dockerfile, build)
    for instruction in stage.instructions:
        inner = instruction.inner
        if inner.keyword == "RUN" or (inner.keyword in STARTERS and instruction is stage.last(inner.keyword)):
            finder.instruction(instruction)
    for start in starts:
        if dockerfile.stage_named(start.target, None) is stage if start.target else stage is dockerfile.final:
            finder.started(stage, start)
    return StageCalls(tuple(finder.calls), tuple(finder.scripts), tuple(finder.unread))


def made_executable(call: Call) -> tuple[Word, ...]:
    """Give the words of a ``chmod`` of the Dockerfile that makes files executable; none for other calls."""
    words = unwrap(call.command).arguments
    if call.file or program(unwrap(call.command)) != "chmod" or not words:
        return ()
    mode = next((word.value or "" for word in words if word.text[:1] != "-"), "")
    return words if _EXECUTABLE.fullmatch(mode) else ()


class _Finder:
    def __init__(self, dockerfile: Dockerfile, build: BuildContext) -> None:
        self.dockerfile, self.build = dockerfile, build
        self.calls: list[Call] = []
        self.scripts: list[ContextScript] = []
        self.unread: list[Unread] = []
        self._seen: set[str] = set()

    def instruction(self, instruction: Instruction) -> None:
        script = script_at(self.dockerfile, instruction)
        source = self.dockerfile.source
        if script.opaque is not None:
            self.unread.append(Unread(instruction, source.slice(instruction.span), script.opaque))
        shell = _shell_of(self.dockerfile, instruction)
        for command, folder in in_folders(script, self.dockerfile.environment(instruction).word):
            reader = _reader_of(command, script, shell)
            line, starts = source.line_of(command.span.start), instruction.keyword in STARTERS
            self._take(Call(instruction, command, script, reader, line, starts=starts, folder=folder))

    def started(self, stage: Stage, start: Start) -> None:
        """Look at a command of a compose file, as if it stood where the stage ends."""
        at = stage.last("CMD") or stage.last("ENTRYPOINT") or stage.end
        for command, folder in in_folders(start.script, self.dockerfile.environment(at).word):
            found = Call(at, command, start.script, "sh", start.line, start.file, starts=True)
            self._take(replace(found, folder=folder))

    def _take(self, call: Call) -> None:
        self.calls.append(call)
        if call.command.opaque_inner:
            self._inner(call)
        for found in _executed(call.command):
            self._take(replace(call, command=found))
        outer = unwrap(call.command)
        if (behind := behind_runners(outer)) is not outer:
            self._run(call, behind)
        for path, by_name in scripts_named(self._expanded(call)):
            self._file(call, path, by_name)

    def _inner(self, call: Call) -> None:
        """Look into a script in quotes that cannot be edited in place (``su app -c "…"``)."""
        texts = [word.value for word in call.command.arguments if word.value and " " in word.value.strip()]
        for text in texts:
            inner = parse_script(Logical(text, ((0, call.command.span.start),)))
            for command in inner.commands:
                if inner.opaque is None:
                    self.calls.append(replace(call, command=command, script=inner, reader="sh", fixed=True))

    def _run(self, call: Call, behind: Command) -> None:
        """Look at what ``poetry run`` and its like run, also at the script that it hands to a shell."""
        self._take(replace(call, command=behind, fixed=True))
        handed = handed_script(behind)
        word = behind.words[handed[0]] if handed is not None and handed[0] >= 0 else None
        if handed is None or word is None or word.value is None:
            return
        inner = parse_script(Logical(word.value, ((0, call.command.span.start),)))
        if inner.opaque is not None:
            self.unread.append(Unread(call.instruction, word.value, inner.opaque))
        for command in inner.commands:
            self._take(replace(call, command=command, script=inner, reader=handed[1], fixed=True))

    def _file(self, call: Call, path: str, by_name: bool) -> None:
        starts = call.starts or path.endswith((".sh", ".bash"))
        if "/" not in path and by_name and not starts:
            return
        places = dict.fromkeys((call.folder.inside(path) if "/" in path or not by_name else path, path))
        for at, place in product(dict.fromkeys((call.instruction, self._end(call))), places):
            found = (program_file if by_name else moved_path)(self.dockerfile, self.build, at, place)
            if found is not None and self.build.exists(found):
                self._script(call, found, by_name)
                return
        if call.starts and (starts or "/" in path) and not path.startswith(OF_PACKAGES):
            self._namesakes(call, posixpath.basename(path), by_name)

    def _namesakes(self, call: Call, name: str, by_name: bool) -> None:
        """Take what the image starts for a file of that name, where nothing tells which it is."""
        stage = stage_run_in(self.dockerfile, call.instruction)
        for found in copied_names(self.dockerfile, self.build, stage).get(name, ()) if stage else ():
            self._script(call, found, by_name)

    def _expanded(self, call: Call) -> Command:
        """Give a command with its first words as the variables of the image make them, to look for files."""
        command = unwrap(call.command)
        if call.file or all(word.value is not None for word in command.words[:2]):
            return command
        expand = self.dockerfile.environment(self._end(call)).expand
        known = (
            word if word.value is not None else replace(word, value=expand(word.text))
            for word in command.words[:2]
        )
        return replace(command, words=(*known, *command.words[2:]))

    def _end(self, call: Call) -> Instruction:
        """Give where the stage that runs what starts a container ends: files may be copied below CMD."""
        stage = stage_run_in(self.dockerfile, call.instruction) if call.starts else None
        return stage.instructions[-1] if stage and stage.instructions else call.instruction

    def _script(self, call: Call, file: str, by_name: bool) -> None:
        if file in self._seen or len(self._seen) >= _MAX_SCRIPTS:
            return
        self._seen.add(file)
        text = self.build.read(file, _MAX_BYTES)
        if text is None or "\0" in text:
            return
        interpreter = _interpreter(text)
        self.scripts.append(ContextScript(call.instruction, file, interpreter, by_name))
        if interpreter is None and file.endswith(".py"):
            return  # it is `uv run` that reads it, and no shell
        shell = "sh" if interpreter is None else posixpath.basename(interpreter.split()[-1])
        if shell not in SHELLS:
            return
        logical = Logical(text.replace("\r\n", "\n"), ((0, 0),))
        script = parse_script(logical)
        if script.opaque is not None:
            self.unread.append(Unread(call.instruction, text, script.opaque, file))
        for command in script.commands:
            line = line_at(logical.text, command.span.start)
            found = Call(call.instruction, command, script, shell, line, file, starts=call.starts)
            self._take(replace(found, folder=call.folder))


def _interpreter(text: str) -> str | None:
    match = _SHEBANG.match(text)
    if match is None:
        return None
    rest = (match["rest"] or "").split()
    if posixpath.basename(match["program"]) == "env":
        names = [word for word in rest if not word.startswith("-")]
        return f"env {names[0]}" if names else "env"
    return match["program"]


def _shell_of(dockerfile: Dockerfile, instruction: Instruction) -> str:
    """Give the shell that reads the instruction: ``sh``, ``bash`` …, empty in the JSON form."""
    inner = instruction.inner
    if inner.json is not None and not inner.heredocs:
        return ""
    if inner.heredocs:
        match = _SHEBANG.match(dockerfile.source.slice(inner.heredocs[0].body).lstrip("\t"))
        if match:
            return posixpath.basename((match["rest"] or match["program"]).split()[-1])
    words = shell_at(dockerfile, instruction) or ("/bin/sh",)
    names = [posixpath.basename(word) for word in words]
    return next((name for name in names if name in SHELLS), names[0])


def _reader_of(command: Command, script: Script, shell: str) -> str:
    """Give the shell that reads a command: that of the innermost ``bash -c`` around it."""
    if "sh -c" not in command.nesting:
        return shell
    around = [
        each
        for each in script.commands
        if each is not command and each.span.covers(command.span) and _shell_named(each)
    ]
    return _shell_named(max(around, key=lambda each: each.span.start)) if around else shell


def _shell_named(command: Command) -> str:
    name = program(unwrap(command)) or ""
    return name if name in SHELLS else ""


def scripts_named(command: Command) -> Iterator[tuple[str, bool]]:
    """Give the files that a command may run as scripts, and whether its shebang then counts.

    What runs another program may be a script itself: ``./wait-for-it.sh db:5432 -- ./start.sh``.
    """
    outer = unwrap(command)
    inner = behind_runners(outer)
    yield from _script_named(outer)
    if inner is not outer:
        yield from _script_named(inner)


def _script_named(inner: Command) -> Iterator[tuple[str, bool]]:
    name = program(inner)
    if not inner.words or name is None:
        return
    if name in SHELLS or name in _SOURCES:
        operand = _first_operand(inner.arguments)
        if operand is not None and operand.value and _SCRIPT_NAME.fullmatch(operand.value):
            yield operand.value, False
        return
    value = inner.words[0].value or ""
    if _SCRIPT_NAME.fullmatch(value):
        yield value, True


def _executed(command: Command) -> Iterator[Command]:
    """Give the commands that ``find`` is told to run."""
    inner = unwrap(command)
    if program(inner) != "find":
        return
    words: list[Word] | None = None
    for word in inner.arguments:
        text = word.value or word.text
        if words is None:
            words = [] if text in ("-exec", "-execdir", "-ok", "-okdir") else None
        elif text in (";", "+"):
            yield replace(inner, words=tuple(words), redirects=(), heredocs=(), opaque_inner=None)
            words = None
        else:
            words.append(word)


def _first_operand(words: tuple[Word, ...]) -> Word | None:
    for index, word in enumerate(words):
        value = word.value or word.text
        if value.startswith(("-", "+")) and len(value) > 1:
            if not value.startswith("--") and "c" in value:
                return None
            continue
        before = words[index - 1].value or "" if index else ""
        if before in ("-o", "+o", "-O", "+O") or re.fullmatch(r"-[a-z]*o", before):
            continue
        return word
    return None
