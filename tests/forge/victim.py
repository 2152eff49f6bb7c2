"""A run in a process of its own that is killed at its n-th write: at every one that Python tells of.

It leads a group of processes, so that whoever kills it kills the git that it called as well: one that went on would
push into the next story.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import ssl
import sys

import httpx  # what a run imports, so that a forked process has it
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

httpx.Client().close()  # imports its transports
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_EVENTS = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "shutil.rmtree")
_READING = {"rev-parse", "config", "get-url", "ls-remote", "ls-tree", "ls-files", "show", "cat-file", "diff"}
# They add objects to which nothing refers yet: killed before or after one, a repository is the same to everybody.
_READING |= {"hash-object", "write-tree", "commit-tree"}
_RANDOM = re.compile(r"(?<=\.)[a-z0-9_]{8}(?=\.dfmigrate$)")


def run(pipe, checkout, environ, arguments, point):
    """Run `dfmigrate pr` in `checkout`; SIGKILL at write number `point` (0: never).

    Sends the exit code and the names of all writes, in order: their place in a run and what they are.
    """
    os.setpgid(0, 0)
    pipe.recv()  # the parent now knows whom to kill
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(checkout)
    throttle.GAP = 0.0
    throttle.Throttle.gap = 0.0
    throttle.SystemClock.sleep = lambda _, seconds: None
    ssl.SSLContext.load_verify_locations = lambda *_, **__: None  # the forge speaks plain HTTP
    registry.installed = lambda: TRANSFORMS
    registry.knowledge_folders = lambda: ()
    written = []

    def note(event, arguments):
        if not _writes(event, arguments):
            return
        written.append(_name(event, arguments))
        if len(written) == point:
            os.kill(os.getpid(), signal.SIGKILL)

    said = os.path.join(environ["HOME"], "said")
    with open(said, "a") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    sys.addaudithook(note)
    code = 70  # a fault of the run or of this test
    with contextlib.suppress(Exception):
        try:
            main(["pr", *arguments], standalone_mode=True)
        except SystemExit as end:
            code = end.code
    names = tuple(written)
    sys.stdout.flush()
    sys.stderr.flush()
    pipe.send((code, names))


def _name(event, arguments):
    """Give what is written, without what differs from run to run."""
    if event == "subprocess.Popen":
        return f"git {next(each for each in arguments[1][3:] if not each.startswith('-'))}"
    return f"{event} {_RANDOM.sub('*', os.path.basename(os.fsdecode(arguments[0])))}"


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
