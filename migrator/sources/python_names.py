"""A Python file as libcst reads it: every node with what its names mean there and what guards it.

Imports are followed scope by scope; what a function's own parameters and assignments hide is not
taken for a module.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from migrator import regex as re
from migrator.records import dataclass
from migrator.source import Edit, Source, Span
from migrator.sources.guards import ANY, caught, conditional, suppressed
from migrator.sources.scopes import Scope, bind, bind_loops, children, parameters

if TYPE_CHECKING:
    import libcst as cst

MAX_CHARS = 1_000_000
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Visit:
    """A node, the scope it stands in, and the exceptions that are caught around it (`guards`).

    `guards` also holds ``if`` where a condition about versions, platforms or attributes is around it.
    """

    node: cst.CSTNode
    scope: Scope
    guards: frozenset[str]

    def awaited(self, *exceptions: str) -> bool:
        """Tell whether one of these exceptions is caught by its name, or a condition is around."""
        return bool(self.guards & {*exceptions, "if"})

    def guarded(self, *exceptions: str) -> bool:
        """Tell whether one of these exceptions, or all of them, would be caught, or a condition is around."""
        return self.awaited(*exceptions, *ANY)


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
    def words(self) -> frozenset[str]:
        """All names, keywords and words of texts and comments: what is not among them is not used."""
        return frozenset(_WORD.findall(self.source.text))

    @cached_property
    def visits(self) -> tuple[Visit, ...]:
        """All nodes that may hold names, in the order of the text."""
        if self.tree is None:
            return ()
        return tuple(_walk(self.tree, Scope(), frozenset()))

    def of(self, kind: type[cst.CSTNode]) -> Iterator[Visit]:
        """Give the visits of one kind of node, of that very class."""
        return iter(self._by_kind.get(kind, ()))

    @cached_property
    def _by_kind(self) -> dict[type[cst.CSTNode], list[Visit]]:
        found: dict[type[cst.CSTNode], list[Visit]] = {}
        for each in self.visits:
            found.setdefault(type(each.node), []).append(each)
        return found

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
        return Edit.over(span, text)

    @cached_property
    def _bytes(self) -> bytes:
        return self.source.text.encode("utf-8", "surrogateescape")

    @cached_property
    def _spans(self) -> dict[cst.CSTNode, cst.metadata.CodeSpan]:
        from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper

        assert self.tree is not None  # noqa: S101 – a node is asked for, so there is a tree
        wrapper = MetadataWrapper(self.tree, unsafe_skip_copy=True)
        return dict(wrapper.resolve(ByteSpanPositionProvider))


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


def _walk(node: cst.CSTNode, scope: Scope, guards: frozenset[str]) -> Iterator[Visit]:
    """Walk over a tree without recursion, so that no depth of nesting is too deep."""
    import libcst as cst

    if isinstance(node, cst.Module):
        bind(node, scope)
    stack: list[tuple[cst.CSTNode, Scope, frozenset[str]]] = [(node, scope, guards)]
    while stack:
        node, scope, guards = stack.pop()
        yield Visit(node, scope, guards)
        stack += reversed(tuple(_below(node, scope, guards)))


def _below(
    node: cst.CSTNode, scope: Scope, guards: frozenset[str]
) -> Iterator[tuple[cst.CSTNode, Scope, frozenset[str]]]:
    import libcst as cst

    if type(node) not in _special():
        yield from ((each, scope, guards) for each in children(node))
    elif isinstance(node, cst.FunctionDef | cst.ClassDef | cst.Lambda):
        yield from _inside(node, scope, guards)
    elif isinstance(node, cst.Try | cst.TryStar):
        around = guards | caught(node)
        yield node.body, scope, around
        yield from ((each, scope, guards | ({"ImportError"} & around)) for each in node.handlers)
        yield from ((each, scope, guards) for each in (node.orelse, node.finalbody) if each is not None)
    elif isinstance(node, cst.If | cst.IfExp):
        yield from _branches(node, scope, guards)
    elif isinstance(node, cst.BaseComp):
        inner = Scope(scope)
        bind_loops(node.for_in, inner)
        yield from ((each, inner, guards) for each in children(node))
    elif isinstance(node, cst.With):
        around = guards | suppressed(node, scope)
        yield from ((each, scope, guards) for each in node.items)
        yield node.body, scope, around


@lru_cache(maxsize=1)
def _special() -> frozenset[type]:
    """Give the kinds of nodes in which something else holds than around them."""
    import libcst as cst

    found = {cst.FunctionDef, cst.ClassDef, cst.Lambda, cst.Try, cst.TryStar, cst.If, cst.IfExp, cst.With}
    return frozenset({*found, cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp})


def _inside(
    node: cst.FunctionDef | cst.ClassDef | cst.Lambda, scope: Scope, guards: frozenset[str]
) -> Iterator[tuple[cst.CSTNode, Scope, frozenset[str]]]:
    import libcst as cst

    definition = node if isinstance(node, cst.ClassDef) else None
    inner = Scope(scope, definition is not None, definition=definition)
    if not isinstance(node, cst.Lambda):
        bind(node.body, inner)
    if not isinstance(node, cst.ClassDef):
        inner.bound |= parameters(node.params)
    for each in children(node):
        # A function's body runs later: what is caught around its definition is not caught there.
        later = each is node.body and isinstance(node, cst.FunctionDef)
        at = inner if each is node.body else scope
        yield each, at, guards & {"if"} if later else guards


def _branches(
    node: cst.If | cst.IfExp, scope: Scope, guards: frozenset[str]
) -> Iterator[tuple[cst.CSTNode, Scope, frozenset[str]]]:
    parts = (node.test, node.body, node.orelse)
    for part, inside in zip(parts, conditional(node.test), strict=True):
        if part is not None:
            yield part, scope, guards | {"if"} if inside else guards
