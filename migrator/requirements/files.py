"""Reads ``requirements.txt`` files by pip's own rules, with all files that they name."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterator
from dataclasses import field

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.paths import joined_path
from migrator.records import dataclass
from migrator.requirements.model import Collector, Option, Requirement, requirement, specifiers
from migrator.requirements.names import normalised

MAX_DEPTH = 20
MAX_CHARS = 10_000

_SHORT = {
    "-i": "--index-url",
    "-f": "--find-links",
    "-r": "--requirement",
    "-c": "--constraint",
    "-e": "--editable",
}
_WITH_VALUE = frozenset(
    (
        *("--requirement", "--constraint", "--editable", "--index-url", "--extra-index-url"),
        *("--find-links", "--no-binary", "--only-binary", "--trusted-host", "--use-feature"),
        *("--process-dependency-links", "--hash", "--global-option", "--install-option"),
        "--config-settings",
    )
)
_WITHOUT_VALUE = frozenset(("--no-index", "--pre", "--prefer-binary", "--require-hashes"))
_COMMENT = re.compile(r"(?:^|\s)#")
_VARIABLE = re.compile(r"\$\{[A-Z0-9_]+\}")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_DIRECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\s*(?:\[[^\]]*\]\s*)?@\s*[A-Za-z]")
_VERSION = re.compile(r"\d[A-Za-z0-9.!+_]*")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]+)(?:\[([^\]]*)\])?")
_EXTRAS = re.compile(r"\[([A-Za-z0-9._, -]*)\]$")


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Give the lines as pip joins them, without comments and empty lines, each with its first number."""
    parts: list[str] = []
    first = 0
    for number, line in enumerate(text.splitlines(), 1):
        comment = _COMMENT.search(line)
        first = first or number
        if line.endswith("\\") and comment is None:
            parts.append(line[:-1])
            continue
        parts.append(" " + line[: comment.start()] if comment else line)
        yield from _joined(first, parts)
        parts, first = [], 0
    yield from _joined(first, parts)


def _joined(first: int, parts: list[str]) -> Iterator[tuple[int, str]]:
    if whole := "".join(parts).strip():
        yield first, whole


@dataclass
class RequirementReader:
    """Reads one file and all that it names into a collector; each file once in each role."""

    context: BuildContext
    into: Collector
    _seen: set[tuple[str, bool]] = field(default_factory=set)
    _open: list[str] = field(default_factory=list)

    def read(self, path: str, constraint: bool = False) -> None:
        """Read the file at `path`; with `constraint`, what it lists is only a constraint."""
        text = self.context.read(path)
        if text is None:
            self.into.missing.append(path)
            return
        self.into.read.append(path)
        self._seen.add((path, constraint))
        self._open.append(path)
        for line, content in logical_lines(text):
            if self.into.full:
                self.into.cut(path, line)
                break
            self._line(content, path, line, constraint)
        self._open.pop()

    def _line(self, content: str, path: str, line: int, constraint: bool) -> None:
        words, rest = _split(content)
        try:
            options = _options(shlex.split(rest))
        except ValueError as error:
            self.into.problem(path, line, f"cannot read the options: {error}")
            return
        if words:
            hashes = tuple(value for name, value in options if name == "--hash")
            self._requirement(words, path, line, constraint, hashes)
            return
        for name, value in options:
            self._option(name, value, path, line, constraint)

    def _option(self, name: str, value: str, path: str, line: int, constraint: bool) -> None:
        if name in ("--requirement", "--constraint"):
            self._nested(value, path, line, constraint or name == "--constraint")
        elif name == "--editable":
            self._requirement(value, path, line, constraint, (), editable=True)
        elif name in _WITH_VALUE or name in _WITHOUT_VALUE:
            self.into.options.append(Option(name, value, path, line))
        else:
            self.into.problem(path, line, f"unknown option {name}")

    def _nested(self, value: str, path: str, line: int, constraint: bool) -> None:
        if _URL.match(value) or _VARIABLE.search(value):
            self.into.missing.append(value)
            return
        name = joined_path(posixpath.dirname(path), value)
        if name in self._open:
            self.into.problem(path, line, f"{value} includes itself")
        elif len(self._open) >= MAX_DEPTH:
            self.into.problem(path, line, f"{value} is nested too deep")
        elif (name, constraint) not in self._seen:
            self.read(name, constraint)

    def _requirement(
        self,
        text: str,
        path: str,
        line: int,
        constraint: bool,
        hashes: tuple[str, ...],
        editable: bool = False,
    ) -> None:
        try:
            if len(text) > MAX_CHARS:
                raise ValueError("too long")
            if _DIRECT.match(text):  # pip takes a marker without a blank before it, the standard does not
                text = text.replace(";", " ;", 1)
            found = _local_or_url(text, path, line, editable) or requirement(text, path, line, hashes=hashes)
        except ValueError as error:
            unknown = _VARIABLE.search(text)
            self.into.problem(
                path, line, f"depends on {unknown[0]}" if unknown else f"not a requirement: {error}"
            )
            return
        (self.into.constraints if constraint else self.into.requirements).append(found)


