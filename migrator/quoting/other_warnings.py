"""What else ShellCheck asks about in a RUN, that may come to be shown: nothing is done for it here."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.quoting.script_place import ScriptPlace
from migrator.quoting.variable_settings import DECLARED
from migrator.quoting.warnings import Asked
from migrator.shell import Command, program
from migrator.shell.dollars import Dollar
from migrator.shell.run_as import sets_errexit
from migrator.shell.simple import DECLARES
from migrator.source import Span

_LISTED = frozenset({"ls"})
_SEARCHES = frozenset({"grep", "egrep", "fgrep"})


def other_warnings(place: ScriptPlace) -> Iterator[Asked]:
    """Give what is asked about commands: useless ``echo``, ``ls`` in pipes, ``cd`` and ``export A=$( )``."""
    for each in place.dollars.all:
        if each.is_command and _says_only(place, each):
            yield Asked("SC2116", each.text, each.span)
    for command in place.commands:
        yield from _about(place, command)
    if not any(map(sets_errexit, place.commands)):
        for found in place.script.lists:
            for item in found.items[:-1]:
                alone = item.command is not None and item.command.name == "cd" and item.after is not None
                if alone and item.after is not None and item.after.text in (";", "\n"):
                    yield Asked("SC2164", "cd", item.span)


def _about(place: ScriptPlace, command: Command) -> Iterator[Asked]:
    if command.name == "echo" and len(command.arguments) == 1:
        parts = place.dollars.of_word(command.arguments[0], command.nesting)
        if len(parts) == 1 and parts[0].is_command and command.arguments[0].text.strip('"') == parts[0].text:
            yield Asked("SC2005", command.arguments[0].text, command.arguments[0].span)
    if command.name in DECLARES:
        for word in command.arguments:
            parts = place.dollars.of_word(word, command.nesting)
            if DECLARED.match(word.text) and any(each.is_command for each in parts):
                yield Asked("SC2155", word.text, Span(word.span.start, word.span.start))
    if program(command) in _LISTED and command.feeds_pipe:
        readers = (each for each in place.commands if each.before == command.after)
        reader = next((program(each) for each in readers), None)
        yield Asked("SC2010" if reader in _SEARCHES else "SC2012", "ls", command.span)


def _says_only(place: ScriptPlace, found: Dollar) -> bool:
    """Tell whether a command is nothing but ``echo``."""
    nesting = (*found.nesting, "`" if found.text[0] == "`" else "$(")
    lists = [
        each
        for each in place.script.lists
        if each.nesting == nesting and found.span.covers(each.items[0].span)
    ]
    items = lists[0].items if len(lists) == 1 else ()
    return len(items) == 1 and items[0].command is not None and items[0].command.name == "echo"
