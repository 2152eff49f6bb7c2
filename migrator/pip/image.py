"""The Python of the image itself: which one a call of pip installs for, and how that is said to uv."""

from __future__ import annotations

from dataclasses import replace

from migrator import regex as re
from migrator.pip.apt_modules import apt_modules
from migrator.pip.command import PipCall, bare, pip_folder
from migrator.pip.not_for_uv import NotForUvError
from migrator.pip.scene import OTHER_SYSTEMS, RPM_MANAGERS, Base, Scene
from migrator.pip.table import Fate, PipRow
from migrator.pip.venvs import PROGRAM_FOLDERS, PYTHON
from migrator.records import dataclass
from migrator.shell import Command, program
from migrator.shell.run_as import shell_at
from migrator.versions import dotted, numbers

OLDEST = (3, 6)
"""The oldest Python that uv works with: tried with 0.13.9 on 3.6 and 3.7; it passes over Python 2."""

_OLDEST_PATCHED = (3, 10)
_VERSIONED = re.compile(r"(?:.*/)?(?:pip|python)(?P<version>[0-9]+(?:\.[0-9]+)*)")
OLD_TAG = re.compile(
    r"py(?:thon)?[:-]?2(?:\.?7)?(?![0-9])|ubuntu[:-]?1[2-7]|trusty|xenial|jessie|wheezy"
    r"|\b(?:centos|el)[:-]?[67]\b"
)
"""What names of images tell of systems whose plain python is that of Python 2."""
_APART = re.compile(
    r"xenial|bionic|focal|jessie|stretch|buster|bullseye|(?:ubuntu|debian)[-_:]?(?:1[0-9]|20|[89])(?!\d)"
    rf"|{OTHER_SYSTEMS}|alma|rhel|suse"
)
"""What names of images tell of systems whose Python keeps its packages where uv does not put them."""
_SECOND = re.compile(r"python2(?:[.-].*)?|py2?-pip|python(?:-(?:pip|dev))?")
_THIRD = re.compile(r"(?:python3|py3-pip|python3?-is-)")
_PLAIN_OF_SECOND = {
    "pip": frozenset({"python-pip", "python2-pip", "py-pip", "py2-pip"}),
    "python": frozenset({"python", "python-pip", "python2-pip", "py-pip", "py2-pip"}),
}
"""The packages that bring the command without a version for Python 2, also where Python 3 is beside it."""
_WITHOUT_SECOND = (3, 9)
"""The Python of the first releases of Debian and Ubuntu that surely have no such packages any more."""
_ALPINE_WITHOUT_SECOND = re.compile(
    r"(?:.*/)?alpine(?::(?:latest|edge|3|3\.(?:1[2-9]|[2-9][0-9])(?:\..*)?))?"
)
"""Alpine 3.12 gave py-pip, and the plain name, to Python 3."""
_PACKAGED = re.compile(r"(?:lib)?python(?P<version>3\.[0-9]+)(?:-\w+)*(?:=.*)?")
_OTHER_PYTHON = re.compile(r"(?:.*/)?(?:python(?:2|3\.)|pypy).*")
_LOGIN = re.compile(r"--login|--interactive|-[a-z]*[li][a-z]*")
_LOGIN_SHELL = re.compile(r"\b(?:ba|z)?sh[\s\",]+(?:--login|-[a-z]*[li][a-z]*)\b")
_WINDOWS = re.compile(r"windows|nanoserver")
_GET_PIP = re.compile(r"(?:.*/)?get-pip\.py")
_PIP_ITSELF = re.compile(r"pip(?:[=<>~!].*)?")
_CHOOSERS = ("update-alternatives", "alternatives", "ln")
_WAY_OUT_IMAGE = "name the official image that it stands for under [tool.dfmigrate.images], or use a venv"


@dataclass(frozen=True, slots=True)
class Place:
    """Where to install: `flags` say it to uv. Not `sure` ones want a reviewer's eye, `note` says why.

    `unseen` are packages of apt's that are there for pip and not for uv.
    """

    flags: tuple[str, ...]
    sure: bool = True
    note: str = ""
    venv: bool = False
    unseen: tuple[str, ...] = ()


