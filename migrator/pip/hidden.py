"""Calls of pip that cannot be read as commands: other runners, opaque scripts, here-documents."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.dockerfile import Heredoc, Instruction
from migrator.pip.command import runs_pip
from migrator.pip.plan import PIP_CALL
from migrator.pip.scene import PipFile

__all__ = ["hidden_pip", "mentions_pip"]


def mentions_pip(file: PipFile, instruction: Instruction) -> bool:
    """Tell whether the text of an instruction looks like a call of pip, however it is written."""
    text = " ".join(file.dockerfile.source.slice(instruction.span).split()).replace('", "', " ")
    return bool(PIP_CALL.search(text))


def hidden_pip(file: PipFile, run: Instruction) -> Iterator[tuple[int, str]]:
    """Yield the line and the reason of each call of pip in a RUN that is not read."""
    script = file.script(run)
    for command in script.commands:
        if runner := runs_pip(command):
            line = file.dockerfile.source.line_of(command.span.start)
            yield line, f"{runner} decides which pip runs"
    reasons = [script.opaque, *(command.opaque_inner for command in script.commands)]
    if not script.opaque and any(_holds_pip(file, run, body) for body in run.inner.heredocs):
        reasons.append("a here-document that is no script of the shell is not read")
    for reason in dict.fromkeys(filter(None, reasons)):
        yield run.line, reason


def _holds_pip(file: PipFile, run: Instruction, heredoc: Heredoc) -> bool:
    """Tell whether a here-document calls pip although nothing in it was read as a command."""
    read = any(command.span.start in heredoc.body for command in file.script(run).commands)
    return not read and bool(PIP_CALL.search(file.dockerfile.source.slice(heredoc.body)))
