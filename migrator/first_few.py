"""Long lists in messages: the first of them, and how many more there are."""

from __future__ import annotations

from collections.abc import Sequence, Sized


def first_few(texts: Sequence[str], most: int) -> str:
    """Give the first of some texts, at most so many: ``flask, redis and 3 more``; empty without any."""
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more


def and_more(found: Sized) -> str:
    """Give what to put behind a message about the first of some findings: `` (and 3 more)``, if there are."""
    return f" (and {len(found) - 1} more)" if len(found) > 1 else ""
