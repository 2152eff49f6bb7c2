"""Files that live on the bytecode which pip writes when it installs."""

from __future__ import annotations

from migrator.dockerfile import Instruction
from migrator.pip.scene import PipFile
from migrator.shell import Command

_SOURCES = frozenset({"*.py"})
_BYTECODE = frozenset({"*.pyc", "*.py[co]", "*.py[cod]", "*.cpython-*.pyc"})
_REMOVAL = frozenset({"-delete", "rm", "unlink"})
_USE = frozenset({"cp", "mv", "rename"})


def lives_on_bytecode(file: PipFile) -> Instruction | None:
    """Give the first RUN that removes all sources (``find … -name '*.py' -delete``) or takes ``*.pyc``.

    uv writes no bytecode unless it is asked to, and such a RUN would leave nothing behind. None
    where bytecode is only removed.
    """
    return next((one for one in file.dockerfile.of("RUN") if _needs_it(file, one)), None)


def _needs_it(file: PipFile, run: Instruction) -> bool:
    commands = [_words(command) for command in file.script(run).commands]
    words = frozenset().union(*commands)
    taken = frozenset().union(*(each for each in commands if not each & _REMOVAL))
    return bool((words & _SOURCES and words & _REMOVAL) or (taken & _BYTECODE and taken & _USE))


def _words(command: Command) -> frozenset[str]:
    texts = (word.value or word.text for word in command.words)
    return frozenset(text.strip("'\"").replace("\\", "") for text in texts)
