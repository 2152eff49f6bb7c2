"""Where a script that runs through dash, the sh of Debian and Ubuntu, would do something else in bash.

Facts of 2026-11-29, by the manuals of dash 0.5.12 and bash 5.2 and tried in both: dash expands escapes in
``echo`` and ``{a,b}`` not at all, knows no ``[[``; bash leaves errexit behind in ``$( )`` and has variables
of its own. What is not known to be the same counts as different.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator import regex as re
from migrator.busybox.echo_escapes import echo_differs
from migrator.dockerfile import Dockerfile, Instruction
from migrator.shell import only_heredoc
from migrator.shell.model import Command, Script
from migrator.shell.pipelines import SUBSTITUTIONS
from migrator.shell.run_as import script_at
from migrator.source import Word

_SAME = frozenset({
    ":", "true", "false", "exit", "shift", "break", "continue", "unset", "umask", "wait", "exec", "pwd",
    "hash"
})  # fmt: skip
_KEEP_ASSIGNMENTS = frozenset({":", ".", "export", "readonly", "set", "unset", "shift", "return", "exit"})
"""Special builtins: what stands before them (``A=1 export B``) stays set in dash."""
_BUILTINS = frozenset({
    "command", "source", "declare", "typeset", "let", "shopt", "pushd", "popd", "dirs", "mapfile",
    "readarray", "disown", "enable", "help", "history", "suspend", "compgen", "complete", "compopt", "bind",
    "builtin", "caller", "logout", "ulimit", "alias", "unalias", "fc", "jobs", "fg", "bg", "kill",
    "getopts", "times", "trap", "type", "eval", "local", ".", "set", "export", "readonly", "read", "test",
    "[", "echo", "printf", "cd", "return"
})  # fmt: skip
_SYNTAX = re.compile(
    r"(?<!\$)\{(?:\$\{[^\s{}]*\}|[^\s{}])*?(?:,|\.\.)[^\s|]{0,20}"
    r"|\[\[|(?<!\$)\(\(|[<>]\(|<<<|&>|>&(?!\s*[\d-])|\|&|\$['\"\[]|\[\^|;;?&|\+=|=\(|~[+-]"
    r"|(?:^|[\s;&|(])(?:time|function|select|coproc)\s"
)
_PARAMETER = re.compile(
    r"\$\{(?!(?:[A-Za-z_]\w*|[1-9]\d*|[@*#?$!-])(?:\}|:?[-=?+]|##?|%%?)|#(?:[A-Za-z_]\w*|[@*])?\})"
    r"|\$\{?0|\$\(\([^)]*(?:\*\*|\+\+|--|,|\d#)"
)
_OWN_NAMES = (
    "(?:E?UID|PPID|GROUPS|S?RANDOM|SECONDS|LINENO|HOSTNAME|HOSTTYPE|OSTYPE|MACHTYPE|SHLVL|DIRSTACK|FUNCNAME"
    r"|PIPESTATUS|HISTCMD|REPLY|EPOCH\w*|BASH\w*)"
)
_OWN = re.compile(rf"\$\{{?[#!]?(?P<read>{_OWN_NAMES}|SHELL|TERM)\b|(?<![\w$-])(?P<set>{_OWN_NAMES})=")
_UNLESS_SET = frozenset({"UID", "SHELL", "TERM"})
"""Those that bash leaves as they are where the build sets them."""
_READ_AT_START = ("BASH_ENV", "SHELLOPTS", "BASHOPTS", "POSIXLY_CORRECT")
_SET = re.compile(r"-[eux]+|-[eux]*o|errexit|nounset|xtrace|pipefail")
_TESTS = frozenset({"==", "=~", "-v", "-N", "-G", "-O", "-R", "<", ">"})
_PRINTF = re.compile(r"\\[xeuUE]|%\(|%[^a-zA-Z%]*[qQ']|\A-v")
_HOME = re.compile(r"[A-Za-z_]\w*=(?:[^'\"]*:)?~")
"""Looks like an assignment: where it is an argument, bash alone puts the home there (``make PREFIX=~/x``)."""
_NAMED = re.compile(r"[A-Za-z_]\w*(?:=.*)?", re.DOTALL)
_KNOWN_SOURCES = re.compile(r"(?:.*/bin/activate|/etc/os-release|.*/\.cargo/env)[\"']?")
_STEP = re.compile(
    r"'[^']*'|\"(?:[^\"\\]|\\.)*\"|\\.|(?:\A|(?<=[\s;&|()]))#[^\n]*|[^'\"\\\s;&|()]+|[\s;&|()]+", re.DOTALL
)


def differs_in_bash(dockerfile: Dockerfile, instruction: Instruction) -> str:
    """Say what in a script for dash bash may take otherwise; empty where it does the same."""
    script = script_at(dockerfile, instruction)
    if script.opaque is not None:
        return script.opaque
    environment = dockerfile.environment(instruction)
    for name in _READ_AT_START:
        if environment.is_set(name):
            return f"bash reads {name}"
    text, unquoted = _texts(instruction)
    if text is None or unquoted is None:
        return "its quotes are not followed"
    for match in _OWN.finditer(text):
        if match["read"] not in _UNLESS_SET or not environment.knows(match["read"]):
            return f"bash has a variable {match['read'] or match['set']} of its own"
    if found := _SYNTAX.search(unquoted) or _PARAMETER.search(text):
        return f"{found[0].strip()} means something else in bash"
    return next(_commands(script), "")


def _commands(script: Script) -> Iterator[str]:
    own = [each for each in script.commands if "sh -c" not in each.nesting]
    for command in own:
        if not _is_same(command):
            yield f"{command.name} does something else in bash"
        if command.name not in ("export", "readonly"):
            homes = (word.text for word in command.arguments if _HOME.match(word.text))
            yield from (f"{text} means something else in bash" for text in homes)
    if not any(command.name == "set" for command in own):
        return
    for found in script.lists:
        inside = SUBSTITUTIONS.intersection(found.nesting)
        if inside and (len(found.items) > 1 or found.nesting[-1] not in SUBSTITUTIONS):
            yield "set -e does not hold inside of $( ) in bash"


def sourced(script: Script) -> Iterator[str]:
    """Give what a script reads into its own shell of which nothing is known, and what it evaluates."""
    for command in script.commands:
        if "sh -c" in command.nesting and command.name != "eval":
            continue
        if command.name == "eval" or (command.name in (".", "source") and not _is_known_source(command)):
            yield " ".join(word.text for word in command.words[:2])


def _is_known_source(command: Command) -> bool:
    return len(command.words) == 2 and bool(_KNOWN_SOURCES.fullmatch(command.words[1].text))


def _is_same(command: Command) -> bool:
    name, arguments = command.name, command.arguments
    if command.assignments and name in _KEEP_ASSIGNMENTS:
        return False
    if name is None or name in _SAME or name not in _BUILTINS:
        return True
    match name:
        case "command":
            return not any(word.value in _BUILTINS for word in arguments[:1])
        case "echo":
            options = [word.value or "" for word in arguments[:1]]
            plain = not any(re.fullmatch(r"-n*[eE][neE]*", each) for each in options)
            return plain and echo_differs(command) is False
        case "printf":
            return not any(_PRINTF.search(word.text.strip("\"'")) for word in arguments)
        case "test" | "[":
            return not any(word.value in _TESTS for word in arguments)
        case "set":
            return all(_SET.fullmatch(word.value or "") for word in arguments)
        case "cd":
            return sum(not word.text.startswith("-") for word in arguments) < 2
        case "return":
            return "function" in command.nesting
        case "export" | "readonly":
            return all(_NAMED.fullmatch(word.text) for word in arguments)
        case "read":
            return _reads_plainly(arguments)
        case ".":
            return _is_known_source(command)
    return False


def _reads_plainly(arguments: tuple[Word, ...]) -> bool:
    names = [word.text for word in arguments if word.text != "-r"]
    return bool(names) and all(re.fullmatch(r"[A-Za-z_]\w*", name) for name in names)


def _texts(instruction: Instruction) -> tuple[str | None, str | None]:
    """Give the script without what single quotes hold, and without what any hold; None where they run on."""
    heredoc = only_heredoc(instruction)
    text = heredoc.text if heredoc else instruction.value.text
    if heredoc and "<<" in text:
        return None, None
    return _masked(text, "'"), _masked(text, "'\"")


def _masked(text: str, quotes: str) -> str | None:
    """Give `text` without what stands between these quotes, and comments; None where one is not closed.

    Double quotes with a command substitution inside stay as they are.
    """
    parts: list[str] = []
    at = 0
    while at < len(text):
        step = _STEP.match(text, at)
        if step is None:
            return None
        at = step.end()
        quote = step[0][0]
        if quote == "'" or (quote in quotes and not re.search(r"`|\$\(", step[0])):
            parts.append(quote * 2)
        elif quote != "#":
            parts.append(step[0])
    return "".join(parts)
