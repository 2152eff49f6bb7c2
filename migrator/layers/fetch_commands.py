"""What curl, wget, git, tar and unzip read and write."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import pairwise

from migrator import regex as re
from migrator.layers.footprint import Footprint, Surroundings, is_system
from migrator.shell import Command, program
from migrator.source import Word

_OUTPUT = {
    "curl": re.compile(r"-[a-np-zA-Z]*o(.*)|--output(?:=(.*))?"),
    "wget": re.compile(r"-[a-zA-NP-Z]*O(.*)|--output-document(?:=(.*))?"),
}
_FOLDER = frozenset({"-P", "--directory-prefix", "--output-dir"})
_READS_FILE = {
    "curl": ("-K", "--config", "-T", "--upload-file"),
    "wget": ("-i", "--input-file", "--post-file"),
}
_REMOTE_NAME = re.compile(r"-\w*O\w*|--remote-name(?:-all)?")
_GIT_VALUED = frozenset(
    {"-b", "--branch", "--depth", "-o", "--origin", "-c", "--config", "-j", "--jobs", "--filter", "-C"}
)


def fetch(command: Command, around: Surroundings, into: Footprint) -> None:
    """Note what a download or an archive command reads and writes."""
    name = program(command)
    if name in ("curl", "wget"):
        _download(name, command.words[1:], around, into)
    elif name == "unzip":
        _unzip(command.words[1:], around, into)
    else:
        _tar(command.words[1:], around, into)


def _pairs(words: tuple[Word, ...]) -> Iterator[tuple[str, Word]]:
    """Give each word with the one behind it."""
    return ((word.text, following) for word, following in pairwise(words))


def _download(name: str, words: tuple[Word, ...], around: Surroundings, into: Footprint) -> None:
    into.costly = True
    if any(word.text in _READS_FILE[name] or word.text.startswith("@") for word in words):
        into.cannot_tell(f"{name} reads a file")
    target = _target(name, words)
    folder = around.folder
    for text, word in _pairs(words):
        folder = around.place(word) if text in _FOLDER else folder
    if target is not None:
        if target.text != "-":
            made(around.place(target), into, name)
    elif name == "wget" or any(_REMOTE_NAME.fullmatch(word.text) for word in words):
        around.relative = True
        urls = [around.text(word) or word.text for word in words if "://" in word.text]
        for url in urls or [""]:
            made(_named_after(url, folder), into, name)


def _target(name: str, words: tuple[Word, ...]) -> Word | None:
    """Give the file that a download is told to write."""
    for index, word in enumerate(words):
        match = _OUTPUT[name].fullmatch(word.text)
        joined = (match[1] or match[2]) if match else None
        if joined:
            return Word(joined, joined if word.value is not None else None, word.span)
        if match:
            return words[index + 1] if index + 1 < len(words) else None
    return None


def _named_after(url: str, folder: str | None) -> str | None:
    """Give the path of a download that is called what its address is called."""
    name = url.strip("\"'").split("?")[0].rstrip("/").rpartition("/")[2]
    return posixpath.join(folder, name) if folder is not None and name and "$" not in name else None


def made(path: str | None, into: Footprint, name: str) -> None:
    """Note that a command writes `path`."""
    if path is None:
        into.cannot_tell(f"where {name} writes is not known")
    else:
        into.makes.add(path)
        into.system = into.system or is_system(path)


def git(command: Command, around: Surroundings, into: Footprint) -> None:
    """Note what git does; only ``clone`` and settings of its own are known."""
    words = command.words[1:]
    verb = next((word.text for word in words if not word.text.startswith("-")), "")
    if verb == "config" and any(word.text in ("--global", "--system") for word in words):
        into.system = True
    elif verb == "clone":
        into.costly = True
        _clone(words, around, into)
    elif verb not in ("", "version", "ls-remote"):
        into.cannot_tell(f"what git {verb} does is not known")


def _clone(words: tuple[Word, ...], around: Surroundings, into: Footprint) -> None:
    valued = [word for text, word in _pairs(words) if text in _GIT_VALUED]
    operands = [word for word in words if word not in valued and not word.text.startswith("-")][1:]
    if len(operands) > 1:
        made(around.place(operands[1]), into, "git clone")
        return
    around.relative = True
    url = around.text(operands[0]) if operands else None
    name = url.rstrip("/").rpartition("/")[2].removesuffix(".git") if url else ""
    known = around.folder is not None and name
    made(posixpath.join(around.folder or "", name) if known else None, into, "git clone")


def _tar(words: tuple[Word, ...], around: Surroundings, into: Footprint) -> None:
    first = words[0].text if words else ""
    extracts = re.match(r"-?\w*x", first) or any(re.match(r"-\w*x|--extract|--get", w.text) for w in words)
    if not extracts:
        into.cannot_tell("tar writes an archive")
        return
    folder, archive = around.folder, None
    around.relative = True
    for index, (text, following) in enumerate(_pairs(words)):
        if text in ("-C", "--directory"):
            folder = around.place(following)
        elif re.fullmatch(r"-?[A-Za-z]*f", text) and (index == 0 or text.startswith("-")):
            archive = following
    long = next((word.text for word in words if word.text.startswith("--directory=")), None)
    _read(archive, around, into)
    made(around.path(long.partition("=")[2]) if long else folder, into, "tar")


def _unzip(words: tuple[Word, ...], around: Surroundings, into: Footprint) -> None:
    given = [word for text, word in _pairs(words) if text == "-d"]
    operands = [word for word in words if word not in given and not word.text.startswith("-")]
    around.relative = True
    _read(operands[0] if operands else None, around, into)
    made(around.place(given[0]) if given else around.folder, into, "unzip")


def _read(word: Word | None, around: Surroundings, into: Footprint) -> None:
    if word is None or word.text == "-":
        return
    path = around.place(word)
    if path is None:
        into.cannot_tell(f"{word.text} is not known before the build")
    else:
        into.reads.add(path)