class UnplacedError(NotForUvError):
    """It cannot be told where pip installs, or uv cannot install there."""

    kind = "place"


SYSTEM = Place(("--system",))


def place_in_image(call: PipCall, scene: Scene) -> Place:
    """Say for which Python of the image a call installs. Raises UnplacedError."""
    place, row = _whichever(call, scene, _in_image(call, scene)), scene.base.row
    of_image = row is not None and not row.distribution
    modules = () if of_image or call.name != "install" or call.has("--target") else apt_modules(call, scene)
    if not modules:
        return place
    unseen = f"uv does not see what apt installed ({', '.join(modules[:3])}): it may install that again"
    return replace(place, sure=False, note="; ".join(filter(None, (place.note, unseen))), unseen=modules)


def _whichever(call: PipCall, scene: Scene, place: Place) -> Place:
    """Say it so that it holds on each image that a variable of the build may put below."""
    if not scene.other_bases or all(map(_is_pythons_own, (scene.base, *scene.other_bases))):
        return place
    for other in scene.other_bases:
        if other.row is None:
            _in_unknown_image(call, scene, other)
        elif not _is_pythons_own(other) and not other.row.distribution:
            reason = f"a variable decides whether this stands on {scene.base.name} or {other.name}"
            raise UnplacedError(reason, "give each kind of image a Dockerfile of its own, or use a venv")
        require_version(other.python, patched=other.patched)
    return replace(_by_command(call, scene), note="a variable decides which image this stands on")


def _is_pythons_own(base: Base) -> bool:
    return base.row is not None and not (base.row.distribution or base.row.interpreter)


def _in_image(call: PipCall, scene: Scene) -> Place:
    base = scene.base
    if _WINDOWS.search(base.name):
        raise UnplacedError(f"{base.name} is a Windows image", "nothing to do: uv's image is for Linux")
    if base.row is not None and base.row.fate is Fate.REFUSE:
        raise UnplacedError(f"{base.name}: {base.row.why}", base.row.hint)
    require_python_3(call, scene)
    _require_own_folder(call, scene)
    if base.row is not None and base.row.interpreter:
        return _of_interpreter(call, scene, base.row)
    own = base.row is not None and not base.row.distribution
    if own and not _asks_for_another(call, scene) and not scene.given_by_build(call.head[0].text):
        require_version(base.python)
        return SYSTEM
    if base.row is None:
        return _in_unknown_image(call, scene, base)
    if own or _several(call, scene, scene.packages_before(call.command)):
        return _by_command(call, scene)
    return _of_distribution(call, scene)


def _in_unknown_image(call: PipCall, scene: Scene, base: Base) -> Place:
    _require_plain_folders(call, scene, base)
    packages = scene.packages_before(call.command)
    if _several(call, scene, packages):
        return _by_command(call, scene)
    public = base.public and (call.has("--user", "--target") or scene.surely_root(call.command))
    if public or any(map(_THIRD.match, packages)):
        note = f"{base.name} is not known: see where its pip installs, and what it reads"
        return replace(_by_command(call, scene), note=note)
    raise _unknown(base)


def _require_plain_folders(call: PipCall, scene: Scene, base: Base) -> None:
    """Raise UnplacedError where an unknown image's Python may have packages where uv does not put them.

    Debian's before 3.10 has, and so have those of RPM distributions.
    """
    asked = _asked_version(call, scene) or named_version(_bootstrap(call, scene) or "")
    version = asked or base.told or base.python
    apart = asked is None and base.told is not None and base.python not in (None, base.told)
    if call.has("--target") or apart or (version or OLDEST)[:2] >= _OLDEST_PATCHED:
        return
    if "alpine" in base.name or call.has("--break-system-packages") or _python_of_apk(call, scene):
        return
    rpm = any(True for _ in scene.commands_before(call.command, _is_of_rpm))
    if base.public and not rpm and not _APART.search(base.name) and _names_pythons_own(call):
        return
    if asked is None and base.patched and _is_known(call, scene):
        require_version(base.python, patched=True)
    raise _unknown(base)


def _is_of_rpm(command: Command) -> bool:
    return program(command) in RPM_MANAGERS | {"rpm"}


