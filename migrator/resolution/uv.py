"""One question to uv: which versions of some requirements one platform gets, and with which files."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from migrator import regex as re
from migrator.records import dataclass

MUSL = {"x86_64": "x86_64-unknown-linux-musl", "aarch64": "aarch64-unknown-linux-musl"}
GLIBC = "x86_64-unknown-linux-gnu"
SECONDS = 300
"""How long one call may take: cold, with slow metadata builds, 17 seconds were seen."""
_ROUNDS = 40
_NO_WHEEL = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*?)(?:\[[^\]\s]*\])?(?:[<>=!~]=?\S*)?"
    r" has no (?:usable )?wheels with a matching (?:platform|Python)"
)
_FAILED = re.compile(r"Failed to build `(?P<name>[A-Za-z0-9._-]+)==")
_SECRET = re.compile(r"//[^/@\s]*@")


@dataclass(frozen=True, slots=True)
class Question:
    """Requirements and constraints as lines, options about indexes among the former."""

    lines: tuple[str, ...]
    constraints: tuple[str, ...]
    python: str
    platform: str
    strategy: str
    pinned: bool = False
    """Whether the lines are all that is installed: then nothing is looked for that others need."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A lock (PEP 751) with the files that the platform takes; `lacking` are projects with no file for it.

    `undecided` are those whose metadata cannot be had without building them. `failure` says why there
    is no answer.
    """

    lock: str = ""
    lacking: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    failure: str = ""


def ask(uv: str, question: Question) -> Answer:
    """Ask uv until nothing is left that has no solution: it names one project a call."""
    lacking: list[str] = []
    undecided: list[str] = []
    with tempfile.TemporaryDirectory(prefix="dfmigrate-") as folder:
        for _ in range(_ROUNDS):
            done = _call(uv, question, Path(folder), (*lacking, *undecided))
            if isinstance(done, str):
                return Answer(failure=done)
            if done.returncode == 0:
                return Answer(done.stdout, tuple(lacking), tuple(undecided))
            named = [match["name"].lower() for match in _NO_WHEEL.finditer(_joined(done.stderr))]
            failed = [match["name"].lower() for match in _FAILED.finditer(done.stderr)]
            new = [one for one in dict.fromkeys((*named, *failed)) if one not in (*lacking, *undecided)]
            if done.returncode != 1 or not new:
                return Answer(failure=_said(done.stderr))
            lacking += [one for one in new if one in named]
            undecided += [one for one in new if one not in named]
    return Answer(failure="uv finds no end of projects without files")


def _call(
    uv: str, question: Question, folder: Path, excluded: tuple[str, ...]
) -> subprocess.CompletedProcess[str] | str:
    files = {"requirements.in": question.lines, "constraints.txt": question.constraints, "left.txt": excluded}
    for name, lines in files.items():
        (folder / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    words = [uv, "pip", "compile", "requirements.in", "--format", "pylock.toml"]
    words += ["--python-platform", question.platform, "--python-version", question.python]
    words += ["--no-python-downloads", "--python", sys.executable, "--index-strategy", question.strategy]
    words += ["--constraints", "constraints.txt", "--quiet", "--no-header", "--no-progress"]
    words += ["--color", "never", *(["--no-deps"] if question.pinned else [])]
    words += ["--excludes", "left.txt"] if excluded else []
    try:
        return subprocess.run(  # noqa: S603  (words of our own, no shell; the lines are in files)
            words, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except OSError as error:
        return f"uv cannot be run: {error.strerror}"
    except subprocess.TimeoutExpired:
        return f"uv gave no answer within {SECONDS} seconds"


def _joined(text: str) -> str:
    """Give a message with its lines joined: uv breaks sentences over them."""
    return re.sub(r"\s+", " ", text)


def _said(stderr: str) -> str:
    """Give the sentence of uv's message that tells most, without credentials."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip() and not line.startswith("warning")]
    causes = [line.partition("cause:")[2].strip() for line in lines if line.startswith("cause:")]
    said = (causes or [line.removeprefix("error: ") for line in lines] or ["uv said nothing"])[0]
    return _SECRET.sub("//", said)[:200]
