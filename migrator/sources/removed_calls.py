"""What a call names in its arguments that a newer Python does not take: arguments, modes, modules by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from migrator.source import Edit
from migrator.sources.bad_values import flags_in_front, is_bad
from migrator.sources.python_names import PythonFile, Visit, argument, text_of
from migrator.sources.removed_rows import Call, Removed, Row
from migrator.sources.scopes import meaning, origin, written

if TYPE_CHECKING:
    import libcst as cst

_IMPORTING = frozenset({"__import__", "importlib.import_module", "importlib.__import__"})


class CallFinder:
    """Finds in calls what is in `rows`; `module` gives the row of a module that is not the project's own."""

    def __init__(
        self, rows: Mapping[str, Row], file: PythonFile, module: Callable[[str], Row | None]
    ) -> None:
        self.rows, self.file, self.module = rows, file, module
        self.by_function: dict[str, list[tuple[Row, Call]]] = {}
        self.by_method: dict[str, list[tuple[Row, Call]]] = {}
        for row in rows.values():
            if row.call is not None:
                found, key = (self.by_method, row.word) if row.of else (self.by_function, row.call.function)
                found.setdefault(key, []).append((row, row.call))

    def of(self, node: cst.Call, visit: Visit) -> Iterator[Removed]:
        """Give what one call uses, as far as nothing catches the error."""
        name = _known(node, visit)
        if name in _IMPORTING and not visit.guarded("ImportError", "ModuleNotFoundError"):
            yield from self._imported(node)
        for row, call in (*self.by_function.get(name, ()), *self._of_method(node, visit)):
            if len(call.value) == 1 and not visit.guarded("ValueError"):
                yield from self._letter(node, row, call)
            elif call.value:
                yield from self._value(node, row, call, visit)
            elif not visit.guarded("TypeError"):
                yield from self._argument(node, row, call)

    def _of_method(self, node: cst.Call, visit: Visit) -> Iterator[tuple[Row, Call]]:
        import libcst as cst

        if not isinstance(node.func, cst.Attribute):
            return
        found = self.by_method.get(node.func.attr.value)
        if found:
            made = origin(node.func.value, visit.scope)
            yield from ((row, call) for row, call in found if made in row.of)

    def _value(self, node: cst.Call, row: Row, call: Call, visit: Visit) -> Iterator[Removed]:
        value = argument(node, call.place or 0, call.argument)
        if value is None or len(call.value) == 1 or visit.guarded("TypeError", "ValueError", "error"):
            return
        if is_bad(call.value, value, visit.scope):
            new = flags_in_front(value) if call.value == "flags" else ""
            yield Removed(row, self.file.line(value), (self.file.replaced(value, new),) if new else ())

    def _imported(self, node: cst.Call) -> Iterator[Removed]:
        name = text_of(argument(node, 0, "name")) or ""
        if (row := self.module(name)) is not None:
            yield Removed(row, self.file.line(node))

    def _argument(self, node: cst.Call, row: Row, call: Call) -> Iterator[Removed]:
        given = next(
            (each for each in node.args if each.keyword and each.keyword.value == call.argument), None
        )
        if given is not None:
            yield Removed(row, self.file.line(given), self._without(node, given) if call.idle else ())
        elif call.place is not None and argument(node, call.place, call.argument) is not None:
            yield Removed(row, self.file.line(node))

    def _without(self, node: cst.Call, given: cst.Arg) -> tuple[Edit, ...]:
        """Give the edit that takes an argument away; none where its value does something or has a comment."""
        at = node.args.index(given)
        if at == 0 or (text_of(given.value) is None and not written(given.value)):
            return ()
        start, end = self.file.span(node.args[at - 1].value).end, self.file.span(given.value).end
        between = self.file.source.text[start:end]
        # A parenthesis closes the argument before it.
        return (Edit(start, end, ""),) if "#" not in between and ")" not in between else ()

    def _letter(self, node: cst.Call, row: Row, call: Call) -> Iterator[Removed]:
        import libcst as cst

        value = argument(node, call.place or 0, call.argument)
        text = text_of(value)
        if value is None or text is None or call.value not in text:
            return
        plain = isinstance(value, cst.SimpleString) and value.value == f"{value.quote}{text}{value.quote}"
        new = text.replace(call.value, "")
        new = new if "r" in new else f"r{new}"
        quoted = f"{value.quote}{new}{value.quote}" if isinstance(value, cst.SimpleString) else ""
        idle = plain and call.idle
        yield Removed(row, self.file.line(value), (self.file.replaced(value, quoted),) if idle else ())


def _known(node: cst.Call, visit: Visit) -> str:
    """Give what a call calls: something imported, or built in; empty for anything else."""
    name = written(node.func)
    if "." in name and visit.scope.holder(name.partition(".")[0]) is None:
        return ""
    return meaning(node.func, visit.scope).removeprefix("builtins.")
