"""Tools that run another program in an environment: ``poetry run``, ``uv run``, ``ddtrace-run`` ….

`unwrap` leaves them alone, for pip behind ``uv run`` is the pip of that environment. Who asks which
programs an image needs, or what a container starts, looks behind them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from migrator import regex as re
from migrator.records import dataclass
from migrator.shell.model import Command
from migrator.shell.wrappers import PYTHON, program, unwrap
from migrator.source import Word

_EVERY = "--"
"""Stands for a tool whose long options all take a value."""


@dataclass(frozen=True, slots=True)
class _Runner:
    """How a tool is told what to run: by one of `verbs`, if there are any, with options around it.

    `valued` options take the next word; `dashes` tells that the program stands behind ``--`` only,
    `assigns` that ``NAME=value`` may stand before it.
    """

    verbs: frozenset[str] = frozenset()
    valued: frozenset[str] = frozenset()
    dashes: bool = False
    assigns: bool = False


def _runner(verbs: str = "", valued: str = "", *, dashes: bool = False, assigns: bool = False) -> _Runner:
    return _Runner(frozenset(verbs.split()), frozenset(valued.split()), dashes, assigns)


_RUNNERS: Mapping[str, _Runner] = {
    "env": _runner(valued="-u --unset -C --chdir", assigns=True),  # in the JSON form, where a word is quoted
    "poetry": _runner("run", "-C --directory -P --project"),
    "pipenv": _runner("run", "--python --pypi-mirror"),
    "pdm": _runner("run", "-p --project --venv -c --config"),
    "hatch": _runner("run", "-e --env -p --project --data-dir --cache-dir --config"),
    "rye": _runner("run", "--pyproject"),
    "uv": _runner(
        "run",
        "--directory --project --config-file --cache-dir --color --allow-insecure-host --package --extra"
        " --no-extra --group --no-group --only-group --env-file --with --with-editable --with-requirements"
        " -w -p --python --python-platform --index --default-index -i --index-url --extra-index-url -f"
        " --find-links --index-strategy --keyring-provider --resolution --prerelease --fork-strategy"
        " --exclude-newer -C --config-setting --link-mode -P --upgrade-package --reinstall-package"
        " --refresh-package --no-build-package --no-binary-package --no-build-isolation-package",
    ),
    "ddtrace-run": _runner(),
    "opentelemetry-instrument": _runner(valued=_EVERY),
    "newrelic-admin": _runner("run-program"),
    "xvfb-run": _runner(
        valued="-s --server-args -n --server-num -e --error-file -f --auth-file -p --xauth-protocol -w --wait"
    ),
    "catatonit": _runner(),
    "pid1": _runner(),
    "with-contenv": _runner(),
    "doppler": _runner("run", "-p --project -c --config -t --token --command --config-dir --scope"),
    "infisical": _runner("run", "-e --env --path --projectId --token --domain --tags -c --command"),
    "dotenv": _runner("run", "-f --file"),
    "honcho": _runner("run", "-e --env -d --app-root -f --procfile"),
    "op": _runner("run", "--account --env-file --session --config"),
    "chamber": _runner("exec", dashes=True),
    "aws-vault": _runner("exec", dashes=True),
    "watchmedo": _runner(
        "auto-restart",
        "-d --directory -p --pattern --patterns -i --ignore-pattern --ignore-patterns --signal --kill-after"
        " --interval --timeout --debounce-interval",
    ),
    "dockerize": _runner(
        valued="-wait -timeout -wait-retry-interval -wait-http-header -template -stdout -stderr -delims -env"
        " -env-section -env-header"
    ),
}
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_WAITERS = re.compile(r"wait[-_]for.*")
_WAITER = _runner(dashes=True)


def behind_runners(command: Command) -> Command:
    """Give the command behind ``poetry run``, ``uv run`` and their like; itself where there is none.

    What is wrapped must have been unwrapped before.
    """
    words = command.words
    name = program(command) or ""
    if PYTHON.fullmatch(name) and [word.value for word in words[1:2]] == ["-m"]:
        name, words = (words[2].value or "" if len(words) > 2 else ""), words[2:]
    runner = _WAITER if _WAITERS.fullmatch(name) else _RUNNERS.get(name)
    rest = _run_by(runner, words[1:]) if runner else ()
    return behind_runners(unwrap(replace(command, words=rest))) if rest else command


def _run_by(runner: _Runner, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Give the words of what a tool runs, empty for nothing."""
    rest = _behind_options(words, runner.valued)
    if runner.verbs:
        if not rest or rest[0].value not in runner.verbs:
            return ()
        rest = _behind_options(rest[1:], runner.valued)
    while runner.assigns and rest and _ASSIGNMENT.match(rest[0].plain):
        rest = rest[1:]
    if not runner.dashes:
        return rest
    dashes = [index for index, word in enumerate(words) if word.value == "--"]
    return words[dashes[0] + 1 :] if dashes else ()


def _behind_options(words: tuple[Word, ...], valued: frozenset[str]) -> tuple[Word, ...]:
    index = 0
    while index < len(words) and (text := words[index].plain).startswith("-"):
        if text == "--":
            return words[index + 1 :]
        takes = text in valued or (_EVERY in valued and text.startswith("--") and "=" not in text)
        index += 2 if takes else 1
    return words[index:]
