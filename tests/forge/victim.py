"""A run in a process of its own that is killed at its n-th write: at every one that Python tells of."""

from __future__ import annotations

import contextlib
import os
import signal
import sys

import httpx  # noqa: F401  # what a run imports, so that a forked process has it
import unidiff.patch  # noqa: F401

import migrator.cli.pr.work
import migrator.forge.campaign
import migrator.forge.session
import migrator.forge.survey
import migrator.forge.views  # noqa: F401
from migrator import registry
from migrator.cli import main
from migrator.forge import throttle
from tests.forge.small import TRANSFORMS

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_EVENTS = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "shutil.rmtree")
_READING = {"rev-parse", "config", "get-url", "ls-remote", "ls-tree", "ls-files", "show", "cat-file", "diff"}


def run(pipe, checkout, environ, arguments, point):
    """Run `dfmigrate pr` in `checkout`; SIGKILL at write number `point` (0: never). Sends how many there were."""
    pipe.recv()  # the parent now knows whom to kill
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(checkout)
    throttle.GAP = 0.0
    throttle.Throttle.gap = 0.0
    throttle.SystemClock.sleep = lambda _, seconds: None
    registry.installed = lambda: TRANSFORMS
    registry.knowledge_folders = lambda: ()
    counted = 0

    def count(event, arguments):
        nonlocal counted
        if not _writes(event, arguments):
            return
        counted += 1
        if counted == point:
            os.kill(os.getpid(), signal.SIGKILL)

    said = os.path.join(environ["HOME"], "said")
    with open(said, "a") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    sys.addaudithook(count)
    code = 70  # a fault of the run or of this test
    with contextlib.suppress(Exception):
        try:
            main(["pr", *arguments], standalone_mode=True)
        except SystemExit as end:
            code = end.code
    total = counted
    sys.stdout.flush()
    sys.stderr.flush()
    pipe.send((code, total))


def _writes(event, arguments):
    """Tell whether something is written: a kill between two writes is one at the second of them."""
    if event == "open":
        path, _, flags = arguments
        return (
            isinstance(path, str | bytes)
            and isinstance(flags, int)
            and bool(flags & _WRITING)
            and path != os.devnull
        )
    if event == "subprocess.Popen":
        return not _READING.intersection(arguments[1])
    return event in _EVENTS
