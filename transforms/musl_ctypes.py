"""Finds what ctypes asks of glibc and musl does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrator.api import (
    Change,
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
    meaning,
    other_transform,
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
_ELSEWHERE = {
    "libresolv.so.2": "musl has its resolver in libc: ctypes.CDLL(None)",
    "libcrypt.so.1": "musl has crypt in libc: ctypes.CDLL(None)",
    "libnsl.so.1": "apk add libnsl, which has libnsl.so.3",
    "libanl.so.1": "musl has no getaddrinfo_a",
    "libstdc++.so.6": "apk add libstdc++",
    "libgcc_s.so.1": "apk add libgcc",
    "libgomp.so.1": "apk add libgomp",
    "libnss_files.so.2": "musl has no NSS",
}
_PACKAGES = {"libnsl.so.1": "libnsl", "libstdc++.so.6": "libstdc++", "libgcc_s.so.1": "libgcc"}
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
      one on both. And libraries that Alpine has under no such name, or in a package that is not installed.
    * **DFM803**: `find_library("magic")`, which asks gcc, ldconfig and objdump, gives None in the image, and
      `CDLL(None)` then loads no library at all. `find_library("c")` is fine for that very reason.

        libc = ctypes.CDLL("/lib/x86_64-linux-gnu/libc.so.6")   →   libc = ctypes.CDLL(None)

    ## Where it knows that from

    CPython 3.12.7 on musl 1.2.5, where each was run; the exported names of both C libraries.
    """
    if not view.musl or view.is_aside or not _TEXT.search(view.source.text):
        return
    finder = _Finder(view)
    for visit in view.python.visits:
        node = visit.node
        if isinstance(node, cst.Call):
            yield from finder.call(node, visit)
        elif isinstance(node, cst.Attribute):
            yield from finder.attribute(node, visit)


class _Finder:
    def __init__(self, view: OtherView) -> None:
        self.view, self.file = view, view.python

    def call(self, node: cst.Call, visit: Visit) -> Iterator[Finding]:
        name = meaning(node.func, visit.scope)
        if name in _LOADERS and not visit.guarded("OSError", "EnvironmentError", "IOError"):
            yield from self._loaded(node, visit)
        elif name in _FINDERS and not visit.guarded():
            yield from self._searched(node, visit)
        elif name == "getattr" and len(node.args) == 2 and self._is_libc(node.args[0].value, visit.scope):
            yield from self._function(text_of(node.args[1].value) or "", node, visit)

    def attribute(self, node: cst.Attribute, visit: Visit) -> Iterator[Finding]:
        if self._is_libc(node.value, visit.scope):
            yield from self._function(node.attr.value, node, visit)

    # functions

    def _function(self, name: str, node: cst.CSTNode, visit: Visit) -> Iterator[Finding]:
        row = self.view.knowledge.row("glibc-functions.toml", name) if name not in _OWN else None
        if row is not None and not visit.guarded("AttributeError"):
            hint = str(row.get("instead", "")) or "call it only where hasattr(libc, …) says that it is there"
            yield Note(
                FUNCTION, self.file.line(node), f"musl's C library has no {name}: AttributeError", hint
            )

    def _is_libc(self, node: cst.BaseExpression, scope: Scope) -> bool:
        """Tell whether an expression is the C library as ctypes loads it."""
        if isinstance(node, cst.Call):
            return self._loads_libc(node, scope)
        if isinstance(node, cst.Subscript) and meaning(node.value, scope) in ("ctypes.cdll", "ctypes.pydll"):
            index = node.slice[0].slice
            return isinstance(index, cst.Index) and bool(_named_libc(text_of(index.value) or ""))
        name = written(node)
        values = _values(name, scope) if name else []
        return bool(values) and all(isinstance(v, cst.Call) and self._loads_libc(v, scope) for v in values)

    def _loads_libc(self, call: cst.Call, scope: Scope) -> bool:
        if meaning(call.func, scope) not in _LOADERS:
            return False
        what = argument(call, 0, "name")
        if isinstance(what, cst.Name) and what.value == "None":
            return True
        if isinstance(what, cst.Name):
            values = _values(what.value, scope)
            what = values[0] if len(values) == 1 else what
        if isinstance(what, cst.Call) and meaning(what.func, scope) in _FINDERS:
            return text_of(argument(what, 0, "name")) in ("c", "libc")
        return _named_libc(text_of(what) or "")

    # libraries

    def _loaded(self, node: cst.Call, visit: Visit) -> Iterator[Finding]:
        what = argument(node, 0, "name")
        name = text_of(what)
        if name is None or what is None or _RESERVED.fullmatch(name):
            return
        line = self.file.line(node)
        if _WHOLE_LIBC.fullmatch(name):
            if self._takes_of_both():
                reason = f"{name} is glibc's own path; CDLL(None) is the C library of the process on both"
                edit = self.file.replaced(what, "None")
                yield Change(LIBRARY, line, reason, (edit,), Safety.REVIEW)
            else:
                yield Note(
                    LIBRARY,
                    line,
                    f"there is no {name} on musl: OSError",
                    "ctypes.CDLL(None) where it is the C library that is meant",
                )
        elif name in _ELSEWHERE and not self._installed(name):
            yield Note(LIBRARY, line, f"python:alpine has no {name}: OSError", _ELSEWHERE[name])

    def _takes_of_both(self) -> bool:
        """Tell whether all that can be seen to be taken from a library is there on both C libraries."""
        names = (
            each.node.attr.value
            for each in self.file.of(cst.Attribute)
            if isinstance(each.node, cst.Attribute) and self._is_libc(each.node.value, each.scope)
        )
        return all(self.view.knowledge.row("glibc-functions.toml", name) is None for name in names)

    def _installed(self, library: str) -> bool:
        package = _PACKAGES.get(library)
        return package is not None and self._has(package, "build-base", "gcc", "g++")

    def _has(self, *packages: str) -> bool:
        images = [each for each in self.view.file.images if each.musl]
        return all(set(packages) & set(each.packages) for each in images)

    def _searched(self, node: cst.Call, visit: Visit) -> Iterator[Finding]:
        what = argument(node, 0, "name")
        name = text_of(what)
        if name in ("c", "libc") or (what is None) or self._has("gcc", "g++", "build-base", "alpine-sdk"):
            return
        if self._has_other_way(node, visit):
            return
        shown = f'"{name}"' if name else "…"
        yield Note(
            FIND,
            self.file.line(node),
            f"find_library({shown}) gives None in python:alpine, however the library is installed",
            "load it by its file name: " + (f'ctypes.CDLL("lib{name}.so.N")' if name else "ctypes.CDLL"),
        )

    def _has_other_way(self, node: cst.Call, visit: Visit) -> bool:
        """Tell whether the code has another name to try: ``find_library("x") or "libx.so.1"``."""
        for other in self.file.visits:
            each = other.node
            if isinstance(each, cst.BooleanOperation) and each.left is node:
                return True
        return False


def _named_libc(name: str) -> bool:
    """Tell whether a library is the C library, or one of those that are part of it on musl."""
    return bool(_RESERVED.fullmatch(name) or _WHOLE_LIBC.fullmatch(name))


def _values(name: str, scope: Scope) -> list[cst.BaseExpression]:
    """Give what is assigned to a name where it has its meaning."""
    at: Scope | None = scope
    while at is not None:
        if name in at.values:
            return at.values[name]
        if "." not in name and name in at.bound:
            return []
        at = at.above
    return []
