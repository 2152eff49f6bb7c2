"""A process from start to end: seconds, processor seconds, and peak memory."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """What one process took; `memory` is the peak in megabytes, of it or of its largest child."""

    seconds: float
    processor: float
    memory: float


def cost(command: Sequence[str], cwd: str | None = None) -> Cost:
    """Run a command with its output thrown away; raises OSError where there is none such.

    Its exit status does not matter: a linter that finds something is no failure. Python may write
    bytecode, as it may where a user installs it.
    """
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    nowhere = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (1, 2)]
    home = os.getcwd()
    os.chdir(cwd or home)
    try:
        start = time.perf_counter()
        child = os.posix_spawnp(command[0], list(command), environ, file_actions=nowhere)
        _, _, usage = os.wait4(child, 0)
        seconds = time.perf_counter() - start
    finally:
        os.chdir(home)
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def side_by_side(commands: dict[str, Sequence[str]], rounds: int) -> dict[str, Cost]:
    """Give the least that each command took in `rounds` rounds, in which each has its turn.

    The least is what the command costs; what is above it is the machine. Turns let a slow moment hit all.
    """
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, command in commands.items():
            found[name].append(cost(command))
    least = {}
    for name, costs in found.items():
        counted = costs[1:]  # the first has to read files that are not in memory yet
        least[name] = Cost(
            min(each.seconds for each in counted),
            min(each.processor for each in counted),
            max(each.memory for each in counted),
        )
    return least
