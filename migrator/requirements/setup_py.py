"""Reads what a ``setup.py`` requires without running it: only what stands there literally."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from migrator.records import dataclass
from migrator.requirements.model import Collector, requirement

if TYPE_CHECKING:
    import libcst as cst
    from libcst.metadata import MetadataWrapper

MAX_CHARS = 300_000
MAX_NESTING = 100


class DynamicError(Exception):
    """A value is computed: only running the file would tell it."""


@dataclass
class SetupCall:
    """The literal keywords of a ``setup()`` call and the lines at which they stand."""

    python_requires: str = ""
    requires: list[tuple[str, str, int]] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


def read_setup_py(text: str, path: str, into: Collector) -> None:
    """Read the dependencies of the ``setup.py`` at `path` into a collector."""
    call = setup_call(text)
    for group, entry, line in call.requires:
        try:
            into.requirements.append(requirement(entry, path, line, group=group))
        except ValueError as error:
            into.problem(path, line, f"not a requirement: {error}")
    for line, message in call.problems:
        into.problem(path, line, message)


def setup_call(text: str) -> SetupCall:
    """Give what the ``setup()`` calls of a file say; what is computed is listed as a problem."""
    found = SetupCall()
    if len(text) > MAX_CHARS or _nesting(text) > MAX_NESTING:
        found.problems.append((1, "too large or too deeply nested to be read"))
        return found
    import libcst as cst
    from libcst.metadata import MetadataWrapper

    try:
        wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    except (cst.ParserSyntaxError, RecursionError, ValueError, UnicodeError):
        found.problems.append((1, "not Python 3"))
        return found
    reader = _Reader(wrapper)
    for call in reader.calls:
        reader.take(call, found)
    return found


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
    """Finds the calls and the literals that their keywords lead to."""

    def __init__(self, wrapper: MetadataWrapper) -> None:
        import libcst as cst
        from libcst.metadata import PositionProvider

        self._cst = cst
        self._positions = wrapper.resolve(PositionProvider)
        self._names = dict(_assigned(wrapper.module))
        self.calls = tuple(_setup_calls(wrapper.module))

    def take(self, call: cst.Call, found: SetupCall) -> None:
        """Note what `call` says."""
        for argument in call.args:
            if argument.star == "**":
                found.problems.append((self._line(argument), "dynamic: setup() takes computed keywords"))
            elif argument.keyword is not None:
                self._keyword(argument.keyword.value, argument.value, found)

    def _keyword(self, name: str, value: cst.BaseExpression, found: SetupCall) -> None:
        groups = {"install_requires": "", "setup_requires": "build", "tests_require": "group:test"}
        try:
            if name in groups:
                found.requires += [(groups[name], *entry) for entry in self._list(value)]
            elif name == "extras_require":
                found.requires += self._extras(value)
            elif name == "python_requires":
                found.python_requires = self._text(value)
        except DynamicError:
            found.problems.append((self._line(value), f"dynamic: {name} is computed"))

    def _extras(self, value: cst.BaseExpression) -> list[tuple[str, str, int]]:
        value = self._resolved(value)
        if not isinstance(value, self._cst.Dict):
            raise DynamicError
        found: list[tuple[str, str, int]] = []
        for element in value.elements:
            if not isinstance(element, self._cst.DictElement):
                raise DynamicError
            name = self._text(element.key)
            found += [(f"extra:{name}", *entry) for entry in self._list(element.value)]
        return found

    def _list(self, value: cst.BaseExpression) -> list[tuple[str, int]]:
        """Give the strings of a literal list, each with its line; lists added together count too."""
        value = self._resolved(value)
        if isinstance(value, self._cst.BinaryOperation) and isinstance(value.operator, self._cst.Add):
            return self._list(value.left) + self._list(value.right)
        if not isinstance(value, self._cst.List | self._cst.Tuple | self._cst.Set):
            return self._lines_of(value)
        found: list[tuple[str, int]] = []
        for element in value.elements:
            if isinstance(element, self._cst.StarredElement):
                found += self._list(element.value)
            else:
                found.append((self._text(element.value), self._line(element)))
        return found

    def _lines_of(self, value: cst.BaseExpression) -> list[tuple[str, int]]:
        """Give the lines of one string, which setuptools takes for a list as well."""
        lines = (line.strip() for line in self._text(value).splitlines())
        return [(line, self._line(value)) for line in lines if line and not line.startswith("#")]

    def _text(self, value: cst.BaseExpression) -> str:
        value = self._resolved(value)
        if isinstance(value, self._cst.SimpleString | self._cst.ConcatenatedString):
            text = value.evaluated_value
            if isinstance(text, str):
                return text
        raise DynamicError

    def _resolved(self, value: cst.BaseExpression) -> cst.BaseExpression:
        """Give what a name stands for, where it is assigned exactly once and never changed."""
        for _ in range(8):
            if not isinstance(value, self._cst.Name):
                return value
            known = self._names.get(value.value)
            if known is None:
                raise DynamicError
            value = known
        raise DynamicError

    def _line(self, node: cst.CSTNode) -> int:
        line: int = self._positions[node].start.line
        return line


def _setup_calls(module: cst.Module) -> Iterator[cst.Call]:
    import libcst as cst
    import libcst.matchers as m

    name = m.Name("setup") | m.Attribute(value=m.Name("setuptools"), attr=m.Name("setup"))
    for node in m.findall(module, m.Call(func=name)):
        if isinstance(node, cst.Call):
            yield node


def _assigned(module: cst.Module) -> Iterator[tuple[str, cst.BaseExpression]]:
    """Give the names that the module assigns once at its top and changes nowhere."""
    import libcst as cst
    import libcst.matchers as m

    changed: dict[str, int] = {}
    target = m.AssignTarget(target=m.SaveMatchedNode(m.Name(), "name"))
    changing = (
        target
        | m.AugAssign(target=m.SaveMatchedNode(m.Name(), "name"))
        | m.AnnAssign(target=m.SaveMatchedNode(m.Name(), "name"))
        | m.Subscript(value=m.SaveMatchedNode(m.Name(), "name"))
        | m.Call(func=m.Attribute(value=m.SaveMatchedNode(m.Name(), "name")))
        | m.For(target=m.SaveMatchedNode(m.Name(), "name"))
    )
    for match in m.extractall(module, changing):
        name = match["name"]
        if isinstance(name, cst.Name):
            changed[name.value] = changed.get(name.value, 0) + 1
    for statement in module.body:
        if not isinstance(statement, cst.SimpleStatementLine):
            continue
        for part in statement.body:
            if isinstance(part, cst.Assign) and len(part.targets) == 1:
                name = part.targets[0].target
                if isinstance(name, cst.Name) and changed.get(name.value) == 1:
                    yield name.value, part.value
