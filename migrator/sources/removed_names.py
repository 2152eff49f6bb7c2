"""What a Python file uses of the standard library that a newer version does not have, and how to say it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.knowledge import Knowledge
from migrator.source import Edit
from migrator.sources.bad_values import unhashable_default
from migrator.sources.python_names import PythonFile
from migrator.sources.removed_calls import CallFinder
from migrator.sources.removed_rows import TESTS, Removed, Row, Version, may_use, rows_of
from migrator.sources.scopes import Scope, class_around, meaning, origin, written

if TYPE_CHECKING:
    import libcst as cst

Local = Callable[[str], bool]
"""Tells whether a module of this name is the project's own."""
_DATACLASS = "dataclasses.dataclass(default=unhashable)"


class RemovedNames:
    """The names that Python has lost after version `old` and up to `new`."""

    def __init__(self, knowledge: Knowledge, old: Version, new: Version) -> None:
        self.versions = old, new
        self.rows: Mapping[str, Row] = {
            name: row for name, row in rows_of(knowledge).items() if old < row.gone <= new
        }

    def only(self, names: Container[str]) -> RemovedNames:
        """Give those of the names that are among `names`."""
        chosen = copy(self)
        chosen.rows = {name: row for name, row in self.rows.items() if name in names}
        return chosen

    def uses(self, file: PythonFile, local: Local) -> Iterator[Removed]:
        """Give the uses in a file that nothing guards; `local` tells modules of the project."""
        if not may_use(file.source.text, file.words, self.rows.values()):
            return
        yield from _Finder(self.rows, file, local).found()


