"""Whether the pip of an image surely has ``--no-cache-dir``, which pip knows since 6.0 (December 2014)."""

from __future__ import annotations

from functools import cached_property

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Stage
from migrator.images.known_bases import KnownBase
from migrator.records import dataclass
from migrator.requirements.installers import installer_words
from migrator.shell import Command, Script, program, unwrap
from migrator.shell.run_as import script_at

NO_CACHE = "--no-cache-dir"
_OLD = {"ubuntu": 16, "debian": 9}
_OLD_NAMES = frozenset({"trusty", "precise", "wheezy", "jessie", "wily", "vivid", "utopic"})
# Releases in the name or tag of an image whose pip is 8 or newer.
_RELEASE = re.compile(
    r"(?<![a-z0-9])(?:xenial|bionic|focal|jammy|noble|stretch|buster|bullseye|bookworm|trixie"
    r"|ubuntu-?(?:1[6-9]|2[0-9])(?:\.?04)?|debian-?(?:9|1[0-9])|centos-?(?:[7-9]|10)|(?:ubi|rhel|el|c)(?:[7-9]|10)s?)"
    r"(?![a-z0-9])"
)
# Official images by the first release whose pip is new enough; those without a number are all newer.
_SYSTEMS = {"centos": 7, "rockylinux": 8, "almalinux": 8, "oraclelinux": 7, "fedora": 23, "amazonlinux": 2}
# The second ones of Enterprise Linux 6 and 7, whose Python and pip are older than the system's.
_COLLECTIONS = re.compile(r"python3[34]\b|python27-python-pip")
_SUFFIX = re.compile(r"(?:pip|python)([0-9.]*)")
_NEW_PYTHON = re.compile(r"3\.(?:[6-9]|[0-9]{2})")
_GET_PIP = re.compile(r"(?:\S*/)?get-pip\.py")
_PIP_ITSELF = re.compile(r"pip(?:\s*>=?.*)?")


@dataclass(frozen=True)
class PipAge:
    """What one stage tells of the pip that it finds; `base` is its image, None where it is not known."""

    dockerfile: Dockerfile
    stage: Stage
    base: KnownBase | None

    def is_new(self, command: Command) -> bool:
        """Tell whether the pip that a command of the stage calls is 6.0 or newer.

        So it is on the official Python image and on a system of 2016 or later, by the name of its image
        or by its package manager (``dnf``); of a Python since 3.6; behind ``get-pip.py`` or an upgrade of pip
        for the same Python; and where the stage itself gives the option to pip.
        """
        return self._is_new_in_all or self._is_renewed(command)

    @cached_property
    def _is_new_in_all(self) -> bool:
        if self.base is not None:
            return self._by_base(self.base)
        return self._by_image or any(self._was_given(each) for each in self._commands)

    def _was_given(self, command: Command) -> bool:
        """Tell whether the file gives a pip the option of which nothing else tells that it is new."""
        return keeps_no_cache(installer_words(command)) and not self._is_renewed(command)

    def _by_base(self, base: KnownBase) -> bool:
        if base.name in ("python", "alpine"):
            return True
        number = re.match(r"[0-9]+", self._tag)
        if number:
            return int(number[0]) >= _OLD.get(base.name, 10**6)
        return self._tag != "" and not _OLD_NAMES.intersection(re.split(r"[-.]", self._tag))

    @property
    def _by_image(self) -> bool:
        """Tell whether an image of others is of a system with a pip that is new enough."""
        if _COLLECTIONS.search(self.dockerfile.source.text):
            return False
        if any(program(unwrap(each)) in ("dnf", "microdnf") for each in self._commands):
            return True
        image = self.dockerfile.base_image(self.stage)
        if image is None:
            return False
        least = next((least for name, least in _SYSTEMS.items() if image.is_official(name)), None)
        number = re.match(r"[0-9]+", self._tag)
        if least is not None:
            return number is None or int(number[0]) >= least
        return _RELEASE.search(f"{image.name}:{self._tag}") is not None

    @property
    def _tag(self) -> str:
        image = self.dockerfile.base_image(self.stage)
        return (image.tag or "latest") if image else ""

    def _is_renewed(self, command: Command) -> bool:
        python = _python_of(command)
        if _NEW_PYTHON.fullmatch(python):
            return True
        before = (each for each in self._renewing if each.span.end <= command.span.start)
        return any(_python_of(each) == python for each in before)

    @cached_property
    def _commands(self) -> tuple[Command, ...]:
        """All commands of the RUNs of the stage and of those that it is built on."""
        return tuple(command for script in self._scripts for command in script.commands)

    @cached_property
    def _renewing(self) -> tuple[Command, ...]:
        """The commands among them that give a Python the newest pip, whatever else happens."""
        sure = (script for script in self._scripts if all(not _hangs(each) for each in script.commands))
        return tuple(each for script in sure for each in script.commands if _renews(each))

    @cached_property
    def _scripts(self) -> tuple[Script, ...]:
        runs = (run for each in self.dockerfile.lineage(self.stage) for run in each.of("RUN"))
        return tuple(script_at(self.dockerfile, run) for run in runs)


def keeps_no_cache(words: tuple[str, ...]) -> bool:
    """Tell whether pip is told to keep no cache, also in the short forms that it takes: ``--no-cache``."""
    return any(word == NO_CACHE or is_short(word) for word in words)


def is_short(word: str) -> bool:
    """Tell whether a word is a short form of the option, which linters do not know."""
    return word != NO_CACHE and word.startswith("--no-ca") and NO_CACHE.startswith(word)


def _hangs(command: Command) -> bool:
    """Tell whether what stands behind a command depends on how it ends."""
    return command.after is not None and command.after.text == "||"


def _renews(command: Command) -> bool:
    if command.nesting or command.exec:
        return False
    inner = unwrap(command)
    words = tuple(word.value or "" for word in inner.words)
    if (program(inner) or "").startswith("python") and any(map(_GET_PIP.fullmatch, words[1:])):
        return True
    words = installer_words(command)
    newer = words[1:2] == ("install",) and any(word in ("-U", "--upgrade") for word in words)
    return newer and any(map(_PIP_ITSELF.fullmatch, words[2:]))


def _python_of(command: Command) -> str:
    """Give which Python a pip or a ``python`` serves, by its name: none, ``3``, ``3.8``."""
    inner = unwrap(command)
    name = program(inner) or ""
    words = installer_words(command)
    found = _SUFFIX.fullmatch(name) or _SUFFIX.fullmatch(words[0] if words else "")
    return found[1] if found else name
