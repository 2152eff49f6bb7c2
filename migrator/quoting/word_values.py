"""How many words the shell makes of what a variable or a command gives, as far as the file tells."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from migrator import regex as re
from migrator.build_context.copied_paths import workdir_at
from migrator.dockerfile import Dockerfile, Instruction
from migrator.quoting.printed_words import Worth, is_filtered, is_location, printed
from migrator.quoting.variable_settings import Setting, Settings, bounds
from migrator.shell import Command, CommandList, Item, Script, program, unwrap
from migrator.shell.dialects import sourced
from migrator.shell.dollars import Dollar, Dollars
from migrator.source import Span, Word

_STEPS = 400
"""Expansions that are looked into for one RUN: more no one writes, but a file that means harm."""
_PLAIN = re.compile(r"\$(?:(?P<bare>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)\})")
_OPERATED = re.compile(
    r"\$\{(?P<name>[A-Za-z_]\w*)(?P<operator>:?[-=?+]|%%?|##?|\^\^?|,,?|:)(?P<operand>[^$`'\"\\{}]*)\}"
)
_LENGTH = re.compile(r"\$\{#[A-Za-z_]\w*\}|\$[?#$]|\$\{[?#$]\}")
_LITERAL = re.compile(r"[\w./:@%+=,~^!#&;|<>{}$-]*")
_SPLIT = re.compile(r"[\s*?\[\]]")
_SILENT = frozenset({"cd", ".", "source", ":", "true", "set", "export", "test", "["})
_PLATFORM = re.compile(r"(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT)")
_OF_IMAGES = re.compile(r"(?:PYTHON|NODE|YARN)_VERSION|PYTHON_SHA256|GPG_KEY|LANG")
"""What the official images of Python and Node set: a word each."""
_OS_RELEASE = re.compile(r"ID|VERSION_ID|VERSION_CODENAME|UBUNTU_CODENAME")
"""Words without blanks by os-release(5)."""
_IN_OS_RELEASE = re.compile(
    r"NAME|\w+_NAME|VERSION|ID_LIKE|VARIANT\w*|ANSI_COLOR|LOGO|IMAGE_\w+|BUILD_ID|\w+_URL|SUPPORT_END|\w+_SUPPORT\w*"
    r"|PLATFORM_ID|DEFAULT_HOSTNAME|ARCHITECTURE|\w+_LEVEL|PORTABLE_PREFIXES|REDHAT_\w+"
)
_OS_RELEASE_FILE = re.compile(r"[\"']?(?:/usr/lib|/etc)/os-release[\"']?")


class Values:
    """What is known of the values in one RUN's script."""

    def __init__(self, dockerfile: Dockerfile, run: Instruction, script: Script, found: Dollars) -> None:
        self._dockerfile = dockerfile
        self._run = run
        self._script = script
        self._dollars = found
        self._settings = Settings(script, found)
        self._steps = 0
        self._open: set[str] = set()

    def of(self, dollar: Dollar) -> Worth:
        """Give how many words an expansion is without quotes."""
        self._steps = 0
        return self._worth(dollar)

    def _worth(self, dollar: Dollar) -> Worth:
        self._steps += 1
        if self._steps > _STEPS:
            return Worth.UNKNOWN
        if dollar.is_arithmetic or _LENGTH.fullmatch(dollar.text):
            return Worth.ONE
        if dollar.is_command:
            return self._output(dollar)
        if match := _PLAIN.fullmatch(dollar.text):
            return self._variable(match["bare"] or match["braced"], dollar.span)
        match = _OPERATED.fullmatch(dollar.text)
        return self._operated(match, dollar.span) if match else Worth.UNKNOWN

    def is_declared(self, name: str) -> bool:
        """Tell whether an ARG or ENV of that name stands before, and the script sets no other value."""
        return not self._settings.of(name) and self._dockerfile.environment(self._run).is_set(name)

    def is_written(self, name: str, at: Span) -> bool:
        """Tell whether all that a variable may be at a place is written out in the script before it."""
        found = self._settings.of(name)
        literal = all(each.word is not None and not self._parts(each) for each in found)
        return literal and self._variable(name, at) is Worth.ONE and self._settings.is_set_before(name, at)

    @cached_property
    def sets_ifs(self) -> bool:
        """Whether the script says itself what splits words."""
        words = (word for each in self._script.commands for word in (*each.assignments, *each.words))
        return any(re.match(r"IFS\b", word.text) for word in words)

    # parameters

    def _operated(self, match: re.Match[str], at: Span) -> Worth:
        value, operator = self._variable(match["name"], at), match["operator"]
        if operator in ("%", "%%", "#", "##", ":"):
            return max(value, Worth.SOME)
        if operator in ("^", "^^", ",", ",,"):
            return value
        if operator.lstrip(":") == "?":
            return Worth.ONE if value is Worth.SOME and operator == ":?" else value
        other = _literal(match["operand"])
        if operator.lstrip(":") == "+":
            return max(other, Worth.SOME)
        if value is Worth.SOME and operator[0] == ":":
            return other
        return max(value, other)

    def _variable(self, name: str, at: Span) -> Worth:
        found = self._settings.of(name)
        worth = Worth.ONE  # where it is being looked at already, its other values decide
        if name not in self._open:
            self._open.add(name)
            worth = max((self._set_to(each) for each in found), default=Worth.ONE)
            self._open.discard(name)
        if not self._settings.is_set_before(name, at):
            worth = max(worth, self._from_outside(name, at, assigned=bool(found)))
        overwritten = self._reads_os(None) and _IN_OS_RELEASE.fullmatch(name)
        return max(worth, Worth.UNKNOWN) if overwritten or not self._is_closed else worth

    def _set_to(self, setting: Setting) -> Worth:
        if setting.word is None:
            return Worth.UNKNOWN
        return self._word(setting.word.text[setting.behind :], self._parts(setting), loop=setting.loop)

    def _parts(self, setting: Setting) -> tuple[Dollar, ...]:
        return self._dollars.of_word(setting.word, setting.nesting) if setting.word else ()

    def _word(self, text: str, parts: tuple[Dollar, ...], *, loop: bool = False) -> Worth:
        """Give what a word that is not split is worth, of the words that it would be split into."""
        literal = without(text, parts)
        if literal is None:
            return Worth.UNKNOWN
        own, worths = _literal(literal), [self._worth(each) for each in parts]
        if loop:
            return _looped(literal, own, parts, worths)
        worst = max([own, *worths]) if own is not Worth.SOME or not parts else max(worths)
        if worst is Worth.SOME and Worth.ONE in [own, *worths]:
            return Worth.ONE
        return Worth.ONE if worst is Worth.PRINTED and own is Worth.ONE else worst

    def _from_outside(self, name: str, at: Span, *, assigned: bool) -> Worth:
        env = self._dockerfile.environment(self._run)
        if name in env.env:
            value = env.env[name]
            return Worth.UNKNOWN if value is None else _value(value)
        if env.is_set(name):
            return Worth.SOME if _PLATFORM.fullmatch(name) else Worth.UNKNOWN
        if name == "HOME":
            return Worth.ONE
        if name == "PWD":
            return self._folder
        if _OF_IMAGES.fullmatch(name) or assigned or (_OS_RELEASE.fullmatch(name) and self._reads_os(at)):
            return Worth.SOME
        return Worth.UNKNOWN

    def _reads_os(self, before: Span | None) -> bool:
        commands = (each for each in self._script.commands if _is_os_release(each))
        return any(before is None or each.span.end <= before.start for each in commands)

    @cached_property
    def _is_closed(self) -> bool:
        """Whether nothing that nobody has read may set variables."""
        return not any(
            not _OS_RELEASE_FILE.fullmatch(each.partition(" ")[2]) for each in sourced(self._script)
        )

    # commands

    def _output(self, dollar: Dollar) -> Worth:
        if dollar.text[0] == "`" and "\\" in dollar.text:
            return Worth.UNKNOWN
        nesting = (*dollar.nesting, "`" if dollar.text[0] == "`" else "$(")
        top = next((each for each in self._inner_lists(dollar.span) if each.nesting == nesting), None)
        if top is None or any(not _is_silent(item) for item in top.items[:-1]):
            return Worth.UNKNOWN
        last = top.items[-1]
        commands = [each for each in self._commands_in(last.span) if each.nesting == nesting]
        if any(each.redirects and not _is_quiet(each) for each in commands):
            return Worth.UNKNOWN
        if last.pipes:
            return self._piped(commands, len(last.pipes) + 1)
        worth = self._printed(last.command) if last.command else self._said_on_all_ways(last.span, nesting)
        guarded = any(item.after is not None and item.after.text in ("&&", "||") for item in top.items)
        tests = any(item.command and item.command.name in ("test", "[") for item in top.items[:-1])
        return max(worth, Worth.SOME) if guarded and tests else worth

    def _inner_lists(self, span: Span) -> Iterator[CommandList]:
        return (each for each in self._script.lists if span.covers(bounds(each)))

    def _commands_in(self, span: Span) -> Iterator[Command]:
        commands, starts = self._script.commands, self._starts
        for index in range(bisect_left(starts, span.start), len(starts)):
            if starts[index] >= span.end:
                return
            if span.covers(commands[index].span):
                yield commands[index]

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(each.span.start for each in self._script.commands)

    def _piped(self, commands: list[Command], members: int) -> Worth:
        if len(commands) != members:
            return Worth.UNKNOWN
        if is_location(commands):
            return Worth.PRINTED
        first = self._printed(commands[0])
        if first > Worth.SOME or not all(map(is_filtered, commands[1:])):
            return Worth.UNKNOWN
        return Worth.SOME

    def _printed(self, command: Command) -> Worth:
        name = program(unwrap(command))
        if name == "pwd" and not command.arguments:
            return self._folder
        if name == "echo":
            return self._echoed(command)
        return printed(command, [self._text(word, command) for word in command.arguments])

    def _text(self, word: Word, command: Command) -> str:
        """Give an argument's value, ``x`` for one word that is not known, and what is none for others."""
        if word.value is not None:
            return word.value
        worth = self._word(word.text, self._dollars.of_word(word, command.nesting))
        return "x" if worth < Worth.SOME else " *"

    def _echoed(self, command: Command) -> Worth:
        words = (
            command.arguments[1:]
            if command.arguments[:1] and command.arguments[0].value == "-n"
            else command.arguments
        )
        if len(words) != 1 or words[0].text.startswith("-"):
            return Worth.UNKNOWN
        return self._word(words[0].text, self._dollars.of_word(words[0], command.nesting))

    def _said_on_all_ways(self, span: Span, nesting: tuple[str, ...]) -> Worth:
        """Read ``case … in a) echo x;; *) echo y;; esac``: each way says one thing."""
        ways = [each for each in self._script.branches if span.covers(each.span) and each.nesting == nesting]
        lists = tuple(each for each in self._inner_lists(span) if each.nesting != nesting)
        if not all(_is_mute(item) for each in lists if each.condition for item in each.items):
            return Worth.UNKNOWN
        inner = [each for each in lists if not each.condition]
        spoken = [item.command for each in inner for item in each.items if len(each.items) == 1]
        count = sum(len(each.items) for each in inner)
        if not ways or len(spoken) != count or len(spoken) > len(ways):
            return Worth.UNKNOWN
        if any(each is None or program(each) not in ("echo", "test", "[") for each in spoken):
            return Worth.UNKNOWN
        worths = [self._echoed(each) for each in spoken if each is not None and program(each) == "echo"]
        return max([Worth.SOME, *worths])

    @cached_property
    def _folder(self) -> Worth:
        """What the working directory is worth, wherever the script goes."""
        entered = [each for each in self._script.commands if program(each) in ("cd", "pushd", "popd")]
        paths = [word.value for each in entered for word in each.arguments]
        start = workdir_at(self._dockerfile, self._run)
        known = all(path is not None and path != "-" and not _SPLIT.search(path) for path in (start, *paths))
        return Worth.ONE if known and all(each.arguments for each in entered) else Worth.UNKNOWN


