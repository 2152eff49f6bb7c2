"""A Python file as libcst reads it: every node with what its names mean there and what guards it.

Imports are followed through a small map of aliases, scope by scope; what a function's own parameters
and assignments hide is not taken for a module. libcst's own provider of qualified names takes 1.5 s
for 1,000 lines, this walk a hundredth of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from migrator.records import dataclass
from migrator.source import Edit, Source, Span

if TYPE_CHECKING:
    import libcst as cst

MAX_CHARS = 1_000_000
_PLAIN = (
    *("whitespace", "lpar", "rpar", "comma", "semicolon", "leading", "trailing", "header", "footer", "equal"),
    *(
        "indent",
        "newline",
        "operator",
        "lbracket",
        "rbracket",
        "lbrace",
        "rbrace",
        "colon",
        "dot",
        "encoding",
    ),
)
"""How the fields begin that hold no names."""
ANY = frozenset({"", "Exception", "BaseException"})
"""What catches everything: a bare ``except`` and the two roots."""


@dataclass
class Scope:
    """What names mean in a module, a function or a class: `imports` by alias, `bound` what hides them."""

    above: Scope | None = None
    is_class: bool = False
    imports: dict[str, set[str]] = field(default_factory=dict)
    bound: set[str] = field(default_factory=set)
    stars: list[str] = field(default_factory=list)
    values: dict[str, list[cst.BaseExpression]] = field(default_factory=dict)

    def holder(self, name: str) -> Scope | None:
        """Give the scope that gives a name its meaning, None where none does."""
        scope: Scope | None = self
        while scope is not None:
            hidden = scope.is_class and scope is not self
            if not hidden and (name in scope.imports or name in scope.bound):
                return scope
            scope = scope.above
        return None


@dataclass(frozen=True, slots=True)
class Visit:
    """A node, the scope it stands in, and the exceptions that are caught around it (`guards`).

    `guards` also holds ``if`` where a condition about versions, platforms or attributes is around it.
    """

    node: cst.CSTNode
    scope: Scope
    guards: frozenset[str]

    def guarded(self, *exceptions: str) -> bool:
        """Tell whether one of these exceptions, or all of them, would be caught, or a condition is around."""
        return bool(self.guards & {*exceptions, *ANY, "if"})


class PythonFile:
    """One Python file, parsed when it is first asked for."""

    def __init__(self, source: Source) -> None:
        self.source = source

    @cached_property
    def tree(self) -> cst.Module | None:
        """The tree; None where the file is no Python 3, or too large."""
        import libcst as cst

        if len(self.source.text) > MAX_CHARS:
            return None
        try:
            return cst.parse_module(self.source.text)
        except (cst.ParserSyntaxError, cst.CSTValidationError, RecursionError, ValueError, UnicodeError):
            return None

    @cached_property
    def visits(self) -> tuple[Visit, ...]:
        """All nodes that may hold names, in the order of the text."""
        if self.tree is None:
            return ()
        return tuple(_walk(self.tree, Scope(), frozenset()))

    def of(self, kind: type[cst.CSTNode]) -> Iterator[Visit]:
        """Give the visits of one kind of node."""
        return (each for each in self.visits if isinstance(each.node, kind))

    def span(self, node: cst.CSTNode) -> Span:
        """Give where a node stands, without the whitespace around it."""
        found = self._spans[node]
        if self.source.text.isascii():
            return Span(found.start, found.start + found.length)
        start = len(self._bytes[: found.start].decode("utf-8", "replace"))
        length = len(self._bytes[found.start : found.start + found.length].decode("utf-8", "replace"))
        return Span(start, start + length)

    def line(self, node: cst.CSTNode) -> int:
        """Give the line on which a node begins."""
        return self.source.line_of(self.span(node).start)

    def replaced(self, node: cst.CSTNode, text: str) -> Edit:
        """Give the edit that puts `text` in the place of a node."""
        span = self.span(node)
        return Edit(span.start, span.end, text)

    @cached_property
    def _bytes(self) -> bytes:
        return self.source.text.encode("utf-8", "surrogateescape")

    @cached_property
    def _spans(self) -> dict[cst.CSTNode, cst.metadata.CodeSpan]:
        from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper

        assert self.tree is not None  # noqa: S101 – a node is asked for, so there is a tree
        wrapper = MetadataWrapper(self.tree, unsafe_skip_copy=True)
        return dict(wrapper.resolve(ByteSpanPositionProvider))


def written(node: cst.CSTNode) -> str:
    """Give a written name as written, empty for any other expression."""
    import libcst as cst

    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        head = written(node.value)
        return f"{head}.{node.attr.value}" if head else ""
    return ""


def meaning(node: cst.CSTNode, scope: Scope) -> str:
    """Give what a name stands for: ``os.system`` for ``s`` after ``from os import system as s``.

    Empty for what is no name, is hidden by another one, or may be one of several things.
    """
    whole = written(node)
    first, dot, rest = whole.partition(".")
    if not first:
        return ""
    holder = scope.holder(first)
    if holder is None:
        stars = _star_modules(scope)
        return f"{stars[0]}.{whole}" if len(stars) == 1 else whole
    origins = holder.imports.get(first, set())
    if len(origins) != 1:
        return ""
    return f"{next(iter(origins))}{dot}{rest}"


def _star_modules(scope: Scope) -> list[str]:
    while scope.above is not None:
        scope = scope.above
    return scope.stars


def text_of(node: cst.CSTNode | None) -> str | None:
    """Give the value of a string literal, None for anything else."""
    import libcst as cst

    if isinstance(node, cst.SimpleString | cst.ConcatenatedString):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    return None


def argument(call: cst.Call, index: int, name: str) -> cst.BaseExpression | None:
    """Give an argument by its place or its name, None where it is not given or hidden in a ``*``."""
    if any(each.star for each in call.args[: index + 1]):
        return None
    plain = [each.value for each in call.args if each.keyword is None and not each.star]
    if index < len(plain):
        return plain[index]
    named = (each.value for each in call.args if each.keyword is not None and each.keyword.value == name)
    return next(named, None)


@lru_cache(maxsize=256)
def _fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    return tuple(name for name in kind.__dataclass_fields__ if not name.startswith(_PLAIN))


def children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Give the nodes right below one, those of whitespace and punctuation left out."""
    import libcst as cst

    for name in _fields(type(node)):
        value = getattr(node, name)
        if isinstance(value, cst.CSTNode):
            yield value
        elif isinstance(value, list | tuple):
            yield from (each for each in value if isinstance(each, cst.CSTNode))


