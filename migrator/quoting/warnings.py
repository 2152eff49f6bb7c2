"""What ShellCheck asks about in a RUN, and what of it hadolint shows."""

from __future__ import annotations

from collections.abc import Iterable

from migrator.records import dataclass
from migrator.source import Edit, Span


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that ShellCheck asks about: `edits` are what would settle it, none where it stays."""

    code: str
    text: str
    span: Span
    edits: tuple[Edit, ...] = ()


def shows_another(asked: Iterable[Asked], settled: Iterable[Asked]) -> bool:
    """Tell whether hadolint would show a warning of another kind instead of one that is settled.

    Of all that ShellCheck asks about in one RUN it shows the last alone (2.12 to 2.14, tried).
    """
    before = sorted(asked, key=_place)
    gone = {(each.code, each.span) for each in settled}
    after = [each for each in before if (each.code, each.span) not in gone]
    return bool(after) and after[-1].code != before[-1].code


def _place(one: Asked) -> tuple[int, bool]:
    return one.span.start, one.code == "SC2006"
