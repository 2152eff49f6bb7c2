"""ARG and ENV as a build would see them at one place, as far as the file alone can tell.

An ARG counts with its default; one without default, and whatever an outside base image sets, stays
unknown, and so does everything made of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import field

from migrator import regex as re
from migrator.dockerfile.lexer import UNKNOWN, LexError, expand
from migrator.dockerfile.model import Instruction
from migrator.dockerfile.operands import Assignment, assignments
from migrator.records import dataclass
from migrator.source import Word

_LONGEST = 1 << 16
"""Longer values are unknown: ``ENV a=$b$b`` doubles with every line."""

_PLATFORM = frozenset(
    f"{side}{what}"
    for side in ("BUILD", "TARGET")
    for what in ("PLATFORM", "OS", "OSVERSION", "ARCH", "VARIANT", "STAGE")
)
_END = 1 << 62
_REFERENCE = re.compile(r"\$\{?(\w+)")


def references(text: str) -> frozenset[str]:
    """Give the names of the variables that a text names, ``$NAME`` or ``${NAME…}``."""
    return frozenset(_REFERENCE.findall(text))


@dataclass(frozen=True, slots=True)
class _Binding:
    """What one instruction makes of a name; `value` is None where only the build knows."""

    at: int
    value: str | None


@dataclass(frozen=True)
class Scope:
    """All that one stage, or the part before the first FROM, sets; made by `global_scope` and `stage_scope`.

    `open` says that an image outside of the file may have set more. `bindings` are the history of each
    name, `env` the part of it that ENV wrote.
    """

    parent: Scope | None
    open: bool
    escape: str
    bindings: dict[str, list[_Binding]] = field(default_factory=dict)
    env: dict[str, list[_Binding]] = field(default_factory=dict)

    def find(self, name: str, before: int, *, env_only: bool = False) -> _Binding | None:
        """Give the binding of `name` in force before the offset `before`, the parents' included."""
        scope: Scope | None = self
        while scope is not None:
            history = (scope.env if env_only else scope.bindings).get(name, [])
            index = bisect_left(history, before, key=lambda one: one.at)
            if index:
                return history[index - 1]
            scope, before = scope.parent, _END
        return None

    def unset(self, name: str) -> bool:
        """Tell whether a name that nothing here binds is surely not set."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return not scope.open and name != "PATH"

    def env_names(self) -> Iterable[str]:
        """Give every name that an ENV of this scope or its parents sets, oldest first."""
        scopes: list[Scope] = []
        scope: Scope | None = self
        while scope is not None:
            scopes.append(scope)
            scope = scope.parent
        return dict.fromkeys(name for one in reversed(scopes) for name in one.env)


class Environment:
    """The variables in force just before one instruction."""

    def __init__(self, scope: Scope, at: int = _END) -> None:
        self._scope = scope
        self._at = at

    def get(self, name: str) -> str | None:
        """Give the value of a variable, None where it is not set or not known."""
        binding = self._scope.find(name, self._at)
        return binding.value if binding else None

    def knows(self, name: str) -> bool:
        """Tell whether the value of a variable is known."""
        return self.get(name) is not None

    def is_set(self, name: str) -> bool:
        """Tell whether an ARG or ENV of that name stands before; its value may be unknown."""
        return self._scope.find(name, self._at) is not None

    def expand(self, text: str) -> str | None:
        """Give `text` as the build sees it: variables replaced, quotes and escapes gone.

        None if a value it needs is unknown, or where the build would fail on it.
        """
        spent = 0

        def lookup(name: str) -> str | None:
            nonlocal spent
            value = self._lookup(name)
            spent += len(value or "")
            return UNKNOWN if spent > _LONGEST else value

        try:
            value = expand(text, lookup, self._scope.escape)
        except (LexError, RecursionError):
            return None
        return None if UNKNOWN in value or len(value) > _LONGEST else value

    def word(self, word: Word) -> str | None:
        """Give what the shell makes of a word, None where that is not known."""
        return word.value or self.expand(word.text.strip("\"'"))

    @property
    def env(self) -> Mapping[str, str | None]:
        """The variables that ENV sets, without those of ARG; None where the value is unknown."""
        found: dict[str, str | None] = {}
        for name in self._scope.env_names():
            if binding := self._scope.find(name, self._at, env_only=True):
                found[name] = binding.value
        return found

    def _lookup(self, name: str) -> str | None:
        binding = self._scope.find(name, self._at)
        if binding is None:
            return None if self._scope.unset(name) else UNKNOWN
        return UNKNOWN if binding.value is None else binding.value


def global_scope(args: Iterable[Instruction], escape: str) -> Scope:
    """Give the scope of the ARG instructions before the first FROM."""
    scope = Scope(None, False, escape)
    for name in sorted(_PLATFORM):
        scope.bindings[name] = [_Binding(-1, None)]
    for instruction in args:
        for assignment in assignments(instruction):
            _bind_global(scope, assignment)
    return scope


def stage_scope(
    instructions: Iterable[Instruction], parent: Scope | None, outer: Scope, *, scratch: bool
) -> Scope:
    """Give the scope of one stage; `parent` is that of the stage it builds on, `outer` the global one."""
    scope = Scope(parent, not scratch, outer.escape)
    for instruction in instructions:
        if instruction.keyword == "ENV":
            _bind_env(scope, instruction)
        elif instruction.keyword == "ARG":
            for assignment in assignments(instruction):
                _bind_arg(scope, outer, assignment)
    return scope


def _bind_global(scope: Scope, assignment: Assignment) -> None:
    at = assignment.span.start
    if assignment.value is not None:
        _bind(scope, assignment.name, at, Environment(scope, at).expand(assignment.value.text))
    elif scope.find(assignment.name, at) is None:
        _bind(scope, assignment.name, at, None)


def _bind_env(scope: Scope, instruction: Instruction) -> None:
    before = Environment(scope, instruction.span.start)
    for assignment in assignments(instruction):
        value = before.expand(assignment.value.text) if assignment.value else None
        name = before.expand(assignment.name) if "$" in assignment.name else assignment.name
        if name is not None:
            _bind(scope, name, instruction.span.start, value)
            scope.env.setdefault(name, []).append(scope.bindings[name][-1])


def _bind_arg(scope: Scope, outer: Scope, assignment: Assignment) -> None:
    """Bind an ARG in a stage: its default, or the value of the global ARG of that name.

    Older builders let an ENV win over a later ARG, newer ones do not: where it matters the value is
    unknown.
    """
    at, name = assignment.span.start, assignment.name
    if assignment.value is not None:
        value = Environment(scope, at).expand(assignment.value.text)
    else:
        value = Environment(outer).get(name)
    earlier = scope.find(name, at, env_only=True)
    if earlier is not None and earlier.value != value:
        value = None
    _bind(scope, name, at, value)


def _bind(scope: Scope, name: str, at: int, value: str | None) -> None:
    scope.bindings.setdefault(name, []).append(_Binding(at, value))
