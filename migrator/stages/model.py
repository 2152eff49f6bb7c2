"""What is known of a builder stage: its steps, where they install, and why a stage has to stay."""

from __future__ import annotations

import enum
import posixpath
from collections.abc import Callable

from migrator.paths import joined_path
from migrator.records import dataclass
from migrator.shell.model import Command
from migrator.source import Word

Expand = Callable[[Word], str | None]
"""Gives what a word becomes, None where that is not known."""


class KeptError(Exception):
    """A builder that has to stay a stage: where, why, and the way out. Never leaves the collapse modules."""

    def __init__(self, line: int, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.line, self.reason, self.hint = line, reason, hint


class Act(enum.Enum):
    """What a command is for."""

    SYSTEM = "packages of the system"
    VENV = "makes a virtual environment"
    INSTALL = "installs Python packages"
    WHEEL = "builds wheels"
    FILES = "makes folders, or changes files that a COPY brought"
    NEUTRAL = "leaves nothing behind"


SYSTEM_PYTHON = "system"
USER_SITE = "user"


@dataclass(frozen=True, slots=True)
class Step:
    """One command that is understood.

    `place` is where it installs: SYSTEM_PYTHON, USER_SITE, or the path of a venv, prefix, target or
    wheel folder, as `how` tells. `files` are requirement and constraint files it reads, `paths` local
    projects and wheels, `packages` what it names. With `here` it reads whatever lies in its `folder`.
    `touched` are the files and folders that it makes or changes.
    """

    command: Command
    act: Act
    how: str = ""
    place: str = ""
    files: tuple[Word, ...] = ()
    paths: tuple[Word, ...] = ()
    packages: tuple[str, ...] = ()
    options: tuple[tuple[Word, ...], ...] = ()
    here: bool = False
    folder: str = "/"
    touched: tuple[str, ...] = ()


@dataclass(frozen=True)
class Setting:
    """What decides where a command installs: the folder, PATH, and the variables.

    `on_path` are the folders in front of the image's own PATH, `made` the venvs that exist by now,
    `active` the one that a script has activated.
    """

    folder: str
    on_path: tuple[str, ...]
    made: frozenset[str]
    expand: Expand
    get: Callable[[str], str | None]
    line: int
    active: str | None = None

    @property
    def venv(self) -> str | None:
        """The venv whose programs a bare ``pip`` would find."""
        found = (posixpath.dirname(each) for each in self.on_path if posixpath.dirname(each) in self.made)
        return self.active or next(found, None)

    def path(self, word: Word) -> str | None:
        """Give the absolute path that a word names."""
        text = self.expand(word)
        return None if text is None else joined_path(self.folder, text)


BY_HAND = "fold it in by hand if nothing else needs the stage"


_CHECKERS = frozenset(
    {
        *("flake8", "pytest", "py.test", "nosetests", "unittest", "black", "mypy", "ruff", "pylint"),
        *("tox", "nox", "bandit", "isort", "coverage", "safety"),
    }
)
_PROJECT_TOOLS = frozenset(
    {"poetry", "pdm", "pipenv", "hatch", "pip-compile", "pip-sync", "flit", "rye", "conda"}
)


_RUNS_CHECKS = frozenset({"make", "npm", "yarn", "pnpm", "just", "task", "invoke", "setup.py", "manage.py"})
_CHECKS = frozenset({"test", "tests", "check", "lint"})
_BRINGS = frozenset({"install", "add", "sync", "download"})


def _programs(command: Command) -> set[str]:
    return {posixpath.basename(word.value or "") for word in command.words[:3]}


def names_project_tool(command: Command) -> bool:
    """Tell whether a command runs a tool that manages a project, such as poetry."""
    return bool(_programs(command) & _PROJECT_TOOLS)


def is_check(command: Command) -> bool:
    """Tell whether a command checks the code and makes nothing: pytest, ``make test``, a linter."""
    names = _programs(command)
    values = {word.value for word in command.words[1:4]}
    return values.isdisjoint(_BRINGS) and bool(
        names & _CHECKERS or (names & _RUNS_CHECKS and values & _CHECKS)
    )


def not_followed(command: Command, setting: Setting) -> KeptError:
    """Give the reason to keep a stage that runs a command of which nobody knows what it makes."""
    text = " ".join(word.text for word in command.words[:3]) or "a command"
    if is_check(command):
        reason = f"runs `{text}`, a check that the build would lose or the image would carry"
        return KeptError(setting.line, reason, "check the code in CI, or keep the stage")
    if tools := _programs(command) & _PROJECT_TOOLS:
        tool = min(tools)
        reason = f"runs `{text}`, and {tool} would stay in the final image"
        return KeptError(
            setting.line, reason, "install from a requirements file or with uv, or keep the stage"
        )
    return KeptError(setting.line, f"runs `{text}`, and what that makes cannot be followed", BY_HAND)
