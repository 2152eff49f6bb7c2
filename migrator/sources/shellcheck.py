"""What ShellCheck says of a script that busybox is to read; a program that someone has to ask for."""

from __future__ import annotations

import json
import re
import subprocess

from migrator.records import dataclass

SECONDS = 20
"""How long it may take for one script; ten thousand lines take three seconds."""
_DIALECTS = range(3000, 4000)
"""The codes of what one shell has and another has not; advice on style is no migration's business."""
_WORKS = frozenset({3001, 3015, 3018, 3019, 3038, 3039})
"""Those of them that busybox 1.35 was seen to have: <(…), =~, ++, **, exec -a, let."""
_WORKS_TOO = re.compile(r"\b(?:RANDOM|HOSTNAME) is|trapping ERR|\b(?:read -[dnst]|wait -n|type -t)\b")


@dataclass(frozen=True, slots=True)
class Comment:
    """One thing that busybox's shell does not have, or does not read."""

    line: int
    code: int
    message: str


class ShellCheckError(Exception):
    """There is no answer; the message says why."""


def shellcheck(program: str, script: str) -> tuple[Comment, ...]:
    """Give what `program` says of a script, read as busybox's sh; raises ShellCheckError.

    The script is handed over as text: no file of it is followed, no settings file and no variable counts.
    """
    command = [program, "--norc", "--format=json1", "--shell=busybox", "-"]
    variables = {"LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603 – no shell, and the program is the user's own
            command,
            input=script.encode("utf-8", "replace"),
            capture_output=True,
            timeout=SECONDS,
            env=variables,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ShellCheckError(f"no answer within {SECONDS} seconds") from error
    except OSError as error:
        raise ShellCheckError(f"it cannot be run: {error.strerror}") from error
    if done.returncode not in (0, 1):  # 1: there are comments
        first = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise ShellCheckError(first or f"it ended with {done.returncode}")
    return _comments(done.stdout)


def _comments(data: bytes) -> tuple[Comment, ...]:
    try:
        every = json.loads(data)["comments"]
        found = (
            Comment(int(c["line"]), int(c["code"]), _said(str(c["message"]))) for c in every if _counts(c)
        )
        return tuple(sorted(found, key=lambda each: (each.line, each.code)))
    except (ValueError, KeyError, TypeError) as error:
        raise ShellCheckError("its answer cannot be read: version 0.10 or newer is needed") from error


def _counts(comment: dict[str, object]) -> bool:
    code, message = comment["code"], str(comment["message"])
    if code in _DIALECTS:
        return code not in _WORKS and not _WORKS_TOO.search(message)
    return comment["level"] == "error" and isinstance(code, int) and code < 2000


def _said(message: str) -> str:
    """Give a message without the shell that it names: dash stands for busybox there."""
    return message.removeprefix("In dash, ").rstrip(".")
