"""What ties a file to the release of Alpine that it was written for, so that a newer one may not do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator import regex as re
from migrator.alpine.apk_commands import ApkAdd, apk_adds, package_name
from migrator.alpine.signs import Sign
from migrator.dockerfile import Dockerfile, Stage
from migrator.knowledge import Knowledge
from migrator.source import Word

Said = tuple[str, str]
"""What is in the way, and the way out."""

ELSEWHERE = (
    "packages come from repositories of the file's own, which need not fit the Alpine of the Python image",
    "take them from the image's own repositories",
)
_NUMBERED = re.compile(
    r"(?:postgresql|php|llvm|clang|lld|dotnet|erlang|boost|openssl|libressl|mbedtls|nodejs|ffmpeg)[0-9].*"
)
"""Packages that carry the version of a program; each release of Alpine has others of them."""
_PINNED = re.compile(r"[^=<>~@]+[=<~].*")
_REPOSITORIES = re.compile(r"/etc/apk(?!/cache\b)(?![\w-])")
_MIRROR = re.compile(r"\bsed\b(?![^\n]*(?:edge|testing|latest-stable|v3\.))[^\n]*/etc/apk/repositories\b")


def release_signs(dockerfile: Dockerfile, knowledge: Knowledge, stages: Iterable[Stage]) -> Iterator[Sign]:
    """Give what in `stages` a newer release of Alpine may not have, or have otherwise."""
    for one in (each for stage in stages for each in stage.instructions):
        if takes_from_elsewhere(dockerfile.source.slice(one.span)):
            yield Sign(one.line, *ELSEWHERE)
        for add in apk_adds(dockerfile, one) if one.keyword == "RUN" else ():
            yield from _of_packages(dockerfile, knowledge, add)


def _of_packages(dockerfile: Dockerfile, knowledge: Knowledge, add: ApkAdd) -> Iterator[Sign]:
    line = dockerfile.source.line_of(add.anchor.span.start)
    if add.elsewhere:
        yield Sign(line, *ELSEWHERE)
    for word in add.packages:
        if said := _of_package(word, knowledge):
            yield Sign(dockerfile.source.line_of(word.span.start), *said)


def _of_package(word: Word, knowledge: Knowledge) -> Said | None:
    if word.value is None:
        return f"which packages {word.text} is cannot be told", "write the packages out"
    return of_one_release(word.value) or unknown_to_newer(package_name(word.value), knowledge)


def of_one_release(text: str) -> Said | None:
    """Give why a word for a package, its version included, fits one release of Alpine alone; None if not."""
    if "@" in text:
        return ELSEWHERE
    if _PINNED.fullmatch(text):
        message = f"{text}: the version is that of the release of Alpine that the file names"
        return message, "leave the version out, or keep this image as it is"
    return None


def unknown_to_newer(name: str, knowledge: Knowledge) -> Said | None:
    """Give why the Alpine of today may not have a package, or have it otherwise; None if it has it."""
    if _NUMBERED.fullmatch(name):
        message = f"{name}: the newer Alpine below the Python image has other versions of it"
        return message, "name one that it has, or the package without a number"
    if "/" in name or name.endswith(".apk"):
        message = f"{name} is a file, and may not fit the newer Alpine below the Python image"
        return message, "install a package of Alpine, or keep this image as it is"
    if not knowledge.apk_exists(name):
        message = f"{name} is not known among the packages of the newer Alpine below the Python image"
        return message, "name the package that takes its place there"
    return None


def takes_from_elsewhere(text: str) -> bool:
    """Tell whether an instruction sets up repositories of apk, beyond a mirror of the same ones."""
    for match in _REPOSITORIES.finditer(text):
        if not _MIRROR.search(text, text.rfind("\n", 0, match.start()) + 1):
            return True
    return False
