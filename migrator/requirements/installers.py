"""Which commands install or build Python packages, and so may need compilers and headers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from migrator import regex as re
from migrator.memory import remembered
from migrator.shell import Command, program, unwrap
from migrator.shell.options import split_at_operand
from migrator.shell.wrappers import PYTHON
from migrator.source import Span, Word

PIP = re.compile(r"pip[0-9.]*")
"""The names of pip: ``pip``, ``pip3.12``."""
_SETUP = frozenset({"install", "develop", "build", "build_ext", "bdist_wheel", "bdist", "bdist_egg"})
_BELOW_A_VARIABLE = re.compile(r"\"?\$(?:\w+|\{\w+\})(?:/[\w.-]+)*\"?/(?P<name>[\w.-]+)\"?")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

BOOTSTRAP = frozenset(
    {
        *("build", "pdm", "pip", "pip-tools", "pipenv", "poetry", "poetry-core", "setuptools", "uv"),
        *("virtualenv", "wheel"),
    }
)
"""Installers and their helpers: pure Python, or wheels for every platform."""

VALUED = frozenset(
    {
        *("-r", "--requirement", "-c", "--constraint", "-e", "--editable", "-i", "--index-url"),
        *("--extra-index-url", "-f", "--find-links", "-t", "--target", "--prefix", "--root", "--src"),
        *("--upgrade-strategy", "--no-binary", "--only-binary", "--platform", "--python-version"),
        *("--implementation", "--abi", "--trusted-host", "--cert", "--client-cert", "--cache-dir"),
        *("--log", "--proxy", "--retries", "--timeout", "--exists-action", "--progress-bar"),
        *("--report", "--config-settings", "-C", "--global-option", "--build-option", "-p"),
        *("--python", "--python-platform", "--index", "--default-index", "--index-strategy"),
        *("--keyring-provider", "--link-mode", "--exclude-newer", "-w", "--wheel-dir", "-d"),
        *("--dest", "--directory", "--project", "--config-file", "--requirements", "--constraints"),
        *("--override", "--overrides", "--excludes", "-b", "--build-constraint", "--build-constraints"),
        *("--group", "--only-group", "--no-group", "--extra", "--no-extra", "-E", "--extras", "-G"),
        *("--with", "--without", "--only", "--categories", "--package", "-P", "--upgrade-package"),
        *("--reinstall-package", "--refresh-package", "--no-install-package", "--no-binary-package"),
        *("--no-build-package", "--no-build-isolation-package", "--torch-backend", "--python-preference"),
        *("--resolution", "--prerelease", "--fork-strategy", "--allow-insecure-host", "--config-setting"),
        *("--default-timeout", "--color", "--env-file", "--with-requirements", "--extra-pip-args", "--from"),
        *("--root-user-action", "--use-feature", "--use-deprecated", "--resume-retries", "--prompt"),
        *("--requirements-from-script", "--uploaded-prior-to", "--all-releases", "--only-final"),
        *("--install-option", "--build", "--download", "--source", "--source-dir", "--source-directory"),
        *("--allow-external", "--allow-unverified", "--log-file", "--local-log", "--pypi-url"),
        "--with-editable",
    }
)
"""The options of pip, uv, Poetry and their like that take a value."""
_HAND_ON = frozenset({"run", "tool"})
_FILES = frozenset({"-r", "--requirement", "-e", "--editable", "-c", "--constraint", "--group"})


@remembered
def installs_packages(command: Command) -> bool:
    """Tell whether a command installs or builds Python packages other than installers themselves.

    pip and uv (``install``, ``sync``, ``wheel``), Poetry, Pipenv, PDM, pip-sync, pipx, easy_install,
    ``setup.py``, ``python -m build``; behind ``sudo``, ``env``, ``python -m`` and paths as well.
    """
    words = installer_words(command)
    if not words:
        return False
    name = words[0]
    if PIP.fullmatch(name):
        return _pip(words[1:])
    tool = _TOOLS.get(name)
    return tool is not None and tool(words[1:])


@remembered
def installer_words(command: Command) -> tuple[str, ...]:
    """Give a command as words, as written where the value is unknown.

    Wrappers, ``python -m`` and the ``--directory`` of `in_folder` are taken off.
    """
    inner = in_folder(command)[1]
    name = program(inner) or _below_a_variable(inner)
    if not name:
        return ()
    rest = tuple(word.plain for word in inner.words[1:])
    return _behind_python(rest) if PYTHON.fullmatch(name) else (name, *rest)


@remembered
def in_folder(command: Command) -> tuple[Word | None, Command]:
    """Give the folder into which ``uv sync --directory DIR`` goes first, and the command that it runs there.

    The option stands before or behind the verb; what ``uv run`` hands on is not uv's. Wrappers are taken
    off. None where it stays.
    """
    inner = unwrap(command)
    index, verb = 1 if program(inner) == "uv" else len(inner.words), ""
    while index < len(inner.words) and verb not in _HAND_ON and inner.words[index].value != "--":
        word = inner.words[index]
        name, equals, value = word.text.partition("=")
        size = 1 if equals or name not in VALUED else 2
        if name == "--directory" and index + size <= len(inner.words):
            told = inner.words[index + 1] if size == 2 else _behind_equals(word, value)
            return told, replace(inner, words=(*inner.words[:index], *inner.words[index + size :]))
        if not verb and not word.text.startswith("-"):
            verb = word.text
        index += size
    return None, inner


def _behind_equals(word: Word, text: str) -> Word:
    value = None if word.value is None else word.value.partition("=")[2]
    return Word(text, value, Span(word.span.end - len(text), word.span.end))


def _below_a_variable(command: Command) -> str:
    """Give the program of ``$VIRTUAL_ENV/bin/pip``: whatever the folder is, its name is written."""
    match = _BELOW_A_VARIABLE.fullmatch(command.words[0].text) if command.words else None
    return match["name"] if match else ""


def _behind_python(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give what ``python`` runs: the module behind ``-m`` or the script, with its arguments."""
    index = 0
    while index < len(words) and words[index].startswith("-"):
        if words[index] == "-m":
            return words[index + 1 :]
        index += 2 if words[index] in ("-W", "-X") else 1
    if index < len(words):
        return (words[index].rsplit("/", 1)[-1], *words[index + 1 :])
    return ()


