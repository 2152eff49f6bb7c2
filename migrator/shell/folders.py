"""Which folder the commands of a script run in: where its ``cd`` lead, and where subshells end."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import field, replace

from migrator.records import dataclass
from migrator.shell.model import Command, Script
from migrator.shell.wrappers import unwrap
from migrator.source import Word

_MOVES = frozenset({"cd", "pushd", "popd"})
_PLAIN = frozenset({"-P", "-L", "-e", "--"})
_SUBSHELLS = frozenset({"(", "$(", "`", "<(", "sh -c"})


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder, relative to the one that a script starts in, or absolute.

    `lost` is what leads nobody knows where, such as ``cd $X``; empty where the folder is known.
    """

    path: str = ""
    lost: str = ""

    def entered(self, target: str | None, shown: str) -> Folder:
        """Give the folder that `target` leads to (None: not known); `shown` is what says so."""
        if target is None or target.startswith(("~", "-", "+")):
            return replace(self, lost=shown)
        lost = "" if target.startswith("/") else self.lost
        return Folder(posixpath.join(self.path, target), lost)

    def followed(self, way: Folder) -> Folder:
        """Give the folder that a way leads to which starts in this one."""
        if way.lost:
            return self.entered(None, way.lost)
        return self.entered(way.path, way.path) if way.path else self

    def inside(self, path: str) -> str:
        """Give a path as the folder that the script starts in finds it; as it is where this one is lost."""
        return path if self.lost else posixpath.join(self.path, path)


@dataclass(frozen=True, slots=True)
class _State:
    """Where a shell is, where ``cd -`` leads, and what ``pushd`` has put down for ``popd``."""

    here: Folder
    before: Folder | None = None
    pushed: tuple[Folder, ...] = ()

    def moved(self, inner: Command, known: Callable[[Word], str | None]) -> _State:
        """Give the state behind a command that moves; what is not understood leads nobody knows where."""
        operands = [word for word in inner.arguments if word.text not in _PLAIN]
        texts, shown = [word.text for word in operands], " ".join(word.text for word in inner.words)
        if inner.name == "popd" and not texts and self.pushed:
            return _State(self.pushed[-1], self.here, self.pushed[:-1])
        if inner.name == "cd" and texts == ["-"] and self.before is not None:
            return replace(self, here=self.before, before=self.here)
        named = inner.name != "popd" and len(operands) == 1
        here = self.here.entered(known(operands[0]) if named else None, shown)
        if inner.name == "cd":
            return replace(self, here=here, before=self.here)
        turns = not named or texts[0].startswith(("-", "+"))
        return _State(here, self.here, () if turns else (*self.pushed, self.here))


@dataclass
class Folders:
    """Follows a script, which has to be handed over command by command; `here` is the folder it is in.

    `known` gives what a word becomes. What a branch or a loop enters is taken to be entered.
    """

    script: Script
    known: Callable[[Word], str | None]
    _state: _State = _State(Folder())
    _left: list[tuple[int, _State]] = field(default_factory=list)
    """How it was where subshells began, each with where its subshell ends."""

    @property
    def here(self) -> Folder:
        """The folder behind the commands that were followed so far."""
        return self._state.here

    def enter(self, folder: Folder) -> None:
        """Be in another folder, as a command is that is told one."""
        self._state = replace(self._state, here=folder)

    def follow(self, command: Command) -> None:
        """Come to the next command: `here` is the folder behind it where it is a ``cd``."""
        while self._left and self._left[-1][0] <= command.span.start:
            self._state = self._left.pop()[1]
        inner = unwrap(command)
        if inner.name not in _MOVES:
            return
        if (end := _end_of_subshell(self.script, command)) is not None:
            self._left.append((end, self._state))
        self._state = self._state.moved(inner, self.known)


def in_folders(script: Script, known: Callable[[Word], str | None]) -> Iterator[tuple[Command, Folder]]:
    """Give the commands of a script, each with the folder that it runs in; `known` as for `Folders`."""
    folders = Folders(script, known)
    for command in script.commands:
        folders.follow(command)
        yield command, folders.here


def _end_of_subshell(script: Script, command: Command) -> int | None:
    """Give where the innermost subshell around a command ends; None for one that stands in none."""
    depths = [depth for depth, label in enumerate(command.nesting, 1) if label in _SUBSHELLS]
    if not depths:
        return None
    bodies = (found.items for found in script.lists if found.nesting == command.nesting[: depths[-1]])
    ends = [items[-1].span.end for items in bodies if items[0].span.start <= command.span.start]
    return min((end for end in ends if end >= command.span.end), default=command.span.end)
