"""Finds what Python's own library does otherwise, or not at all, where it stands on musl."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrator.api import (
    Change,
    Finding,
    Note,
    On,
    OtherView,
    PythonFile,
    Rule,
    Safety,
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

NAME = Rule("DFM804", "musl-stdlib", "A name of Python's library is not there on musl, or does nothing.")
FORMAT = Rule("DFM805", "glibc-strftime", "A date format is glibc's alone: musl gives an empty text for it.")
LOCALE = Rule("DFM806", "musl-locale", "musl takes any locale and formats as C does.")
DEPTH = Rule("DFM807", "thread-stack", "Deep recursion needs more stack than a thread has on Alpine.")

_TABLE = "musl-python.toml"
_WORDS = frozenset(
    {
        *("sched_getscheduler", "sched_setscheduler", "sched_getparam", "sched_setparam", "libc_ver"),
        *("CS_GNU_LIBC_VERSION", "RLIMIT_OFILE", "SIGCLD", "O_FSYNC"),
        *("RTLD_DEEPBIND", "F_GETLK64", "F_SETLK64", "F_SETLKW64", "F_EXLCK", "F_SHLCK", "LOCK_MAND"),
        *("setlocale", "setrecursionlimit"),
    }
)
"""What a file that is worth parsing holds one of, or else `_FORMATS`."""
_FORMATS = re.compile(r"%[-_0]*[Pkl]|%[\^#]|strftime[^\n]*%[fNLQEOiJKqov+:]")
_DIRECTIVE = re.compile(
    r"%(?P<flags>[-_0^#+]*)(?P<width>[0-9]*)(?P<modifier>[EO:]*)(?P<letter>.?)", re.DOTALL
)
_ON_BOTH = frozenset("aAbBcCdDeFgGhHIjmMnprRsStTuUVwWxXyYzZ%")
"""Letters that musl knows; each was run."""
_PLAIN = re.compile(r"(?:C|POSIX|C\.UTF-?8|C\.utf8|)", re.IGNORECASE)
_DEEP = 2_000


@other_transform("musl-runtime", on=On.PYTHON, bundle="sources", order=1, rules=(NAME, FORMAT, LOCALE, DEPTH))
def musl_runtime(view: OtherView) -> Iterator[Finding]:
    """Find what Python's own library does otherwise, or not at all, where it stands on musl.

    ## What it finds

    * **DFM804**: `os.sched_setscheduler` and its like, which musl answers with ENOSYS;
      `os.confstr("CS_GNU_LIBC_VERSION")`; `platform.libc_ver()`, which gives two empty texts; constants that
      musl does not define, of which `signal.SIGCLD`, `os.O_FSYNC` and `resource.RLIMIT_OFILE` are mended by
      their other name.
    * **DFM805**: `strftime` with `%P`, `%k`, `%l`, `%^a`, `%#Z`: musl gives an empty text for the whole
      format, without an error. `%-d`, `%_H` and the like are the same on both.
    * **DFM806**: `locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")`. musl takes every name, also one that
      does not exist, and sorts, formats and translates as C does.
    * **DFM807**: `sys.setrecursionlimit` to more than 2,000 without `threading.stack_size`: in a thread, with
      1 MB of stack in the image, recursion through C (attribute look-ups, pickle, repr) ends in a
      segmentation fault before the limit.

        signal.signal(signal.SIGCLD, reap)   →   signal.signal(signal.SIGCHLD, reap)

    ## Where it knows that from

    CPython 3.12.7 on musl 1.2.5 beside CPython 3.12.1 on glibc 2.36, where each was run.
    """
    if not view.musl or view.file.aside or not _may_concern(view.python):
        return
    finder = _Finder(view)
    for visit in view.python.visits:
        node = visit.node
        if isinstance(node, cst.Call):
            yield from finder.call(node, visit)
        elif isinstance(node, cst.Attribute):
            yield from finder.attribute(node, visit)
        elif isinstance(node, cst.ImportFrom):
            yield from finder.imported(node, visit)
        elif isinstance(node, cst.FormattedStringExpression):
            yield from finder.in_text(node)


def _may_concern(file: PythonFile) -> bool:
    return not _WORDS.isdisjoint(file.words) or _FORMATS.search(file.source.text) is not None


class _Finder:
    def __init__(self, view: OtherView) -> None:
        self.view, self.file = view, view.python

    def call(self, node: cst.Call, visit: Visit) -> Iterator[Finding]:
        name = meaning(node.func, visit.scope)
        if name == "locale.setlocale":
            yield from self._locale(node, visit)
        elif name == "sys.setrecursionlimit":
            yield from self._depth(node)
        elif name == "os.confstr" and text_of(argument(node, 0, "name")) == "CS_GNU_LIBC_VERSION":
            if not visit.guarded("OSError", "ValueError"):
                yield Note(NAME, self.file.line(node), "musl does not know CS_GNU_LIBC_VERSION: OSError")
        elif name == "time.strftime" or (_is_method(node, "strftime") and not _is_sql(name)):
            yield from self._format(node, datetimes=name != "time.strftime")
        else:
            yield from self._called(name, node, visit)

    def _called(self, name: str, node: cst.Call, visit: Visit) -> Iterator[Finding]:
        row = self.view.knowledge.row(_TABLE, name) if name else None
        if row is None or row.get("when") != "call":
            return
        fails = str(row.get("fails", ""))
        if fails and visit.guarded(fails, "EnvironmentError", "IOError"):
            return
        what = f"{name}: {row['says']}" + (f" ({fails})" if fails else "")
        yield Note(NAME, self.file.line(node), what, str(row.get("instead", "")))

    def attribute(self, node: cst.Attribute, visit: Visit) -> Iterator[Finding]:
        name = meaning(node, visit.scope)
        if not visit.guarded("AttributeError", "ImportError"):
            yield from self._missing(name, node, "AttributeError", (node.attr, self._same(name)))

    def imported(self, node: cst.ImportFrom, visit: Visit) -> Iterator[Finding]:
        """Look at what is imported by its own name: that fails, whatever it is used for."""
        module = written(node.module) if node.module is not None and not node.relative else ""
        if isinstance(node.names, cst.ImportStar) or visit.guarded("ImportError"):
            return
        for alias in node.names:
            old = written(alias.name)
            same = self._same(f"{module}.{old}")
            new = f"{same} as {old}" if same and alias.asname is None else same
            yield from self._missing(f"{module}.{old}", alias, "ImportError", (alias.name, new))

    def _missing(
        self, name: str, node: cst.CSTNode, error: str, edit: tuple[cst.CSTNode, str]
    ) -> Iterator[Finding]:
        row = self._row(name)
        if row is None or row.get("when") != "attribute":
            return
        line, what = self.file.line(node), f"{name}: {row['says']}"
        if edit[1]:
            reason = f"{what}; {self._same(name)} is the same number"
            yield Change(NAME, line, reason, (self.file.replaced(*edit),), Safety.SAFE)
        else:
            yield Note(NAME, line, f"{what} ({error})", str(row.get("instead", "")))

    def _row(self, name: str) -> Mapping[str, object] | None:
        return self.view.knowledge.row(_TABLE, name) if "." in name else None

    def _same(self, name: str) -> str:
        """Give the name beside it that has the same number on glibc; empty where there is none."""
        row = self._row(name)
        return str(row["instead"]).rpartition(".")[2] if row and row.get("same-number") else ""

    # dates

    def _format(self, node: cst.Call, *, datetimes: bool) -> Iterator[Finding]:
        text = text_of(argument(node, 0, "format"))
        yield from self._judged(text, node, datetimes=datetimes)

    def in_text(self, node: cst.FormattedStringExpression) -> Iterator[Finding]:
        """Look at ``f"{when:%l:%M %p}"``, which is strftime as well."""
        parts = node.format_spec or ()
        text = "".join(part.value for part in parts if isinstance(part, cst.FormattedStringText))
        if text.startswith("%") and len(text) > 1 and len(re.findall(r"%", text)) > 1:
            yield from self._judged(text, node, datetimes=True)

    def _judged(self, text: str | None, node: cst.CSTNode, *, datetimes: bool) -> Iterator[Finding]:
        wrong = dict.fromkeys(_wrong(text or "", datetimes))
        if wrong:
            yield Note(
                FORMAT,
                self.file.line(node),
                f"musl's strftime knows no {', '.join(wrong)}: the whole text comes out empty",
                _instead(wrong),
            )

    # the rest

    def _locale(self, node: cst.Call, visit: Visit) -> Iterator[Finding]:
        what = argument(node, 1, "locale")
        values = given(written(what), visit.scope) if isinstance(what, cst.Name | cst.Attribute) else ()
        what = values[0] if len(values) == 1 else what
        if isinstance(what, cst.Tuple) and what.elements:
            what = what.elements[0].value
        name = text_of(what)
        if name is not None and not _PLAIN.fullmatch(name):
            yield Note(
                LOCALE,
                self.file.line(node),
                f"musl takes {name} and goes on to sort, format and translate as C does",
                "Babel formats by its own tables; or keep this image on Debian",
            )

    def _depth(self, node: cst.Call) -> Iterator[Finding]:
        if re.search(r"\bstack_size\(\s*[^\s)]", self.view.source.text):
            return
        limit = argument(node, 0, "limit")
        plain = isinstance(limit, cst.Integer)
        if isinstance(limit, cst.Integer) and limit.evaluated_value <= _DEEP:
            return
        if plain or _power(limit):
            yield Note(
                DEPTH,
                self.file.line(node),
                "a thread has 1 MB of stack in python:alpine (8 MB with glibc): deep recursion through C may"
                " end in a segmentation fault",
                "threading.stack_size(8 * 1024 * 1024) before the first thread starts",
            )


def _is_method(node: cst.Call, name: str) -> bool:
    return isinstance(node.func, cst.Attribute) and node.func.attr.value == name


def _is_sql(name: str) -> bool:
    """Tell whether a strftime is one of a database: the `func` of SQLAlchemy, the `fn` of peewee."""
    return name.endswith((".func.strftime", ".fn.strftime"))


def _power(node: cst.BaseExpression | None) -> bool:
    """Tell whether an expression is made of numbers alone: ``10**6``."""
    if isinstance(node, cst.BinaryOperation):
        return _power(node.left) and _power(node.right)
    return isinstance(node, cst.Integer)


def _wrong(text: str, datetimes: bool) -> Iterator[str]:
    """Give the directives of a format that musl does not know; datetime replaces some of its own before."""
    for match in _DIRECTIVE.finditer(text):
        letter, flags, modifier = match["letter"], match["flags"], match["modifier"]
        own = datetimes and ((letter == "f" and not flags) or (modifier == ":" and letter == "z"))
        if own or (letter in _ON_BOTH and letter and not re.search(r"[\^#]", flags) and ":" not in modifier):
            continue
        yield match[0]


def _instead(wrong: dict[str, None]) -> str:
    known = {"%P": "%p and .lower()", "%k": "%_H", "%l": "%_I", "%-k": "%-H", "%-l": "%-I"}
    hints = [f"{known[each]} for {each}" for each in wrong if each in known]
    return (
        ", ".join(hints) + (", the same on both" if hints else "")
        or "say it with directives of the C standard"
    )
