"""The standard `re`, whose `compile` waits until a pattern is used; imported as ``re``.

A run uses a part of the patterns that the modules of this package hold, and to compile all four
hundred takes longer than the run itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from re import (
    ASCII,
    DOTALL,
    IGNORECASE,
    MULTILINE,
    I,
    M,
    Match,
    Pattern,
    S,
    error,
    escape,
    findall,
    fullmatch,
    match,
    search,
    split,
    sub,
)
from typing import TYPE_CHECKING, Any

__all__ = [
    "ASCII",
    "DOTALL",
    "IGNORECASE",
    "MULTILINE",
    "I",
    "M",
    "Match",
    "Pattern",
    "S",
    "compile",
    "error",
    "escape",
    "findall",
    "fullmatch",
    "match",
    "search",
    "split",
    "sub",
]


class _Awaited:
    """A pattern that is compiled when something is first asked of it; then it is as quick as any."""

    def __init__(self, compiled: Callable[[], Pattern[Any]]) -> None:
        self._compiled = compiled

    def __getattr__(self, name: str) -> object:
        value = getattr(self._compiled(), name)
        self.__dict__[name] = value
        return value


if TYPE_CHECKING:
    from re import compile  # noqa: A004
else:

    def compile(pattern: str | bytes, flags: int = 0) -> _Awaited:  # noqa: A001 – it stands in for re.compile
        """Give what serves as the pattern; raises `error` at its first use where it is none."""
        return _Awaited(partial(re.compile, pattern, flags))
