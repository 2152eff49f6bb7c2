"""Finds what ctypes asks of glibc and musl does not have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from migrator.api import (
    Change,
    Edit,
    Finding,
    Note,
    On,
    OtherView,
    Rule,
    Safety,
    Scope,
    Visit,
    argument,
    cst,
    given,
    meaning,
    other_transform,
    re,
    text_of,
    written,
)

FUNCTION = Rule(
    "DFM801", "glibc-function", "A function that ctypes takes from the C library is glibc's alone."
)
LIBRARY = Rule(
    "DFM802", "glibc-library", "A library that ctypes loads is not there under this name on Alpine."
)
FIND = Rule("DFM803", "find-library", "ctypes.util.find_library gives None in python:alpine.")

_LOADERS = frozenset(
    f"ctypes.{name}"
    for name in ("CDLL", "PyDLL", "cdll.LoadLibrary", "pydll.LoadLibrary", "LibraryLoader.LoadLibrary")
)
_FINDERS = frozenset({"ctypes.util.find_library"})
_TEXT = re.compile(r"\bctypes\b")
_RESERVED = re.compile(r"lib(?:c|pthread|rt|m|dl|util|xnet)\.[^/]*")
"""What musl's loader takes for itself, whatever stands behind the dot (ldso/dynlink.c, `reserved`)."""
_WHOLE_LIBC = re.compile(
    r"(?:/usr)?/lib(?:64|32)?(?:/[a-z0-9_]+-linux-gnu[a-z0-9]*)?/lib(?:c|m|pthread|dl|rt)\.so\.\d+"
)
_OLD_RT = re.compile(r"librt\.")
"""Before glibc 2.34 no process had librt unless it asked for it."""
_NOT_LOADED = ("OSError", "EnvironmentError", "IOError")
_OWN = frozenset({"_name", "_handle", "_FuncPtr", "restype", "argtypes", "errcheck"})


@other_transform("musl-ctypes", on=On.PYTHON, bundle="sources", rules=(FUNCTION, LIBRARY, FIND))
def musl_ctypes(view: OtherView) -> Iterator[Finding]:
    """Find what ctypes asks of glibc and musl does not have.

    `ctypes.CDLL("libc.so.6")` by itself is no trouble: musl's loader takes every `libc.…`, `libm.…`,
    `libpthread.…`, `libdl.…`, `librt.…` for itself. What is called then may be.

    ## What it finds

    * **DFM801**: a function of glibc alone: `libc.malloc_trim(0)`, `mallopt`, `backtrace`, `open64`. ctypes
      raises AttributeError when it is named. Nothing is said where that, or all, is caught.
    * **DFM802**: a library by a path of glibc (`/lib/x86_64-linux-gnu/libc.so.6`), which becomes
      `ctypes.CDLL(None)` where only what musl has is taken from it: the C library of the process is the same
      one on both. Each library is looked at by itself, through names, `self` and `getattr`; what is handed on
      counts with all that the file takes from anything. And libraries that Alpine has under no such name, or
      in a package that is not installed.
    * **DFM803**: `find_library("magic")`, which asks gcc, ldconfig and objdump, gives None in the image, and
      `CDLL(None)` then loads no library at all. `find_library("c")` is fine for that very reason.

        libc = ctypes.CDLL("/lib/x86_64-linux-gnu/libc.so.6")   →   libc = ctypes.CDLL(None)

    ## Where it knows that from

    CPython 3.12.7 on musl 1.2.5, where each was run; the exported names of both C libraries.
    """
    if not view.musl or view.file.aside or not _TEXT.search(view.source.text):
        return
    finder = _Finder(view)
    for visit in view.python.visits:
        node = visit.node
        if isinstance(node, cst.Call):
            yield from finder.call(node, visit)
        elif isinstance(node, cst.Subscript):
            yield from finder.subscript(node, visit)
        yield from finder.taken(visit)


