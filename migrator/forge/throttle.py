"""How fast a forge may be asked: a pause between writes, and waiting when it says so."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import field
from email.utils import parsedate_to_datetime
from typing import Protocol

from migrator.forge.model import LimitError
from migrator.records import dataclass

GAP = 1.0
"""Seconds between two writes: what GitHub asks of programs."""
PATIENCE = 15 * 60.0
"""Seconds that are waited at most; who has to wait longer is told when to come back."""
_SECONDARY = 60.0
_WORTH_TELLING = 5.0


class Clock(Protocol):
    """Time, so that tests need none."""

    def now(self) -> float:
        """Give the seconds since 1970."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The time of this machine."""

    def now(self) -> float:
        """Give the seconds since 1970."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


@dataclass
class Throttle:
    """The pace of one run; it alone waits. `tell` hears of each pause that somebody would wonder about."""

    clock: Clock = field(default_factory=SystemClock)
    gap: float = GAP
    tell: Callable[[float], None] = lambda _: None
    _written: float | None = None

    def before_write(self) -> None:
        """Wait until the last write is far enough back."""
        if self._written is not None:
            pause = self._written + self.gap - self.clock.now()
            self._pause(pause)
        self._written = self.clock.now()

    def rest(self, seconds: float) -> None:
        """Let the next write, if there is one, come `seconds` from now."""
        if seconds > 0:
            self._written = self.clock.now() + seconds - self.gap

    def wait(self, seconds: float) -> None:
        """Wait; raises LimitError where that would be longer than PATIENCE."""
        if seconds > PATIENCE:
            minutes = round(seconds / 60)
            raise LimitError(
                f"rate limit: it asks for a pause of {minutes} minutes; run the same command again then"
            )
        self._pause(seconds)

    def _pause(self, seconds: float) -> None:
        if seconds >= _WORTH_TELLING:
            self.tell(seconds)
        if seconds > 0:
            self.clock.sleep(seconds)

    def limit(self, status: int, headers: Mapping[str, str], message: str, attempt: int) -> float | None:
        """Give the seconds to wait where an answer says "too fast", None where it says something else."""
        if status not in (403, 429):
            return None
        after = headers.get("retry-after")
        if after is not None:
            return self._after(after)
        if headers.get("x-ratelimit-remaining") == "0" or (status == 429 and "ratelimit-reset" in headers):
            reset = headers.get("x-ratelimit-reset") or headers.get("ratelimit-reset") or "0"
            return max(1.0, (float(reset) if reset.isdigit() else 0.0) - self.clock.now())
        if status == 429 or "secondary rate limit" in message.lower() or "abuse" in message.lower():
            return _SECONDARY * 2.0**attempt
        return None

    def _after(self, value: str) -> float:
        if value.strip().isdigit():
            return float(value)
        try:
            return max(1.0, parsedate_to_datetime(value).timestamp() - self.clock.now())
        except ValueError:
            return _SECONDARY
