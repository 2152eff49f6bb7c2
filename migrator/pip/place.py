"""Where a call of pip installs, and how that is said to uv."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from migrator import regex as re
from migrator.build_context.copied_paths import context_path
from migrator.dockerfile import Instruction, assignments
from migrator.line_names import named_line
from migrator.pip.command import PipCall, bare, pip_folder
from migrator.pip.conda import (
    ACTIVATORS,
    BASE,
    OF_CONDA,
    brings_pip,
    environment_at,
    installs_conda,
    is_conda,
    require_named_or_base,
    require_new_python,
)
from migrator.pip.image import (
    SYSTEM,
    Place,
    UnplacedError,
    place_in_image,
    require_base_environment,
    require_python_3,
)
from migrator.pip.scene import ROOT, Scene
from migrator.pip.venv_pythons import require_new_venv
from migrator.pip.venvs import PROGRAM_FOLDERS, Venv, copied_to, end_of, path_front, prepended
from migrator.requirements.installers import in_folder, installs_packages
from migrator.requirements.lockfiles import MAX_LOCK_BYTES
from migrator.shell import Command, program, unwrap
from migrator.shell.run_as import shell_at
from migrator.shell.wrappers import SHELLS

_ACTIVATING = frozenset({"activate", "deactivate", "global", "shell", "local"})
_ACTIVATE = re.compile(r"(?P<venv>.+)/bin/activate")
_SYSTEM = re.compile(r"/|/usr(?:/local)?(?:/(?:lib|bin|share)(?:/.*)?)?|\$.*")
_ELSEWHERE = frozenset({"--project", "--directory", "--script", "--package", "--with", "--upgrade", "-U"})
_OF_ACTIVE_CONDA = Place(("--python", '"$CONDA_PREFIX/bin/python"'), sure=False, note=OF_CONDA)
_SUSPECT = re.compile(
    r"conda|mamba|pyenv|venv|virtual_?env|pypy|/python[0-9.]*/bin"
    r"|(?:\A|/)(?!\.?(?:go|j|nod|php|pl|rb|tf)env/)[^/]*env[0-9.]*/bin",
    re.IGNORECASE,
)
"""What names of folders tell of a Python of their own; rbenv and its like are those of other languages."""
_OF_SECOND = re.compile(r"\.?(?:.*[-_.])?(?:py|python|env|venv)[-_]?2(?:[._]?[67])?", re.IGNORECASE)
"""Names of venvs of Python 2: ``py2``, ``env-py27``, ``venv2.7``."""
_VERSIONED = re.compile(r"pip3(?:\.[0-9]+)?")
_IN_PATH = "make the venv in this file, or call its pip by the path"


def place_of(call: PipCall, scene: Scene) -> Place:
    """Tell where a call installs. Raises UnplacedError."""
    _require_plain(call, scene)
    require_python_3(call, scene)
    given = call.given("--python")
    if given:
        return Place(("--python", given[-1].value), venv=True)
    place = _interpreter(call, scene)
    if call.has("--user"):
        if call.name != "install":
            raise UnplacedError("--user: uv cannot look at ~/.local alone", "remove --user")
        return _user_site(call, scene, place)
    if place.venv and call.name == "install":
        _require_nothing_below(call, scene)
    free = place.venv or call.has("--target") or "sudo" in call.command.wrappers
    if free or _may_install(call, scene, place):
        return place
    told = f"{scene.user()} cannot write to the image's Python: pip takes ~/.local without being told"
    return _user_site(call, scene, replace(place, note=told))


def _require_plain(call: PipCall, scene: Scene) -> None:
    shell = shell_at(scene.dockerfile, scene.instruction)
    if shell and posixpath.basename(shell[0]) not in SHELLS and not call.command.exec:
        raise UnplacedError(f"SHELL runs everything through {shell[0]}", "use a venv, by its path")
    for one in scene.before() if scene.instruction.trigger else ():
        if one.trigger and (one.trigger.keyword in ("USER", "SHELL") or _sets_up(one.trigger)):
            reason = f"ONBUILD changes what holds here, in {named_line(one.line)}"
            raise UnplacedError(reason, "set it before, without ONBUILD")
    wrappers = frozenset(call.command.wrappers)
    if wrappers & {"gosu", "su-exec", "chroot"}:
        raise UnplacedError("pip runs as another user", "put USER before the RUN, or install into a venv")


def _require_nothing_below(call: PipCall, scene: Scene) -> None:
    """Raise UnplacedError where a venv shows packages of the Python below: pip leaves those, uv does not.

    The official images have none but those that the file installs before it makes the venv.
    """
    own = scene.base.row is not None and not scene.base.row.distribution
    for venv in (one for one in scene.file.venvs if one.open):
        below = (one.span.start < venv.at for one in scene.commands_before(call.command, installs_packages))
        if not own or any(below):
            what = "what the venv shows of the Python below (--system-site-packages)"
            hint = "make the venv without it if it needs none of that, or keep pip"
            raise UnplacedError(f"pip leaves {what}, uv does not", hint)


def _sets_up(trigger: Instruction) -> bool:
    """Tell whether a trigger sets a variable that decides where or how pip installs."""
    names = {one.name for one in assignments(trigger)} if trigger.keyword in ("ENV", "ARG") else set()
    return any(name.startswith("PIP_") or name in ("PATH", "HOME", "VIRTUAL_ENV") for name in names)


def _interpreter(call: PipCall, scene: Scene) -> Place:
    passed: list[str] = []
    folder = pip_folder(call, scene.expand)
    if folder is not None and posixpath.normpath(folder) not in PROGRAM_FOLDERS:
        return _by_path(call, scene)
    if "sudo" not in call.command.wrappers and folder is None:
        found = _activated(call, scene) or _on_path(call, scene, passed)
        if found is not None:
            return found
    elif path_front(scene.dockerfile, scene.instruction) and folder is None:
        raise UnplacedError("sudo has a PATH of its own here", "run pip without sudo")
    place = place_in_image(call, scene)
    if scene.base.row is None or scene.base.row.conda:
        require_new_python(BASE, call, scene)
    if passed and any("command -v" in flag for flag in place.flags):
        reason = f"PATH finds the Python of {passed[0]} and the pip of the image"
        raise UnplacedError(reason, "call pip by its path, or use uv pip install")
    return place


def _by_path(call: PipCall, scene: Scene) -> Place:
    """Give the environment whose own pip (or Python) is called by its path."""
    word = call.head[0]
    text = bare(word)
    known = scene.expand(word.text) or text
    if "/.local/" in known or known.startswith("~"):
        reason = f"{known} is a pip in a user's folder: it does not tell its Python"
        raise UnplacedError(reason, "call python -m pip")
    conda, root = is_conda(known), posixpath.dirname(posixpath.dirname(known))
    note = OF_CONDA if conda else ""
    if conda:
        require_new_python(environment_at(root), call, scene)
    require_new_venv(root, call, scene)
    if call.python is not None:
        return Place(("--python", word.text), sure=not conda, note=note, venv=True)
    if "/" not in text:
        raise UnplacedError(f"{text} names the path of pip", "write the path out")
    _require_made(call, scene, posixpath.normpath(known.rpartition("/")[0]))
    folder, _, name = text.rpartition("/")
    version = name.removeprefix("pip") if _VERSIONED.fullmatch(name) else ""
    python = f"{folder}/python{version}"
    return Place(("--python", _quoted_like(word.text, python)), sure=not conda, note=note, venv=True)


def _require_made(call: PipCall, scene: Scene, folder: str) -> None:
    """Raise UnplacedError where nothing in the file makes the venv that holds `folder`.

    What a package or an image put there may be anything: a patched pip, no venv at all, no ``python``.
    """
    root = posixpath.dirname(folder)
    tail = end_of(root)
    made = any(one.path is None or one.path == root or one.path.endswith(tail) for one in scene.file.venvs)
    python = scene.base.row is not None and not scene.base.row.distribution
    copied = copied_to(scene.dockerfile, scene.instruction, root)
    if not made and _OF_SECOND.fullmatch(posixpath.basename(root)):
        raise UnplacedError(f"by its name {root} has Python 2: uv does not know it", "move it to Python 3")
    if made or python or copied or "$" in root or installs_conda(root, call, scene):
        return
    reason = f"nothing in this file makes {root or folder}, so what is in it is not known"
    raise UnplacedError(reason, "make the venv in this file, or use uv pip install --python by hand")


def _quoted_like(text: str, new: str) -> str:
    return f"{text[0]}{new}{text[0]}" if text[:1] in ("'", '"') else new


# venvs


def _activated(call: PipCall, scene: Scene) -> Place | None:
    """Give the venv that the script has activated."""
    for command in scene.earlier(call.command):
        if command.name == "deactivate":
            return None
        if command.name in ACTIVATORS and len(command.words) > 1 and command.words[1].value in _ACTIVATING:
            if _activates_made(command, call, scene):
                return _OF_ACTIVE_CONDA
            reason = f"`{command.name} {command.words[1].value}` decides which pip this is"
            raise UnplacedError(reason, "use a venv, by its path")
        if command.name not in (".", "source") or len(command.words) < 2:
            continue
        path = scene.expand(command.words[1].text) or bare(command.words[1])
        match = _ACTIVATE.fullmatch(path)
        if match is None:
            if "conda" in path or "/" not in path:
                raise UnplacedError(f"what `source {path}` activates is not known", "use a venv, by its path")
            continue
        if _is_of_conda(match["venv"], scene):
            require_named_or_base([bare(word) for word in command.words[2:]], call, scene)
            return _OF_ACTIVE_CONDA
        require_new_venv(match["venv"], call, scene)
        if not _has_pip(match["venv"], call, scene):
            return None
        told = scene.expand("$UV_SYSTEM_PYTHON")
        return Place(("--python", '"$VIRTUAL_ENV/bin/python"') if told else (), venv=True)
    return None


def _is_of_conda(path: str, scene: Scene) -> bool:
    """Tell whether a folder is conda's own, as far as its name tells, and no venv of the file's."""
    return is_conda(path) and not any(one.path == path for one in scene.file.venvs)


def _activates_made(command: Command, call: PipCall, scene: Scene) -> bool:
    """Tell whether an environment of conda's is activated that this file made with a pip in it."""
    name = command.words[2].value if len(command.words) == 3 else None
    if program(command) == "pyenv" or name is None:
        return False
    if not brings_pip(name, call, scene):
        return False
    require_new_python(name, call, scene)
    return True


