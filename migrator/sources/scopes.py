"""What names mean in a scope: a small map of import aliases and of what hides them.

libcst's own provider of qualified names takes 1.5 s for 1,000 lines, this map a hundredth of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from functools import lru_cache
from typing import TYPE_CHECKING

from migrator.records import dataclass

if TYPE_CHECKING:
    import libcst as cst

_PLAIN = (
    *("whitespace", "lpar", "rpar", "comma", "semicolon", "leading", "trailing", "header", "footer", "equal"),
    *("indent", "newline", "operator", "lbracket", "rbracket", "lbrace", "rbrace", "colon", "dot"),
    "encoding",
)
"""How the fields begin that hold no names."""
_SELF = ("self.", "cls.")
_VALUES = 3


@dataclass
class Scope:
    """What names mean in a module, a function or a class: `imports` by alias, `bound` what hides them.

    `values` are all that a name is given, `classes` the classes that are defined, `definition` the class
    that this is the body of, `coroutines` tells of each function whether a call gives one, `elsewhere` are
    the names that a ``global`` leaves to a scope around.
    """

    above: Scope | None = None
    is_class: bool = False
    imports: dict[str, set[str]] = field(default_factory=dict)
    bound: set[str] = field(default_factory=set)
    stars: list[str] = field(default_factory=list)
    values: dict[str, list[cst.BaseExpression]] = field(default_factory=dict)
    classes: dict[str, cst.ClassDef] = field(default_factory=dict)
    definition: cst.ClassDef | None = None
    coroutines: dict[str, bool] = field(default_factory=dict)
    elsewhere: dict[str, Scope] = field(default_factory=dict)

    def home(self, name: str) -> Scope:
        """Give the scope in which a name is bound that is bound here: another one after ``global``."""
        return self.elsewhere.get(name, self)

    def holder(self, name: str) -> Scope | None:
        """Give the scope that gives a name its meaning, None where none does."""
        scope: Scope | None = self
        while scope is not None:
            hidden = scope.is_class and scope is not self
            if not hidden and (name in scope.imports or name in scope.bound):
                return scope
            scope = scope.above
        return None


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


@lru_cache(maxsize=256)
def _fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    return tuple(name for name in kind.__dataclass_fields__ if not name.startswith(_PLAIN))


@lru_cache(maxsize=1)
def _nodes() -> frozenset[type]:
    """Give the kinds of nodes: to ask libcst's abstract classes with isinstance takes a third of a run."""
    import libcst as cst

    found: set[type] = set()
    stack: list[type] = [cst.CSTNode]
    while stack:
        kind = stack.pop()
        if kind not in found:
            found.add(kind)
            stack += kind.__subclasses__()
    return frozenset(found)


