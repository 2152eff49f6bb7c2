"""A bulk run that is killed at random moments, again and again: `python -m tests.killing FILES TIMES [FOLDER]`.

Called so, the files are migrated once, and what is killed and run again is the part that writes them.
"""

from __future__ import annotations

import dataclasses
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from migrator import pool, registry
from migrator.cli import main
from migrator.cli.options import Options
from migrator.cli.run import _Session
from migrator.discovery import search
from migrator.knowledge import Knowledge
from migrator.run import Runner
from migrator.spool import Spool
from tests.forge.small import TRANSFORMS

OLD = b"FROM python:3.12-slim\nRUN one\n" + b"# text that takes more than one page to write\n" * 200
NEW = OLD.replace(b"RUN one", b"RUN 1")


Child = Callable[[Path], int]
Prepare = Callable[[Path], Child]


def bulk(folder: Path, files: int, times: int, prepare: Prepare, seed: int = 1) -> Counter[str]:
    """Kill `times` runs over `files` files at random moments; give what became of all files, counted.

    Raises AssertionError where a file is neither old nor new, or where the next run leaves a rest.
    """
    paths = [folder / f"{number % 10}" / f"service-{number}" / "Dockerfile" for number in range(files)]
    for path in paths:
        path.parent.mkdir(parents=True)
    _old_again(paths)
    chance, seen, child = random.Random(seed), Counter[str](), prepare(folder)
    length = _timed(folder, child)
    for _ in range(times):
        _old_again(paths)
        _run(folder, child, kill_after=chance.uniform(0, length))
        found = Counter("new" if path.read_bytes() == NEW else "old" for path in paths)
        assert all(path.read_bytes() in (OLD, NEW) for path in paths)
        rests = sum(1 for each in folder.rglob(".*.dfmigrate"))
        seen += found
        seen += Counter({"temporary left": rests, "killed between writes": 0 < found["new"] < files})
        assert _run(folder, child) == 0
        assert all(path.read_bytes() == NEW for path in paths)
        assert not list(folder.rglob(".*.dfmigrate")), "the next run takes away what was left"
    return seen


def _timed(folder: Path, child: Child) -> float:
    start = time.monotonic()
    assert _run(folder, child) == 0
    return time.monotonic() - start


def _old_again(paths: list[Path]) -> None:
    for path in paths:
        path.write_bytes(OLD)


def _run(folder: Path, child: Child, kill_after: float | None = None) -> int:
    """Run in a process of its own; give its exit status, or that it was killed."""
    number = os.fork()
    if number == 0:
        try:
            os._exit(child(folder))
        except BaseException:
            os._exit(70)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(number, signal.SIGKILL)
    return os.waitpid(number, 0)[1]


def whole_command(_: Path) -> Child:
    """Give the whole command as what is killed."""
    return command


def command(folder: Path) -> int:
    """Run `dfmigrate FOLDER` with one small transform; give its exit status."""
    registry.installed = lambda: TRANSFORMS[:1]
    registry.knowledge_folders = lambda: ()
    pool.shared_runner.cache_clear()
    try:
        main([str(folder), "--quiet", "--jobs", "1", "--isolated"], standalone_mode=True)
    except SystemExit as end:
        return int(end.code or 0)
    return 70


def writing(folder: Path) -> Child:
    """Give the part of the command that writes as what is killed; the files are migrated here, once."""
    runner = Runner(TRANSFORMS[:1], Knowledge.load(), isolated=True)
    found = search([folder])
    spool = Spool()
    for place in found.files:
        spool.add(runner.place(place))
    names = [each.name for each in dataclasses.fields(Options)]
    values = dict.fromkeys(names) | {"quiet": True, "dry_run": False, "check": False}
    session = _Session(Options(**values), pool.Recipe(), found, spool)
    return lambda _: 1 if session._write_all() or session.problems else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[3] if len(sys.argv) > 3 else None) as place:
        sys.stdout.write(str(dict(bulk(Path(place), int(sys.argv[1]), int(sys.argv[2]), writing))))
