"""Programs and libraries in the build context that were linked against glibc, and that a stage copies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from migrator import regex as re
from migrator.alpine.signs import Sign
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import files_brought
from migrator.build_context.fetched_later import HEAD, is_fetched_later
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.first_few import and_more

_MAY_BE = re.compile(
    r"(?:.*/)?(?:[^./]+|[^/]+\.(?:so(?:\.[0-9.]+)?|bin|run|x86_64|(?:linux[-_])?amd64|linux|[0-9]+)"
    r"|[^/]*[._-](?:linux|amd64|x86_64)[._-][^/]*)"
)
_LIBRARY = re.compile(r".*\.so(?:\.[0-9.]+)?|.*(?:linux|amd64|x86_64)[^/]*")
_ASIDE = re.compile(r"(?:.*/)?(?:node_modules|\.git|\.venv|venv|tests?|docs?)/.*")
_ELF = b"\x7fELF"
_GLIBC = (b"ld-linux", b"libc.so.6", b"GLIBC_2")
_HEAD = 256 * 1024
"""Where a program names its loader and its libraries: near its beginning."""
_MAX_FILES = 5000
_WAY_OUT = "build it for musl, or statically; or keep this image on Debian"
_FETCH = "fetch it first (git lfs pull), then run this again"


def context_binaries(dockerfile: Dockerfile, stages: Iterable[Stage], build: BuildContext) -> Iterator[Sign]:
    """Give the first file linked against glibc that each COPY and ADD of `stages` brings."""
    for stage in stages:
        for copy in stage.of("COPY", "ADD"):
            copied = tuple(_copied(dockerfile, build, copy))
            found = [path for path in copied if is_for_glibc(build, path)]
            if found:
                yield Sign(copy.line, f"{found[0]} is linked against glibc{and_more(found)}", _WAY_OUT)
            later = [path for path in copied if _may_become_a_program(build, path)]
            if later:
                message = f"{later[0]} is not fetched yet, and may be linked against glibc{and_more(later)}"
                yield Sign(copy.line, message, _FETCH)


def is_for_glibc(build: BuildContext, path: str) -> bool:
    """Tell whether a file of the build context is a program or library that needs glibc."""
    if not build.head(path, len(_ELF)).startswith(_ELF):
        return False
    head = build.head(path, _HEAD)
    return any(mark in head for mark in _GLIBC)


def _may_become_a_program(build: BuildContext, path: str) -> bool:
    """Tell whether Git LFS brings a file later which its name or mode makes a program."""
    if not is_fetched_later(build.head(path, HEAD)):
        return False
    place = build.path(path)
    return bool(
        _LIBRARY.fullmatch(path) or (place and "." not in place.name and place.stat().st_mode & 0o111)
    )


def _copied(dockerfile: Dockerfile, build: BuildContext, copy: Instruction) -> Iterator[str]:
    """Give the files of the context that may be programs, without what no service runs."""
    found = (
        path
        for source, path in files_brought(dockerfile, build, copy)
        if _MAY_BE.fullmatch(path)
        and not _ASIDE.fullmatch(path.removeprefix(f"{source}/"))  # a folder that COPY names itself is meant
        and not build.ignored(path)
    )
    return islice(found, _MAX_FILES)
