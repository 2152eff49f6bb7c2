"""Whether a CMD, ENTRYPOINT or HEALTHCHECK in shell form can be written as a JSON array, and how."""

from __future__ import annotations

from collections.abc import Iterator

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.program_files import program_file
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.editing import json_word
from migrator.images.known_bases import known_base
from migrator.knowledge import Knowledge
from migrator.line_names import named_line
from migrator.records import dataclass
from migrator.shell import Command, Script, program
from migrator.shell.run_as import is_plain_shell, script_at, shell_at
from migrator.source import Edit, Word

_BUILTINS = (
    ". : [ alias bg break cd command continue declare echo eval exec exit export false fc fg getopts hash"
    " history jobs kill let local popd printf pushd pwd read readonly return set shift source test times trap"
    " true type typeset ulimit umask unalias unset wait"
)
BUILTINS = frozenset(_BUILTINS.split())
"""Commands of the shell itself; a program of the same name, where there is one, may behave differently."""

INITS = frozenset({"tini", "tini-static", "dumb-init", "catatonit", "docker-init"})
"""Programs that run the rest of their arguments and look at nothing in it."""

_PYTHON_OF_A_VENV = re.compile(r"(?:[\w.-]+/)+bin/python[0-9.]*")
_SYSTEM_FOLDER = re.compile(r"(?:/[\w.-]+)*/s?bin/[^/]+")
_ARGUMENTS = re.compile(r"\$(?:[0-9@*#]|\{[0-9@*#!])")
_HANDS_OVER = re.compile(r'^[ \t]*exec[ \t]+(?:(?:tini|dumb-init)[ \t]+--[ \t]+)?"\$@"[ \t]*$', re.MULTILINE)


@dataclass(frozen=True)
class ExecForm:
    """One shell form and what can be said of it as JSON.

    `edits` put the JSON in its place; without them, `obstacle` says why it stays. `through_shell` tells that
    the JSON still runs a shell, which only hands over to the program; `quiet` that the obstacle is
    nothing that a reader has to know. `hint` is a way out.
    """

    edits: tuple[Edit, ...] = ()
    through_shell: bool = False
    obstacle: str = ""
    hint: str = ""
    quiet: bool = False

    @property
    def possible(self) -> bool:
        """Whether the JSON form can take the place of the shell form."""
        return bool(self.edits)


def exec_form(
    dockerfile: Dockerfile, build: BuildContext, knowledge: Knowledge, instruction: Instruction
) -> ExecForm | None:
    """Give what becomes of a shell form; None where there is none or its shell is not a Unix one."""
    if instruction.json is not None or not instruction.value.text:
        return None
    if instruction.keyword == "HEALTHCHECK" and not re.match(r"(?i)CMD[ \t]", instruction.value.text):
        return None
    return _Reader(dockerfile, build, knowledge, instruction).read()


