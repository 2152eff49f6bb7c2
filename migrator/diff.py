"""Diffs that ``git apply`` takes, whatever the bytes: difflib renders, unidiff re-reads and counts."""

from __future__ import annotations

import difflib

from migrator import regex as re
from migrator.records import dataclass

_LINE = re.compile(rb"[^\n]*\n|[^\n]+\Z")
_PLAIN = re.compile(r"[\w./@+=,:~ -]+")


@dataclass(frozen=True, slots=True)
class Patch:
    """One file's diff as bytes, with the numbers of lines that it adds and removes."""

    data: bytes
    added: int
    removed: int


class DiffError(Exception):
    """A rendered diff does not read back as what it should be: a fault of dfmigrate."""


def render(path: str, before: bytes, after: bytes, *, new: bool = False) -> Patch:
    """Give the git diff of one file; `path` is relative to the repository, with ``/``.

    With `new` the file is not there before.

    Raises DiffError where unidiff does not read back what was written.
    """
    if before == after:
        return Patch(b"", 0, 0)
    # Lines end at \n only: splitlines() would also break at \r, \f and U+2028 and corrupt the patch.
    old_lines, new_lines = _LINE.findall(before), _LINE.findall(after)
    body = difflib.diff_bytes(difflib.unified_diff, old_lines, new_lines, n=3)
    next(body), next(body)  # its own header lines, written anew below
    lines = [_ended(line) for line in body]
    data = _header(path, new) + b"".join(lines)
    return _counted(Patch(data, _count(lines, b"+"), _count(lines, b"-")))


def _ended(line: bytes) -> bytes:
    return line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def _count(lines: list[bytes], sign: bytes) -> int:
    return sum(1 for line in lines if line.startswith(sign))


def _header(path: str, is_new: bool) -> bytes:
    old, new = _quoted(f"a/{path}"), _quoted(f"b/{path}")
    tab = "\t" if " " in path else ""  # git ends such names with a tab, or `patch` cuts them
    made, source = ("new file mode 100644\n", "/dev/null") if is_new else ("", f"{old}{tab}")
    text = f"diff --git {old} {new}\n{made}--- {source}\n+++ {new}{tab}\n"
    return text.encode("utf-8", "surrogateescape")


def _quoted(name: str) -> str:
    """Quote a file name the way git does where it holds more than plain characters."""
    if _PLAIN.fullmatch(name) and name.isascii():
        return name
    data = name.encode("utf-8", "surrogateescape")
    return '"' + "".join(_escaped(byte) for byte in data) + '"'


def _escaped(byte: int) -> str:
    if byte in b'"\\':
        return "\\" + chr(byte)
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"


def _counted(patch: Patch) -> Patch:
    from unidiff.errors import UnidiffParseError
    from unidiff.patch import PatchSet  # 20 ms: only where there is a diff

    # Without git's own line: where a name holds " b/", unidiff cannot split it.
    body = patch.data[patch.data.index(b"\n--- ") + 1 :]
    try:
        read = PatchSet(body.decode("utf-8", "surrogateescape"))
    except UnidiffParseError as error:
        raise DiffError(f"the diff does not read back: {error}") from error
    if (read.added, read.removed) != (patch.added, patch.removed):
        raise DiffError("the diff reads back with other counts than it was written with")
    return patch
