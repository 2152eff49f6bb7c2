"""The fork that branches go to: found or made, and never a repository that only has the same name."""

from __future__ import annotations

from migrator.forge.git import GitError, Remote
from migrator.forge.model import Forge, ForgeError, Home
from migrator.forge.throttle import Throttle

_TRIES = 7  # 1 + 2 + 4 + … seconds: about two minutes


def fork_of(forge: Forge, home: Home, owner: str) -> Home | None:
    """Give the fork of `home` that `owner` has ("": the token's user), None where there is none.

    Whose the repository is already needs no fork. Raises ForgeError where something else has the name.
    """
    found = forge.fork(owner)
    if found is None or found.number == home.number or found.parent == home.number:
        return found
    raise ForgeError(
        f"{found.path} is there and is not a fork of {home.path}: rename it, or name another --fork-owner"
    )


def wait_for(remote: Remote, throttle: Throttle) -> None:
    """Wait until git finds a fork that was made just now; raises GitError where it does not come."""
    for attempt in range(_TRIES):
        try:
            if remote.heads("*"):
                return
        except GitError:  # not there yet
            pass
        throttle.wait(2.0**attempt)
    raise GitError("the fork was made, but git does not find it yet: run the same command again")
