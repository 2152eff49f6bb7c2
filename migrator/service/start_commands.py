"""What runs when a container starts: ENTRYPOINT, CMD and the scripts behind them, as commands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, replace

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.program_files import program_file
from migrator.dockerfile import Dockerfile, Instruction
from migrator.records import dataclass
from migrator.service.start_branches import Way, ways
from migrator.shell import Command, Script, parse_script, program, unwrap
from migrator.shell.run_as import script_at
from migrator.shell.runners import behind_runners
from migrator.shell.wrappers import PYTHON, SHELLS, handed_script
from migrator.source import Logical, Span, Word

_SHELL_SHEBANG = re.compile(r"#!\s*(?:\S*/)?(?:env\s+(?:-S\s+)?)?(?:ba|da|a|k|z)?sh\b")
_ARGUMENTS = frozenset({'"$@"', '"${@}"', "$@", "${@}", "$*"})
_DEPTH = 5
_MANAGERS = frozenset({"apt-get", "apt", "apk"})
_VERBS = frozenset({"install", "add"})


@dataclass(frozen=True, slots=True)
class Started:
    """The commands that start with a container, in order; those of conditions and loops as well.

    Shells, wrappers (``exec``, ``tini --``, ``poetry run``), entrypoint scripts and their functions are
    followed. `scripts` are the texts of those scripts, `assigned` the variables that they set; `unread`
    says of what it cannot be told what it starts. `runners` are the commands that were taken off because
    they only run another one (``uv run --no-sync``). `line` is that of the instruction that counts. `ways`
    tell of each command whether the arguments that CMD gives lead to it.
    """

    commands: tuple[Command, ...]
    scripts: tuple[str, ...] = ()
    assigned: frozenset[str] = frozenset()
    unread: str = ""
    runners: tuple[str, ...] = ()
    line: int = 1
    ways: tuple[Way, ...] = ()

    @property
    def by_default(self) -> Started:
        """The same without what a start script does only for other arguments than those of CMD."""
        kept = [each for each in zip(self.commands, self.ways, strict=True) if each[1] is not Way.NOT_TAKEN]
        return replace(self, commands=tuple(one for one, _ in kept), ways=tuple(way for _, way in kept))


def started(dockerfile: Dockerfile, build: BuildContext) -> Started | None:
    """Give what the final image starts; None where this file sets neither CMD nor ENTRYPOINT."""
    entrypoint, cmd = _in_force(dockerfile)
    first = entrypoint or cmd
    if first is None:
        return None
    walk = _Walk(dockerfile, build, first)
    if entrypoint is not None and entrypoint.json is not None:
        walk.words((*entrypoint.json, *_arguments(cmd)), (), 0)
    else:
        walk.instruction(first)
    return Started(
        tuple(walk.found),
        scripts=tuple(walk.texts),
        assigned=frozenset(walk.assigned),
        unread=walk.unread,
        runners=tuple(walk.runners),
        line=first.line,
        ways=tuple(walk.ways),
    )


def started_by(dockerfile: Dockerfile, build: BuildContext, script: Script) -> Started:
    """Give what a container of the final image starts that is told to run a script in CMD's place."""
    walk = _Walk(dockerfile, build, dockerfile.final.end)
    walk.script(script, (), 0)
    return Started(
        tuple(walk.found),
        scripts=tuple(walk.texts),
        assigned=frozenset(walk.assigned),
        unread=walk.unread,
    )


def _in_force(dockerfile: Dockerfile) -> tuple[Instruction | None, Instruction | None]:
    """Give the ENTRYPOINT and the CMD that count; a CMD below an ENTRYPOINT of a later stage does not."""
    for stage in dockerfile.lineage(dockerfile.final):
        entrypoint, cmd = stage.last("ENTRYPOINT"), stage.last("CMD")
        if entrypoint is not None:
            return _unless_reset(entrypoint), cmd
        if cmd is not None:
            above = dockerfile.lineage(stage)[1:]
            entrypoints = (each.last("ENTRYPOINT") for each in above)
            return _unless_reset(next((one for one in entrypoints if one is not None), None)), cmd
    return None, None


def _unless_reset(entrypoint: Instruction | None) -> Instruction | None:
    """Take ``ENTRYPOINT []`` for what it is: none."""
    return None if entrypoint is not None and entrypoint.json == () else entrypoint


def _arguments(cmd: Instruction | None) -> tuple[Word, ...]:
    if cmd is None or cmd.json is not None:
        return cmd.json or () if cmd is not None else ()
    nowhere = Span(0, 0)
    text = cmd.value.text
    shell = [Word(each, each, nowhere) for each in ("/bin/sh", "-c")]
    return (*shell, Word(text, text, nowhere))


