"""What one call of pip, uv or venv installs, from what, and where to."""

from __future__ import annotations

import posixpath
from dataclasses import replace

from migrator import regex as re
from migrator.paths import joined_path
from migrator.requirements.install_options import Arguments
from migrator.shell.model import Command
from migrator.source import Word
from migrator.stages.model import (
    BY_HAND,
    SYSTEM_PYTHON,
    USER_SITE,
    Act,
    KeptError,
    Setting,
    Step,
    not_followed,
)

_FILES = frozenset({"-r", "--requirement", "--requirements", "-c", "--constraint", "--constraints"})
_PIP_READS = frozenset(
    {"list", "freeze", "check", "show", "cache", "debug", "inspect", "index", "help", "--version", "-V"}
)
_GENERAL = frozenset(
    {
        *("--no-cache-dir", "--disable-pip-version-check", "--no-input", "--no-color", "--isolated"),
        *("-q", "--quiet", "-v"),
    }
)
_LOCAL = re.compile(r"(?:\.{0,2}/|\.\Z|\.\[|file:|~/).*|.*\.(?:whl|tar\.gz|zip)(?:\[.*\])?\Z", re.DOTALL)


def pip_step(command: Command, verb_at: int, program: str, setting: Setting) -> Step:
    """Give what a call of pip does; its verb is the word `verb_at`. Raises KeptError."""
    words = _behind_general_options(command.words[verb_at:])
    verb = setting.expand(words[0]) if words else ""
    if verb in _PIP_READS:
        return Step(command, Act.NEUTRAL)
    arguments = Arguments.of(words[1:])
    if verb == "install":
        return _install(command, arguments, *_pip_place(arguments, program, setting))
    if verb in ("wheel", "download"):
        given = arguments.value("-w", "--wheel-dir", "-d", "--dest")
        return _install(command, arguments, "wheels", _place(given, setting) if given else setting.folder)
    raise not_followed(command, setting)


def _behind_general_options(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Give the words from the verb on, where only options without a value stand before it."""
    at = next((index for index, word in enumerate(words) if word.text not in _GENERAL), len(words))
    return words[at:]


def _place(word: Word, setting: Setting) -> str:
    path = setting.path(word)
    if path is None:
        raise KeptError(setting.line, f"installs where a variable says ({word.text})", "write the path out")
    return path


def _pip_place(arguments: Arguments, program: str, setting: Setting) -> tuple[str, str]:
    if arguments.has("--user"):
        return "user", USER_SITE
    if arguments.has("--root"):
        raise KeptError(setting.line, "installs below another root (`--root`)", BY_HAND)
    for how, names in (("prefix", ("--prefix",)), ("target", ("-t", "--target"))):
        if (given := arguments.value(*names)) is not None:
            return how, _place(given, setting)
    if "/" in program and not program.startswith(("/usr/", "/bin/")):
        return "venv", posixpath.dirname(posixpath.dirname(posixpath.join(setting.folder, program)))
    return ("venv", setting.venv) if setting.venv else ("system", SYSTEM_PYTHON)


def uv_step(command: Command, setting: Setting) -> Step:
    """Give what a call of uv does; raises KeptError."""
    words = command.words[1:]
    verb = setting.expand(words[0]) if words else ""
    if verb in ("cache", "--version", "version", "help"):
        return Step(command, Act.NEUTRAL)
    if verb == "venv":
        return _uv_venv(command, words[1:], setting)
    if verb == "sync":
        return _uv_sync(command, words[1:], setting)
    if verb == "export":
        reason = "exports requirements with uv, which the final stage does not have"
        raise KeptError(setting.line, reason, "install from the lock file with uv sync, or keep the stage")
    inner = setting.expand(words[1]) if verb == "pip" and len(words) > 1 else ""
    if inner in ("list", "freeze", "check", "show", "tree"):
        return Step(command, Act.NEUTRAL)
    if inner not in ("install", "sync"):
        raise not_followed(command, setting)
    arguments = Arguments.of(words[2:])
    step = _install(command, arguments, *_uv_place(arguments, setting))
    if inner == "sync" and step.how not in ("venv", "target"):
        reason = "runs `uv pip sync`, which would take away what the final stage has installed"
        raise KeptError(setting.line, reason, "use uv pip install")
    if inner == "sync":  # its operands are requirement files
        return replace(step, files=(*step.files, *arguments.operands), paths=(), packages=())
    return step


def _uv_venv(command: Command, words: tuple[Word, ...], setting: Setting) -> Step:
    arguments = Arguments.of(words)
    given = setting.expand(arguments.operands[0]) if arguments.operands else None
    if arguments.operands and given is None:
        raise not_followed(command, setting)
    path = given or setting.get("UV_PROJECT_ENVIRONMENT") or setting.get("VIRTUAL_ENV") or ".venv"
    place = joined_path(setting.folder, path)
    return Step(command, Act.VENV, "venv", place, here=not path.startswith("/"))


def _uv_sync(command: Command, words: tuple[Word, ...], setting: Setting) -> Step:
    arguments = Arguments.of(words)
    if arguments.has("--directory", "--project", "--package", "--script"):
        raise not_followed(command, setting)
    path = setting.get("UV_PROJECT_ENVIRONMENT")
    if arguments.has("--active"):
        path = setting.get("VIRTUAL_ENV")
    place = joined_path(setting.folder, path or ".venv")
    if place == "/usr/local":
        return Step(command, Act.INSTALL, "system", SYSTEM_PYTHON, here=True)
    return Step(command, Act.INSTALL, "venv", place, here=True)


def _uv_place(arguments: Arguments, setting: Setting) -> tuple[str, str]:
    for how, names in (("prefix", ("--prefix",)), ("target", ("-t", "--target"))):
        if (given := arguments.value(*names)) is not None:
            return how, _place(given, setting)
    if python := arguments.value("-p", "--python"):
        path = setting.expand(python) or ""
        if not path.startswith("/"):
            raise KeptError(setting.line, f"installs for the Python {python.text}", BY_HAND)
        return "venv", posixpath.dirname(posixpath.dirname(path))
    if arguments.has("--system") or setting.get("UV_SYSTEM_PYTHON") not in (None, "", "0", "false"):
        return "system", SYSTEM_PYTHON
    venv = setting.active or setting.get("VIRTUAL_ENV") or setting.venv
    return "venv", venv or posixpath.join(setting.folder, ".venv")


def _install(command: Command, arguments: Arguments, how: str, place: str) -> Step:
    local = tuple(word for word in arguments.operands if _LOCAL.fullmatch(word.unquoted))
    return Step(
        command,
        Act.WHEEL if how == "wheels" else Act.INSTALL,
        how,
        posixpath.normpath(place),
        files=arguments.values(*_FILES),
        paths=(*local, *arguments.values("-e", "--editable")),
        packages=tuple(word.unquoted for word in arguments.operands if word not in local),
        options=tuple(each.words for each in arguments.options),
        here=arguments.has("--group"),
    )


def venv_step(command: Command, words: tuple[Word, ...], setting: Setting) -> Step:
    """Give which venv is made by ``python -m venv`` or virtualenv given `words`; raises KeptError."""
    parsed = Arguments.of(words)
    if len(parsed.operands) != 1 or (path := setting.path(parsed.operands[0])) is None:
        raise not_followed(command, setting)
    relative = not (setting.expand(parsed.operands[0]) or "").startswith("/")
    return Step(command, Act.VENV, "venv", path, here=relative)