class _Finder:
    def __init__(self, view: OtherView) -> None:
        self.view, self.file = view, view.python

    def call(self, node: cst.Call, visit: Visit) -> Iterator[Finding]:
        name = meaning(node.func, visit.scope)
        if name in _LOADERS and not visit.guarded(*_NOT_LOADED):
            yield from self._loaded(node)
        elif name in _FINDERS and not visit.guarded():
            yield from self._searched(node)

    def taken(self, visit: Visit) -> Iterator[Finding]:
        """Look at what an expression takes from a library, where that is the C library."""
        found = _taken(visit)
        if found is not None and self._is_libc(found[0], visit.scope):
            yield from self._function(found[1] or "", visit.node, visit)

    # functions

    def _function(self, name: str, node: cst.CSTNode, visit: Visit) -> Iterator[Finding]:
        row = self._row(name)
        if row is not None and not visit.guarded("AttributeError"):
            hint = str(row.get("instead", "")) or "call it only where hasattr(libc, …) says that it is there"
            yield Note(
                FUNCTION, self.file.line(node), f"musl's C library has no {name}: AttributeError", hint
            )

    def _row(self, name: str) -> Mapping[str, object] | None:
        return self.view.knowledge.row("glibc-functions.toml", name) if name not in _OWN else None

    def _is_libc(self, node: cst.BaseExpression, scope: Scope) -> bool:
        """Tell whether an expression is the C library as ctypes loads it."""
        if isinstance(node, cst.Call | cst.Subscript):
            return self._loads_libc(node, scope)
        values = given(written(node), scope)
        return bool(values) and all(self._loads_libc(each, scope) for each in values)

    def _loads_libc(self, node: cst.BaseExpression, scope: Scope) -> bool:
        if isinstance(node, cst.Subscript):
            return _named_libc(_index(node, scope) or "")
        if not isinstance(node, cst.Call) or meaning(node.func, scope) not in _LOADERS:
            return False
        what = argument(node, 0, "name")
        return what is not None and self._names_libc(what, scope)

    def _names_libc(self, what: cst.BaseExpression, scope: Scope) -> bool:
        values = given(what.value, scope) if isinstance(what, cst.Name) else ()
        if isinstance(what, cst.BooleanOperation):  # find_library("c") or "libc.so.6"
            return self._names_libc(what.left, scope) and self._names_libc(what.right, scope)
        if len(values) == 1:
            what = values[0]
        if isinstance(what, cst.Call) and meaning(what.func, scope) in _FINDERS:
            return text_of(argument(what, 0, "name")) in ("c", "libc")
        return written(what) == "None" or _named_libc(text_of(what) or "")

    # libraries

    def _loaded(self, node: cst.Call) -> Iterator[Finding]:
        what = argument(node, 0, "name")
        name = text_of(what)
        if name is None or what is None or _RESERVED.fullmatch(name):
            return
        if _WHOLE_LIBC.fullmatch(name):
            yield self._path_of_libc(name, node, self.file.replaced(what, "None"))
        elif (row := self._library(name)) is not None and not self._installed(row):
            lacking = f"python:alpine has no {name}: OSError"
            yield Note(LIBRARY, self.file.line(node), lacking, str(row["instead"]))

    def subscript(self, node: cst.Subscript, visit: Visit) -> Iterator[Finding]:
        """Look at ``cdll["/lib64/libc.so.6"]``, which takes no None."""
        name = _index(node, visit.scope)
        if name is not None and _WHOLE_LIBC.fullmatch(name) and not visit.guarded(*_NOT_LOADED):
            new = f"{written(node.value)}.LoadLibrary(None)"
            yield self._path_of_libc(name, node, self.file.replaced(node, new))

    def _path_of_libc(self, name: str, node: cst.Call | cst.Subscript, edit: Edit) -> Finding:
        line = self.file.line(node)
        if not _OLD_RT.search(name) and self._takes_of_both(node):
            reason = f"{name} is glibc's own path; CDLL(None) is the C library of the process on both"
            return Change(LIBRARY, line, reason, (edit,), Safety.REVIEW)
        hint = "ctypes.CDLL(None) where it is the C library that is meant"
        return Note(LIBRARY, line, f"there is no {name} on musl: OSError", hint)

    def _takes_of_both(self, loaded: cst.CSTNode) -> bool:
        """Tell whether all that is taken from a library is there on both, as far as it can be seen.

        Where it is handed on, all that is taken from anything in the file counts.
        """
        names: list[str | None] = []
        every: list[str | None] = []
        for visit in self.file.visits:
            found = _taken(visit)
            if found is None or visit.guarded("AttributeError"):
                continue
            every.append(found[1])
            if found[0] is loaded or loaded in given(written(found[0]), visit.scope):
                names.append(found[1])
        if self._is_handed_on(loaded):
            names = [each for each in every if each is not None]
        return all(each is not None and self._row(each) is None for each in names)

    def _is_handed_on(self, loaded: cst.CSTNode) -> bool:
        """Tell whether a library, or a name that holds it, is used but to take something from it."""
        held = [
            visit.node
            for visit in self.file.visits
            if isinstance(visit.node, cst.Name | cst.Attribute)
            and loaded in given(written(visit.node), visit.scope)
        ]
        if not held:
            return id(loaded) not in self._plain_uses
        return any(id(node) not in self._plain_uses for node in held)

    @cached_property
    def _plain_uses(self) -> frozenset[int]:
        """The nodes from which something is taken, or that are given a value, and those that are no names."""
        found: set[int] = set()
        for visit in self.file.visits:
            node, taken = visit.node, _taken(visit)
            if taken is not None:
                found.add(id(taken[0]))
            if isinstance(node, cst.Attribute):
                found.add(id(node.attr))
            elif isinstance(node, cst.NameItem):  # global libc
                found.add(id(node.name))
            elif isinstance(node, cst.Assign):
                found.update(id(each) for target in node.targets for each in _parts(target.target))
            elif isinstance(node, cst.Call) and meaning(node.func, visit.scope) == "hasattr" and node.args:
                found.add(id(node.args[0].value))
        return frozenset(found)

    def _library(self, name: str) -> Mapping[str, object] | None:
        return self.view.knowledge.row("glibc-libraries.toml", name)

    def _installed(self, library: Mapping[str, object]) -> bool:
        package = library.get("apk")
        return package is not None and self._has(str(package), "build-base", "gcc", "g++")

    def _has(self, *packages: str) -> bool:
        images = [each for each in self.view.file.images if each.musl]
        return all(set(packages) & set(each.packages) for each in images)

    def _searched(self, node: cst.Call) -> Iterator[Finding]:
        what = argument(node, 0, "name")
        name = text_of(what)
        if name in ("c", "libc") or (what is None) or self._has("gcc", "g++", "build-base", "alpine-sdk"):
            return
        if self._has_other_way(node):
            return
        shown = f'"{name}"' if name else "…"
        yield Note(
            FIND,
            self.file.line(node),
            f"find_library({shown}) gives None in python:alpine, however the library is installed",
            "load it by its file name: " + (f'ctypes.CDLL("lib{name}.so.N")' if name else "ctypes.CDLL"),
        )

    def _has_other_way(self, node: cst.Call) -> bool:
        """Tell whether the code has another name to try: ``find_library("x") or "libx.so.1"``."""
        for other in self.file.visits:
            each = other.node
            if isinstance(each, cst.BooleanOperation) and each.left is node:
                return True
        return False


