"""Debian's adduser command lines that busybox understands all but a word or two of."""

from __future__ import annotations

from collections.abc import Callable

from migrator.busybox.debian_accounts import NewUser
from migrator.dockerfile import Dockerfile, Instruction
from migrator.editing import delete_words
from migrator.shell.model import Command
from migrator.shell.options import Argument
from migrator.shell.wrappers import unwrap
from migrator.source import Edit, Word

_TAKEN = frozenset(
    [
        *("--home", "--gecos", "--shell", "--ingroup", "--disabled-password", "--system"),
        *("--no-create-home", "--uid", "-u"),
    ]
)
_VALUED = frozenset(["--home", "--gecos", "--comment", "--shell", "--ingroup", "--uid", "-u"])
_IDLE = frozenset(
    ["--quiet", "-q", "--debug", "--verbose", "--force-badname", "--allow-badname", "--allow-bad-names"]
)
_RENAMED = {"--disabled-login": "--disabled-password", "--comment": "--gecos"}

Shell = Callable[[Argument], str | None]
"""Gives the path of a login shell on Alpine, None where the one given is right."""


def adduser_edits(
    dockerfile: Dockerfile, instruction: Instruction, command: Command, request: NewUser, shell: Shell
) -> tuple[Edit, ...] | None:
    """Give the few edits that make an ``adduser`` fit busybox, ``()`` where it fits as it is.

    None where it has to be written anew: it asks for a group of its own or by number, or an option
    is not one of those that busybox has under the same name.
    """
    inner = unwrap(command)
    asks_for_group = request.own_group and request.system
    if asks_for_group or command.exec or inner.wrappers:
        return None
    edits: list[Edit] = []
    idle: list[Word] = []
    options: list[str] = []
    for name, word, value in _options(inner.arguments):
        options.append(name)
        if name in _IDLE:
            idle.append(word)
        elif name in _RENAMED and _RENAMED[name] not in word.text:
            edits.append(Edit(word.span.start, word.span.start + len(name), _RENAMED[name]))
        elif name not in _TAKEN:
            return None
        if name == "--shell" and value is not None and (other := shell(Argument(value.text, value.value))):
            edits.append(_valued(word, value, other))
    if not {"--disabled-password", "--disabled-login", "--system"} & set(options):
        edits.append(Edit.at(inner.words[0].span.end, " -D"))
    gone = delete_words(dockerfile, instruction, idle) if idle else ()
    twice = {"--disabled-password", "--disabled-login"} <= set(options)
    return None if gone is None or twice else (*edits, *gone)


def _options(words: tuple[Word, ...]) -> list[tuple[str, Word, Word | None]]:
    """Give each option with its word and the word that holds its value."""
    found: list[tuple[str, Word, Word | None]] = []
    index = 0
    while index < len(words):
        word = words[index]
        text = word.plain
        index += 1
        if not text.startswith("-"):
            continue
        name, equals, value = text.partition("=")
        if name not in _VALUED:
            found.append((name, word, None))
        elif equals:
            found.append((name, word, Word(value, None if word.value is None else value, word.span)))
        elif index < len(words):
            found.append((name, word, words[index]))
            index += 1
    return found


def _valued(option: Word, value: Word, text: str) -> Edit:
    if value.span == option.span:
        return Edit.over(option.span, f"--shell={text}")
    quote = value.text[:1] if value.text[:1] in "\"'" else ""
    return Edit.over(value.span, f"{quote}{text}{quote}")
