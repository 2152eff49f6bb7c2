"""Which paths a Python file writes to: those it makes of its own place (``__file__``), and absolute ones."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from migrator import regex as re
from migrator.records import dataclass
from migrator.source import line_at
from migrator.sources.scopes import written

if TYPE_CHECKING:
    import libcst as cst

UNKNOWN = "…"
"""Stands for a part of a path that only the running program knows."""

_TELLING = re.compile(
    r"\b(?:mkdir|makedirs|touch|write_text|write_bytes|FileHandler|RotatingFileHandler|open|connect|add"
    r"|MEDIA_ROOT|UPLOAD_\w+|LOG_\w+|DATA_\w+|CACHE_\w+|filename|sqlite)\b"
)
_ABSOLUTE = re.compile(r"['\"]/[\w.]")
_PLAINLY = re.compile(
    r"\b(?:mkdir|makedirs|touch|write_text|write_bytes|savefig|imwrite|to_(?:csv|excel|json|parquet|pickle)"
    r"|copyfile|copytree|copy2?|move|rename|replace|urlretrieve|dump)\("
    r"|\bopen\([^\n]{0,200}?['\"][rbt]{0,2}[wax+][rwaxbt+]{0,3}['\"]"
    r"|\b(?:save|add)\([^\n]{0,40}?(?:['\"]/|\b[A-Z_]{3,}\b|\bjoin\()|\b(?:shelve|dbm)\.open\("
)
"""Calls that write to what they are given; the tree is read only where the text has such a one."""
_MAX_CHARS = 200_000
_LONGEST = 4096
"""So long a path may be, as for the kernel: what a file doubles again and again comes to an end."""
_SAME = frozenset({"resolve", "absolute", "expanduser", "as_posix", "strip", "rstrip"})
_WRAPS = frozenset(
    {
        *("Path", "pathlib.Path", "PurePath", "pathlib.PurePath", "PosixPath", "str", "os.fspath"),
        *("os.path.abspath", "os.path.realpath", "os.path.normpath", "path.abspath", "path.realpath"),
        *("abspath", "realpath", "normpath"),
    }
)
_DIRNAMES = frozenset({"os.path.dirname", "path.dirname", "dirname"})
_JOINS = frozenset({"os.path.join", "path.join", "join"})
_DEFAULTS = frozenset({"os.getenv", "getenv", "os.environ.get", "environ.get", "env", "config"})
_METHODS = frozenset({"mkdir", "touch", "write_text", "write_bytes"})
_MAKERS = frozenset(
    {
        *("os.makedirs", "os.mkdir", "makedirs", "mkdir", "sqlite3.connect"),
        *("FileHandler", "RotatingFileHandler", "TimedRotatingFileHandler", "WatchedFileHandler"),
    }
)
_SAVERS = frozenset(
    {
        *("save", "savefig", "imwrite", "to_csv", "to_excel", "to_json", "to_parquet", "to_pickle"),
        *("shelve.open", "dbm.open"),
    }
)
"""What writes to its first argument, by its name or its last part."""
_COPIERS = frozenset(
    {
        *("shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree", "shutil.move"),
        *("os.rename", "os.replace", "joblib.dump", "torch.save"),
        *("urlretrieve", "urllib.request.urlretrieve"),
    }
)
"""What writes to its second argument."""
_OPENERS = frozenset({"open", "io.open", "codecs.open", "gzip.open"})
_WRITING = re.compile(r"[rbt]*[wax+][rwaxbt+]*")


@dataclass(frozen=True, slots=True)
class Written:
    """A path that a file writes to: the line, and the path; empty for one of its own that is not known."""

    line: int
    path: str


@dataclass(frozen=True, slots=True)
class _Text:
    """What an expression comes to; `own` tells that it is made of ``__file__``, None is not known."""

    text: str | None
    own: bool = False


_NOTHING = _Text(None)


def may_write(text: str) -> bool:
    """Tell whether a Python file can name a path that it writes to, without reading it closely."""
    if len(text) > _MAX_CHARS:
        return False
    if "__file__" in text and _TELLING.search(text):
        return True
    return bool(_ABSOLUTE.search(text) and _PLAINLY.search(text))


def written_paths(
    text: str, place: str, settings: Callable[[str], object], variables: Mapping[str, str]
) -> Iterator[Written]:
    """Give what a Python file at `place` of the image writes to.

    `settings` tells names that say so; `variables` are those of the image's environment.
    """
    if not may_write(text):
        return
    import libcst as cst

    try:
        tree = cst.parse_module(text)
        reader = _Reader(tree, text, place, settings, variables)
        tuple(reader.all())  # what a function uses may be assigned below it
        yield from dict.fromkeys(reader.all())
    except (cst.ParserSyntaxError, cst.CSTValidationError, RecursionError, SyntaxError, ValueError):
        return


@dataclass
class _Reader:
    tree: cst.Module
    text: str
    place: str
    settings: Callable[[str], object]
    variables: Mapping[str, str]
    known: dict[str, _Text] = field(default_factory=dict)

    def all(self) -> Iterator[Written]:
        """Give the paths in the order of the text, as far as names are known by now."""
        stack: list[cst.CSTNode] = [self.tree]
        at = 0
        while stack:
            node = stack.pop()
            stack += reversed(node.children)
            for found in self._of_node(node):
                if found.own or (found.text or "").startswith("/"):
                    first = self.tree.code_for_node(node).partition("\n")[0]
                    at = max(self.text.find(first, at), at)  # nodes come in the order of the text
                    yield Written(line_at(self.text, at), found.text or "")

    def _of_node(self, node: cst.CSTNode) -> Iterator[_Text]:
        import libcst as cst

        if isinstance(node, cst.Assign):
            for each in node.targets:
                yield from self._assigned(each.target, node.value)
        elif isinstance(node, cst.AnnAssign) and node.value is not None:
            yield from self._assigned(node.target, node.value)
        elif isinstance(node, cst.Call):
            yield from self._called(node)
        elif isinstance(node, cst.FormattedString):
            found = self.value(node)
            scheme, _, path = (found.text or "").partition(":///")
            if path and (found.own or scheme.startswith("sqlite")):
                yield _Text(path, found.own)

    def _assigned(self, target: cst.BaseExpression, value: cst.BaseExpression) -> Iterator[_Text]:
        name = written(target)
        if name:
            self.known[name] = found = self.value(value)
            if self.settings(name.rpartition(".")[2]) and found.text is not None:
                yield found

    def _called(self, call: cst.Call) -> Iterator[_Text]:
        return map(self.value, _targets(call))

    # what expressions come to

    def value(self, node: cst.BaseExpression) -> _Text:
        """Give what an expression comes to."""
        import libcst as cst

        match node:
            case cst.Name() | cst.Attribute():
                return self._name(node)
            case cst.SimpleString() | cst.ConcatenatedString():
                return _Text(node.evaluated_value if isinstance(node.evaluated_value, str) else None)
            case cst.FormattedString():
                return self._formatted(node)
            case cst.BinaryOperation():
                return self._operation(node)
            case cst.BooleanOperation():
                left, right = self.value(node.left), self.value(node.right)
                return left if left.own else right
            case cst.Subscript():
                return self._subscript(node)
            case cst.Call():
                return self._call(node)
        return _Text(None, own=self._names_file(node))

    def _names_file(self, node: cst.CSTNode) -> bool:
        """Tell whether an expression that is not read is made of ``__file__``."""
        import libcst as cst

        if isinstance(node, cst.Name | cst.Attribute) and (name := written(node)):
            return name == "__file__" or self.known.get(name, _NOTHING).own
        if isinstance(node, cst.Lambda):
            return False
        return any(self._names_file(each) for each in node.children)

    def _name(self, node: cst.Name | cst.Attribute) -> _Text:
        """Give what a name or an attribute holds."""
        import libcst as cst

        name = written(node)
        if name == "__file__":
            return _Text(self.place, own=True)
        if name in self.known:
            return self.known[name]
        if isinstance(node, cst.Attribute) and node.attr.value == "parent":
            return _above(self.value(node.value), 1)
        return _Text(None, own=isinstance(node, cst.Attribute) and self._names_file(node.value))

    def _formatted(self, node: cst.FormattedString) -> _Text:
        """Give an f-string, unknown parts as such."""
        import libcst as cst

        parts = [
            _Text(each.value) if isinstance(each, cst.FormattedStringText) else self.value(each.expression)
            for each in node.parts
            if isinstance(each, cst.FormattedStringText | cst.FormattedStringExpression)
        ]
        return _joined(parts, "".join)

    def _operation(self, node: cst.BinaryOperation) -> _Text:
        """Give ``folder / name`` and ``text + text``."""
        import libcst as cst

        parts = [self.value(node.left), self.value(node.right)]
        if isinstance(node.operator, cst.Divide):
            return _joined(parts, lambda texts: posixpath.join(*texts))
        return _joined(parts, "".join) if isinstance(node.operator, cst.Add) else _Text(None)

    def _subscript(self, node: cst.Subscript) -> _Text:
        """Give ``path.parents[2]``."""
        import libcst as cst

        index = node.slice[0].slice
        parents = isinstance(node.value, cst.Attribute) and node.value.attr.value == "parents"
        if parents and isinstance(index, cst.Index) and isinstance(index.value, cst.Integer):
            assert isinstance(node.value, cst.Attribute)  # noqa: S101
            return _above(self.value(node.value.value), index.value.evaluated_value + 1)
        return _Text(None, own=self._names_file(node.value))

    def _call(self, node: cst.Call) -> _Text:
        """Give what the functions of pathlib and os.path make."""
        import libcst as cst

        name, arguments = written(node.func), [self.value(each) for each in _positional(node)]
        if name in _WRAPS and len(arguments) == 1:
            return arguments[0]
        if name in _DIRNAMES and arguments:
            return _above(arguments[0], 1)
        if name in _JOINS or name in _WRAPS:
            return _joined(arguments, lambda texts: posixpath.join(*texts)) if arguments else _NOTHING
        if name in _DEFAULTS:
            told = self.variables.get(arguments[0].text or "") if arguments else None
            if told is not None:
                return _Text(told)
            default = [*arguments[1:], *map(self.value, _keyword(node, "default"))]
            return default[0] if default else _NOTHING
        if isinstance(node.func, cst.Attribute) and node.func.attr.value in _SAME:
            return self.value(node.func.value)
        if isinstance(node.func, cst.Attribute) and node.func.attr.value == "joinpath":
            return _joined([self.value(node.func.value), *arguments], lambda texts: posixpath.join(*texts))
        return _Text(None, own=any(each.own for each in arguments) or self._names_file(node.func))


def _targets(call: cst.Call) -> list[cst.BaseExpression]:
    """Give what a call writes to."""
    import libcst as cst

    name, last, arguments = written(call.func), _last(call.func), _positional(call)
    if name in _OPENERS:
        return arguments[:1] if _writes(arguments[1:2], call) else []
    if name in _COPIERS:
        return arguments[1:2]
    if isinstance(call.func, cst.Attribute) and name not in _MAKERS | _SAVERS:
        if last in _METHODS:
            return [call.func.value]
        if last == "open":
            return [call.func.value] if _writes(arguments[:1], call) else []
    if name in _SAVERS or last in _SAVERS or name == "logger.add":
        return arguments[:1]
    if last in _MAKERS or name in _MAKERS:
        return arguments[:1] or _keyword(call, "filename", "name", "path", "database")
    return _keyword(call, "filename") if "basicConfig" in name else []


def _last(node: cst.BaseExpression) -> str:
    """Give the last part of what is called, also of a method of something that has no name."""
    import libcst as cst

    return node.attr.value if isinstance(node, cst.Attribute) else written(node)


def _positional(call: cst.Call) -> list[cst.BaseExpression]:
    return [each.value for each in call.args if each.keyword is None and not each.star]


def _keyword(call: cst.Call, *names: str) -> list[cst.BaseExpression]:
    return [each.value for each in call.args if each.keyword is not None and each.keyword.value in names]


def _writes(mode: list[cst.BaseExpression], call: cst.Call) -> bool:
    """Tell whether a call of ``open`` has a mode that writes."""
    import libcst as cst

    given = [*mode, *_keyword(call, "mode")][:1]
    text = given[0].evaluated_value if given and isinstance(given[0], cst.SimpleString) else ""
    return isinstance(text, str) and _WRITING.fullmatch(text) is not None


def _above(path: _Text, levels: int) -> _Text:
    text = path.text
    for _ in range(min(levels, text.count("/") + 1) if text is not None else 0):
        text = posixpath.dirname(text or "")
    return _Text(text, path.own)


def _joined(parts: list[_Text], join: Callable[[list[str]], str]) -> _Text:
    """Join what is known; from the first part on that is not, the path has an unknown end."""
    own = any(each.own for each in parts)
    if not parts or parts[0].text is None:
        return _Text(None, own)
    text = join([UNKNOWN if each.text is None else each.text for each in parts])
    return _Text(text if len(text) <= _LONGEST else None, own)