def _names_pythons_own(call: PipCall) -> bool:
    """Tell whether a call is named as Python's own images have it: ``pip``, ``python -m pip``.

    Distributions call theirs ``pip3`` and ``python3``; Debian 11 and Ubuntu 20.04 have ``pip`` as well.
    """
    return bare(call.head[0]) in ("pip", "python")


def _unknown(base: Base) -> UnplacedError:
    what = "it may have the Python of an older Debian or of Red Hat, a venv, a user or a pip.conf"
    return UnplacedError(f"{base.name} is not known: {what}", _WAY_OUT_IMAGE)


def _python_of_apk(call: PipCall, scene: Scene) -> bool:
    """Tell whether the file itself installs Python on Alpine."""
    return any(True for _ in scene.commands_before(call.command, _adds_python_by_apk))


def _adds_python_by_apk(command: Command) -> bool:
    return program(command) == "apk" and any(_THIRD.match(bare(word)) for word in command.words[1:])


def _require_own_folder(call: PipCall, scene: Scene) -> None:
    """Raise UnplacedError where pip is called in a folder of programs that is not its image's own."""
    folder = pip_folder(call, scene.expand)
    row = scene.base.row
    if folder is None or row is None:
        return
    own = "/usr/bin" if row.distribution else "/usr/local/bin"
    if row.interpreter or folder.rstrip("/") != own:
        reason = f"{bare(call.head[0])} need not be the pip of the image's own Python"
        raise UnplacedError(reason, "call pip without its folder, or use a venv")


def _of_interpreter(call: PipCall, scene: Scene, row: PipRow) -> Place:
    """Name the Python of an image that is known to have another one than the system's."""
    if row.conda:
        require_base_environment(call, scene)
    if row.interpreter == "PATH" or _asked_version(call, scene) is not None:
        return replace(_by_command(call, scene), note=row.why)
    return Place(("--python", row.interpreter), sure=False, note=row.why)


def require_base_environment(call: PipCall, scene: Scene) -> None:
    """Raise UnplacedError where something may have activated another environment of conda's."""
    shell = (*(shell_at(scene.dockerfile, scene.instruction) or ()), *call.command.nesting)
    text = scene.dockerfile.source.slice(scene.instruction.span)
    login = any(map(_LOGIN.fullmatch, shell)) or bool(_LOGIN_SHELL.search(text))
    environment = scene.dockerfile.environment(scene.instruction)
    if login or environment.is_set("BASH_ENV") or environment.is_set("CONDA_DEFAULT_ENV"):
        reason = "what the shell reads at its start may activate another environment of conda's"
        raise UnplacedError(reason, "call the environment's pip by its path")


def require_python_3(call: PipCall, scene: Scene) -> None:
    """Raise UnplacedError where this is the pip of Python 2."""
    version = named_version(bare(call.head[0]))
    base = scene.base
    if base.row is None or base.row.interpreter:
        old = bool(OLD_TAG.search(base.name)) and (version or (2,)) < (3,)
    else:
        old = base.python is not None and base.python < (3,)
    packages = scene.packages_before(call.command)
    plain = version is None and (base.row is None or base.row.distribution)
    third = any(map(_THIRD.match, packages))
    if plain and third:
        _require_name_of_third(call, scene, packages)
    second = plain and not third and any(map(_SECOND.fullmatch, packages))
    if old or second or (version or (3,)) < (3,):
        raise UnplacedError("this is the pip of Python 2, which uv does not know", "move to Python 3 first")


def _require_name_of_third(call: PipCall, scene: Scene, packages: frozenset[str]) -> None:
    """Raise UnplacedError where a name without a version may be Python 2's although Python 3 is beside it."""
    name, base = bare(call.head[0]), scene.base
    brings = sorted(_PLAIN_OF_SECOND.get(name, frozenset()) & packages)
    if not brings or (base.python or (0,)) >= _WITHOUT_SECOND or _ALPINE_WITHOUT_SECOND.fullmatch(base.name):
        return
    if not any(True for _ in scene.commands_before(call.command, _makes_pip_of_third)):
        reason = f"{name} may be that of Python 2 ({', '.join(brings)}), which uv does not know"
        raise UnplacedError(reason, f"call {name}3 where Python 3 is meant")