def _on_path(call: PipCall, scene: Scene, passed: list[str]) -> Place | None:
    """Give the venv whose pip PATH finds; None where the image's own comes first.

    Venvs before it that have no pip are put into `passed`.
    """
    for folder in _front(call, scene):
        if folder in PROGRAM_FOLDERS:
            return None
        if posixpath.basename(folder) != "bin":
            continue
        path = posixpath.dirname(folder)
        made = [one for one in scene.file.venvs if one.path == path]
        if not made and installs_conda(path, call, scene):
            require_base_environment(call, scene)
            require_new_python(BASE, call, scene)
            return Place(("--python", f"{path}/bin/python"), sure=False, note=OF_CONDA)
        unknown = any(one.path is None for one in scene.file.venvs)
        if not made and (unknown or _SUSPECT.search(folder)):
            raise UnplacedError(f"PATH begins with {folder}, and what is in it is not known", _IN_PATH)
        if any(_exists(one, call, scene) for one in made):
            require_new_venv(path, call, scene)
            if _has_pip(path, call, scene):
                return _flagged(path, scene)
            passed.append(path)
    return None


def _has_pip(path: str, call: PipCall, scene: Scene) -> bool:
    """Tell whether pip is in a venv, so that it is the one that is found there."""
    tail = end_of(path)
    made = [one for one in scene.file.venvs if one.path and (one.path == path or one.path.endswith(tail))]
    if not made or any(one.seeded for one in made):
        return True
    for command in scene.commands_before(call.command, _may_bring_pip):
        words = [bare(word) for word in in_folder(command)[1].words]
        if (words[:3] == ["uv", "pip", "install"] and "pip" in words[3:]) or "ensurepip" in words:
            return True
        locked = words[:2] == ["uv", "sync"] and not _locks_without_pip(call, scene)
        if locked or (program(command) == "poetry" and "install" in words):
            reason = f"a lock file may or may not put pip into {path}, so which pip this is is not known"
            raise UnplacedError(reason, "call pip by its path, or use uv pip install")
    return False


