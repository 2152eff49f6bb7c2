"""The command lines that Python code hands to the system: subprocess, os.system, asyncio and their like."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator import regex as re
from migrator.records import dataclass
from migrator.shell import Command, parse_script
from migrator.source import Logical
from migrator.sources.python_names import PythonFile, Visit, argument, text_of
from migrator.sources.scopes import given, meaning, written

if TYPE_CHECKING:
    import libcst as cst

_LISTS = frozenset(
    {
        *(f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output", "Popen")),
        "asyncio.subprocess.create_subprocess_exec",
        "asyncio.create_subprocess_exec",
    }
)
_SHELL = frozenset(
    {
        *("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"),
        *("asyncio.create_subprocess_shell", "asyncio.subprocess.create_subprocess_shell"),
    }
)
_EXEC = re.compile(r"os\.(?:exec[lv]p?e?|spawn[lv]p?e?)")
_LINES = frozenset({"pexpect.spawn", "pexpect.run"})
"""Calls that split a text into words and run them without a shell."""
_NAMED = frozenset({"subprocess", "os", "asyncio", "create_subprocess_exec", "pty", "pexpect"})
"""Words of which a file that calls one of them has one."""
_UNKNOWN = "$x"


@dataclass(frozen=True, slots=True)
class Called:
    """A command that a call runs; `shell` is the program that reads it, empty where none does."""

    visit: Visit
    command: Command
    shell: str = ""


def called_programs(file: PythonFile) -> Iterator[Called]:
    """Give the commands of all calls whose program is written out."""
    if file.words.isdisjoint(_NAMED):
        return
    import libcst as cst

    for visit in file.of(cst.Call):
        node = visit.node
        if isinstance(node, cst.Call):
            yield from _of_call(node, visit)


def _of_call(node: cst.Call, visit: Visit) -> Iterator[Called]:
    name = meaning(node.func, visit.scope)
    if name in _SHELL:
        line = argument(node, 0, "cmd") or argument(node, 0, "command")
        yield from _by_shell(line, text_of(_keywords(node).get("executable")), visit)
    elif name.endswith(("create_subprocess_exec",)):
        yield from _words([each.value for each in node.args if each.keyword is None], visit)
    elif name in _LISTS:
        yield from _of_subprocess(node, visit)
    elif name == "pty.spawn":
        for what in _written_out(argument(node, 0, "argv"), visit):
            yield from _by_itself(what, visit)
    elif name in _LINES:
        for what in _written_out(argument(node, 0, "command"), visit):
            yield from _shell_line(shown_text(what), visit, "")
    elif _EXEC.fullmatch(name) and node.args:
        yield from _words([node.args[1 if "spawn" in name and len(node.args) > 1 else 0].value], visit)


def _of_subprocess(node: cst.Call, visit: Visit) -> Iterator[Called]:
    keywords = _keywords(node)
    first = argument(node, 0, "args")
    if "shell" in keywords and written(keywords["shell"]) == "True":
        yield from _by_shell(first, text_of(keywords.get("executable")), visit)
    else:
        for what in _written_out(first, visit):
            yield from _by_itself(what, visit)


def _keywords(node: cst.Call) -> dict[str, cst.BaseExpression]:
    return {each.keyword.value: each.value for each in node.args if each.keyword is not None}


def _by_shell(line: cst.BaseExpression | None, program: str | None, visit: Visit) -> Iterator[Called]:
    """Give what a shell reads, which may be named; one that is runs also what is not written out."""
    texts = [text for each in _written_out(line, visit) if (text := shown_text(each))]
    for text in texts:
        yield from _shell_line(text, visit, program or "/bin/sh")
    if program and not texts:
        yield from _shell_line(shlex.quote(program), visit, "")


def _by_itself(what: cst.BaseExpression | None, visit: Visit) -> Iterator[Called]:
    """Give a command that no shell reads: a list of words, or a text that is the program or is split."""
    import libcst as cst

    if isinstance(what, cst.List | cst.Tuple):
        yield from _words([each.value for each in what.elements], visit)
    elif isinstance(what, cst.BinaryOperation) and isinstance(what.left, cst.List):
        yield from _words([each.value for each in what.left.elements], visit)
    elif isinstance(what, cst.Call) and meaning(what.func, visit.scope) == "shlex.split" and what.args:
        yield from _shell_line(shown_text(what.args[0].value), visit, "")
    elif (
        isinstance(what, cst.Call)
        and isinstance(what.func, cst.Attribute)
        and what.func.attr.value == "split"
    ):
        yield from _shell_line(shown_text(what.func.value), visit, "")
    elif (text := text_of(what)) is not None:
        yield from _shell_line(shlex.quote(text), visit, "")


def _written_out(node: cst.BaseExpression | None, visit: Visit) -> tuple[cst.BaseExpression | None, ...]:
    """Give all that a name is given in its place."""
    import libcst as cst

    values = given(node.value, visit.scope) if isinstance(node, cst.Name) else ()
    return values or (node,)


def _words(nodes: list[cst.BaseExpression], visit: Visit) -> Iterator[Called]:
    words = [text_of(each) for each in nodes]
    if words and words[0] is None and meaning(nodes[0], visit.scope) == "sys.executable":
        words[0] = "python"
    if words and words[0]:
        line = " ".join(shlex.quote(word) if word is not None else _UNKNOWN for word in words)
        yield from _shell_line(line, visit, "")


def _shell_line(text: str | None, visit: Visit, shell: str) -> Iterator[Called]:
    if text:
        for command in parse_script(Logical(text, ((0, 0),))).commands:
            yield Called(visit, command, shell)


def shown_text(node: cst.BaseExpression | None) -> str | None:
    """Give a text in which what the code puts in stands as a variable; None where nothing is written out."""
    import libcst as cst

    if isinstance(node, cst.FormattedString):
        parts = (each.value if isinstance(each, cst.FormattedStringText) else _UNKNOWN for each in node.parts)
        return "".join(parts)
    if isinstance(node, cst.BinaryOperation):
        left = shown_text(node.left)
        if left is None or not isinstance(node.operator, cst.Modulo | cst.Add):
            return None
        return re.sub(r"%[sdr]", _UNKNOWN, left) if isinstance(node.operator, cst.Modulo) else left + _UNKNOWN
    if (
        isinstance(node, cst.Call)
        and isinstance(node.func, cst.Attribute)
        and node.func.attr.value == "format"
    ):
        inner = text_of(node.func.value)
        return re.sub(r"\{[^{}]*\}", _UNKNOWN, inner) if inner is not None else None
    return text_of(node)