def _makes_pip_of_third(command: Command) -> bool:
    """Tell whether a command may give the plain name to Python 3: a link, get-pip.py, an upgrade by pip3."""
    words = [bare(word) for word in command.words]
    upgrades = bool(words) and (named_version(words[0]) or (0,))[0] == 3
    itself = upgrades and any(map(_PIP_ITSELF.fullmatch, words[1:]))
    return itself or program(command) in _CHOOSERS or _makes_plain_pip(command)


def named_version(text: str) -> tuple[int, ...] | None:
    """Give the version in the name of a pip or Python: ``pip3.11``."""
    match = _VERSIONED.fullmatch(text)
    return numbers(match["version"]) if match else None


def require_version(version: tuple[int, ...] | None, *, patched: bool = False) -> None:
    """Raise UnplacedError where uv does not work with a version of Python; `patched` is one of Debian's."""
    if version is None or (len(version) < 2 and version >= (3,)):
        return
    shown = dotted(version[:2])
    if version < OLDEST:
        raise UnplacedError(f"uv does not work with Python {shown}", "move to a newer Python first")
    if patched and version < _OLDEST_PATCHED:
        reason = f"Debian's Python {shown} puts packages where uv does not"
        raise UnplacedError(reason, "use a venv, a newer release, or python:*")


def _asked_version(call: PipCall, scene: Scene) -> tuple[int, ...] | None:
    """Give the version down to the minor one that a call names, None where it does not."""
    version = named_version(scene.expand(call.head[0].text) or bare(call.head[0]))
    return version[:2] if version is not None and len(version) > 1 else None


def _asks_for_another(call: PipCall, scene: Scene) -> bool:
    asked, have = _asked_version(call, scene), scene.base.python
    return asked is not None and (have is None or have[:2] != asked)


def _several(call: PipCall, scene: Scene, packages: frozenset[str]) -> bool:
    """Tell whether there is more than one Python 3, so that ``--system`` might find another."""
    versions = {match["version"] for name in packages if (match := _PACKAGED.fullmatch(name))}
    own = dotted(scene.base.python)
    text = call.head[0].text
    hidden = bare(call.head[0]).startswith("$") and (scene.expand(text) is None or scene.given_by_build(text))
    if versions - {own} or _asks_for_another(call, scene) or hidden:
        return True
    return _bootstrap(call, scene) is not None or _chosen(call, scene) is not None


def _chosen(call: PipCall, scene: Scene) -> str | None:
    """Give the Python that a command before made the one that is called, or that runs pip; None without."""
    name = bare(call.head[0]).rpartition("/")[2]
    names = {name} if call.python is not None else {name, "python3"}
    choosers = scene.commands_before(call.command, chooses)
    found = [command for command in choosers if not names.isdisjoint(_chosen_names(command))]
    words = [bare(word) for command in found[-1:] for word in command.words]
    return next(filter(_OTHER_PYTHON.fullmatch, reversed(words)), None)


def _chosen_names(command: Command) -> frozenset[str]:
    """Give the names that an alternative or a link stands for; with a folder's, those of what it links."""
    words = [bare(word) for word in command.words[1:] if not word.text.startswith("-")]
    names = [word.rpartition("/")[2] for word in words]
    if program(command) == "ln":
        return frozenset({names[-1] if "python" in names[-1] or "pip" in names[-1] else names[0]})
    return frozenset(names[:2])


def chooses(command: Command) -> bool:
    """Tell whether a link or an alternative may give a name to another Python."""
    if program(command) not in _CHOOSERS:
        return False
    return any(_OTHER_PYTHON.fullmatch(bare(word)) for word in command.words)


def _bootstrap(call: PipCall, scene: Scene) -> str | None:
    """Give the Python whose pip a command before made the plain one, if that is not simply ``python3``."""
    found, piped = None, False
    for command in scene.commands_before(call.command, _makes_plain_pip):
        reads = piped and _reads_its_program(command)
        found = command.words[0].text if reads else _python_of_pip(command) or found
        piped = _pipes_get_pip(command)
    own = "python" + dotted((scene.base.python or ())[:2])
    return None if found in (None, "python3", "python", own) else found