def _may_bring_pip(command: Command) -> bool:
    words = [bare(word) for word in command.words]
    return words[:1] == ["uv"] or "ensurepip" in words or program(command) == "poetry"


def _locks_without_pip(call: PipCall, scene: Scene) -> bool:
    """Tell whether the lock files of every ``uv sync`` before are at hand, and none names pip."""
    for one in (*scene.before(), scene.instruction):
        folder = ""
        for command in scene.file.script(one).commands if one.keyword == "RUN" else ():
            told, inner = in_folder(command)
            words = [bare(word) for word in inner.words]
            if words[:1] == ["cd"] and len(words) > 1:
                folder = posixpath.join(folder, words[1])
            if words[:2] != ["uv", "sync"] or command.span.start > call.command.span.start:
                continue
            if _ELSEWHERE.intersection(word.partition("=")[0] for word in words):
                return False
            there = folder if told is None else posixpath.join(folder, bare(told))
            lock = posixpath.join(there, "uv.lock")
            place = context_path(scene.dockerfile, scene.file.build, one, lock) or ("" if there else lock)
            text = scene.file.build.read(place, MAX_LOCK_BYTES) if place else None
            if text is None or '\nname = "pip"\n' in text:
                return False
    return True


def _flagged(path: str, scene: Scene) -> Place:
    """Say a venv to uv: it sees one that VIRTUAL_ENV names, any other is named."""
    named = scene.expand("$VIRTUAL_ENV")
    if named is not None and posixpath.normpath(named) == path and not scene.expand("$UV_SYSTEM_PYTHON"):
        return Place((), venv=True)
    return Place(("--python", f"{path}/bin/python"), venv=True)


