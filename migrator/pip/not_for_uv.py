"""What is raised where uv cannot do what pip is asked for."""

from __future__ import annotations

from typing import ClassVar


class NotForUvError(Exception):
    """Why uv cannot do what pip is asked for, and the way out; `kind` names what speaks against it."""

    kind: ClassVar[str]

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.reason, self.hint = reason, hint
