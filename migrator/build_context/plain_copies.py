"""ADDs that only copy, and paths that can be said outright."""

from __future__ import annotations

import posixpath

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import workdir_at
from migrator.build_context.path_patterns import is_pattern
from migrator.dockerfile import Dockerfile, Instruction, copy_parts

_MAGIC = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"\x1f\x9d", b"PK")
_TAR = 257, b"ustar"
_HEAD = 512
_FLAGS = frozenset({"chown", "chmod", "link", "exclude"})


def only_copies(one: Instruction, build: BuildContext) -> bool:
    """Tell whether an ADD surely does what COPY does: every source is there, and no archive or address."""
    parts = copy_parts(one)
    if one.keyword != "ADD" or parts.heredocs or any(flag.name not in _FLAGS for flag in one.flags):
        return False
    texts = [word.value for word in parts.sources]
    return bool(texts) and all(text is not None and _is_plain(text, build) for text in texts)


def _is_plain(text: str, build: BuildContext) -> bool:
    if "://" in text or text.startswith("git@") or "$" in text or is_pattern(text):
        return False
    if build.is_folder(text):
        return True  # of a folder the content is copied as it is, archives inside it too
    path = build.path(text)
    if path is None or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return not head.startswith(_MAGIC) and head[_TAR[0] : _TAR[0] + len(_TAR[1])] != _TAR[1]


def absolute_workdir(dockerfile: Dockerfile, one: Instruction) -> str | None:
    """Give what a relative WORKDIR stands for; None where it is absolute, or that is not known."""
    text = one.value.text.strip()
    if text.startswith(("/", "$", '"', "'", "\\")) or re.match(r"[A-Za-z]:", text) or "$" in text:
        return None
    before = workdir_at(dockerfile, one)
    return None if before is None else posixpath.normpath(posixpath.join(before, text))


def needs_workdir(one: Instruction) -> bool:
    """Tell whether a COPY or ADD has a destination that the working directory decides."""
    if one.keyword not in ("COPY", "ADD"):
        return False
    target = copy_parts(one).destination
    text = (target.value or target.text) if target else "/"
    return not text.strip("\"'").startswith(("/", "$")) and not re.match(r"[A-Za-z]:", text)
