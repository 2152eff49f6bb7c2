"""Finds what a newer Python does not have any more, and writes what every version has."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.api import (
    BY_SETUPTOOLS,
    Change,
    Finding,
    ImageFacts,
    Note,
    On,
    OtherView,
    Removed,
    RemovedNames,
    RemovedRow,
    Rule,
    Safety,
    cst,
    dotted,
    other_transform,
    re,
)

GONE = Rule("DFM820", "removed-stdlib", "A newer Python does not have something that the code uses.")
RENAMED = Rule("DFM821", "renamed-stdlib", "A newer Python has something under another name only.")
SETUPTOOLS = Rule("DFM822", "needs-setuptools", "Images of Python 3.12 bring no setuptools any more.")
UNREAD = Rule("DFM823", "not-python-3", "A source cannot be read as Python 3.")

_PRINT = re.compile(r"^[ \t]*print[ \t]+[\"'\w]|^[ \t]*except[ \t]+[\w.]+,[ \t]*\w+:", re.MULTILINE)
_ASYNC = re.compile(r"\.async[ \t]*\(|\basync[ \t]*=[^=]|\bimport[ \t]+async\b")
"""A name until Python 3.6, a keyword since."""
_MOVES_FROM = (3,)
"""An image with Python 2 stays (DFM211), and what it runs with it."""


@other_transform(
    "removed-stdlib", on=On.PYTHON, bundle="sources", order=3, rules=(GONE, RENAMED, SETUPTOOLS, UNREAD)
)
def removed_stdlib(view: OtherView) -> Iterator[Finding]:
    """Find what a newer Python does not have any more, and write what every version has.

    What counts is what the versions between the image's old Python and the new one have lost, however it
    is imported: `from imp import reload as again` and `importlib.import_module("imp")` as well. Nothing is
    said of what stands in a `try` that catches the error, or below a condition about the version.

    ## What it does

    * **DFM821**: another name for the same thing takes its place, where it is the same in every version.
    * **DFM820**: the rest is noted: `distutils`, `asyncore`, `ssl.wrap_socket`, `inspect.getargspec`,
      `asyncio.coroutine`, and arguments that raise: `asyncio.sleep(1, loop=loop)`,
      `HTTPSConnection(host, key_file=…)`; a set for `random.sample`, coroutines for `asyncio.wait`, a data
      class that has another one without a hash for a default. It also speaks against raising Python (DFM203),
      which then stays.
    * **DFM822**: `distutils` and `setuptools` are there again where the requirements name setuptools,
      `pkg_resources` where they keep it below 82. A requirement that brings it along is not seen where there
      is no lock file.
    * **DFM823**: a source of Python 2, or one in which `async` is a name, which nothing can be said about.
      An image that is on Python 2 stays there, and nothing is said of what it runs.

        configparser.SafeConfigParser()     →   configparser.ConfigParser()
        from collections import Mapping     →   from collections.abc import Mapping
        import imp; imp.reload(module)      →   import importlib; importlib.reload(module)
        self.assertEquals(1, one())         →   self.assertEqual(1, one())
        json.loads(text, encoding="utf-8")  →   json.loads(text)
        open(path, "rU")                    →   open(path, "r")
        thread.isAlive()                    →   thread.is_alive()
        re.match(r"^(?i)get", line)         →   re.match(r"(?i)^get", line)

    What only instances have (`starttls(keyfile=…)`, `isAlive`, `getchildren`) is told where the code shows
    what made the instance: `server = smtplib.SMTP(host)`, `with`, `self.x` of the same class, a subclass of
    the same file. Of a parameter nothing is known, and nothing said.

    Tests are read too: for the names of `unittest.TestCase` alone.

    ## Where it knows that from

    The table `removed-python.toml`: each name was looked for in CPython 3.6 to 3.13, and all names of 3.6 to
    3.11 were looked for in 3.12.
    """
    seen: set[tuple[object, ...]] = set()
    for image in view.file.images:
        if not image.old or image.old >= image.new or image.old < _MOVES_FROM:
            continue
        for use in RemovedNames(view.knowledge, image.old, image.new).uses(view.python, view.is_local):
            # Two arguments that one call loses are one thing to mend.
            name = use.row.call.function if use.row.call else use.row.name
            key = (name, use.line, use.edits)
            if key in seen or _is_there(use, image) or _is_out(view, use):
                continue
            seen.add(key)
            yield _finding(use)
        if not seen and not view.file.aside and _is_python_2(view):
            seen.add(("",))
            yield Note(UNREAD, 1, f"cannot be read as Python {dotted(image.new)}", "is it still used?")


def _is_there(use: Removed, image: ImageFacts) -> bool:
    """Tell whether the requirements bring again what Python's images are without."""
    if use.row.name == "pkg_resources":
        return image.pkg_resources
    return use.row.name in BY_SETUPTOOLS and image.setuptools


def _is_out(view: OtherView, use: Removed) -> bool:
    """Tell whether a use is in a file that no service runs; tests are read for their own library's sake."""
    return view.file.aside and not use.row.name.startswith("unittest.")


def _finding(use: Removed) -> Change | Note:
    row, gone = use.row, dotted(use.row.gone)
    if row.name in BY_SETUPTOOLS:
        return Note(
            SETUPTOOLS, use.line, f"{row.name} is not in the images of Python {gone} any more", row.instead
        )
    lost = f"Python {gone} {row.says or f'has no {row.name}'}"
    if use.edits:
        return Change(RENAMED, use.line, f"{lost}: {_same(row)}", use.edits, Safety.SAFE)
    hint = row.instead or (row.same and f"{row.same} is the same")
    return Note(GONE, use.line, lost, hint)


def _same(row: RemovedRow) -> str:
    """Say why the edits of a use change nothing."""
    if row.says:
        return "at the beginning they mean the same in every version"
    if row.call:
        return "it had no effect before"
    return f"{row.same or 'its new home'} is the same in every version"


def _is_python_2(view: OtherView) -> bool:
    text = view.source.text
    prints = _PRINT.search(text) is not None
    if not prints and not _ASYNC.search(text):
        return False
    return view.python.tree is None or (
        prints and any(_names_its_error(each.node) for each in view.python.visits)
    )


def _names_its_error(node: cst.CSTNode) -> bool:
    """Tell whether a handler is written `except Error, error:`, which Python 3.14 reads as two errors."""
    if not isinstance(node, cst.ExceptHandler) or not isinstance(node.type, cst.Tuple):
        return False
    return not node.type.lpar and len(node.type.elements) == 2
