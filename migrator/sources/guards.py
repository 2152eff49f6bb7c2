"""What stands around a place in Python code: the exceptions that are caught, and telling conditions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.sources.scopes import Scope, children, meaning, written

if TYPE_CHECKING:
    import libcst as cst

ANY = frozenset({"", "Exception", "BaseException"})
"""What catches everything: a bare ``except`` and the two roots."""
_CONDITIONS = ("version_info", "hexversion", "PY2", "PY3", "TYPE_CHECKING", "hasattr", "find_spec", "which")
_ELSEWHERE = ("win32", "darwin", "Windows", "Darwin", "nt", "cygwin", "java")
_PLATFORMS = ("platform", "name", "system")


def caught(node: cst.Try | cst.TryStar) -> frozenset[str]:
    """Give the names of the exceptions that a `try` catches, as in ANY for all of them."""
    found: set[str] = set()
    for handler in node.handlers:
        if handler.type is None:
            found.add("")
        else:
            found.update(_exceptions(handler.type))
    return frozenset(found)


def _exceptions(node: cst.BaseExpression) -> Iterator[str]:
    import libcst as cst

    if isinstance(node, cst.Tuple):
        for each in node.elements:
            yield from _exceptions(each.value)
    elif name := written(node):
        yield name.rpartition(".")[2]


def suppressed(node: cst.With, scope: Scope) -> frozenset[str]:
    """Give the names of the exceptions that a `with` suppresses."""
    import libcst as cst

    found: set[str] = set()
    for item in node.items:
        if isinstance(item.item, cst.Call) and meaning(item.item.func, scope) == "contextlib.suppress":
            for each in item.item.args:
                found.update(_exceptions(each.value))
    return frozenset(found)


def conditional(test: cst.BaseExpression) -> tuple[bool, bool, bool]:
    """Tell of a condition, its branch and the other one whether they depend on a version or a platform."""
    names, texts = _words(test)
    both = bool(names.intersection(_CONDITIONS))
    elsewhere = bool(texts.intersection(_ELSEWHERE)) and bool(names.intersection(_PLATFORMS))
    negated = elsewhere and _negated(test)
    return both, both or (elsewhere and not negated), both or negated


def _words(test: cst.BaseExpression) -> tuple[set[str], set[str]]:
    """Give the names and the string literals in a condition."""
    import libcst as cst

    names: set[str] = set()
    texts: set[str] = set()
    stack: list[cst.CSTNode] = [test]
    while stack:
        node = stack.pop()
        if isinstance(node, cst.Name):
            names.add(node.value)
        elif isinstance(node, cst.SimpleString) and isinstance(node.evaluated_value, str):
            texts.add(node.evaluated_value)
        stack += children(node)
    return names, texts


def _negated(test: cst.BaseExpression) -> bool:
    import libcst as cst

    stack: list[cst.CSTNode] = [test]
    while stack:
        node = stack.pop()
        if isinstance(node, cst.ComparisonTarget) and isinstance(node.operator, cst.NotEqual | cst.NotIn):
            return True
        if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
            return True
        stack += children(node)
    return False