class _Reader:
    def __init__(
        self, dockerfile: Dockerfile, build: BuildContext, knowledge: Knowledge, instruction: Instruction
    ) -> None:
        self.dockerfile, self.build, self.knowledge, self.instruction = (
            dockerfile,
            build,
            knowledge,
            instruction,
        )
        self.shell = shell_at(dockerfile, instruction)
        self.script = script_at(dockerfile, instruction)

    def read(self) -> ExecForm | None:
        if self.dockerfile.escape == "`" or not is_plain_shell(self.shell):
            return None
        if self._text_of_command().startswith("["):
            hint = "write it with double quotes, a comma between two words, and nothing behind the ]"
            return ExecForm(
                obstacle="it looks like JSON and is none, so a shell runs it as it stands", hint=hint
            )
        command = only_command(self.script) or self._checked()
        if command is None:
            reason = self.script.opaque or "it is more than one command"
            return self._stays(reason, quiet=self.shell is not None)
        if re.match(r"time\s", self._text_of_command()):
            return self._stays("time is a word of the shell itself")
        words = _without_exec(command)
        name = words[0].value if words else None
        if not words or name is None:
            return self._stays("a variable names the program")
        if name.startswith("-"):
            hint = f"write {self.instruction.keyword} {_array(words)}, if it is meant for the ENTRYPOINT"
            return ExecForm(obstacle=f"{name} is an option, and a shell runs it as a command", hint=hint)
        if name in BUILTINS or command.assignments:
            what = "it sets variables" if command.assignments else f"{name} is a command of the shell itself"
            return self._stays(what, quiet=name in BUILTINS)
        if command.redirects or any(not _is_literal(word) for word in words):
            return self._through_shell()
        return self._direct(command, words)

    def _text_of_command(self) -> str:
        text = self.instruction.value.text
        return re.sub(r"(?i)\ACMD\s+", "", text) if self.instruction.keyword == "HEALTHCHECK" else text

    def _stays(self, why: str, *, quiet: bool = False) -> ExecForm:
        hint = f'put exec before its last command and write {self.instruction.keyword} ["/bin/sh", "-c", "…"]'
        return ExecForm(obstacle=why, hint=hint, quiet=quiet)

    # the program itself

    def _direct(self, command: Command, words: tuple[Word, ...]) -> ExecForm:
        if self.instruction.keyword != "HEALTHCHECK" and (obstacle := self._changed_arguments()):
            return ExecForm(obstacle=obstacle, hint=f"write it yourself: {_array(words)}")
        if obstacle := self._no_interpreter(words[0].value or ""):
            return ExecForm(obstacle=obstacle, hint="begin the script with #!/bin/sh and use the JSON form")
        edits = [_replaced(word, index, len(words)) for index, word in enumerate(words)]
        if command.words[0] is not words[0]:
            edits.append(self._dropped(command.words[0], words[0]))
        if command.after is not None:
            edits.append(Edit(words[-1].span.end, self.script.commands[-1].span.end, ""))
        return ExecForm(tuple(edits))

    def _checked(self) -> Command | None:
        """Give the command of a ``HEALTHCHECK CMD command || exit 1``: any failure of it is one as well."""
        top = [found for found in self.script.lists if not found.nesting]
        if self.instruction.keyword != "HEALTHCHECK" or self.instruction.comments or len(top) != 1:
            return None
        commands = [item.command for item in top[0].items]  # a negated one is none
        if len(commands) != 2:
            return None
        first, last = commands
        if first is None or last is None:
            return None
        fails = [word.value for word in last.words] in (["exit", "1"], ["false"])
        alone = not (last.redirects or last.assignments or last.after)
        joined = first.after is not None and first.after.text == "||"
        return first if fails and alone and joined else None

    def _dropped(self, word: Word, following: Word) -> Edit:
        """Take out ``exec``, and the blanks behind it where nothing else stands there."""
        between = self.dockerfile.source.text[word.span.end : following.span.start]
        end = word.span.end if between.strip(" \t") else following.span.start
        return Edit(word.span.start, end, "")

    def _changed_arguments(self) -> str:
        """Say how ENTRYPOINT and CMD would no longer fit, empty where they do."""
        relatives = tuple(_relatives(self.dockerfile, self.instruction))
        if self.instruction.keyword == "ENTRYPOINT":
            cmd = next((one for stage in relatives for one in stage.of("CMD")), None)
            return (
                f"CMD on {named_line(cmd.line)}, which the shell form ignores, would become its arguments"
                if cmd
                else ""
            )
        entrypoints = [one for stage in relatives for one in stage.of("ENTRYPOINT")]
        if entrypoints:
            return next((text for one in entrypoints if (text := self._not_handed_over(one))), "")
        stage = self.dockerfile.stage_of(self.instruction)
        if stage is None or known_base(self.dockerfile, stage, self.knowledge) is None:
            return "the base image may have an ENTRYPOINT that gets `/bin/sh -c` as arguments"
        return ""

    def _not_handed_over(self, entrypoint: Instruction) -> str:
        if not entrypoint.json:
            return f"ENTRYPOINT on {named_line(entrypoint.line)} is in shell form and ignores it"
        words = [word.value or "" for word in entrypoint.json]
        if words[0].rsplit("/", 1)[-1] in INITS and all(word.startswith("-") for word in words[1:]):
            return ""
        text = self._text(words[0]) if len(words) == 1 else None
        if text is not None and _hands_over(text):
            return ""
        return f"ENTRYPOINT on {named_line(entrypoint.line)} gets it as arguments, `/bin/sh -c` included"

    def _no_interpreter(self, name: str) -> str:
        """Say why the kernel might not start what a shell starts: a script without ``#!``."""
        text = self._text(name)
        if text is not None:
            return (
                ""
                if text.startswith(("#!", "\x7fELF"))
                else f"{name} has no #! line, so only a shell can start it"
            )
        if not name.endswith(".sh") and ("/" not in name or _SYSTEM_FOLDER.fullmatch(name)):
            return ""
        if _PYTHON_OF_A_VENV.fullmatch(name):
            return ""
        return f"{name} is not at hand: only a script with a #! line can be started without a shell"

    def _text(self, name: str) -> str | None:
        """Give the text of a script that a name stands for, where the build context has it."""
        found = program_file(self.dockerfile, self.build, self.instruction, name)
        return None if found is None else self.build.read(found)

    # a shell that hands over

    def _through_shell(self) -> ExecForm:
        if self.shell is not None or self.instruction.keyword == "HEALTHCHECK":
            return self._stays("the shell expands its variables", quiet=True)
        value, text = self.instruction.value, self.instruction.value.text
        words = [word for command in self.script.commands for word in (*command.words, *command.redirects)]
        if any("\t" in word.text for word in words) or not text.replace("\t", "").isprintable():
            return self._stays("it has characters that JSON cannot hold")
        start, end = value.offset(0), value.offset(len(text), end=True)
        handing_over = "" if text.startswith("exec ") else "exec "
        opening = Edit.at(start, f'["/bin/sh", "-c", "{handing_over}')
        marked = (
            self._marked(value.offset(index), char) for index, char in enumerate(text) if char in '"\\\t'
        )
        return ExecForm((opening, *marked, Edit.at(end, '"]')), through_shell=True)

    def _marked(self, at: int, char: str) -> Edit:
        """Write a character the way a JSON string has it; tabs between words become blanks."""
        return Edit(at, at + 1, "    ") if char == "\t" else Edit.at(at, "\\")