def verb_of(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Give an installer's verb, empty without one, and what follows it."""
    verb, rest = split_at_operand(words, VALUED)
    return verb, tuple(rest)


def _pip(words: tuple[str, ...]) -> bool:
    verb, rest = verb_of(words)
    return verb in ("install", "wheel", "sync") and not bootstraps(rest)


def bootstraps(words: tuple[str, ...]) -> bool:
    """Tell whether the words behind ``pip install`` name nothing but installers."""
    names: list[str] = []
    index = 0
    while index < len(words):
        word = words[index]
        if word in _FILES or word.partition("=")[0] in _FILES:
            return False
        if word in VALUED:
            index += 1
        elif not word.startswith("-"):
            names.append(word)
        index += 1
    return bool(names) and all(_is_bootstrap(name) for name in names)


def _is_bootstrap(name: str) -> bool:
    match = _NAME.match(name)
    return match is not None and "/" not in name and match[0].lower().replace("_", "-") in BOOTSTRAP


def _uv(words: tuple[str, ...]) -> bool:
    verb, rest = verb_of(words)
    if verb == "pip":
        return _pip(rest)
    if verb == "tool":
        return rest[:1] in (("install",), ("run",))
    return verb in ("sync", "add", "run", "build")


def _uvx(words: tuple[str, ...]) -> bool:
    return bool(verb_of(words)[0])


def _verbs(*allowed: str) -> Callable[[tuple[str, ...]], bool]:
    return lambda words: verb_of(words)[0] in allowed


def _always(words: tuple[str, ...]) -> bool:
    return True


_TOOLS: Mapping[str, Callable[[tuple[str, ...]], bool]] = {
    "uv": _uv,
    "poetry": _verbs("install", "add", "update", "sync"),
    "pipenv": _verbs("install", "sync", "update"),
    "pdm": _verbs("install", "sync", "add", "update"),
    "rye": _verbs("sync", "install"),
    "uvx": _uvx,
    "hatch": _verbs("build", "run", "env", "shell"),
    "flit": _verbs("install", "build"),
    "pipx": _verbs("install", "inject"),
    "pip-sync": _always,
    "easy_install": _always,
    "build": _always,
    "setup.py": lambda words: bool(_SETUP.intersection(words)),
}

INSTALLERS = frozenset(_TOOLS)
"""The names of the installers that are read, without those of pip."""
