"""Which number a command that makes a user takes by itself, where all accounts before it are known.

useradd takes the number above all that are used from 1000 to 60000, or with ``--system`` the one below all
from 999 down to 101 (shadow's lib/find_new_uid.c, 2026-08-08, and tried with shadow 4.13; login.defs of
Debian 12). Debian's adduser takes the first that is free from 1000 on, which in newer releases has to be
free for the user's own group too (adduser 3.134 and its manual). busybox takes the first that is free for
both, from 1000 or with ``-S`` from 100 on (loginutils/adduser.c, 2024-07-14).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from migrator import regex as re
from migrator.busybox.debian_accounts import (
    Membership,
    NewGroup,
    NewUser,
    Removal,
    account_name,
    account_request,
)
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.images.base_text import DynamicError, base_text
from migrator.images.python import PythonImage, python_image
from migrator.knowledge import Knowledge
from migrator.layers.known_commands import fetched_script, handler
from migrator.memory import remembered
from migrator.pip.scene import MANAGERS, release_of
from migrator.pip.table import PipTable
from migrator.records import dataclass
from migrator.requirements.installers import installer_words
from migrator.service.account_commands import (
    GROUPS,
    MAKE_GROUP,
    MAKE_USER,
    SETTINGS,
    USERS,
    Act,
    acts_of,
    busybox_request,
    keeps_numbers,
    number_in,
    replaces_accounts,
    writes,
)
from migrator.shell import Command, program, unwrap
from migrator.shell.run_as import is_sure, script_at
from migrator.shell.wrappers import SHELLS, handed_script

FIRST, LAST, LAST_SYSTEM = 1000, 60000, 999
_FIRST_SYSTEM, _FIRST_SYSTEM_BUSYBOX = 101, 100
_BELOW = -1
"""Stands for a number of the system that is not known, and none that people get."""
_TABLE = "accounts.toml"
_PACKAGES = MANAGERS | {"dpkg", "rpm"}
_ON_BUSTER = (3, 8)
"""The first Python whose images were never on a Debian before buster."""
_FILES = (USERS, GROUPS, *SETTINGS)
_INSTALLERS = re.compile(r"pip[0-9.]*|uv|poetry|pipenv|pdm|venv|virtualenv|get-pip\.py|compileall|ensurepip")
_TOOLS = frozenset({"cd", "cmake", "ninja", "gcc", "g++", "cargo", "go", "apt-mark", "dpkg-query"})
_FOREIGN_PACKAGE = re.compile(r"-i|--install|.*\.(?:deb|rpm|apk)")
_OTHER_RANGE = re.compile(r"--?(?:first|last)[ug]id|--conf")


class _UncertainError(Exception):
    """What is there before a command is not known for certain."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a command gives away: the number of what it makes if it names none, that of a user's own group."""

    number: int | None
    own_group: int | None = None


_NOTHING = Taken(None)


@dataclass(frozen=True)
class FreeNumbers:
    """The numbers that useradd and adduser give away in one file."""

    dockerfile: Dockerfile
    knowledge: Knowledge

    def taken_by(self, run: Instruction, command: Command) -> Taken:
        """Give the numbers that a command of a RUN gives a user or a group, as far as they are certain."""
        stage = self.dockerfile.stage_of(run)
        return self._given(stage).get(command.span.start, _NOTHING) if stage else _NOTHING

    @remembered
    def _given(self, stage: Stage) -> Mapping[int, Taken]:
        """Give the numbers that commands of a stage and those below it choose, by where they stand."""
        found: dict[int, Taken] = {}
        ledger = _known(self.dockerfile, self.dockerfile.root(stage), self.knowledge)
        if ledger is None:
            return found
        try:
            for act in acts_of(self.dockerfile, stage):
                self._follow(ledger, act, found)
        except _UncertainError:
            pass
        return found

    def _follow(self, ledger: _Ledger, act: Act, found: dict[int, Taken]) -> None:
        one, script = act.instruction, act.script
        if script is None:
            if replaces_accounts(self.dockerfile, one):
                raise _UncertainError
            return
        if script.opaque is not None or any(writes(act, file) for file in _FILES):
            raise _UncertainError
        for command in script.commands:
            if _touches_accounts(command):
                if not is_sure(self.dockerfile, one, script, command):
                    raise _UncertainError
                found[command.span.start] = ledger.take(command)
            elif not _is_harmless(command, one.value.text):
                raise _UncertainError
            elif program(unwrap(command)) in _PACKAGES:
                ledger.system_is_known = False


