"""Programs that run another one: ``sudo``, ``env``, ``exec``, ``xargs``, and shells given ``-c``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from migrator import regex as re
from migrator.memory import remembered
from migrator.records import dataclass
from migrator.shell.model import Command
from migrator.source import Span, Word

SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh", "mksh", "rbash"})

PYTHON = re.compile(r"(?:python|pypy)[0-9.]*")
"""The names of programs that are Python: ``python3.12``, ``pypy3``."""

_JOINED = re.compile(r"-m[A-Za-z_][\w.]*")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")


@dataclass(frozen=True, slots=True)
class _Wrapper:
    """How a wrapper's own words look: `valued` options take the next word, `operands` come first.

    `unlike` are options that make it do something else than run a command.
    """

    valued: frozenset[str] = frozenset()
    operands: int = 0
    assigns: bool = False
    unlike: frozenset[str] = field(default_factory=frozenset)


def _wrapper(valued: str = "", operands: int = 0, *, assigns: bool = False, unlike: str = "") -> _Wrapper:
    return _Wrapper(frozenset(valued.split()), operands, assigns, frozenset(unlike.split()))


_WRAPPERS: Mapping[str, _Wrapper] = {
    "sudo": _wrapper(
        "-u -g -h -p -C -r -t -D -R -T -U --user --group --host --prompt --chdir --chroot",
        assigns=True,
        unlike="-e -l -s -i -v -k -K --edit --list --shell --login --validate",
    ),
    "doas": _wrapper("-u -C -a", unlike="-s -L"),
    "env": _wrapper("-u -C --unset --chdir", assigns=True, unlike="-S --split-string"),
    "exec": _wrapper("-a"),
    "command": _wrapper(unlike="-v -V"),
    "builtin": _wrapper(),
    "nohup": _wrapper(),
    "setsid": _wrapper(),
    "eatmydata": _wrapper(),
    "time": _wrapper("-f -o --format --output"),
    "nice": _wrapper("-n --adjustment"),
    "ionice": _wrapper("-c -n -t --class --classdata", unlike="-p -P -u"),
    "stdbuf": _wrapper("-i -o -e --input --output --error"),
    "timeout": _wrapper("-s -k --signal --kill-after", operands=1),
    "gosu": _wrapper(operands=1),
    "su-exec": _wrapper(operands=1),
    "linux32": _wrapper(),
    "linux64": _wrapper(),
    "tini": _wrapper("-p -e"),
    "dumb-init": _wrapper("-r --rewrite"),
    "xargs": _wrapper(
        "-n -I -L -P -d -a -s -E"
        " --max-args --replace --max-lines --max-procs --delimiter --arg-file --max-chars"
    ),
}


@remembered
def unwrap(command: Command) -> Command:
    """Give the command behind ``sudo``, ``env``, ``exec``, ``nohup``, ``time``, ``gosu USER`` ….

    `words` are then those of the wrapped command, `assignments` also those that ``env`` and
    ``sudo`` make, `wrappers` the names taken off, outermost first. Everything else, the span
    included, stays as in `command`, so the editing recipes take either. A wrapper whose own words
    are not understood, or that wraps nothing, is left in place. A module that is joined to its option,
    ``python -mvenv``, is a word of its own.
    """
    found = command
    while (inner := _unwrap_once(found)) is not None:
        found = inner
    return _with_module_apart(found)


def _with_module_apart(command: Command) -> Command:
    if command.exec or not PYTHON.fullmatch(program(command) or ""):
        return command
    words, index = command.words, 1
    while index < len(words) and words[index].text.startswith("-"):
        if _JOINED.fullmatch(words[index].text):
            return replace(command, words=(*words[:index], *_halves(words[index]), *words[index + 1 :]))
        index += 2 if words[index].text in ("-W", "-X") else 1
    return command


def _halves(word: Word) -> tuple[Word, Word]:
    behind = word.span.start + len("-m")
    module = word.text.removeprefix("-m")
    option = Word("-m", "-m", Span(word.span.start, behind))
    return option, Word(module, module, Span(behind, word.span.end))


@remembered
def program(command: Command) -> str | None:
    """Give the program's name without a leading path (``/usr/bin/apt-get`` → ``apt-get``)."""
    return command.name.rsplit("/", 1)[-1] if command.name else command.name


def _unwrap_once(command: Command) -> Command | None:
    name = program(command)
    wrapper = _WRAPPERS.get(name) if name else None
    if wrapper is None or name is None:
        return None
    made: list[Word] = []
    index = _behind(command.words, wrapper, made)
    if index is None or index >= len(command.words):
        return None
    return replace(
        command,
        assignments=(*command.assignments, *made),
        words=command.words[index:],
        wrappers=(*command.wrappers, name),
    )


def _behind(words: tuple[Word, ...], wrapper: _Wrapper, made: list[Word]) -> int | None:
    """Give the index of the wrapped program; None where a word cannot be placed."""
    index = _behind_options(words, wrapper)
    if index is None:
        return None
    while wrapper.assigns and index < len(words) and _ASSIGNMENT.match(words[index].text):
        made.append(words[index])
        index += 1
    if wrapper.assigns and index < len(words) and _ASSIGNMENT.match(words[index].value or ""):
        return None  # in quotes: nobody reads the variable there, so what runs with it stays hidden
    return index + wrapper.operands


def _behind_options(words: tuple[Word, ...], wrapper: _Wrapper) -> int | None:
    index = 1
    while index < len(words):
        value = words[index].value
        if value is None:
            return index if not words[index].text.startswith("-") else None
        if value == "--":
            return index + 1
        if not value.startswith("-") or value == "-":
            return index
        if value.partition("=")[0] in wrapper.unlike:
            return None
        index += 2 if value in wrapper.valued else 1
    return index


def handed_script(command: Command) -> tuple[int, str] | None:
    """Give the index of the word that is itself a script and the program that runs it.

    None when the command runs no script given as a word. The index is into ``command.words``;
    -1 stands for a script that is there but not one plain word (``eval``, ``su -c``).
    """
    inner = unwrap(command)
    name = program(inner)
    skipped = len(command.words) - len(inner.words)
    if name in ("eval", "su", "runuser"):
        runs = name == "eval" or any(word.value in ("-c", "--command") for word in inner.words)
        return (-1, name) if runs and len(inner.words) > 1 else None
    if name == "busybox" and len(inner.words) > 1 and inner.words[1].value in SHELLS:
        inner, skipped, name = replace(inner, words=inner.words[1:]), skipped + 1, "sh"
    if name not in SHELLS:
        return None
    index = _behind_dash_c(inner.words)
    return None if index is None else (index + skipped, name)


def _behind_dash_c(words: tuple[Word, ...]) -> int | None:
    index, seen = 1, False
    while index < len(words):
        value = words[index].value
        if value is None or value[:1] not in ("-", "+") or len(value) < 2:
            break
        if value == "--":
            index += 1
            break
        if not value.startswith("--"):
            seen = seen or (value[0] == "-" and "c" in value)
            index += value.count("o") + value.count("O")
        index += 1
    return index if seen and index < len(words) else None


def reads_stdin(command: Command) -> bool:
    """Tell whether the command is a shell that takes its script from a here-document."""
    inner = unwrap(command)
    if program(inner) not in SHELLS or _behind_dash_c(inner.words) is not None:
        return False
    index = 1
    while index < len(inner.words):
        value = inner.words[index].value
        if value is None or value[:1] not in ("-", "+"):
            return False
        if value in ("-s", "-"):
            return True
        index += 1 + (0 if value.startswith("--") else value.count("o") + value.count("O"))
    return True