def _makes_plain_pip(command: Command) -> bool:
    return _python_of_pip(command) is not None or _pipes_get_pip(command) or _reads_its_program(command)


def _pipes_get_pip(command: Command) -> bool:
    """Tell whether ``get-pip.py`` is fetched for the command behind a pipe."""
    return command.feeds_pipe and any(_GET_PIP.fullmatch(bare(word)) for word in command.words[1:])


def _reads_its_program(command: Command) -> bool:
    """Tell whether this is a Python that runs what comes through a pipe."""
    words = [bare(word) for word in command.words]
    is_python = bool(words) and bool(PYTHON.fullmatch(words[0]))
    return command.reads_pipe and is_python and words[1:2] in ([], ["-"])


def _python_of_pip(command: Command) -> str | None:
    """Give the Python that ``pip`` belongs to from this command on, None where that does not change.

    ``get-pip.py``, a pip of one version that installs pip, and a link or alternative to such a pip change it.
    """
    words = [bare(word) for word in command.words]
    if len(words) > 1 and _GET_PIP.fullmatch(words[1]):
        return command.words[0].text if PYTHON.fullmatch(words[0]) else None
    if program(command) in _CHOOSERS:
        linked = [one for word in words if (one := _versioned_pip(word))]
        return f"python{linked[-1]}" if linked else None
    folder, _, name = words[0].rpartition("/") if words else ("", "", "")
    version = named_version(name)
    if version is None or len(version) < 2 or folder not in ("", *PROGRAM_FOLDERS):
        return None
    verb = words.index("install") if "install" in words else len(words)
    brings = any(map(_PIP_ITSELF.fullmatch, words[verb + 1 :]))
    return f"python{version[0]}.{version[1]}" if brings or "ensurepip" in words else None


def _versioned_pip(text: str) -> str | None:
    version = named_version(text) if "pip" in text.rpartition("/")[2] else None
    return dotted(version) if version is not None and len(version) > 1 else None


def _by_command(call: PipCall, scene: Scene) -> Place:
    """Name the Python by the command that PATH finds, venv or not: what ``python -m pip`` does."""
    bootstrap = None if call.python is not None else _bootstrap(call, scene)
    asked = _asked_version(call, scene) or named_version(bootstrap or "")
    chosen = None if asked else _chosen(call, scene)
    asked = asked or (scene.base.python if chosen is None else named_version(chosen))
    own = chosen is not None and chosen.startswith("/usr/local/")
    require_version(asked, patched=scene.base.patched and _is_known(call, scene) and not own)
    name = _python_name(call, scene, bootstrap)
    if "/" in name:
        return Place(("--python", name), sure=False)
    if call.command.exec:
        raise UnplacedError("the exec form cannot ask which Python is meant", "write the RUN in shell form")
    asking = f"command -v {name}" if name else "command -v python || command -v python3"
    return Place(("--python", f'"$({asking})"'), sure=False)


def _is_known(call: PipCall, scene: Scene) -> bool:
    """Tell whether an image's Python is known or its distribution's: an unknown one may bring its own."""
    return scene.base.row is not None or any(map(_THIRD.match, scene.packages_before(call.command)))


def _python_name(call: PipCall, scene: Scene, bootstrap: str | None) -> str:
    """Give the command of the Python that pip belongs to; empty where that is ``python`` or ``python3``."""
    if call.python is not None:
        return call.python.text
    asked = _asked_version(call, scene)
    if asked is not None:
        return f"python{asked[0]}.{asked[1]}"
    known = bare(call.head[0]).startswith("pip3") or _is_known(call, scene)
    return bootstrap or ("python3" if known else "")


def _of_distribution(call: PipCall, scene: Scene) -> Place:
    require_version(scene.base.python, patched=scene.base.patched)
    if not scene.base.patched:
        return SYSTEM
    if call.has("--prefix"):
        reason = "Debian's pip puts PREFIX/local/lib/…/dist-packages, uv PREFIX/lib/…/site-packages"
        raise UnplacedError(f"--prefix: {reason}", "use --target or a venv")
    return SYSTEM
