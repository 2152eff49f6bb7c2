"""What must not come earlier than it did: folders that users and volumes own, lists that go too soon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migrator import regex as re
from migrator.dockerfile import Instruction
from migrator.paths import within
from migrator.stages.builder import Run
from migrator.stages.model import SYSTEM_PYTHON, KeptError
from migrator.stages.packages import LISTS
from migrator.stages.plan import Setup, made_by_users
from migrator.stages.supply import Move

_INSTALLS = re.compile(r"\b(?:pip[0-9.]*|uv|poetry|pdm)\s[^&;|]*(?:install|sync)\b")
_PATH = re.compile(r"/[\w./-]+")


def require_owner(setup: Setup, at: Instruction, runs: Sequence[Run], moves: Iterable[Move]) -> None:
    """Raise KeptError where what moves before `at` makes a folder of a user's, or fills a volume."""
    places = [step.place for run in runs for step in run.steps if step.place.startswith("/")]
    volumes = [one.value.text for one in setup.places.before(at, "VOLUME")]
    for folder in (each for text in volumes for each in _PATH.findall(text)):
        if any(within(place, folder) for place in places):
            reason = f"is installed into a VOLUME of the final stage ({folder})"
            raise KeptError(at.line, reason, "write VOLUME behind what fills it")
    for move in moves:
        brought = move.brought.files if move.path is None else ()
        places += [file.path for file in brought if file not in move.left]
    require_no_user(setup, at, *places)


def require_no_user(setup: Setup, at: Instruction, *places: str) -> None:
    """Raise KeptError where making one of `places` at `at` would make a folder that is to be a user's."""
    for folder in made_by_users(setup, at):
        if any(within(place, folder) for place in places):
            reason = f"would make {folder} as root, which the final stage makes as its user"
            raise KeptError(at.line, reason, "write WORKDIR before USER")


def require_unsynced(setup: Setup, at: Instruction) -> None:
    """Raise KeptError where ``uv sync`` would take away what the final stage has installed before `at`."""
    syncs = any(step.place == SYSTEM_PYTHON and step.here for step in setup.builder.steps)
    for one in setup.places.before(at, "RUN") if syncs else ():
        if _INSTALLS.search(one.value.text):
            reason = "syncs the system's Python, which would take away what the final stage has installed"
            raise KeptError(one.line, reason, "install that behind what is copied")


def require_lists(texts: Iterable[str], at: Instruction) -> None:
    """Raise KeptError where one of `texts` takes away the package lists that a later RUN installs by."""
    if any(LISTS in text for text in texts):
        reason = "takes the package lists away that the final stage installs by afterwards"
        raise KeptError(at.line, reason, "call apt-get update in the RUN that installs")
