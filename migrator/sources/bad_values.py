"""Values that a newer Python does not take for an argument, as far as the code shows what a value is."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from migrator.sources.python_names import text_of
from migrator.sources.scopes import Scope, children, class_around, given, meaning, written

if TYPE_CHECKING:
    import libcst as cst

_FLAGS = re.compile(r"\(\?[aiLmsux]+\)")
_LONGEST = 10_000


def _is_coroutines(node: cst.BaseExpression, scope: Scope) -> bool:
    """Tell whether an expression is a collection of coroutines, which only a task may wait for."""
    import libcst as cst

    if isinstance(node, cst.List | cst.Tuple | cst.Set):
        return any(_is_coroutine(each.value, scope) for each in node.elements)
    if isinstance(node, cst.BaseSimpleComp):
        return _is_coroutine(node.elt, scope)
    return _all_given(node, scope, _is_coroutines)


def _is_coroutine(node: cst.BaseExpression, scope: Scope) -> bool:
    """Tell whether an expression calls an ``async def`` of the same file."""
    import libcst as cst

    if not isinstance(node, cst.Call):
        return False
    name = written(node.func)
    around = class_around(scope)
    if name.startswith("self.") and around is not None:
        return around.coroutines.get(name.partition(".")[2], False)
    holder = scope.holder(name)
    return holder is not None and holder.coroutines.get(name, False)


def _is_set(node: cst.BaseExpression, scope: Scope) -> bool:
    import libcst as cst

    if isinstance(node, cst.Set | cst.SetComp):
        return True
    if isinstance(node, cst.Call):
        return written(node.func) in ("set", "frozenset") and scope.holder(written(node.func)) is None
    return _all_given(node, scope, _is_set)


def _all_given(
    node: cst.BaseExpression, scope: Scope, is_bad: Callable[[cst.BaseExpression, Scope], bool]
) -> bool:
    """Tell of a name whether all that it is given is bad, without looking further than that."""
    import libcst as cst

    values = given(node.value, scope) if isinstance(node, cst.Name) else ()
    return bool(values) and all(not isinstance(each, cst.Name) and is_bad(each, scope) for each in values)


def _has_late_flags(node: cst.BaseExpression, scope: Scope) -> bool:
    """Tell whether a pattern has global flags elsewhere than at its beginning: ``^(?i)x``.

    Python's own compiler says so: from 3.11 on, which dfmigrate itself needs, it refuses them.
    """
    text = text_of(node)
    if text is None or not _FLAGS.search(text) or len(text) > _LONGEST:
        return False
    return all("global flags not at the start" in _error(text, flags) for flags in (0, re.VERBOSE))


def _error(pattern: str, flags: int = 0) -> str:
    try:
        with warnings.catch_warnings():  # what it thinks of a pattern is for its author, not for our user
            warnings.simplefilter("ignore")
            re.compile(pattern, flags)
    except (re.error, OverflowError, RecursionError, ValueError) as error:
        return str(error) or "it does not compile"
    return ""


_KINDS: Mapping[str, Callable[[cst.BaseExpression, Scope], bool]] = {
    "coroutine": _is_coroutines,
    "set": _is_set,
    "flags": _has_late_flags,
}


def is_bad(kind: str, node: cst.BaseExpression, scope: Scope) -> bool:
    """Tell whether a value is of a `kind` that the table of removed things names; raises KeyError."""
    return _KINDS[kind](node, scope)


def flags_in_front(node: cst.BaseExpression) -> str:
    """Give a pattern's literal with its flags at the beginning; empty where that is not the same.

    It is where they stand once, in a literal that stands for itself, and do not change how it is read.
    """
    import libcst as cst

    if not isinstance(node, cst.SimpleString) or node.evaluated_value != node.raw_value:
        return ""
    found = list(_FLAGS.finditer(node.raw_value))
    if len(found) != 1 or "x" in found[0][0]:
        return ""
    flags, text = found[0][0], node.raw_value
    new = flags + text[: found[0].start()] + text[found[0].end() :]
    return f"{node.prefix}{node.quote}{new}{node.quote}" if not _error(new) else ""


def unhashable_default(node: cst.ClassDef, scope: Scope) -> cst.AnnAssign | None:
    """Give the first field of a data class whose default is an instance of another one that has no hash."""
    import libcst as cst

    if not any(_is_dataclass(each.decorator, scope) for each in node.decorators):
        return None
    for line in node.body.body:
        for part in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if isinstance(part, cst.AnnAssign) and isinstance(part.value, cst.Call) and _is_field(part):
                name = written(part.value.func)
                holder = scope.holder(name)
                found = holder.classes.get(name) if holder is not None else None
                if found is not None and _has_no_hash(found, scope):
                    return part
    return None


def _is_field(node: cst.AnnAssign) -> bool:
    import libcst as cst

    kind = node.annotation.annotation
    return not (isinstance(kind, cst.Subscript) and written(kind.value).endswith("ClassVar"))


def _is_dataclass(node: cst.BaseExpression, scope: Scope) -> bool:
    import libcst as cst

    return meaning(node.func if isinstance(node, cst.Call) else node, scope) == "dataclasses.dataclass"


def _has_no_hash(node: cst.ClassDef, scope: Scope) -> bool:
    """Tell whether a class is a data class that compares its fields and so has no hash of its own."""
    import libcst as cst

    if node.bases or node.keywords:
        return False
    for each in node.decorators:
        decorator = each.decorator
        if _is_dataclass(decorator, scope):
            options = decorator.args if isinstance(decorator, cst.Call) else ()
            return not options and not _defines_hash(node)
    return False


def _defines_hash(node: cst.ClassDef) -> bool:
    """Tell whether a class may have a hash of its own: whatever is said of it, nothing is known."""
    import libcst as cst

    stack: list[cst.CSTNode] = [node.body]
    while stack:
        at = stack.pop()
        if isinstance(at, cst.Name) and at.value == "__hash__":
            return True
        stack += children(at)
    return False
