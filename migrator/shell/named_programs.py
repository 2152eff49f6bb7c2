"""Commands whose program a variable names, read as what the file itself says that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Instruction
from migrator.dockerfile.environment import Environment
from migrator.records import dataclass
from migrator.shell import Command, Script, unwrap
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
    known = _Known(dockerfile.environment(instruction), _assigned(script))
    return replace(script, commands=tuple(known.command(one) for one in script.commands))


def named_by_variable(command: Command) -> bool:
    """Tell whether a variable decides which program a command is, wrappers taken off."""
    return not _is_plain(command, 1)


def _is_plain(command: Command, words: int = _FIRST_WORDS) -> bool:
    return all(word.value is not None for word in unwrap(command).words[:words])


def _assigned(script: Script) -> dict[str, str | None]:
    """Give what the script itself sets; None for what it sets to something unknown, or more than once."""
    found: dict[str, str | None] = {}
    for command in script.commands:
        for word in command.assignments:
            name, _, value = (word.value or word.text).partition("=")
            known = value if word.value is not None and not command.words and name not in found else None
            found[name] = known
        text = " ".join(word.text for word in command.words[:3])
        if match := _SET_BY_SHELL.match(text):
            found[match["name"]] = None
    return found


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
        if re.search(r"`|\$\(|\$[^A-Za-z_{]|[*?\[~]", text):
            return None
        for match in _NAME.finditer(text):
            if match["name"] in self.assigned and self.assigned[match["name"]] is None:
                return None
        for name, value in self.assigned.items():
            if value is not None:
                text = re.sub(rf"\$(?:\{{{name}\}}|{name}\b)", value.replace("\\", r"\\"), text)
        return self.environment.expand(text)