class _Finder:
    def __init__(self, rows: Mapping[str, Row], file: PythonFile, local: Local) -> None:
        self.rows, self.file, self.local = rows, file, local
        self.calls = CallFinder(rows, file, self._module)
        self.methods: dict[str, list[Row]] = {}
        for row in rows.values():
            if row.of and row.call is None:
                self.methods.setdefault(row.word, []).append(row)

    def found(self) -> Iterator[Removed]:
        import libcst as cst

        for visit in self.file.visits:
            node = visit.node
            if isinstance(node, cst.Import) and not visit.guarded("ImportError", "ModuleNotFoundError"):
                yield from self._import(node)
            elif isinstance(node, cst.ImportFrom) and not visit.guarded("ImportError", "ModuleNotFoundError"):
                yield from self._import_from(node)
            elif isinstance(node, cst.Attribute) and not visit.guarded("AttributeError"):
                yield from self._attribute(node, visit.scope)
            elif isinstance(node, cst.ClassDef) and not visit.guarded("ValueError"):
                yield from self._fields(node, visit.scope)
            elif isinstance(node, cst.Call):
                yield from self.calls.of(node, visit)

    def _module(self, name: str) -> Row | None:
        """Give the row of the module that `name` is or lies in, where it is no module of the project."""
        row = self.rows.get(name.partition(".")[0])
        return row if row is not None and row.module and not self.local(row.name) else None

    def _removed(self, row: Row, node: cst.CSTNode, edits: tuple[Edit, ...] | None) -> Removed:
        return Removed(row, self.file.line(node), edits or ())

    # import statements

    def _import(self, node: cst.Import) -> Iterator[Removed]:
        for alias in node.names:
            name = written(alias.name)
            if (row := self._module(name)) is not None:
                yield self._removed(row, alias, self._moved_module(alias, name))
            elif (row := self.rows.get(name)) is not None and not row.module:
                moved = row.same and alias.asname is not None
                yield self._removed(
                    row, alias, (self.file.replaced(alias.name, row.same),) if moved else None
                )

    def _moved_module(self, alias: cst.ImportAlias, name: str) -> tuple[Edit, ...] | None:
        """Give the edits where all that is used of a module lives in one other module: imp.reload."""
        import libcst as cst

        if alias.asname is not None or "." in name:
            return None
        uses = [each for each in self.file.of(cst.Name) if written(each.node) == name]
        edits: list[Edit] = []
        targets: set[str] = set()
        for visit in self.file.of(cst.Attribute):
            node = visit.node
            if not isinstance(node, cst.Attribute) or written(node.value) != name:
                continue
            row = self.rows.get(f"{name}.{node.attr.value}")
            if row is None or not row.same or meaning(node, visit.scope) != row.name:
                return None
            targets.add(row.same.rpartition(".")[0])
            edits.append(self.file.replaced(node, row.same))
        # Each use is an attribute that was edited; the one name left is the import itself.
        if len(targets) != 1 or len(uses) != len(edits) + 1:
            return None
        return (self.file.replaced(alias.name, targets.pop()), *edits)

    def _import_from(self, node: cst.ImportFrom) -> Iterator[Removed]:
        import libcst as cst

        module = written(node.module) if node.module is not None and not node.relative else ""
        if not module or isinstance(node.names, cst.ImportStar):
            return
        rows = {written(each.name): self.rows.get(f"{module}.{written(each.name)}") for each in node.names}
        if (row := self._module(module)) is not None:
            yield self._removed(row, node, self._other_module(node, rows))
            return
        for alias in node.names:
            found = rows[written(alias.name)]
            if found is not None:
                yield self._removed(found, alias, self._renamed(node, alias, found, rows))

    def _renamed(
        self, node: cst.ImportFrom, alias: cst.ImportAlias, row: Row, rows: Mapping[str, Row | None]
    ) -> tuple[Edit, ...] | None:
        module, _, name = row.same.rpartition(".")
        if module and module == row.name.rpartition(".")[0]:
            kept = "" if alias.asname is not None else f" as {written(alias.name)}"
            return (self.file.replaced(alias.name, f"{name}{kept}"),)
        return self._other_module(node, rows)

    def _other_module(self, node: cst.ImportFrom, rows: Mapping[str, Row | None]) -> tuple[Edit, ...] | None:
        """Give the edits after which the names that have moved are taken from where they are now."""
        import libcst as cst

        if isinstance(node.names, cst.ImportStar) or node.module is None:
            return None
        moved = [each for each in node.names if (row := rows[written(each.name)]) is not None and row.same]
        homes = {self._same(rows, each).rpartition(".")[0] for each in moved}
        same_name = all(self._same(rows, each).rpartition(".")[2] == written(each.name) for each in moved)
        if len(homes) != 1 or not same_name or "" in homes:
            return None
        home = homes.pop()
        if len(moved) == len(node.names):
            return (self.file.replaced(node.module, home),)
        return self._split(node, home, [written(each.name) for each in moved])

    @staticmethod
    def _same(rows: Mapping[str, Row | None], alias: cst.ImportAlias) -> str:
        row = rows[written(alias.name)]
        return row.same if row is not None else ""

    def _split(self, node: cst.ImportFrom, home: str, moved: list[str]) -> tuple[Edit, ...] | None:
        """Write two statements for one, where it stands on a line of its own."""
        import libcst as cst

        if isinstance(node.names, cst.ImportStar):
            return None
        source, span = self.file.source, self.file.span(node)
        line = source.slice(source.line_span(span.start))
        text = source.slice(span)
        if line.strip() != text or "\n" in text or "#" in text or node.module is None:
            return None
        indent = line[: len(line) - len(line.lstrip())]
        parts: dict[bool, list[str]] = {True: [], False: []}
        for alias in node.names:
            name, local = written(alias.name), alias.evaluated_alias
            parts[name in moved].append(f"{name} as {local}" if local else name)
        first = f"from {written(node.module)} import {', '.join(parts[False])}"
        second = f"from {home} import {', '.join(parts[True])}"
        return (Edit.over(span, f"{first}{source.newline}{indent}{second}"),)

    # names in use

    def _attribute(self, node: cst.Attribute, scope: Scope) -> Iterator[Removed]:
        attribute = node.attr.value
        row = self.rows.get(meaning(node, scope))
        if row is not None and not row.module:
            holder = scope.holder(written(node).partition(".")[0])
            if holder is not None and self._module(row.name) is None:
                yield self._removed(row, node, self._named(node, row, holder))
        elif attribute in self.methods:
            yield from self._method(node, scope)
        elif written(node.value) == "self" and (test := self.rows.get(TESTS + attribute)) is not None:
            yield from self._test(node, test, scope)

    def _named(self, node: cst.Attribute, row: Row, holder: Scope) -> tuple[Edit, ...] | None:
        module, _, name = row.same.rpartition(".")
        own = row.name.rpartition(".")[0]
        if not row.same:
            return None
        if not module:
            return (self.file.replaced(node, name),)
        if module == own:
            return (self.file.replaced(node.attr, name),)
        if written(node.value) != own or not module.startswith(f"{own}."):
            return None
        imported = self._import_of(own, holder)
        inner = module[len(own) + 1 :]
        return (self.file.replaced(node.attr, f"{inner}.{name}"), *imported) if imported is not None else None

    def _import_of(self, module: str, holder: Scope) -> tuple[Edit, ...] | None:
        """Give the edit that makes ``import collections`` an import of what lies below it too."""
        import libcst as cst

        found = [
            alias
            for visit in self.file.of(cst.Import)
            if visit.scope is holder and isinstance(visit.node, cst.Import)
            for alias in visit.node.names
        ]
        below = {written(each.name) for each in found}
        plain = [each for each in found if written(each.name) == module and each.asname is None]
        if f"{module}.abc" in below:
            return ()
        return (self.file.replaced(plain[0].name, f"{module}.abc"),) if len(plain) == 1 else None

    def _method(self, node: cst.Attribute, scope: Scope) -> Iterator[Removed]:
        """Look at what an instance no longer has, as far as the file itself defines nothing of the name."""
        name = node.attr.value
        made = origin(node.value, scope)
        row = next((each for each in self.methods[name] if made in each.of), None)
        if row is not None and name not in self._own:
            new = row.same.rpartition(".")[2] if self._is_plain(node) else ""
            yield self._removed(row, node, (self.file.replaced(node.attr, new),) if new else None)

    @cached_property
    def _own(self) -> frozenset[str]:
        """The names of all functions and methods that the file defines."""
        import libcst as cst

        return frozenset(
            each.node.name.value
            for each in self.file.of(cst.FunctionDef)
            if isinstance(each.node, cst.FunctionDef)
        )

    def _is_plain(self, node: cst.Attribute) -> bool:
        """Tell whether a method is called with one argument at most, which has no name."""
        call = self._calls.get(id(node))
        if call is None or len(call.args) > 1:
            return False
        return all(each.keyword is None and not each.star for each in call.args)

    @cached_property
    def _calls(self) -> dict[int, cst.Call]:
        import libcst as cst

        calls = (each.node for each in self.file.of(cst.Call))
        return {id(each.func): each for each in calls if isinstance(each, cst.Call)}

    def _test(self, node: cst.Attribute, row: Row, scope: Scope) -> Iterator[Removed]:
        around = class_around(scope)
        if around is None or around.definition is None or row.word in self._own:
            return
        bases = (meaning(each.value, around) for each in around.definition.bases)
        if any(base.endswith("TestCase") for base in bases):
            new = row.same.removeprefix(TESTS)
            yield self._removed(row, node, (self.file.replaced(node.attr, new),) if new else None)

    def _fields(self, node: cst.ClassDef, scope: Scope) -> Iterator[Removed]:
        row = self.rows.get(_DATACLASS)
        found = unhashable_default(node, scope) if row is not None else None
        if row is not None and found is not None:
            yield self._removed(row, found, None)