def _taken(visit: Visit) -> tuple[cst.BaseExpression, str | None] | None:
    """Give what something is taken from and its name, None where that is not written out."""
    node = visit.node
    if isinstance(node, cst.Attribute):
        return node.value, node.attr.value
    if isinstance(node, cst.Subscript) and isinstance(node.slice[0].slice, cst.Index):
        return node.value, text_of(node.slice[0].slice.value)
    if isinstance(node, cst.Call) and meaning(node.func, visit.scope) == "getattr" and len(node.args) == 2:
        return node.args[0].value, text_of(node.args[1].value)
    return None


def _parts(target: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """Give what an assignment gives a value to: ``a`` and ``b`` of ``a, b``."""
    if isinstance(target, cst.Tuple | cst.List):
        for each in target.elements:
            yield from _parts(each.value)
    else:
        yield target


def _index(node: cst.Subscript, scope: Scope) -> str | None:
    """Give the name of the library that is loaded by ``cdll["libc.so.6"]``."""
    index = node.slice[0].slice
    if meaning(node.value, scope) not in ("ctypes.cdll", "ctypes.pydll") or not isinstance(index, cst.Index):
        return None
    return text_of(index.value)


def _named_libc(name: str) -> bool:
    """Tell whether a library is the C library, or one of those that are part of it on musl."""
    return bool(_RESERVED.fullmatch(name) or _WHOLE_LIBC.fullmatch(name))