def _split(content: str) -> tuple[str, str]:
    """Give the requirement of a line and its options; pip ends the first at a word that begins with ``-``."""
    if content.startswith("-"):
        return "", content
    option = re.search(r"\s-", content)
    return (
        (content, "")
        if option is None
        else (content[: option.start()].strip(), content[option.start() :].strip())
    )


def _options(words: list[str]) -> Iterator[tuple[str, str]]:
    """Give the options in their long form, each with its value."""
    at = 0
    found: list[tuple[str, str]] = []
    while at < len(words):
        word = words[at]
        name, equals, value = word.partition("=") if word.startswith("--") else (word[:2], word[2:], word[2:])
        name = _SHORT.get(name, name)
        at += 1
        if name in _WITH_VALUE and not equals:
            if at == len(words):
                raise ValueError(f"{name} needs a value")
            value, at = words[at], at + 1
        found.append((name, value))
        if name not in _WITH_VALUE and name not in _WITHOUT_VALUE:
            break  # nobody knows whether the next word is its value
    return iter(found)


def _local_or_url(text: str, path: str, line: int, editable: bool) -> Requirement | None:
    """Give the requirement of a bare URL or path, None where `text` is of another form."""
    place, _, marker = text.partition(" ;")
    place = place.strip()
    extras: tuple[str, ...] = ()
    if "#" not in place and (match := _EXTRAS.search(place)):
        place, extras = place[: match.start()], _names(match[1])
    is_url = bool(_URL.match(place)) or place.startswith("file:")
    if _DIRECT.match(text) or not (is_url or _is_path(place, editable)):
        return None
    name, version = _name_of(place)
    if (egg := _EGG.search(place)) and egg[2]:
        extras = _names(egg[2])
    return Requirement(
        name=name,
        specifier=specifiers(f"=={version}" if version else ""),
        origin=path,
        line=line,
        extras=extras,
        marker=requirement(f"x; {marker}", path, line).marker if marker.strip() else None,
        url=place if is_url else "",
        path="" if is_url else place,
        editable=editable,
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(sorted(part.strip() for part in text.split(",") if part.strip()))


def _is_path(place: str, editable: bool) -> bool:
    if editable or place.startswith((".", "/", "~")) or "\\" in place:
        return True
    return place.endswith((".whl", ".tar.gz", ".zip")) or (
        "/" in place and "@" not in place and " " not in place
    )


def _name_of(place: str) -> tuple[str, str]:
    """Give the name and version that a URL or path tells, empty where it does not."""
    if egg := _EGG.search(place):
        return normalised(egg[1]), ""
    file = place.partition("#")[0].partition("?")[0].rpartition("/")[2]
    parts = file.removesuffix(".whl").split("-")
    if file.endswith(".whl") and len(parts) > 1 and _VERSION.fullmatch(parts[1]):
        return normalised(parts[0]), parts[1]
    return "", ""