def without(text: str, parts: tuple[Dollar, ...]) -> str | None:
    """Give a word's text without the expansions that it has; None where they are not found in it."""
    kept: list[str] = []
    at = 0
    for each in parts:
        found = text.find(each.text, at)
        if found < 0:
            return None
        kept.append(text[at:found])
        at = found + len(each.text)
    return "".join((*kept, text[at:]))


def _looped(literal: str, own: Worth, parts: tuple[Dollar, ...], worths: list[Worth]) -> Worth:
    """Give what a ``for`` makes of one of its words: it takes each word or name that comes out by itself."""
    bare = literal.replace('""', "")
    if own is Worth.UNKNOWN or (own is Worth.MANY and re.search("[\\s'\"]", bare)):
        return own
    if own is Worth.MANY:
        return Worth.NAMED
    pairs = tuple(zip(parts, worths, strict=True))
    if any(part.quoted and worth > Worth.NAMED for part, worth in pairs):
        return Worth.UNKNOWN
    return max([Worth.ONE, *(min(worth, Worth.NAMED) for worth in worths)])


def _literal(text: str) -> Worth:
    """Give what a piece of a word without expansions is worth, quotes included."""
    if _SPLIT.search(text):
        return Worth.MANY
    bare = text.replace('"', "").replace("'", "")
    if not _LITERAL.fullmatch(bare):
        return Worth.UNKNOWN
    return Worth.ONE if bare else Worth.SOME


def _value(text: str) -> Worth:
    if _SPLIT.search(text):
        return Worth.MANY
    if "\\" in text or "(" in text:
        return Worth.UNKNOWN
    return Worth.ONE if text else Worth.SOME


def _is_os_release(command: Command) -> bool:
    words = command.words
    return (
        len(words) == 2
        and words[0].value in (".", "source")
        and bool(_OS_RELEASE_FILE.fullmatch(words[1].text))
    )


def _is_silent(item: Item) -> bool:
    command = item.command
    return command is not None and (not command.words or command.name in _SILENT) and not command.redirects


def _is_mute(item: Item) -> bool:
    command = item.command
    return command is not None and (
        program(command) in ("test", "[") or any("/dev/null" in word.text for word in command.redirects)
    )


def _is_quiet(command: Command) -> bool:
    return all(re.fullmatch(r"2> ?/dev/null|2>&1|</dev/null", word.text) for word in command.redirects)