def system_numbers(dockerfile: Dockerfile, knowledge: Knowledge) -> Mapping[str, str]:
    """Give the numbers that users of the system surely get by themselves, by name, the same in all stages."""
    free = FreeNumbers(dockerfile, knowledge)
    found: dict[str, set[int | None]] = {}
    for run in dockerfile.of("RUN"):
        for command in script_at(dockerfile, run).commands:
            request = account_request(command)
            name = account_name(request.name) if isinstance(request, NewUser) else None
            if name and isinstance(request, NewUser) and request.system and not request.uid:
                found.setdefault(name, set()).add(free.taken_by(run, command).number)
    sure = {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}
    return {name: str(number) for name, number in sure.items() if number}


def _touches_accounts(command: Command) -> bool:
    return program(unwrap(command)) in MAKE_USER | MAKE_GROUP or account_request(command) is not None


def _is_harmless(command: Command, text: str) -> bool:
    """Tell whether a command is known to make no accounts for people, or is a shell whose script is read.

    Packages of a distribution make users for the system alone (Debian's policy, 9.2.2; the pre-install
    scripts in aports, which say ``adduser -S``).
    """
    inner = unwrap(command)
    name = program(inner)
    if name in _PACKAGES:
        return not any(_FOREIGN_PACKAGE.fullmatch(word.value or word.text) for word in inner.arguments)
    if not inner.words or name in _TOOLS or handler(inner) is not None or fetched_script(command, text):
        return True
    if name in SHELLS and handed_script(command) is not None:
        return command.opaque_inner is None
    words = installer_words(command)
    return bool(words and _INSTALLERS.fullmatch(words[0]))


@dataclass
class _Ledger:
    """The accounts as they are at one place of a build: names with numbers, None where one is not known."""

    alpine: bool
    users: dict[str, int | None]
    groups: dict[str, int | None]
    system_is_known: bool

    def take(self, command: Command) -> Taken:
        """Note what an account command does; give the numbers that it gives away."""
        found = account_request(command)
        if isinstance(found, Membership) or keeps_numbers(command):
            return _NOTHING
        request = self._request(command)
        if isinstance(found, Removal):
            self._gone(found)
            return _NOTHING
        name = account_name(request.name) if request is not None else None
        if request is None or name is None:
            raise _UncertainError
        if isinstance(request, NewUser):
            return self._made(command, request, name)
        return self._grouped(command, request, name)

    def _made(self, command: Command, request: NewUser, name: str) -> Taken:
        if request.system and request.uid is None and not self._knows_system(command):
            self.users[name], self.system_is_known = _BELOW, False
            return _NOTHING
        number = _number(request) if request.uid else self._next_user(command, request)
        self.users[name] = number
        if request.own_group:
            used = self.groups.values()
            self.groups[name] = None if number in used or None in used else number
        own = self.groups[name] if request.own_group and (number or 0) >= FIRST else None
        return Taken(None if request.uid else number, own)

    def _grouped(self, command: Command, request: NewGroup, name: str) -> Taken:
        number = _number(request) if request.gid else self._next_group(command, request)
        self.groups[name] = number
        return _NOTHING if request.gid or number == _BELOW else Taken(number)

    def _knows_system(self, command: Command) -> bool:
        """Tell whether it is known which numbers of the system are free for a command."""
        return self.system_is_known and self.alpine == (program(unwrap(command)) in ("adduser", "addgroup"))

    def _gone(self, removal: Removal) -> None:
        """Take a user away; whether a group goes with it is not known."""
        name = removal.name.value
        if removal.group or name is None or name not in self.users:
            raise _UncertainError
        del self.users[name]
        self.groups[name] = None

    def _next_user(self, command: Command, request: NewUser) -> int:
        """Give the number that a command chooses; raises where it is not certain."""
        if None in self.users.values() or _has_other_range(command):
            raise _UncertainError
        if program(unwrap(command)) == "useradd":
            return self._by_useradd(request)
        return self._by_adduser(request, _FIRST_SYSTEM_BUSYBOX if request.system else FIRST)

    def _request(self, command: Command) -> NewUser | NewGroup | None:
        if self.alpine:
            return busybox_request(command)
        found = account_request(command)
        return found if isinstance(found, NewUser | NewGroup) else None

    def _by_useradd(self, request: NewUser) -> int:
        if self.alpine:
            raise _UncertainError
        return _beside(self._used(), system=request.system)

    def _by_adduser(self, request: NewUser, first: int) -> int:
        """Give the first number that is free; for a group of its own it has to be the first there too."""
        group = request.group
        if group is not None and not self.alpine and (group.value is None or group.value.isdigit()):
            raise _UncertainError
        used = self._used()
        number = next(each for each in range(first, LAST) if each not in used)
        if request.own_group and not self._is_first_group(number, first):
            raise _UncertainError
        return number

    def _is_first_group(self, number: int, first: int) -> bool:
        """Tell whether a group gets that number: busybox gives it that of the user, old Debian the first."""
        used = set(self.groups.values())
        lower = range(first, first if self.alpine else number)
        return None not in used and number not in used and used.issuperset(lower)

    def _used(self) -> frozenset[int]:
        return frozenset(each for each in self.users.values() if each is not None)

    def _next_group(self, command: Command, request: NewGroup) -> int | None:
        """Give the number of a group that names none, None where it is not certain."""
        used = {each for each in self.groups.values() if each is not None}
        if request.force or None in self.groups.values() or _has_other_range(command):
            return None
        if request.system and not self._knows_system(command):
            return _BELOW
        if program(unwrap(command)) == "groupadd":
            return _beside(used, system=request.system)
        first = _FIRST_SYSTEM_BUSYBOX if request.system else FIRST
        return next(each for each in range(first, LAST) if each not in used)


