"""CODEOWNERS as each forge reads it: who owns a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from migrator.build_context.path_patterns import compiled
from migrator.forge.remote import Kind
from migrator.records import dataclass

_PLACES = {
    Kind.GITHUB: (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
    Kind.GITLAB: ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"),
    Kind.GITEA: ("CODEOWNERS", "docs/CODEOWNERS", ".gitea/CODEOWNERS", ".forgejo/CODEOWNERS"),
}
_SIZE_LIMIT = 3 * 1024 * 1024  # GitHub's own
_WORD = re.compile(r"(?:\\.|[^\s\\])+")
_SECTION = re.compile(r"\^?\[(?P<name>[^\]]+)\](?:\[\d+\])?(?P<owners>.*)")
# A repeated group can take time exponential in the length of a path: such a line is passed over.
_SLOW = re.compile(r"\)[+*{]")


@dataclass(frozen=True)
class Line:
    """One line: whom it names for the paths that it fits. `section` is GitLab's, "" elsewhere."""

    pattern: str
    owners: tuple[str, ...]
    section: str = ""
    excludes: bool = False

    def fits(self, path: str) -> bool:
        """Tell whether the line speaks of the file `path`."""
        steps = self.pattern.strip("/")
        anchored = "/" in self.pattern.rstrip("/")
        expression = compiled(steps if anchored else f"**/{steps}")
        folders = path.split("/")
        prefixes = ["/".join(folders[:count]) for count in range(1, len(folders) + 1)]
        if self.pattern.endswith("/"):
            prefixes = prefixes[:-1]
        elif anchored and steps.endswith("/*"):
            prefixes = prefixes[-1:]  # `docs/*` is the files in docs, not those further down
        return any(expression.fullmatch(each) for each in prefixes)


@dataclass(frozen=True)
class Owners:
    """A whole CODEOWNERS file."""

    lines: tuple[Line, ...] = ()
    kind: Kind = Kind.GITHUB

    @classmethod
    def read(cls, root: Path, kind: Kind) -> Owners:
        """Give the file that the forge would use in the tree `root`; an empty one where there is none."""
        for name in _PLACES[kind]:
            path = root / name
            if path.is_file() and not path.is_symlink() and path.stat().st_size <= _SIZE_LIMIT:
                return cls.parse(path.read_text("utf-8", "replace"), kind)
        return cls((), kind)

    @classmethod
    def parse(cls, text: str, kind: Kind = Kind.GITHUB) -> Owners:
        """Give the file that `text` says."""
        return cls(tuple(_lines(text, kind)), kind)

    def of(self, path: str) -> tuple[str, ...]:
        """Give the owners of `path` as written (``@user``, ``@org/team``, an address), sorted."""
        if self.kind is Kind.GITEA:
            return _sorted(
                owner for line in self.lines if _fits_expression(line, path) for owner in line.owners
            )
        found: dict[str, tuple[str, ...]] = {}
        for line in self.lines:  # the last line that fits decides, in GitLab for each section
            if line.fits(path):
                found[line.section] = () if line.excludes else line.owners
        return _sorted(owner for owners in found.values() for owner in owners)


def _sorted(owners: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(owners), key=str.lower))


def _lines(text: str, kind: Kind) -> Iterator[Line]:
    section, default = "", tuple[str, ...]()
    for raw in text.splitlines():
        match = _SECTION.fullmatch(raw.strip()) if kind is Kind.GITLAB else None
        if match:
            section, default = match["name"].lower(), tuple(match["owners"].split())
            continue
        words = _words(raw)
        if words and not (kind is Kind.GITHUB and _is_invalid(words)):
            negated = words[0].startswith("!") and kind is not Kind.GITHUB
            named = tuple(each for each in words[1:] if "@" in each)
            yield Line(words[0][negated:], named if words[1:] else default, section, negated)


def _is_invalid(words: list[str]) -> bool:
    """Tell whether GitHub skips a line: for an owner without ``@``, a negation or a range of characters."""
    return words[0].startswith("!") or "[" in words[0] or not all("@" in each for each in words[1:])


def _words(raw: str) -> list[str]:
    words: list[str] = []
    for match in _WORD.finditer(raw):
        if match[0].startswith("#"):
            break
        words.append(match[0].replace("\\ ", " ").replace("\\#", "#"))
    return words


def _fits_expression(line: Line, path: str) -> bool:
    """Tell whether a line of Gitea, a regular expression for the whole path, names its owners for `path`."""
    if _SLOW.search(line.pattern):
        return False
    try:
        fits = re.fullmatch(line.pattern, path) is not None
    except re.error:
        return False
    return fits is not line.excludes
