"""What ShellCheck says of a script that busybox is to read; a program that someone has to ask for."""

from __future__ import annotations

import json
import re
import subprocess

from migrator.records import dataclass

_ANSWERS = (0, 1)
"""Exit statuses with an answer; 1: there are comments."""
SECONDS = 20
"""How long it may take for one script; ten thousand lines take three seconds."""
_DIALECTS = range(3000, 4000)
"""The codes of what one shell has and another has not; advice on style is no migration's business."""
_WORKS = frozenset({3001, 3015, 3018, 3019, 3021, 3038, 3039})
"""Those of them that busybox 1.35 was seen to have: <(…), =~, ++, **, >& file, exec -a, let."""
_MORE_THAN_DASH = frozenset({3003, 3010, 3014, 3020, 3036, 3046, 3048, 3057, 3060})
"""What it has and dash has not: $'…', [[, ==, &>, echo -e, source, SIGTERM, ${x:0:2}, ${x//a/b}."""
_WORKS_TOO = re.compile(r"\b(?:RANDOM|HOSTNAME) is|trapping ERR|\b(?:read -[dnst]|wait -n|type -t)\b")
_UNKNOWN_SHELL = "Unknown shell"


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
    done = _run(program, script, "busybox")
    if done.returncode not in _ANSWERS and _UNKNOWN_SHELL in done.stderr:
        # Before 0.10 it knows no busybox; dash is nearest, and what busybox has beyond it is known.
        found = _comments(_answer(_run(program, script, "dash")))
        return tuple(each for each in found if each.code not in _MORE_THAN_DASH)
    return _comments(_answer(done))


def _run(program: str, script: str, shell: str) -> subprocess.CompletedProcess[str]:
    command = [program, "--norc", "--format=json1", f"--shell={shell}", "-"]
    variables = {"LC_ALL": "C.UTF-8"}
    try:
        return subprocess.run(  # noqa: S603 – no shell, and the program is the user's own
            command,
            input=script,
            capture_output=True,
            timeout=SECONDS,
            env=variables,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.TimeoutExpired as error:
        raise ShellCheckError(f"no answer within {SECONDS} seconds") from error
    except OSError as error:
        raise ShellCheckError(f"it cannot be run: {error.strerror}") from error


def _answer(done: subprocess.CompletedProcess[str]) -> str:
    if done.returncode not in _ANSWERS:
        first = done.stderr.strip().partition("\n")[0]
        raise ShellCheckError(first or f"it ended with {done.returncode}")
    return done.stdout


def _comments(data: str) -> tuple[Comment, ...]:
    try:
        every = json.loads(data)["comments"]
        found = (
            Comment(int(c["line"]), int(c["code"]), _said(str(c["message"]))) for c in every if _counts(c)
        )
        return tuple(sorted(found, key=lambda each: (each.line, each.code)))
    except (ValueError, KeyError, TypeError) as error:
        raise ShellCheckError("its answer cannot be read: version 0.7 or newer is needed") from error


def _counts(comment: dict[str, object]) -> bool:
    code, message = comment["code"], str(comment["message"])
    if code in _DIALECTS:
        return code not in _WORKS and not _WORKS_TOO.search(message)
    return comment["level"] == "error" and isinstance(code, int) and code < 2000


def _said(message: str) -> str:
    """Give a message without the shell that it names: dash stands for busybox there."""
    return message.removeprefix("In dash, ").rstrip(".")
