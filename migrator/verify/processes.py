"""Programs that are run: with a time limit, a log, and nothing left behind when they are interrupted."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess  # engines are programs; arguments are lists, never a shell's line
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_GRACE = 10.0
REMOVAL = 900.0
"""Seconds that removing an image may take: gigabytes on a busy disk."""
_HEAD_START = 3.0
_PAUSE = 0.05


class ProcessError(Exception):
    """A program failed; the message holds the end of what it said."""


class HindranceError(ProcessError):
    """What is asked for cannot be done on this machine; the message says why."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a program ended, and after how many seconds; `code` is None where its time was over."""

    code: int | None
    seconds: float


@dataclass(frozen=True)
class Processes:
    """Runs programs in `environment`, each as the head of a group that is ended as a whole."""

    environment: Mapping[str, str]

    def logged(self, argv: Sequence[str], log: Path, timeout: float) -> Done:
        """Run a program to its end or that of its time, all that it says in `log`."""
        started = time.monotonic()
        with log.open("ab") as file:
            process = self._start(argv, file)
        try:
            code: int | None = process.wait(timeout)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            end(process)
        return Done(code, time.monotonic() - started)

    def background(self, argv: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
        """Start a program that `end` ends, all that it says in `log`."""
        with log.open("ab") as file:
            return self._start(argv, file)

    def output(self, argv: Sequence[str], timeout: float = 120, given: str = "") -> str:
        """Give what a program prints, with `given` as its input; raises ProcessError."""
        pipe = subprocess.PIPE
        process = subprocess.Popen(  # noqa: S603
            argv, stdin=pipe, stdout=pipe, stderr=pipe, env=dict(self.environment), start_new_session=True
        )
        try:
            out, said = process.communicate(given.encode(), timeout)
        except subprocess.TimeoutExpired as error:
            raise ProcessError(f"{argv[0]}: no end after {timeout:.0f} s") from error
        finally:
            end(process)
        if process.returncode:
            raise ProcessError(_tail(said or out) or f"{argv[0]}: exit status {process.returncode}")
        return out.decode("utf-8", "replace")

    def works(self, argv: Sequence[str], timeout: float = 120) -> bool:
        """Tell whether a program is there and ends well."""
        try:
            self.output(argv, timeout)
        except (OSError, ProcessError):
            return False
        return True

    def _start(self, argv: Sequence[str], out: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603
            argv,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=dict(self.environment),
            start_new_session=True,
        )


def end(process: subprocess.Popen[bytes]) -> None:
    """End a program that runs and all that it started; one that has ended already is no error.

    What it started goes first: buildah and podman remove a build's containers where a step fails, and
    leave them where they are ended themselves. Children may take longer than the program, and hold a
    port as long.
    """
    if process.poll() is not None:
        return
    children = _children(process)
    for pid in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
            _wait(process, _HEAD_START / len(children))
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if _there(process):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, sign)
            _wait(process, _GRACE)


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    limit = time.monotonic() + seconds
    while _there(process) and time.monotonic() < limit:
        time.sleep(_PAUSE)


def _children(process: subprocess.Popen[bytes]) -> list[int]:
    """Give the other members of a program's group, the youngest first; nothing where there is no /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            pid, _, rest = stat.read_text("utf-8", "replace").partition(" (")
            group = int(rest.rpartition(")")[2].split()[2])
            found += [int(pid)] if group == process.pid != int(pid) else []
    return sorted(found, reverse=True)


def _there(process: subprocess.Popen[bytes]) -> bool:
    """Tell whether a program or anything of its group is there."""
    if process.poll() is None:
        return True
    try:
        os.killpg(process.pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _tail(said: bytes, lines: int = 5) -> str:
    return " · ".join(said.decode("utf-8", "replace").strip().splitlines()[-lines:])
