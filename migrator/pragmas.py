"""Comments by which a file's owner silences findings: ``# dfmigrate: ignore[DFM301] because …``."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import cached_property

from migrator import regex as re
from migrator.dockerfile import Dockerfile
from migrator.findings import Note, Rule
from migrator.records import dataclass
from migrator.source import Source

IDLE = Rule("DFM004", "idle-pragma", "A pragma in the file silences nothing, or says what nobody knows.")
VERBS = ("ignore", "skip-file")
_PRAGMA = re.compile(
    r"#\s*dfmigrate:\s*(?P<verb>[\w-]+)\s*(?:\[(?P<ids>[^\]]*)\])?\s*(?:because\s*(?P<reason>.*))?$", re.I
)
_MEANT = re.compile(r"#\s*dfmigrate\s*:", re.I)


@dataclass(frozen=True, slots=True)
class Pragma:
    """One pragma: its verb, the rule ids or transform names it speaks of (none: all), the lines it covers."""

    verb: str
    names: frozenset[str]
    reason: str
    line: int
    first: int
    last: int

    def silences(self, rule: str, transform: str, line: int) -> bool:
        """Tell whether a finding is silenced by this pragma."""
        named = not self.names or rule in self.names or transform in self.names
        return self.verb == "ignore" and named and self.first <= line <= self.last


@dataclass(frozen=True)
class Pragmas:
    """All pragmas of one file."""

    dockerfile: Dockerfile

    @cached_property
    def all(self) -> tuple[Pragma, ...]:
        """The pragmas in file order; each covers the instruction that follows it (or that it lies in)."""
        matches = ((_PRAGMA.match(text), line) for text, line in self._comments())
        return tuple(self._pragma(match, line) for match, line in matches if match)

    @property
    def unreadable(self) -> tuple[int, ...]:
        """The lines of comments that begin like a pragma and cannot be read as one."""
        return tuple(
            line for text, line in self._comments() if _MEANT.match(text) and not _PRAGMA.match(text)
        )

    def _comments(self) -> Iterator[tuple[str, int]]:
        source = self.dockerfile.source
        spans = [comment.span for comment in self.dockerfile.comments]
        spans += [span for each in self.dockerfile.instructions for span in each.comments]
        for span in sorted(spans):
            yield source.slice(span).strip(), source.line_of(span.start)

    def _pragma(self, match: re.Match[str], line: int) -> Pragma:
        names = frozenset(name.strip() for name in (match["ids"] or "").split(",") if name.strip())
        host = next((each for each in self.dockerfile.instructions if each.end_line >= line), None)
        first, last = (host.line, host.end_line) if host else (line, line)
        return Pragma(match["verb"].lower(), names, (match["reason"] or "").strip(), line, first, last)

    @property
    def skip_file(self) -> Pragma | None:
        """The pragma that keeps the whole file as it is, if there is one."""
        return next((each for each in self.all if each.verb == "skip-file"), None)

    def silence(self, rule: str, transform: str, line: int) -> Pragma | None:
        """Give the pragma that silences a finding at `line`, if there is one."""
        return next((each for each in self.all if each.silences(rule, transform, line)), None)


class LinePragmas:
    """The pragmas of a file whose comments begin with ``#``: each covers its own line and the next one."""

    def __init__(self, source: Source) -> None:
        self._found: list[Pragma] = []
        if "dfmigrate" not in source.text:
            return
        for number, line in enumerate(source.text.split("\n"), 1):
            match = _PRAGMA.search(line.rstrip())
            if match:
                names = frozenset(name.strip() for name in (match["ids"] or "").split(",") if name.strip())
                reason = (match["reason"] or "").strip()
                self._found.append(Pragma(match["verb"].lower(), names, reason, number, number, number + 1))

    @property
    def skip_file(self) -> bool:
        """Whether a pragma keeps the whole file as it is."""
        return any(each.verb == "skip-file" for each in self._found)

    def silences(self, rule: str, transform: str, line: int) -> bool:
        """Tell whether a finding at `line` is silenced."""
        return any(each.silences(rule, transform, line) for each in self._found)


Silenced = tuple[str, str, int]
"""A finding that was silenced: its rule id, its transform, its line in the original file."""


def idle(
    pragmas: Pragmas,
    silenced: tuple[Silenced, ...],
    absent: frozenset[str],
    *,
    whole: bool,
) -> Iterator[Note]:
    """Give a note for each pragma that did nothing.

    `absent` names the transforms and rules that did not run: a pragma about one of them may well
    have its use, and so may one about everything, unless `whole` says that nothing was left out.
    """
    for line in pragmas.unreadable:
        yield Note(IDLE, line, "not a pragma that can be read", "write # dfmigrate: ignore[DFM301] because …")
    for each in pragmas.all:
        if each.verb not in VERBS:
            yield _unknown_verb(each)
        elif each.names and (names := _without_use(each, silenced, absent)):
            yield _without_effect(each, names)
        elif not each.names and whole and not any(each.silences(*finding) for finding in silenced):
            yield _without_effect(each, ())


def _unknown_verb(pragma: Pragma) -> Note:
    close = difflib.get_close_matches(pragma.verb, VERBS, n=1)
    hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(VERBS)}"
    return Note(IDLE, pragma.line, f"there is no pragma {pragma.verb!r}", hint)


def _without_use(pragma: Pragma, silenced: tuple[Silenced, ...], absent: frozenset[str]) -> tuple[str, ...]:
    """Give the names in a pragma that silenced nothing although they might have."""
    hits = {
        name
        for rule, transform, line in silenced
        for name in (rule, transform)
        if pragma.silences(rule, transform, line)
    }
    return tuple(sorted(pragma.names - hits - absent))


def _without_effect(pragma: Pragma, names: tuple[str, ...]) -> Note:
    what = f" for {', '.join(names)}" if names else ""
    return Note(IDLE, pragma.line, f"the pragma silences nothing{what} here", "take it out")
