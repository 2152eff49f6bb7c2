"""The script of a RUN, where quotes can be written into it."""

from __future__ import annotations

from functools import cached_property

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Instruction
from migrator.memory import remembered
from migrator.shell import Command, Script, script_text
from migrator.shell.dollars import Dollars, Place, dollars
from migrator.shell.run_as import is_plain_shell, script_at, shell_at
from migrator.source import Logical, Span

_SHELLS = frozenset({"sh", "bash", "dash", "ash"})
_SILENCED = re.compile(r"\b(?:ignore|disable)\b.*\bSC2\d{3}")
_MOST_COMMANDS = 400
"""A script of more is left: no one writes it, and all is compared with all."""


class ScriptPlace:
    """What a RUN's shell is given, and what it does."""

    def __init__(self, text: Logical, script: Script) -> None:
        self.text = text
        self.script = script

    @cached_property
    def dollars(self) -> Dollars:
        """What the shell replaces."""
        return dollars(self.text)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Where it splits what comes out."""
        return tuple(self.dollars.places(self.script))

    @cached_property
    def commands(self) -> tuple[Command, ...]:
        """The commands that the RUN's own shell reads; those in here-documents and in backticks aside."""
        return tuple(
            each
            for each in self.script.commands
            if not {"sh -c", "`"}.intersection(each.nesting) and not self.is_in_body(each.span)
        )

    def is_in_body(self, span: Span) -> bool:
        """Tell whether a place is in a here-document of a command."""
        return any(body.covers(span) for body in self._bodies)

    @cached_property
    def _bodies(self) -> tuple[Span, ...]:
        return tuple(span for command in self.script.commands for span in command.heredocs)


@remembered
def quotable_script(dockerfile: Dockerfile, run: Instruction) -> ScriptPlace | None:
    """Give the script of a RUN for sh, bash, dash or ash; None for others, and where it cannot be read.

    None as well where the owner has silenced ShellCheck in a comment above: the warning was looked at.
    """
    shell = shell_at(dockerfile, run)
    if not is_plain_shell(shell) or (shell and shell[0].rsplit("/", 1)[-1] not in _SHELLS):
        return None
    text = script_text(run)
    if text is None or run.escape != "\\" or not re.search(r"[$`*\[]", text.text):
        return None
    script = script_at(dockerfile, run)
    if script.opaque is not None or len(script.commands) > _MOST_COMMANDS or _is_silenced(dockerfile, run):
        return None
    return ScriptPlace(text, script)


def _is_silenced(dockerfile: Dockerfile, run: Instruction) -> bool:
    source = dockerfile.source
    if "SC2" not in source.text:
        return False
    above = source.directly_above(run.span, [one.span for one in dockerfile.comments])
    return any(_SILENCED.search(source.slice(span)) for span in above)
