"""Conda's environments: what makes one, whether it has a pip, and how old its Python is."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator import regex as re
from migrator.pip.command import PipCall, bare
from migrator.pip.image import UnplacedError, require_version
from migrator.pip.scene import Scene
from migrator.shell import Command, program
from migrator.shell.options import given_options
from migrator.versions import numbers

ACTIVATORS = frozenset({"conda", "mamba", "micromamba", "pyenv", "workon", "pyenv-virtualenv"})
OF_CONDA = "conda does not keep account of what uv installs, as it did not of pip's"
BASE = ""
"""The name by which the base environment goes here."""

_NAMES = re.compile(r"conda|mamba|miniforge", re.IGNORECASE)
_CALLED_BASE = frozenset({"base", "root"})
_SETTING_UP = frozenset({"create", "install", "update", "upgrade"})
_BRINGS_PIP = re.compile(r"pip|python=+(?:2|3\.\d|3\.1[0-2])(?:\.[\d*]+)?")
"""What conda is told that puts pip into an environment: Python 3.13 and later come without."""
_INSTALLER = re.compile(r"(?:.*/)?\S*(?:conda|forge)\S*\.sh", re.IGNORECASE)
_RELEASED = re.compile(
    r"\b(?:Mini|Ana)conda(?P<major>[23]?)-(?:py(?P<python>[0-9]{2,3})_)?(?P<release>[0-9]+(?:\.[0-9]+)*|latest\b|\b)"
)
"""Conda's installers as they are called where they come from: Miniconda2-latest-Linux-x86_64.sh."""
_IMAGE = re.compile(r"(?:.*/)?(?:mini|ana)conda3:(?P<release>[0-9]+(?:\.[0-9]+)*)(?:-.*)?")
_FIRST_WITH_3_6 = (4, 3)
_BY_PATH = "use a venv, by its path"
_PYTHON = re.compile(r"python *(?P<sign>=+|<=?) *(?P<version>[0-9]+(?:\.[0-9]+)*)(?:[.*,].*)?")
_TELLS = re.compile(r"conda|python *[=<]|\$", re.IGNORECASE)


def is_conda(path: str) -> bool:
    """Tell whether a path has one of conda's names."""
    return bool(_NAMES.search(path))


def environment_at(root: str) -> str:
    """Give the name of the environment in a folder, ``/opt/conda/envs/app``; of one elsewhere the folder."""
    root = root.rstrip("/")
    above, _, name = root.rpartition("/")
    if posixpath.basename(above) == "envs":
        return name
    return BASE if is_conda(name) else root


def brings_pip(name: str, call: PipCall, scene: Scene) -> bool:
    """Tell whether the file made an environment of that name with a pip in it."""
    for one in scene.commands_before(call.command, _creates_environment):
        words = [bare(word) for word in one.words]
        if name in words:
            return any(_BRINGS_PIP.fullmatch(word) for word in words)
    return False


def installs_conda(path: str, call: PipCall, scene: Scene) -> bool:
    """Tell whether conda's installer was run for `path`: its base environment has a pip."""
    ones = scene.commands_before(call.command, _stands_alone)
    return any(_runs_installer(command, path, scene) for command in ones)


def require_new_python(name: str, call: PipCall, scene: Scene) -> None:
    """Raise UnplacedError where the last Python that an environment was given is too old for uv."""
    found = _of_image(scene) if name == BASE else None
    for command in scene.commands_before(call.command, _tells):
        words = [scene.expand(word.text) or bare(word) for word in command.words]
        found = _told(words, name) or found
    require_version(found)


def require_named_or_base(words: list[str], call: PipCall, scene: Scene) -> None:
    """Raise UnplacedError where what conda's ``activate`` makes of pip cannot be told; `words` follow it."""
    name = words[0] if words and words[0] not in _CALLED_BASE else BASE
    if len(words) > 1 or (name and not brings_pip(name, call, scene)):
        raise UnplacedError(f"what conda's `activate {' '.join(words)}` activates is not known", _BY_PATH)
    require_new_python(name, call, scene)


def _creates_environment(command: Command) -> bool:
    return program(command) in ACTIVATORS and [bare(word) for word in command.words[1:2]] == ["create"]


def _stands_alone(command: Command) -> bool:
    return not command.nesting


def _tells(command: Command) -> bool:
    return any(_TELLS.search(word.text) for word in command.words)


def _runs_installer(command: Command, path: str, scene: Scene) -> bool:
    words = [scene.expand(word.text) or bare(word) for word in command.words]
    if command.nesting or not any(map(_INSTALLER.fullmatch, words[:2])):
        return False
    default = "-p" not in words and posixpath.dirname(path) == "/root"
    return path in words or (default and posixpath.basename(path).endswith("3"))


# versions


def _of_image(scene: Scene) -> tuple[int, ...] | None:
    match = _IMAGE.fullmatch(scene.base.name)
    return (3, 5) if match and numbers(match["release"]) < _FIRST_WITH_3_6 else None


def _told(words: list[str], name: str) -> tuple[int, ...] | None:
    """Give the Python that a command gives an environment; of an upper bound the first that is below it."""
    if words and posixpath.basename(words[0]) in ACTIVATORS:
        sets_up = words[1:2] and words[1] in _SETTING_UP and _environment(words) == name
        return next(_versions(words), None) if sets_up else None
    released = _RELEASED.search(" ".join(words)) if name == BASE else None
    return _of_installer(released) if released else None


def _versions(words: list[str]) -> Iterator[tuple[int, ...]]:
    for word in words[2:]:
        if match := _PYTHON.fullmatch(word):
            version = numbers(match["version"])
            below = match["sign"] == "<" and len(version) > 1
            yield (*version[:1], version[1] - 1) if below else version


def _of_installer(released: re.Match[str]) -> tuple[int, ...]:
    python, release = released["python"], released["release"]
    if released["major"] != "3":
        return (2, 7)
    if python:
        return (int(python[0]), int(python[1:]))
    old = release[:1].isdigit() and numbers(release) < _FIRST_WITH_3_6
    return (3, 5) if old else (3,)


def _environment(words: list[str]) -> str:
    """Give the environment that a command of conda's is about."""
    for option, value in given_options(words, "-n", "--name", "-p", "--prefix"):
        if option in ("-n", "--name"):
            return BASE if value in _CALLED_BASE else value
        return environment_at(value)
    return BASE