def _walk(node: cst.CSTNode, scope: Scope, guards: frozenset[str]) -> Iterator[Visit]:
    """Walk over a tree without recursion, so that no depth of nesting is too deep."""
    import libcst as cst

    if isinstance(node, cst.Module):
        _bind(node, scope)
    stack: list[tuple[cst.CSTNode, Scope, frozenset[str]]] = [(node, scope, guards)]
    while stack:
        node, scope, guards = stack.pop()
        yield Visit(node, scope, guards)
        stack += reversed(tuple(_below(node, scope, guards)))


def _below(
    node: cst.CSTNode, scope: Scope, guards: frozenset[str]
) -> Iterator[tuple[cst.CSTNode, Scope, frozenset[str]]]:
    import libcst as cst

    if isinstance(node, cst.FunctionDef | cst.ClassDef | cst.Lambda):
        yield from _inside(node, scope, guards)
    elif isinstance(node, cst.Try | cst.TryStar):
        caught = guards | _caught(node)
        yield node.body, scope, caught
        yield from ((each, scope, guards | ({"ImportError"} & caught)) for each in node.handlers)
        yield from ((each, scope, guards) for each in (node.orelse, node.finalbody) if each is not None)
    elif isinstance(node, cst.If | cst.IfExp):
        yield from _branches(node, scope, guards)
    elif isinstance(node, cst.With):
        caught = guards | _suppressed(node, scope)
        yield from ((each, scope, guards) for each in node.items)
        yield node.body, scope, caught
    else:
        yield from ((each, scope, guards) for each in children(node))


def _inside(
    node: cst.FunctionDef | cst.ClassDef | cst.Lambda, scope: Scope, guards: frozenset[str]
) -> Iterator[tuple[cst.CSTNode, Scope, frozenset[str]]]:
    import libcst as cst

    inner = Scope(scope, is_class=isinstance(node, cst.ClassDef))
    if not isinstance(node, cst.Lambda):
        _bind(node.body, inner)
    if not isinstance(node, cst.ClassDef):
        inner.bound |= _parameters(node.params)
    for each in children(node):
        # A function's body runs later: what is caught around its definition is not caught there.
        later = each is node.body and isinstance(node, cst.FunctionDef)
        at = inner if each is node.body else scope
        yield each, at, guards & {"if"} if later else guards