def children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Give the nodes right below one, those of whitespace and punctuation left out."""
    nodes = _nodes()
    for name in _fields(type(node)):
        value = getattr(node, name)
        if type(value) in nodes:
            yield value
        elif isinstance(value, list | tuple):
            yield from (each for each in value if type(each) in nodes)


def parameters(params: cst.Parameters) -> set[str]:
    """Give the names of all parameters."""
    import libcst as cst

    every = (
        *params.posonly_params,
        *params.params,
        *params.kwonly_params,
        params.star_arg,
        params.star_kwarg,
    )
    return {each.name.value for each in every if isinstance(each, cst.Param)}


def bind(body: cst.CSTNode, scope: Scope) -> None:
    """Note what the statements of a scope bind, not those of the functions and classes in it."""
    import libcst as cst

    own, plain = _binding()
    stack = list(children(body))[::-1]
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind in plain:
            continue
        if kind not in own:
            stack += reversed(tuple(children(node)))
        elif isinstance(node, cst.FunctionDef | cst.ClassDef):
            _define(node, scope)
        elif isinstance(node, cst.Import | cst.ImportFrom):
            _bind_import(node, scope)
        else:
            _bind_value(node, scope)
            stack += reversed(tuple(children(node)))


@lru_cache(maxsize=1)
def _binding() -> tuple[frozenset[type], frozenset[type]]:
    """Give the kinds of nodes that bind names, and those in which nothing is bound that counts outside."""
    import libcst as cst

    own = {cst.FunctionDef, cst.ClassDef, cst.Import, cst.ImportFrom, cst.Global, cst.Nonlocal, cst.Assign}
    own |= {cst.AnnAssign, cst.AugAssign, cst.NamedExpr, cst.For, cst.WithItem, cst.AsName}
    plain = {cst.Lambda, cst.CompFor, cst.Name, cst.SimpleString, cst.Integer}
    return frozenset(own), frozenset(plain)


def _define(node: cst.FunctionDef | cst.ClassDef, scope: Scope) -> None:
    import libcst as cst

    name = node.name.value
    home = scope.home(name)
    if isinstance(node, cst.ClassDef):
        home.classes[name] = node
    else:
        gives = node.asynchronous is not None and not node.decorators and name not in home.bound
        home.coroutines[name] = gives
    home.bound.add(name)


def bind_loops(loop: cst.CompFor | None, scope: Scope) -> None:
    """Note the names that the loops of a comprehension bind."""
    import libcst as cst

    while loop is not None:
        _give(loop.target, cst.Ellipsis(), scope)
        loop = loop.inner_for_in


def _bind_value(node: cst.CSTNode, scope: Scope) -> None:
    import libcst as cst

    if isinstance(node, cst.Global | cst.Nonlocal):
        _leave(node, scope)
    elif isinstance(node, cst.Assign):
        for target in node.targets:
            _give(target.target, node.value, scope)
    elif isinstance(node, cst.AnnAssign) and node.value is None:
        scope.home(written(node.target)).bound.update(_targets(node.target))
    elif isinstance(node, cst.AnnAssign | cst.AugAssign | cst.NamedExpr) and node.value is not None:
        _give(node.target, node.value, scope)
    elif isinstance(node, cst.For):
        _give(node.target, cst.Ellipsis(), scope)
    elif isinstance(node, cst.WithItem) and node.asname is not None:
        _give(node.asname.name, node.item, scope)
    elif isinstance(node, cst.AsName):
        scope.bound |= set(_targets(node.name))


def _leave(node: cst.Global | cst.Nonlocal, scope: Scope) -> None:
    import libcst as cst

    home = scope.above or scope
    while isinstance(node, cst.Global) and home.above is not None:
        home = home.above
    for item in node.names:
        scope.elsewhere[item.name.value] = home


def _give(target: cst.CSTNode, value: cst.BaseExpression, scope: Scope) -> None:
    """Note a value; one of ``self.x`` belongs to the class, whose other methods read it."""
    import libcst as cst

    if isinstance(target, cst.Tuple | cst.List):
        pairs = _paired(target, value)
        for each, part in pairs:
            _give(each, part, scope)
        return
    if isinstance(target, cst.StarredElement):
        target = target.value
    name = written(target)
    home = scope.home(name)
    if isinstance(target, cst.Name):
        home.bound.add(name)
    elif name.startswith(_SELF):
        home, name = class_around(scope) or scope, f"self.{name.partition('.')[2]}"
    if name:
        home.values.setdefault(name, []).append(value)


def _paired(
    target: cst.Tuple | cst.List, value: cst.BaseExpression
) -> Iterator[tuple[cst.CSTNode, cst.BaseExpression]]:
    """Give each target with its value, with ``...`` where it cannot be told which that is."""
    import libcst as cst

    targets = [each if isinstance(each, cst.StarredElement) else each.value for each in target.elements]
    if isinstance(value, cst.Tuple | cst.List) and len(value.elements) == len(targets):
        yield from zip(targets, (each.value for each in value.elements), strict=True)
    else:
        yield from ((each, cst.Ellipsis()) for each in targets)


def class_around(scope: Scope) -> Scope | None:
    """Give the body of the class that is around a scope, None where there is none."""
    at: Scope | None = scope
    while at is not None and not at.is_class:
        at = at.above
    return at


def given(name: str, scope: Scope) -> tuple[cst.BaseExpression, ...]:
    """Give all that a name, also one of ``self``, is given where it has its meaning.

    A None that only holds the place of something else is left out. Empty where nothing is seen.
    """
    if not name:
        return ()
    if name.startswith(_SELF):
        home, own = class_around(scope), name.partition(".")[2]
        found = [*home.values.get(f"self.{own}", ()), *home.values.get(own, ())] if home else []
    elif "." in name:
        found = _of_dotted(name, scope)
    else:
        holder = scope.holder(name)
        found = holder.values.get(name, []) if holder else []
    return tuple(each for each in found if written(each) != "None") or tuple(found)


def _of_dotted(name: str, scope: Scope) -> list[cst.BaseExpression]:
    at: Scope | None = scope
    while at is not None:
        if name in at.values:
            return at.values[name]
        at = at.above
    return []


def origin(node: cst.BaseExpression, scope: Scope, depth: int = 8) -> str:
    """Give how an expression is made: ``smtplib.SMTP().quit`` for ``x.quit`` after ``x = smtplib.SMTP(h)``.

    Empty where that is not plain: a parameter, several values, something of the project's own.
    """
    import libcst as cst

    if isinstance(node, cst.Call) and depth:
        made = origin(node.func, scope, depth - 1)
        return f"{made}()" if made else ""
    name = written(node)
    first = scope.holder(name.partition(".")[0]) if name else None
    if first is not None and name.partition(".")[0] in first.imports:
        return meaning(node, scope)
    if values := given(name, scope):
        # A name with more values than these is not plain, and to follow them all would take long.
        plain = depth and len(values) <= _VALUES
        ways = {origin(each, scope, depth - 1) for each in values} if plain else set()
        return ways.pop() if len(ways) == 1 else ""
    if name == "self" and (around := class_around(scope)) is not None and around.definition is not None:
        made = _of_base(around.definition, around, depth)
        return f"{made}()" if made else ""
    if isinstance(node, cst.Attribute) and depth:
        made = origin(node.value, scope, depth - 1)
        return f"{made}.{node.attr.value}" if made else ""
    return _of_class(name, scope, depth)


def _of_class(name: str, scope: Scope, depth: int) -> str:
    holder = scope.holder(name)
    found = holder.classes.get(name) if holder is not None else None
    return _of_base(found, holder, depth) if found is not None and holder is not None else ""


def _of_base(node: cst.ClassDef, scope: Scope, depth: int) -> str:
    """Give what a class of the file derives from, as far as it has one base."""
    return origin(node.bases[0].value, scope, depth - 1) if len(node.bases) == 1 and depth else ""


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
            scope.home(local).imports.setdefault(local, set()).add(name if alias.evaluated_alias else local)
        return
    module = "." * len(node.relative) + (written(node.module) if node.module else "")
    if isinstance(node.names, cst.ImportStar):
        scope.stars.append(module)
        return
    for alias in node.names:
        name = written(alias.name)
        whole = f"{module}{name}" if module.endswith(".") else f"{module}.{name}"
        local = alias.evaluated_alias or name
        scope.home(local).imports.setdefault(local, set()).add(whole)
