"""Paths of the Debian images that lie elsewhere on Alpine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrator import regex as re
from migrator.knowledge import Knowledge
from migrator.records import dataclass

_TRIPLET = r"(?:x86_64|aarch64|arm|i386|i686|\*|\$\(uname -m\)|\$\{?[A-Za-z_]+\}?)-linux-(?:gnu\w*|\*)"
_LIBRARY_FOLDER = re.compile(
    rf"(?P<root>/usr)?/lib/{_TRIPLET}(?=/|[\s:;\"',]|\Z)/?(?P<file>[\w.+*-]*)(?P<rest>[^\s:;\"',]*)"
)

_LIBRARIES: Mapping[str, tuple[str, str]] = {
    "libjemalloc.so.2": ("/usr/lib/libjemalloc.so.2", "jemalloc"),
    "libjemalloc.so": ("/usr/lib/libjemalloc.so.2", "jemalloc"),
    "libtcmalloc.so.4": ("/usr/lib/libtcmalloc.so.4", "gperftools"),
    "libtcmalloc_minimal.so.4": ("/usr/lib/libtcmalloc_minimal.so.4", "gperftools"),
    "libmimalloc.so.2": ("/usr/lib/libmimalloc.so.2", "mimalloc2"),
    "libmimalloc.so.2.0": ("/usr/lib/libmimalloc.so.2", "mimalloc2"),
}
"""Libraries that programs are started with (LD_PRELOAD), and the package that has each."""

_PROGRAM = re.compile(r"(?<![\w./-])/(?:usr/)?s?bin/(?P<name>[\w.+-]+)(?![\w./-])")
_JAVA = re.compile(
    r"/usr/lib/jvm/(?:java-(?P<release>[0-9]+)-openjdk-(?:amd64|arm64|armhf|i386|ppc64el|s390x)|default-java)(?![\w-])"
)
_TESSDATA = re.compile(r"/usr/share/tesseract-ocr/(?:[0-9.]+/)?tessdata(?![\w-])")
_TINI_DOWNLOAD = re.compile(
    r"(?P<head>krallin/tini/releases/download/[^/\s]+/tini)(?!-static)(?=[-.\s\"']|\Z)"
)


@dataclass(frozen=True, slots=True)
class PathFinding:
    """A path in a text: where it stands there, what to write instead, and the package that has it.

    `instead` is None where nothing is known to take its place. `is_program` tells that the path is that of
    a program, and not of a folder into which others are put.
    """

    start: int
    end: int
    text: str
    instead: str | None
    package: str = ""
    is_program: bool = False


def debian_paths(text: str, packages: frozenset[str], knowledge: Knowledge) -> Iterator[PathFinding]:
    """Give the Debian paths in a text; `packages` are those that are installed by apk."""
    for match in _LIBRARY_FOLDER.finditer(text):
        instead, package = _library(match)
        yield PathFinding(match.start(), match.end(), match[0], instead, package)
    for match in _PROGRAM.finditer(text):
        if program := alpine_program(match[0], packages, knowledge):
            yield PathFinding(match.start(), match.end(), match[0], program, is_program=True)
    for match in _JAVA.finditer(text):
        home = (
            f"/usr/lib/jvm/java-{match['release']}-openjdk"
            if match["release"]
            else "/usr/lib/jvm/default-jvm"
        )
        yield PathFinding(match.start(), match.end(), match[0], home)
    for match in _TESSDATA.finditer(text):
        yield PathFinding(match.start(), match.end(), match[0], "/usr/share/tessdata")
    for match in _TINI_DOWNLOAD.finditer(text):
        yield PathFinding(match.start("head"), match.end("head"), match["head"], match["head"] + "-static")


def _library(match: re.Match[str]) -> tuple[str | None, str]:
    """Give what takes the place of a path below a library folder, and the package that has it."""
    file, rest = match["file"], match["rest"]
    if file in _LIBRARIES and not rest:
        return _LIBRARIES[file]
    if ".so" in file + rest:
        return None, ""
    slash = "/" if file or match[0].endswith("/") else ""
    return f"{match['root'] or ''}/lib{slash}{file}{rest}", ""


def alpine_program(path: str, packages: frozenset[str], knowledge: Knowledge) -> str | None:
    """Give where Alpine has the program that Debian has at `path`; None where that is the same, or not known.

    `packages` are those that are installed by apk.
    """
    match = _PROGRAM.fullmatch(path)
    take = knowledge.fields("program-paths.toml", match["name"]) if match else None
    if take is None:
        return None
    there, needed = take.text("alpine"), take.names("with")
    moves = path in (take.names("debian") or (path,)) and path != there
    has = (not needed or packages & {*needed}) and not packages & {*take.names("unless")}
    return there if moves and has else None
