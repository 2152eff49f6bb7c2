"""What a Python module says about calls, names, imports and decorated functions, read by libcst."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from migrator.records import dataclass
from migrator.sources.scopes import written

if TYPE_CHECKING:
    import libcst as cst

MAX_CHARS = 200_000


@dataclass(frozen=True, slots=True)
class Env:
    """A value that an environment variable decides: ``int(os.environ.get("PORT", "8000"))``."""

    variable: str
    default: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its dots: ``app``, ``health.router``."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call: the dotted name of what is called, its positional and its keyword arguments."""

    name: str
    arguments: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]

    def keyword(self, name: str) -> Value:
        """Give the value of a keyword, None where it is not given."""
        return next((value for key, value in self.keywords if key == name), None)

    def argument(self, index: int, name: str) -> Value:
        """Give an argument by its place or by its name, None where it is not given."""
        return self.arguments[index] if index < len(self.arguments) else self.keyword(name)

    def has(self, name: str) -> bool:
        """Tell whether a keyword is given."""
        return any(key == name for key, _ in self.keywords)


Value = str | int | Env | Name | Call | tuple["Value", ...] | None
"""What an expression is, as far as it is plain; None for everything else."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function with its decorators; `parameters` are names with the dotted name of their annotation."""

    name: str
    parameters: tuple[tuple[str, str], ...]
    decorators: tuple[Value, ...]


@dataclass
class Module:
    """The facts of one module: `imports` maps a name to the module and the name that it stands for."""

    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    assigned: dict[str, Value] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)

    def resolved(self, value: Value) -> Value:
        """Give what a name is assigned to, once; other values as they are."""
        if isinstance(value, Name) and value.text in self.assigned:
            found = self.assigned[value.text]
            return value if isinstance(found, Name) else found
        return value

    def origin(self, name: str) -> str:
        """Give where the first part of a dotted name was imported from: ``flask.Flask`` for ``Flask``."""
        first, dot, rest = name.partition(".")
        if first not in self.imports:
            return name
        module, attribute = self.imports[first]
        return ".".join(part for part in (module, attribute, rest if dot else "") if part)


def read_module(text: str) -> Module | None:
    """Read a module; None where it is no Python 3, or too large."""
    if len(text) > MAX_CHARS:
        return None
    import libcst as cst

    try:
        tree = cst.parse_module(text)
        found = Module()
        _collect(tree, found)
    except (cst.ParserSyntaxError, cst.CSTValidationError, RecursionError, ValueError, UnicodeError):
        return None
    return found


def _nodes(tree: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Give all nodes in the order of the text."""
    stack = [tree]
    while stack:
        node = stack.pop()
        yield node
        stack += reversed(node.children)


def _collect(tree: cst.Module, found: Module) -> None:
    import libcst as cst

    for node in _nodes(tree):
        if isinstance(node, cst.Import):
            _import(node, found)
        elif isinstance(node, cst.ImportFrom):
            _import_from(node, found)
        elif isinstance(node, cst.Assign):
            for each in node.targets:
                if isinstance(each.target, cst.Name):
                    found.assigned[each.target.value] = _value(node.value)
        elif isinstance(node, cst.AnnAssign):
            if isinstance(node.target, cst.Name) and node.value is not None:
                found.assigned[node.target.value] = _value(node.value)
        elif isinstance(node, cst.Call):
            found.calls.append(_call(node))
        elif isinstance(node, cst.FunctionDef):
            found.functions.append(_function(node))


def _import(node: cst.Import, found: Module) -> None:
    for alias in node.names:
        name = written(alias.name)
        local = alias.evaluated_alias or name.partition(".")[0]
        found.imports[local] = (name if alias.evaluated_alias else local, "")


def _import_from(node: cst.ImportFrom, found: Module) -> None:
    import libcst as cst

    if isinstance(node.names, cst.ImportStar):
        return
    module = "." * len(node.relative) + (written(node.module) if node.module else "")
    for alias in node.names:
        name = written(alias.name)
        found.imports[alias.evaluated_alias or name] = (module, name)


def _function(node: cst.FunctionDef) -> Function:
    given = node.params
    parameters = (*given.posonly_params, *given.params, *given.kwonly_params)
    names = tuple((each.name.value, _annotation(each)) for each in parameters)
    return Function(node.name.value, names, tuple(_value(each.decorator) for each in node.decorators))


def _annotation(parameter: cst.Param) -> str:
    return written(parameter.annotation.annotation) if parameter.annotation else ""


def _value(node: cst.BaseExpression) -> Value:
    import libcst as cst

    if isinstance(node, cst.SimpleString | cst.ConcatenatedString):
        text = node.evaluated_value
        return text if isinstance(text, str) else None
    if isinstance(node, cst.Integer):
        return node.evaluated_value
    if isinstance(node, cst.Name | cst.Attribute):
        return Name(written(node)) if written(node) else None
    if isinstance(node, cst.List | cst.Tuple):
        return tuple(_value(element.value) for element in node.elements)
    if isinstance(node, cst.Call):
        return _environment(node) or _call(node)
    if isinstance(node, cst.Subscript) and written(node.value) in ("os.environ", "environ"):
        index = node.slice[0].slice
        name = _value(index.value) if isinstance(index, cst.Index) else None
        return Env(name, "") if isinstance(name, str) else None
    return None


def _call(node: cst.Call) -> Call:
    plain = [each for each in node.args if each.keyword is None and not each.star]
    keywords = ((each.keyword.value, _value(each.value)) for each in node.args if each.keyword is not None)
    return Call(written(node.func), tuple(_value(each.value) for each in plain), tuple(keywords))


def _environment(node: cst.Call) -> Env | None:
    """Give the variable that ``os.environ.get(…)``, ``os.getenv(…)`` or ``int(…)`` around them reads."""
    call = _call(node)
    if call.name == "int" and len(call.arguments) == 1:
        return call.arguments[0] if isinstance(call.arguments[0], Env) else None
    if call.name not in ("os.environ.get", "os.getenv", "environ.get", "getenv"):
        return None
    name, default = call.argument(0, "key"), call.argument(1, "default")
    if not isinstance(name, str) or not isinstance(default, str | int | None):
        return None
    return Env(name, "" if default is None else str(default))
