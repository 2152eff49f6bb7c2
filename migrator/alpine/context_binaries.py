"""Programs and libraries in the build context that were linked against glibc, and that a stage copies."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from migrator import regex as re
from migrator.alpine.glibc_signs import Sign
from migrator.build_context import BuildContext
from migrator.dockerfile import Instruction, Stage, copy_parts

_MAY_BE = re.compile(
    r"(?:.*/)?(?:[^./]+|[^/]+\.(?:so(?:\.[0-9.]+)?|bin|run|x86_64|(?:linux[-_])?amd64|linux|[0-9]+)"
    r"|[^/]*[._-](?:linux|amd64|x86_64)[._-][^/]*)"
)
_ASIDE = re.compile(r"(?:.*/)?(?:node_modules|\.git|\.venv|venv|tests?|docs?)/.*")
_ELF = b"\x7fELF"
_GLIBC = (b"ld-linux", b"libc.so.6", b"GLIBC_2")
_HEAD = 256 * 1024
"""Where a program names its loader and its libraries: near its beginning."""
_MAX_FILES = 5000
_WAY_OUT = "build it for musl, or statically; or keep this image on Debian"


def context_binaries(stages: Iterable[Stage], build: BuildContext) -> Iterator[Sign]:
    """Give the first file linked against glibc that each COPY and ADD of `stages` brings."""
    for stage in stages:
        for copy in stage.of("COPY", "ADD"):
            found = [path for path in _copied(copy, build) if is_for_glibc(build, path)]
            if found:
                more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
                yield Sign(copy.line, f"{found[0]} is linked against glibc{more}", _WAY_OUT)


def is_for_glibc(build: BuildContext, path: str) -> bool:
    """Tell whether a file of the build context is a program or library that needs glibc."""
    if not build.head(path, len(_ELF)).startswith(_ELF):
        return False
    head = build.head(path, _HEAD)
    return any(mark in head for mark in _GLIBC)


def _copied(copy: Instruction, build: BuildContext) -> Iterator[str]:
    """Give the files of the context that may be programs, without what no service runs."""
    parts = copy_parts(copy)
    count = 0
    for word in parts.sources if parts.from_ is None else ():
        source = posixpath.normpath((word.value or word.text).lstrip("/") or ".")
        inside = "**" if source == "." else f"{source}/**"
        names = build.files(inside) if source == "." or build.is_folder(source) else build.files(source)
        for path in names:
            below = path.removeprefix(f"{source}/")  # a folder that COPY names itself is meant
            if _MAY_BE.fullmatch(path) and not _ASIDE.fullmatch(below) and not build.ignored(path):
                count += 1
                if count > _MAX_FILES:
                    return
                yield path
