"""What a transform can say about a file: a change, a note or a refusal, each under a rule."""

from __future__ import annotations

import enum

from migrator.records import dataclass
from migrator.source import Edit


class Safety(enum.IntEnum):
    """How far a change may be trusted; a run applies what reaches its floor."""

    MANUAL = 1
    """Shown only, never applied: a person has to decide."""
    REVIEW = 2
    """Applied and flagged: a reviewer should look at it."""
    SAFE = 3
    """Applied: the image means the same."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A stable id (``DFM201``), a name for people, and one sentence that says what it is about.

    `alters` names the parts of the final image's configuration that its changes may alter (an
    instruction's keyword, or ``ENV NAME``); the engine discards a bundle that alters any other.
    With `about_result` its notes speak of what the bundle makes: they go where it is withheld.
    """

    id: str
    name: str
    summary: str
    alters: tuple[str, ...] = ()
    about_result: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """The unit of review: edits that are applied together or not at all.

    `line` counts from 1 in the file as the transform saw it; `reason` is what a reviewer can check.
    """

    rule: Rule
    line: int
    reason: str
    edits: tuple[Edit, ...]
    safety: Safety = Safety.SAFE


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reviewer should know; nothing is edited for it."""

    rule: Rule
    line: int
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What could not be done safely, why, and the way out.

    Inside a bundle a refusal withholds the whole bundle, unless `blocking` is False: then only
    the thing it speaks of stays as it was.
    """

    rule: Rule
    line: int
    message: str
    hint: str
    blocking: bool = True


Finding = Change | Note | Refusal