def _beside(used: Collection[int], *, system: bool) -> int:
    """Give the number that shadow takes: above all that are taken, or for the system below them."""
    if system:
        return min((each for each in used if _FIRST_SYSTEM <= each <= LAST_SYSTEM), default=FIRST) - 1
    return max((each for each in used if FIRST <= each <= LAST), default=LAST_SYSTEM) + 1


def _has_other_range(command: Command) -> bool:
    return any(_OTHER_RANGE.match(word.text) for word in unwrap(command).arguments)


def _number(request: NewUser | NewGroup) -> int | None:
    given = number_in(request)
    return int(given.value) if given and given.value and given.value.isdigit() else None


def _known(dockerfile: Dockerfile, root: Stage, knowledge: Knowledge) -> _Ledger | None:
    """Give the accounts of the image that a stage names; None where they are not known."""
    try:
        base = base_text(dockerfile, root)
        image = base.image()
    except DynamicError:
        return None
    python = python_image(base, knowledge)
    fixed = "".join(piece.text for piece in base.pieces if not piece.name)
    if python is not None:
        return None if python.windows or python.stands_for else _python(python, fixed, knowledge)
    if base.arguments:
        return None
    if image.is_official("alpine"):
        return _ledger(knowledge, "alpine", system=True)
    name = next((each for each in ("debian", "ubuntu") if image.is_official(each)), "")
    release = release_of(PipTable(knowledge), name, image.tag or "") if name else None
    row = f"{name} {release.name}" if release else ""
    return _ledger(knowledge, row, system=name == "debian")


def _python(image: PythonImage, fixed: str, knowledge: Knowledge) -> _Ledger | None:
    """Give the accounts of the Python image; `fixed` is what no variable says of its name."""
    mirrored = image.prefix or image.image.is_official("python") or "/" in image.image.repository
    if not mirrored or "python" not in fixed or image.tag.rest:
        return None
    if image.alpine:
        return _ledger(knowledge, "alpine", system="alpine" in fixed and not image.prefix)
    slim = "slim" in fixed and not image.prefix and (image.minor or (0,)) >= _ON_BUSTER
    return _ledger(knowledge, f"debian {image.tag.distribution or 'buster'}", system=slim)


def _ledger(knowledge: Knowledge, name: str, *, system: bool) -> _Ledger | None:
    """Give the accounts of an image by the name of its row; None where the table does not have it."""
    fields = knowledge.fields(_TABLE, name)
    if fields is None:
        return None
    users, groups = fields.texts("users"), fields.texts("groups")
    return _Ledger(
        name == "alpine",
        {user: int(number) for user, number in users.items()},
        {group: int(number) for group, number in groups.items()},
        system,
    )