def _exists(venv: Venv, call: PipCall, scene: Scene) -> bool:
    lineage = {stage.index for stage in scene.dockerfile.lineage(scene.stage)}
    if venv.stage in lineage and venv.at < call.command.span.start:
        return True
    return copied_to(scene.dockerfile, scene.instruction, venv.path or "/")


def _front(call: PipCall, scene: Scene) -> tuple[str, ...]:
    """Give the folders that PATH begins with, before the image's own."""
    front = path_front(scene.dockerfile, scene.instruction)
    for value in reversed(list(_paths_set(call, scene))):
        found = tuple(scene.expand(part) or part for part in prepended(value))
        front = (*found, *front)
    return front


def _paths_set(call: PipCall, scene: Scene) -> Iterator[str]:
    """Give the values of PATH that the script sets before the call, last first."""
    given = list(call.command.assignments)
    for command in scene.earlier(call.command):
        if command.name == "export" or not command.words:
            given += [*command.assignments, *command.words[1:]]
    for word in given:
        name, _, value = word.text.partition("=")
        if name == "PATH":
            yield value


# users


def _user_site(call: PipCall, scene: Scene, place: Place) -> Place:
    """``--user`` is a prefix: ``~/.local``, or PYTHONUSERBASE."""
    if place.venv:
        raise UnplacedError("--user means nothing in a venv", "remove --user")
    if call.command.exec:
        raise UnplacedError("--user: the exec form has no $HOME", "write the RUN in shell form")
    known = scene.dockerfile.environment(scene.instruction).is_set("PYTHONUSERBASE")
    folder = '"$PYTHONUSERBASE"' if known else '"$HOME/.local"'
    others = any(True for _ in scene.commands_before(call.command, installs_packages))
    unseen = "uv does not see packages outside of ~/.local: it may install them again" if others else ""
    note = "; ".join(filter(None, (place.note, unseen)))
    return replace(place, flags=(*place.flags, "--prefix", folder), sure=False, note=note)


def _may_install(call: PipCall, scene: Scene, place: Place) -> bool:
    """Tell whether the user may install into the image's Python; pip takes ``~/.local`` where not.

    Raises UnplacedError where that is not known.
    """
    user, row = scene.user(), scene.base.row
    if user in ROOT | {""} or (row is not None and scene.user_as_written() in row.users):
        return True
    if user is None:
        raise UnplacedError("USER is a variable, so who runs pip is not known", "install into a venv")
    plain = row is not None and place.flags == SYSTEM.flags and call.name == "install"
    if not plain or call.has("--prefix") or _opened(scene):
        reason = f"pip runs as {user} and may go to ~/.local without being told"
        raise UnplacedError(reason, "say --user, install before USER, or use a venv that belongs to the user")
    return False


def _opened(scene: Scene) -> bool:
    """Tell whether something before may have let other users write into the image's Python."""
    environment = scene.dockerfile.environment(scene.instruction)
    if any(environment.is_set(name) for name in ("PIP_USER", "PYTHONNOUSERSITE")):
        return True
    for one in scene.before():
        commands = scene.file.script(one).commands if one.keyword == "RUN" else ()
        if any(_opens(unwrap(command), scene) for command in commands):
            return True
    return False


def _opens(command: Command, scene: Scene) -> bool:
    if program(command) not in ("chown", "chmod", "chgrp", "setfacl"):
        return False
    operands = [word for word in command.words[1:] if not word.text.startswith("-")]
    paths = [(scene.expand(word.text) or bare(word)).rstrip("/*") or "/" for word in operands[1:]]
    return any(_SYSTEM.fullmatch(path) or "site-packages" in path for path in paths)
