"""Which Python a venv is made with, and whether that is too old for uv."""

from __future__ import annotations

from migrator import regex as re
from migrator.pip.command import PipCall, bare
from migrator.pip.image import OLD_TAG, OLDEST, UnplacedError, chooses, named_version, require_version
from migrator.pip.scene import Scene
from migrator.pip.venvs import PYTHON, end_of
from migrator.shell import Command, program
from migrator.shell.options import option_values

_PLAIN_PYTHON = re.compile(r"(?:/usr/bin/)?python3?")
_PYPY = re.compile(r"(?:.*/)?pypy")
_OF_PYPY = (2, 7)
"""The Python of ``pypy``; that of 3 is called pypy3."""


def require_new_venv(path: str, call: PipCall, scene: Scene) -> None:
    """Raise UnplacedError where the Python of a venv is too old for uv: one that is named, or the image's."""
    tail = end_of(path)
    starts = {one.at for one in scene.file.venvs if one.path is not None and f"/{one.path}".endswith(tail)}
    for command in scene.commands_before(call.command, _makes_venv):
        if command.span.start not in starts:
            continue
        told = _python_of_venv(command)
        if not told and _is_of_second(call, scene):
            reason = f"virtualenv makes {path} with Python 2 if not told another: uv does not know it"
            raise UnplacedError(reason, "make it with python3 -m venv")
        require_version(_OF_PYPY if _PYPY.fullmatch(told) else named_version(told))
        chosen = any(True for _ in scene.commands_before(call.command, chooses))
        if not chosen and (not told or _PLAIN_PYTHON.fullmatch(told)):
            require_version(scene.base.python)


def _makes_venv(command: Command) -> bool:
    words = [bare(word) for word in command.words[:3]]
    module = words[1:] in (["-m", "venv"], ["-m", "virtualenv"])
    return program(command) == "virtualenv" or (module and PYTHON.fullmatch(words[0]) is not None)


def _python_of_venv(command: Command) -> str:
    """Give the Python that a venv is made with, as it is told or as it runs; empty for virtualenv's own."""
    words = [bare(word) for word in command.words]
    runs = words[0] if words[1:2] == ["-m"] else ""
    name = (*option_values(words, "-p", "--python"), runs)[0]
    return f"python{name}" if name[:1].isdigit() else name


def _is_of_second(call: PipCall, scene: Scene) -> bool:
    """Tell whether virtualenv may be that of Python 2, which takes that one if it is not told another."""
    base = scene.base
    if base.row is not None and not base.row.distribution:
        return (base.python or OLDEST) < (3,)
    old = OLD_TAG.search(base.name) or (base.python or OLDEST) < OLDEST
    return bool(old) or "python-virtualenv" in scene.packages_before(call.command)