def _parameters(params: cst.Parameters) -> set[str]:
    import libcst as cst

    every = (
        *params.posonly_params,
        *params.params,
        *params.kwonly_params,
        params.star_arg,
        params.star_kwarg,
    )
    return {each.name.value for each in every if isinstance(each, cst.Param)}


def _bind(body: cst.CSTNode, scope: Scope) -> None:
    """Note what the statements of a scope bind, not those of the functions and classes in it."""
    import libcst as cst

    stack = list(children(body))[::-1]
    while stack:
        node = stack.pop()
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            scope.bound.add(node.name.value)
            continue
        if isinstance(node, cst.Lambda | cst.CompFor):
            continue
        if isinstance(node, cst.Import | cst.ImportFrom):
            _bind_import(node, scope)
            continue
        _bind_value(node, scope)
        stack += reversed(tuple(children(node)))


def _bind_value(node: cst.CSTNode, scope: Scope) -> None:
    import libcst as cst

    if isinstance(node, cst.Assign):
        for target in node.targets:
            scope.bound |= set(_targets(target.target))
            _give(written(target.target), node.value, scope)
    elif isinstance(node, cst.AnnAssign):
        scope.bound |= set(_targets(node.target))
        if node.value is not None:
            _give(written(node.target), node.value, scope)
    elif isinstance(node, cst.AugAssign | cst.For | cst.NamedExpr):
        scope.bound |= set(_targets(node.target))
    elif isinstance(node, cst.AsName):
        scope.bound |= set(_targets(node.name))


def _give(name: str, value: cst.BaseExpression, scope: Scope) -> None:
    """Note a value; one of ``self.x`` belongs to the class, whose other methods read it."""
    home = scope.above if name.startswith("self.") and scope.above is not None else scope
    if name:
        home.values.setdefault(name, []).append(value)


def _targets(node: cst.CSTNode) -> Iterator[str]:
    import libcst as cst

    if isinstance(node, cst.Name):
        yield node.value
    elif isinstance(node, cst.Tuple | cst.List):
        for each in node.elements:
            yield from _targets(each.value)
    elif isinstance(node, cst.StarredElement):
        yield from _targets(node.value)


def _bind_import(node: cst.Import | cst.ImportFrom, scope: Scope) -> None:
    import libcst as cst

    if isinstance(node, cst.Import):
        for alias in node.names:
            name = written(alias.name)
            local = alias.evaluated_alias or name.partition(".")[0]
            scope.imports.setdefault(local, set()).add(name if alias.evaluated_alias else local)
        return
    module = "." * len(node.relative) + (written(node.module) if node.module else "")
    if isinstance(node.names, cst.ImportStar):
        scope.stars.append(module)
        return
    for alias in node.names:
        name = written(alias.name)
        whole = f"{module}{name}" if module.endswith(".") else f"{module}.{name}"
        scope.imports.setdefault(alias.evaluated_alias or name, set()).add(whole)


def _caught(node: cst.Try | cst.TryStar) -> frozenset[str]:
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


def _suppressed(node: cst.With, scope: Scope) -> frozenset[str]:
    import libcst as cst

    found: set[str] = set()
    for item in node.items:
        if isinstance(item.item, cst.Call) and meaning(item.item.func, scope) == "contextlib.suppress":
            for each in item.item.args:
                found.update(_exceptions(each.value))
    return frozenset(found)


_CONDITIONS = ("version_info", "hexversion", "PY2", "PY3", "TYPE_CHECKING", "hasattr", "find_spec", "which")
_ELSEWHERE = ("win32", "darwin", "Windows", "Darwin", "nt", "cygwin", "java")
_PLATFORMS = ("platform", "name", "system")


def _branches(
    node: cst.If | cst.IfExp, scope: Scope, guards: frozenset[str]
) -> Iterator[tuple[cst.CSTNode, Scope, frozenset[str]]]:
    words, texts = _words(node.test)
    both = bool(words.intersection(_CONDITIONS))
    elsewhere = bool(texts.intersection(_ELSEWHERE)) and bool(words.intersection(_PLATFORMS))
    negated = elsewhere and _negated(node.test)
    yield node.test, scope, guards | {"if"} if both else guards
    yield node.body, scope, guards | {"if"} if both or (elsewhere and not negated) else guards
    if node.orelse is not None:
        yield node.orelse, scope, guards | {"if"} if both or negated else guards


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
