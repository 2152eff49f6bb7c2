"""Commands whose program a variable names, read as what the file itself says that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Instruction
from migrator.dockerfile.environment import Environment
from migrator.records import dataclass
from migrator.shell import Command, Script, program, unwrap
from migrator.shell.run_as import script_at
from migrator.source import Word

_NAME = re.compile(r"\$\{?(?P<name>[A-Za-z_]\w*)")
_WHICH = re.compile(r"[\"']?(?:\$\(|`)\s*(?:which|command -v|type -p)\s+(?P<name>[\w.+-]+)\s*[)`][\"']?")
_PLAIN_END = re.compile(r"(?:\$\{?\w+\}?|~)/(?:[\w.+-]+/)*[\w.+-]+")
_SET_BY_SHELL = re.compile(r"\b(?:for|read|getopts|select)\b[^\n;&|]*?\b(?P<name>[A-Za-z_]\w*)\b")
_FIRST_WORDS = 4
"""So many words may tell what an installer does: ``python -m $MODULE $VERB``."""


def read_through(dockerfile: Dockerfile, instruction: Instruction) -> Script:
    """Give the script that an instruction runs, each program that a variable names as what it stands for.

    ``ARG pip="uv pip install"`` and ``RUN $pip flask`` give ``uv pip install flask``; every word that
    comes of a variable has the span of that variable, so nothing may be edited by these words. A
    program of which the file does not tell keeps the value None.
    """
    script = script_at(dockerfile, instruction)
    if all(_is_plain(command) for command in script.commands):
        return script
    known = _Known(dockerfile.environment(instruction), assigned_values(script))
    return replace(script, commands=tuple(known.command(one) for one in script.commands))


def named_by_variable(command: Command) -> bool:
    """Tell whether a variable decides which program a command is, wrappers taken off."""
    return not _is_plain(command, 1)


def _is_plain(command: Command, words: int = _FIRST_WORDS) -> bool:
    return all(word.value is not None for word in unwrap(command).words[:words])


def assigned_values(script: Script) -> dict[str, str | None]:
    """Give what the script itself sets; None for what it sets to something unknown, or more than once."""
    found: dict[str, str | None] = {}
    for command in script.commands:
        exported = program(command) == "export"
        stays = exported or not command.words
        for word in (*command.assignments, *(command.arguments if exported else ())):
            name, equals, value = (word.value or word.text).partition("=")
            if equals:
                found[name] = value if word.value is not None and stays and name not in found else None
        text = " ".join(word.text for word in command.words[:3])
        if match := _SET_BY_SHELL.match(text):
            found[match["name"]] = None
    return found


def with_assigned(text: str, assigned: Mapping[str, str | None]) -> str | None:
    """Give `text` with what the script sets in place of its names; None where one of them is unknown."""
    for name in (match["name"] for match in _NAME.finditer(text)):
        if name not in assigned:
            continue
        value = assigned[name]
        if value is None or re.search(rf"\$\{{{name}\b(?!\}})", text):
            return None
        text = re.sub(rf"\$(?:\{{{name}\}}|{name}\b)", value.replace("\\", r"\\"), text)
    return text


@dataclass(frozen=True, slots=True)
class _Known:
    """What variables hold where a script runs: the file's, and those of the script."""

    environment: Environment
    assigned: Mapping[str, str | None]

    def command(self, command: Command) -> Command:
        if _is_plain(command):
            return command
        inner = unwrap(command)
        before = command.words[: len(command.words) - len(inner.words)]
        return replace(command, words=(*before, *self._words(inner.words)))

    def _words(self, words: tuple[Word, ...]) -> Iterable[Word]:
        known = [part for word in words[:_FIRST_WORDS] for part in self._parts(word)]
        return (*known, *words[_FIRST_WORDS:])

    def _parts(self, word: Word) -> tuple[Word, ...]:
        if word.value is not None:
            return (word,)
        if match := _WHICH.fullmatch(word.text):
            return (Word(match["name"], match["name"], word.span),)
        value = self._value(word.text)
        if value is None:
            plain = word.text.strip("\"'")
            return (replace(word, value=plain),) if _PLAIN_END.fullmatch(plain) else (word,)
        quoted = '"' in word.text
        return tuple(Word(part, part, word.span) for part in ([value] if quoted else value.split()))

    def _value(self, text: str) -> str | None:
        """Give what a word becomes, quotes taken off; None where that is not known."""
        if re.search(r"`|[$<>]\(|\$[^A-Za-z_{]|[*?\[~]", text):
            return None
        known = with_assigned(text, self.assigned)
        return None if known is None else self.environment.expand(known)