@dataclass
class _Walk:
    """Follows one start to the commands that are no shells, wrappers or scripts."""

    dockerfile: Dockerfile
    build: BuildContext
    at: Instruction
    found: list[Command] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    assigned: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    runners: list[str] = field(default_factory=list)
    unread: str = ""
    ways: list[Way] = field(default_factory=list)
    way: Way = Way.SURE

    def instruction(self, one: Instruction) -> None:
        """Follow an instruction in shell form, or a CMD without ENTRYPOINT."""
        if one.json is not None:
            self.words(one.json, (), 0)
        else:
            self.script(script_at(self.dockerfile, one), (), 0)

    def words(self, words: tuple[Word, ...], arguments: tuple[Word, ...], depth: int) -> None:
        """Follow one command given as words."""
        if words:
            command = Command((), words, (), Span(0, 0), None, None, (), exec=True)
            self.command(command, arguments, depth)

    def script(self, script: Script, arguments: tuple[Word, ...], depth: int) -> None:
        """Follow all commands of a script; what a ``sh -c`` in it runs is followed by its command."""
        if script.opaque is not None:
            self.unread = self.unread or script.opaque
        self.functions |= script.functions
        outer = self.way
        for command, way in ways(script, arguments):
            if "sh -c" not in command.nesting:
                self.way = min(outer, way)
                self.command(command, arguments, depth)
        self.way = outer

    def command(self, command: Command, arguments: tuple[Word, ...], depth: int) -> None:
        """Follow one command."""
        self.assigned |= {word.plain.partition("=")[0] for word in command.assignments}
        if depth > _DEPTH or not command.words:
            return
        if self.way is Way.NOT_TAKEN and _is_argument(command):
            return  # these arguments lead elsewhere, and what others start nobody knows
        command = _with_arguments(command, arguments)
        outer = unwrap(command)
        inner = behind_runners(outer)
        if len(inner.words) < len(outer.words):
            skipped = outer.words[: len(outer.words) - len(inner.words)]
            self.runners.append(" ".join(word.plain for word in skipped))
        if inner.words and inner.words[0].value == "export":
            self.assigned |= {word.text.partition("=")[0] for word in inner.words[1:]}
        name = program(inner) or ""
        if name in SHELLS:
            self._shell(inner, depth)
        elif name in (".", "source") and len(inner.words) > 1:
            self._file(inner.words[1], arguments, depth, required=False)
        elif not inner.words or command.words[0].value in self.functions:
            return  # what a function does stands among the commands of its script
        else:
            script = _is_script(name)
            followed = self._file(inner.words[0], inner.words[1:], depth, required=script)
            if not followed and not script:
                self._take(inner)

    def _take(self, command: Command) -> None:
        self.found.append(command)
        self.ways.append(self.way)

    def _shell(self, inner: Command, depth: int) -> None:
        handed = handed_script(inner)
        if handed is not None:
            text = inner.words[handed[0]].value if handed[0] >= 0 else None
            if text is None:
                self.unread = self.unread or "what the shell runs is put together from variables"
            else:
                behind = inner.words[handed[0] + 2 :]
                self.script(parse_script(Logical(text, ((0, 0),))), behind, depth + 1)
            return
        operands = [word for word in inner.words[1:] if not word.plain.startswith(("-", "+"))]
        if operands:
            self._file(operands[0], tuple(operands[1:]), depth, required=True)
        else:
            self._take(inner)

    def _file(self, word: Word, arguments: tuple[Word, ...], depth: int, *, required: bool) -> bool:
        """Follow a shell script of the build context; tell whether the word names one."""
        text = self._text(word)
        if text is None or not (_SHELL_SHEBANG.match(text) or required):
            if required:
                self.unread = self.unread or f"{word.plain} is not at hand"
            return False
        self.texts.append(text)
        self.script(parse_script(Logical(text, ((0, 0),))), arguments, depth + 1)
        return True

    def _text(self, word: Word) -> str | None:
        name = self._value(word)
        for place in ((name, f"./{name}") if name.endswith(".sh") else (name,)) if name else ():
            found = program_file(self.dockerfile, self.build, self._end, place)
            text = None if found is None else self.build.read(found)
            if text is not None:
                return text.replace("\r\n", "\n")
        return None

    def _value(self, word: Word) -> str:
        """Give what a word stands for, empty where a script has set one of its variables."""
        if word.value is not None:
            return word.value
        set_by_script = any(name in word.text for name in self.assigned)
        return "" if set_by_script else self.dockerfile.environment(self._end).expand(word.text) or ""

    @property
    def _end(self) -> Instruction:
        """The last instruction of the final stage: files may be copied below CMD."""
        return self.dockerfile.final.instructions[-1] if self.dockerfile.final.instructions else self.at


def _is_script(name: str) -> bool:
    """Tell whether a name is that of a script that starts something else."""
    return name.endswith(".sh") or "entrypoint" in name


def _is_argument(command: Command) -> bool:
    """Tell whether a command is what a script is handed, and does nothing for it: ``exec "$@"``."""
    inner = unwrap(command)
    return inner.words[:1] != () and inner.words[0].text in _ARGUMENTS and {"exec"}.issuperset(inner.wrappers)


def _with_arguments(command: Command, arguments: tuple[Word, ...]) -> Command:
    """Put a script's own arguments in the place of ``"$@"``."""
    if not any(word.text in _ARGUMENTS for word in command.words):
        return command
    return replace(command, words=tuple(_spread(command.words, arguments)))


def _spread(words: tuple[Word, ...], arguments: tuple[Word, ...]) -> Iterator[Word]:
    for word in words:
        if word.text in _ARGUMENTS:
            yield from arguments
        else:
            yield word


def runtime_python(dockerfile: Dockerfile, start: Started) -> str | None:
    """Give the Python that the image surely has: what it is started with, or a system package."""
    names = [command.name or "" for command in start.commands]
    if direct := next((name for name in names if PYTHON.fullmatch(name.rpartition("/")[2])), None):
        return direct
    for stage in dockerfile.lineage(dockerfile.final):
        for one in stage.of("RUN"):
            for command in script_at(dockerfile, one).commands:
                inner = unwrap(command)
                installs = program(inner) in _MANAGERS and any(word.value in _VERBS for word in inner.words)
                if installs and any(word.value == "python3" for word in inner.words):
                    return "python3"
    return None
