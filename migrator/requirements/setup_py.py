"""Reads what a ``setup.py`` requires without running it: only what stands there literally."""

from __future__ import annotations

import ast
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import field

from migrator.records import dataclass
from migrator.requirements.model import Collector, requirement

MAX_CHARS = 300_000
MAX_NESTING = 100
_GROUPS = {
    "install_requires": "",
    "setup_requires": "build",
    "tests_require": "group:test",
    "extras_require": "extra:",
}


class DynamicError(Exception):
    """A value is computed: only running the file would tell it."""


@dataclass
class SetupCall:
    """The literal keywords of a ``setup()`` call and the lines at which they stand.

    Each of `problems` names the group of requirements that it concerns, empty for all of them.
    """

    python_requires: str = ""
    requires: list[tuple[str, str, int]] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)

    def problem(self, line: int, message: str, group: str = "") -> None:
        """Note what cannot be told."""
        self.problems.append((line, message, group))


def read_setup_py(text: str, path: str, into: Collector) -> None:
    """Read the dependencies of the ``setup.py`` at `path` into a collector."""
    call = setup_call(text)
    for group, entry, line in call.requires:
        try:
            into.requirements.append(requirement(entry, path, line, group=group))
        except ValueError as error:
            into.problem(path, line, f"not a requirement: {error}")
    for line, message, group in call.problems:
        into.problem(path, line, message, group)


def setup_call(text: str) -> SetupCall:
    """Give what the ``setup()`` calls of a file say; what is computed is listed as a problem."""
    found = SetupCall()
    if len(text) > MAX_CHARS or _nesting(text) > MAX_NESTING:
        found.problem(1, "too large or too deeply nested to be read")
        return found
    module = _parsed(text)
    if module is None:
        found.problem(1, "not Python 3, or newer than the Python that reads it")
        return found
    nodes = tuple(ast.walk(module))
    reader = _Reader(dict(_assigned(module, nodes)))
    for call in sorted(_setup_calls(nodes), key=lambda call: (call.lineno, call.col_offset)):
        reader.take(call, found)
    return found


def _parsed(text: str) -> ast.Module | None:
    """Give the tree of a file: nothing of it is edited, so that the standard library's is enough."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Python has to say of the file's escapes is not ours to say
        try:
            return ast.parse(text.removeprefix("\ufeff"))
        except (SyntaxError, RecursionError, MemoryError, ValueError):
            return None


def _nesting(text: str) -> int:
    """Give how deep brackets nest, at most; those in strings count too."""
    depth = most = 0
    for sign in text:
        if sign in "([{":
            depth += 1
            most = max(most, depth)
        elif sign in ")]}":
            depth = max(0, depth - 1)
    return most


class _Reader:
    """Reads calls, and the literals that their keywords lead to by the names assigned once."""

    def __init__(self, names: dict[str, ast.expr]) -> None:
        self._names = names

    def take(self, call: ast.Call, found: SetupCall) -> None:
        """Note what `call` says."""
        for keyword in call.keywords:
            if keyword.arg is None:
                found.problem(keyword.value.lineno, "dynamic: setup() takes computed keywords")
            else:
                self._keyword(keyword.arg, keyword.value, found)

    def _keyword(self, name: str, value: ast.expr, found: SetupCall) -> None:
        try:
            if name == "extras_require":
                self._extras(value, found)
            elif name == "python_requires":
                found.python_requires = self._text(value)
            elif name in _GROUPS:
                found.requires += [(_GROUPS[name], *entry) for entry in self._list(value)]
        except (DynamicError, RecursionError):  # a sum of a thousand lists is as good as computed
            found.problem(value.lineno, f"dynamic: {name} is computed", _GROUPS.get(name, ""))

    def _extras(self, value: ast.expr, found: SetupCall) -> None:
        """Note what the extras require; one that is computed is a problem for who asks for it alone."""
        value = self._resolved(value)
        if not isinstance(value, ast.Dict):
            raise DynamicError
        named = [
            (self._text(key), entries) for key, entries in zip(value.keys, value.values, strict=True) if key
        ]
        if len(named) < len(value.keys):
            raise DynamicError
        for name, entries in named:
            try:
                found.requires += [(f"extra:{name}", *entry) for entry in self._list(entries)]
            except DynamicError:
                message = f"dynamic: extras_require is computed for {name}"
                found.problem(entries.lineno, message, f"extra:{name}")

    def _list(self, value: ast.expr) -> list[tuple[str, int]]:
        """Give the strings of a literal list, each with its line; lists added together count too."""
        value = self._resolved(value)
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
            return self._list(value.left) + self._list(value.right)
        if not isinstance(value, ast.List | ast.Tuple | ast.Set):
            return self._lines_of(value)
        found: list[tuple[str, int]] = []
        for element in value.elts:
            if isinstance(element, ast.Starred):
                found += self._list(element.value)
            else:
                found.append((self._text(element), element.lineno))
        return found

    def _lines_of(self, value: ast.expr) -> list[tuple[str, int]]:
        """Give the lines of one string, which setuptools takes for a list as well."""
        lines = (line.strip() for line in self._text(value).splitlines())
        return [(line, value.lineno) for line in lines if line and not line.startswith("#")]

    def _text(self, value: ast.expr) -> str:
        value = self._resolved(value)
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
        raise DynamicError

    def _resolved(self, value: ast.expr) -> ast.expr:
        """Give what a name stands for, where it is assigned exactly once and never changed."""
        for _ in range(8):
            if not isinstance(value, ast.Name):
                return value
            known = self._names.get(value.id)
            if known is None:
                raise DynamicError
            value = known
        raise DynamicError


def _setup_calls(nodes: tuple[ast.AST, ...]) -> Iterator[ast.Call]:
    for node in nodes:
        if isinstance(node, ast.Call) and _is_setup(node.func):
            yield node


def _is_setup(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute) and function.attr == "setup":
        return isinstance(function.value, ast.Name) and function.value.id == "setuptools"
    return isinstance(function, ast.Name) and function.id == "setup"


def _assigned(module: ast.Module, nodes: tuple[ast.AST, ...]) -> Iterator[tuple[str, ast.expr]]:
    """Give the names that the module assigns once at its top and changes nowhere."""
    targets = (target for node in nodes for target in _changed(node))
    changed = Counter(target.id for target in targets if isinstance(target, ast.Name))
    for statement in module.body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            if isinstance(target, ast.Name) and changed[target.id] == 1:
                yield target.id, statement.value


def _changed(node: ast.AST) -> tuple[ast.expr, ...]:
    """Give what a node assigns, loops over with, takes an item of or calls a method of."""
    if isinstance(node, ast.Assign):
        return tuple(node.targets)
    if isinstance(node, ast.AugAssign | ast.AnnAssign | ast.For | ast.AsyncFor):
        return (node.target,)
    if isinstance(node, ast.Subscript):
        return (node.value,)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return (node.func.value,)
    return ()
