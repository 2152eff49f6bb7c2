"""How a process ends: on Ctrl-C, on a polite kill, where nobody reads, and where a disk is full."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
import threading
from collections.abc import Iterator

import click

EXIT_UNTOLD, EXIT_INTERRUPTED, EXIT_UNREAD = 2, 130, 141
"""141 is what a shell says of a program that was ended because the reader of its pipe was gone."""


def open_closed_streams() -> None:
    """Give standard streams that the caller has closed somewhere to go.

    Else the next file that is opened would take their place, and what is said would be written into it.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Say in one line why a command ends early, with an exit status that means nothing else."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo("dfmigrate: interrupted; no file was changed", err=True)
        sys.exit(EXIT_INTERRUPTED)
    except OSError as error:
        if error.filename is not None:  # a file's error: who opens files tells of them, so this is a fault
            raise
        _silence()
        if error.errno == errno.EPIPE:
            sys.exit(EXIT_UNREAD)
        with contextlib.suppress(OSError):  # the same disk may be what standard error goes to
            click.echo(f"dfmigrate: standard output: {error.strerror}; what is there is not all", err=True)
        sys.exit(EXIT_UNTOLD)


def _silence() -> None:
    """Let what is left in standard output go nowhere: at its end the interpreter would try again."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def heeding_kills() -> Iterator[None]:
    """Let a polite kill do what Ctrl-C does: no worker is left behind, and it is said what was written.

    Another thread than the main one may not decide that, nor is it the one that would hear of it.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