def only_command(script: Script) -> Command | None:
    """Give the one simple command that a script is, None where it is anything else."""
    top = [found for found in script.lists if not found.nesting]
    if script.opaque is not None or script.comments or len(top) != 1 or len(top[0].items) != 1:
        return None
    item = top[0].items[0]
    return None if item.after is not None else item.command


def _without_exec(command: Command) -> tuple[Word, ...]:
    is_exec = program(command) == "exec" and len(command.words) > 1
    return command.words[1:] if is_exec else command.words


def _is_literal(word: Word) -> bool:
    """Tell whether a word is the same to every shell: ``$'…'`` is bash's own."""
    own = "$'" in word.text or '$"' in word.text
    return word.value is not None and word.value.isprintable() and not own


def _replaced(word: Word, index: int, count: int) -> Edit:
    before = "[" if index == 0 else ""
    after = "]" if index == count - 1 else ","
    return Edit.over(word.span, before + json_word(word.value or "") + after)


def _array(words: tuple[Word, ...]) -> str:
    return "[" + ", ".join(json_word(word.value or word.text) for word in words) + "]"


def _relatives(dockerfile: Dockerfile, instruction: Instruction) -> Iterator[Stage]:
    """Give the stages whose configuration `instruction` may meet: those of its lineage and built on it."""
    own = dockerfile.stage_of(instruction)
    for stage in dockerfile.stages:
        lineage = dockerfile.lineage(stage)
        if own in lineage:
            yield from lineage


def _hands_over(text: str) -> bool:
    """Tell whether an entrypoint script runs its arguments as they are and looks at none of them."""
    match = _HANDS_OVER.search(text)
    return match is not None and not _ARGUMENTS.search(text[: match.start()] + text[match.end() :])
