"""Finds what Python code asks of programs and folders that Debian has and python:alpine has not."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.api import (
    Applet,
    Called,
    Command,
    DebianCommand,
    Finding,
    Flavour,
    Note,
    On,
    OtherView,
    Rule,
    called_programs,
    cst,
    given,
    held,
    other_transform,
    program,
    re,
    shown_text,
    text_of,
    troubles,
    unwrap,
    written,
)

PROGRAM = Rule(
    "DFM808", "program-gone", "Code starts a program that the Debian image had and Alpine's has not."
)
OPTION = Rule("DFM809", "busybox-option", "Code gives a program an option that busybox does not take.")
PATH = Rule("DFM810", "debian-path", "Code names a file where Debian has it and Alpine has not.")
PIP = Rule("DFM811", "pip-at-run-time", "Code installs packages when it runs.")

_CALLS = re.compile(
    r"\b(?:subprocess|popen|system|exec[lv]p?e?|spawn[lv]p?e?|create_subprocess_\w+|pty|pexpect)\b"
)
_DEBIAN = re.compile(
    r"(?:/usr)?/lib/(?:x86_64|aarch64|arm|i386|\$x|%s|%\(\w+\)s|\{\w*\})-linux-gnu\w*(?:/[\w.+-]+)*|(?:/lib64/)?ld-linux[\w.-]*\.so[.\d]*"
    r"|/etc/(?:apt|dpkg|debian_version)(?:/[\w./-]*)?(?![\w-])|/usr/bin/python3?(?:\.\d+)?(?![\w-])"
    r"|/var/lib/dpkg(?:/[\w./-]*)?"
)
_NOT_THERE = ("OSError", "FileNotFoundError", "EnvironmentError", "IOError")
_FAILED = ("CalledProcessError", "SubprocessError")
"""What comes where a program ends badly; a shell does so where there is no such program."""


@other_transform("musl-commands", on=On.PYTHON, bundle="sources", order=2, rules=(PROGRAM, OPTION, PATH, PIP))
def musl_commands(view: OtherView) -> Iterator[Finding]:
    """Find what Python code asks of programs and folders that Debian has and python:alpine has not.

    Read are the calls of `subprocess`, `os.system`, `os.popen`, `os.exec…`, asyncio, `pty` and `pexpect`
    whose program is written out, as a list or as a shell line, also where a variable is given several; what
    else a variable names is not known and not spoken of.

    ## What it finds

    * **DFM808**: a program that the image had before and has not now: bash, perl, apt-get; git, curl, gcc
      where it was the full image. `executable="/bin/bash"` counts too, whatever that shell is to read.
      Not where a package of the Dockerfile brings it, a condition is around, or its absence is caught by
      name (`except FileNotFoundError`); one `except Exception` for everything is no other way.
    * **DFM809**: an option that busybox refuses or misreads (`grep -P`, `ps --no-headers`, `date +%N`).
    * **DFM810**: `/usr/lib/x86_64-linux-gnu/…`, `ld-linux-x86-64.so.2`, `/usr/bin/python3` as a text of its
      own or at its beginning; not where it is one of several places that are tried.
    * **DFM811**: `pip install` while the service runs: what has no wheel for musl is then compiled, without
      a compiler.

    Nothing is changed: which package or which other way is meant only the owner knows.

    ## Where it knows that from

    The tables `debian-commands.toml` and `applets.toml`, whose rows were run on busybox.
    """
    if not view.musl or view.file.aside:
        return
    if _CALLS.search(view.source.text):
        yield from _programs(view)
    if _DEBIAN.search(view.source.text):
        yield from _paths(view)


def _programs(view: OtherView) -> Iterator[Finding]:
    images = [each for each in view.file.images if each.musl]
    there = frozenset.intersection(*(held(each.packages) for each in images))
    flavour = max(each.flavour for each in images)
    for each in called_programs(view.python):
        line = view.python.line(each.visit.node)
        inner = unwrap(each.command)
        name = program(inner)
        if name is None or each.visit.awaited(*_NOT_THERE, *(_FAILED if each.shell else ())):
            continue
        failing = each.visit.guarded(*_FAILED)
        if not failing and (pip := _installing_pip(name, inner)):
            yield Note(PIP, line, f"{pip} install while the service runs", "put it into the requirements")
        names = (*inner.wrappers, name, each.shell.rpartition("/")[2])
        yield from _missing(view, names, line, flavour, there)
        if not failing:
            yield from _refused(view, each, name, line, there)


def _installing_pip(name: str, command: Command) -> str | None:
    """Give the pip, also behind ``python -m``, that a command installs with; None where it does not."""
    words = [name, *(word.value for word in command.arguments)]
    if words[1:3] == ["-m", "pip"]:
        words = words[2:]
    installs = re.fullmatch(r"pip[0-9.]*", words[0] or "") and "install" in words
    return words[0] if installs else None


def _missing(
    view: OtherView, names: tuple[str, ...], line: int, flavour: int, there: frozenset[str]
) -> Iterator[Finding]:
    for one in dict.fromkeys(names):
        row = DebianCommand.of(view.knowledge, one) if one else None
        if row is None or row.image > flavour or (row.apk and there.issuperset(row.apk)):
            continue
        hint = f"apk add {' '.join(row.apk)}" if row.apk else row.note
        yield Note(PROGRAM, line, f"python:alpine has no {one}", hint)


def _refused(view: OtherView, each: Called, name: str, line: int, there: frozenset[str]) -> Iterator[Finding]:
    applet = Applet.of(view.knowledge, name)
    if applet is None or there.intersection(applet.apk):
        return
    found = troubles(applet, unwrap(each.command))
    if found:
        what = ", ".join(dict.fromkeys(trouble.what for trouble in found))
        verb = "misreads" if all(trouble.silent for trouble in found) else "does not take"
        yield Note(OPTION, line, f"busybox {name} {verb} {what}", f"apk add {' '.join(applet.apk)}")


def _paths(view: OtherView) -> Iterator[Finding]:
    several = _alternatives(view)
    for visit in view.python.visits:
        node = visit.node
        text = shown_text(node) if isinstance(node, cst.SimpleString | cst.FormattedString) else None
        match = _DEBIAN.match(text) if text else None
        if match is not None and id(node) not in several and not visit.guarded(*_NOT_THERE):
            yield from _path(view, match, view.python.line(node))


def _path(view: OtherView, match: re.Match[str], line: int) -> Iterator[Finding]:
    text = match.string
    if match[0].startswith("/usr/bin/python"):
        full = max(each.flavour for each in view.file.images) >= Flavour.FULL  # alone had one there
        if full and match.end() == len(text):
            message = f"{text} is not there: the image's Python is in /usr/local/bin"
            yield Note(PATH, line, message, "sys.executable")
    elif "libc.so" not in text and "libm.so" not in text:  # the rules about ctypes speak of those
        message = f"{_short(text.replace('$x', '…'))} is a path of Debian"
        yield Note(PATH, line, message, "let ctypes or the linker find it, or write Alpine's path")


def _alternatives(view: OtherView) -> frozenset[int]:
    """Give the texts that are not the only place that is tried, and those that nobody reads as a value."""
    found: set[int] = set()
    for visit in view.python.visits:
        node = visit.node
        if isinstance(node, cst.List | cst.Tuple | cst.Set):
            values = [each.value for each in node.elements]
            texts = [text_of(each) or "" for each in values]
            if any(text.startswith("/") and not _DEBIAN.match(text) for text in texts):
                found.update(map(id, values))
        elif isinstance(node, cst.Expr):
            found.add(id(node.value))  # a docstring
        elif isinstance(node, cst.Comparison):
            found.update(id(each) for each in (node.left, *(one.comparator for one in node.comparisons)))
        elif isinstance(node, cst.BooleanOperation):
            found.update(map(id, (node.left, node.right)))
        elif isinstance(node, cst.Call) and _asks(node):
            for value in (each.value for each in node.args):
                found.update(_texts_in(value))
                for each in given(written(value), visit.scope):
                    found.update(_texts_in(each))
    return frozenset(found)


def _texts_in(node: cst.BaseExpression) -> Iterator[int]:
    """Give the texts that an expression is made of: itself, or the left side of ``text % values``."""
    yield id(node)
    if isinstance(node, cst.BinaryOperation):
        yield from _texts_in(node.left)
    elif isinstance(node, cst.Call) and isinstance(
        node.func, cst.Attribute
    ):  # "…".format(…), Path("…").exists()
        yield from _texts_in(node.func.value)
    elif isinstance(node, cst.Call):
        for each in node.args:
            yield from _texts_in(each.value)


def _asks(node: cst.Call) -> bool:
    """Tell whether a call only asks whether a file is there, or names a default beside a variable."""
    name = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
    return name in ("exists", "isfile", "isdir", "is_file", "get", "getenv", "startswith")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
