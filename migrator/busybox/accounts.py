"""Account commands of Debian in the words of busybox, as python:alpine has it."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field

from migrator import regex as re
from migrator.busybox.debian_accounts import (
    Membership,
    NewGroup,
    NewUser,
    Removal,
    Request,
    account_name,
)
from migrator.busybox.debian_paths import alpine_program
from migrator.knowledge import Knowledge
from migrator.knowledge.tables import Fields
from migrator.memory import remembered
from migrator.records import dataclass
from migrator.shell.options import Argument
from migrator.source import Word

LAST_ID = 256000
"""The highest uid and gid that busybox gives (CONFIG_LAST_ID of Alpine's busybox)."""

Expand = Callable[[str], str | None]
"""Gives what a word with variables becomes; None where only the build knows."""

_SHELLS = {"/bin/rbash": "/bin/sh"}
"""Shells that Alpine does not have, with one that it has."""
_BASH = frozenset({"/bin/bash", "/usr/bin/bash", "bash"})
_PARENTS = re.compile(
    r"/|/(?:home|opt|srv|mnt|media|tmp|run|etc|usr|var)|/usr/(?:local|share|lib)"
    r"|/var/(?:lib|log|cache|spool|tmp|opt)"
)
_HASH = re.compile(r"[A-Za-z0-9$./=_+-]*")
_ELSEWHERE = {"sudo": "wheel"}
"""Groups that have another name on Alpine."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The busybox commands for one account command, none where nothing is left to do.

    `remarks` are what a reviewer should know, each with a way to deal with it.
    """

    commands: tuple[str, ...]
    remarks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NeedsShadow:
    """The command works with the package shadow only; `why` says what busybox lacks."""

    why: str


@dataclass(frozen=True, slots=True)
class Impossible:
    """The command cannot work on Alpine at all; `why` says what stands against it, `way` what would do."""

    why: str
    way: str


@dataclass(frozen=True)
class BaseAccounts:
    """The users and groups of python:alpine and of the Debian images, names with their numbers.

    `knowledge` is what else is known of programs, such as login shells.
    """

    users: Mapping[str, str]
    groups: Mapping[str, str]
    debian_users: Mapping[str, str]
    debian_groups: Mapping[str, str]
    knowledge: Knowledge

    @classmethod
    def of(cls, knowledge: Knowledge) -> BaseAccounts:
        """Read them from the tables."""
        return _base_accounts(knowledge)


@remembered
def _base_accounts(knowledge: Knowledge) -> BaseAccounts:
    alpine = Fields(knowledge.row("accounts.toml", "alpine") or {}, "accounts.toml: alpine")
    debian = Fields(knowledge.row("accounts.toml", "debian") or {}, "accounts.toml: debian")
    return BaseAccounts(
        alpine.texts("users"),
        alpine.texts("groups"),
        debian.texts("users"),
        debian.texts("groups"),
        knowledge,
    )


@dataclass(frozen=True, slots=True)
class _Group:
    name: Word
    gid: Argument | None


@dataclass
class Accounts:
    """The accounts of one stage as its commands make them; give it the commands in order.

    `bash` tells whether bash is there, `su` whether someone becomes another user by it. `numbers` are those
    that users of the system surely had on Debian: busybox counts them from the other end.
    """

    base: BaseAccounts
    bash: bool
    su: bool = False
    numbers: Mapping[str, str] = field(default_factory=dict)
    users: list[Word] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=list)
    helpers: set[str] = field(default_factory=set)

    def answer(self, request: Request, expand: Expand) -> Answer | NeedsShadow | Impossible:
        """Give the busybox commands for a request, and remember what it makes."""
        if isinstance(request, NewUser):
            return self._user(request, expand)
        if isinstance(request, NewGroup):
            return self._group(request, expand)
        if isinstance(request, Membership):
            return self._membership(request)
        if isinstance(request, Removal):
            return self._removal(request)
        return NeedsShadow(f"busybox has no counterpart of {request.what}")

    def remember(self, request: Request) -> None:
        """Take note of what a command makes that stays as it is."""
        if isinstance(request, NewUser):
            self.users.append(request.name)
        elif isinstance(request, NewGroup):
            self.groups.append(_Group(request.name, request.gid))

    def makes_user(self, name: str) -> bool:
        """Tell whether a command has made that user, or may have: one that a variable names counts."""
        return any(word.value == name for word in self.users)

    def taken(self, gid: Argument | None, name: Word, expand: Expand) -> str | None:
        """Give the group of python:alpine that has this number already; None where it is free."""
        number = _value(gid, expand)
        return next(
            (each for each, used in self.base.groups.items() if used == number and each != name.value), None
        )

    def missing(self, groups: tuple[str, ...]) -> tuple[str, ...]:
        """Give each of `groups` that Debian has, that Alpine lacks and that no command has made."""
        made = {_plain(each.name.text) for each in self.groups}
        found = tuple(
            name
            for name in groups
            if name in self.base.debian_groups and name not in {*self.base.groups, *made, *self.helpers}
        )
        self.helpers.update(found)
        return found

    # groups

    def _group(self, request: NewGroup, expand: Expand) -> Answer | NeedsShadow | Impossible:
        if _too_high(request.gid, expand):
            return NeedsShadow(f"busybox gives no gid above {LAST_ID}")
        self.groups.append(_Group(request.name, request.gid))
        gid = f"-g {request.gid.text} " if request.gid else ""
        make = f"addgroup {'-S ' if request.system else ''}{gid}{request.name.text}"
        if request.force or request.name.value in self.base.groups:
            name = request.name.text
            return Answer((f"{{ getent group {name} >/dev/null || {make}; }}",))
        taken = self.taken(request.gid, request.name, expand)
        return Answer((*self._freed(taken), make), _remarks_on(taken, request.gid))

    def _freed(self, taken: str | None) -> tuple[str, ...]:
        return (freed(taken),) if taken else ()

    def _named(self, group: Argument, expand: Expand) -> str | None:
        """Give the name of a group given by name or number, as it may stand in a command."""
        wanted = _plain(group.text)
        for made in reversed(self.groups):
            if wanted == _plain(made.name.text) or (made.gid and wanted == _plain(made.gid.text)):
                return made.name.text
        value = _value(group, expand)
        if value is None:
            return None
        if not value.isdigit():
            return group.text
        for made in reversed(self.groups):
            if made.gid and _value(made.gid, expand) == value:
                return made.name.text
        both = (
            name
            for name, gid in self.base.groups.items()
            if gid == value == self.base.debian_groups.get(name)
        )
        return next(both, None)

    def _further(self, group: str) -> tuple[tuple[str, ...], str, tuple[tuple[str, str], ...]]:
        """Give for a group to join: the commands that make it first, its name, the remarks."""
        made = any(_plain(each.name.text) == _plain(group) for each in self.groups)
        if made or group in self.base.groups or group in self.helpers:
            return (), group, ()
        if group in _ELSEWHERE:
            hint = "echo '%wheel ALL=(ALL) ALL' > /etc/sudoers.d/wheel where sudo is used"
            return (), _ELSEWHERE[group], ((f"the group {group} is {_ELSEWHERE[group]} on Alpine", hint),)
        if group in self.base.debian_groups:
            self.helpers.add(group)
            return (f"addgroup -S {group}",), group, ()
        return (), group, ()

    # users

    def number(self, request: NewUser) -> str | None:
        """Give the number that a user of the system had without saying so; None where it is not known."""
        name = account_name(request.name) if request.system and not request.uid else None
        number = self.numbers.get(name or "")
        return None if number in self.base.users.values() else number

    def _user(self, request: NewUser, expand: Expand) -> Answer | NeedsShadow | Impossible:
        if _too_high(request.uid, expand):
            return NeedsShadow(f"busybox gives no uid above {LAST_ID}")
        if against := self._collision(request, expand):
            return Impossible(against, "give the user a name and number that Alpine has not given away")
        group = self._primary(request, expand)
        password = _password(request)
        if group is None or password is None:
            what = request.group.text if request.group else ""
            return NeedsShadow(
                "busybox takes no password hash that a variable decides"
                if password is None
                else f"busybox takes the primary group by name, and which group {what} is cannot be told"
            )
        before, option = group
        self.users.append(request.name)
        name = request.name.text
        create = " ".join(("adduser", *self._options(request, option, expand), name))
        joins = [self._further(each) for each in request.groups]
        commands = [*before, *_home_parent(request, expand), create]
        for first, joined, _ in joins:
            commands += [*first, f"addgroup {name} {joined}"]
        return Answer((*commands, *password), tuple(remark for _, _, said in joins for remark in said))

    def _collision(self, request: NewUser, expand: Expand) -> str | None:
        name, uid = request.name.value, _value(request.uid, expand)
        if name in self.base.users:
            return f"python:alpine has a user {name} already"
        owner = next((user for user, number in self.base.users.items() if number == uid), None)
        return f"python:alpine has uid {uid} already, as {owner}" if owner else None

    def _primary(self, request: NewUser, expand: Expand) -> tuple[tuple[str, ...], str] | None:
        """Give the commands that make the primary group, and the name for ``-G`` ("" for none)."""
        if request.group is not None:
            name = self._named(request.group, expand)
            return None if name is None else ((), name)
        if not request.own_group:
            return (), ""
        made = any(_plain(each.name.text) == _plain(request.name.text) for each in self.groups)
        if made:
            return (), request.name.text
        taken = self.taken(request.uid, request.name, expand)
        self.groups.append(_Group(request.name, None if taken else request.uid))
        if not request.system and not taken:
            return (), ""
        gid = f"-g {request.uid.text} " if request.uid and not taken else ""
        return (f"addgroup {'-S ' if request.system else ''}{gid}{request.name.text}",), request.name.text

    def _options(self, request: NewUser, group: str, expand: Expand) -> Iterator[str]:
        if request.system:
            yield "-S"
        yield "-D"
        if not request.make_home:
            yield "-H"
        if number := request.uid.text if request.uid else self.number(request):
            yield f"-u {number}"
        if request.home:
            yield f"-h {request.home.text}"
        if request.shell:
            yield f"-s {self.shell(request.shell, expand) or request.shell.text}"
        elif request.system and request.can_log_in and self.su:
            yield "-s /bin/sh"  # busybox gives system users nologin, which su would start
        if group:
            yield f"-G {group}"
        if request.gecos:
            yield f"-g {request.gecos.text}"

    def shell(self, shell: Argument, expand: Expand) -> str | None:
        """Give the path of a login shell on Alpine; None where the one given is right."""
        value = _value(shell, expand)
        if value in _BASH:
            there = "/bin/bash" if self.bash else "/bin/sh"
            return None if value == there else there
        return _SHELLS.get(value or "") or alpine_program(value or "", frozenset(), self.base.knowledge)

    # the rest

    def _membership(self, request: Membership) -> Answer:
        user = request.user.text
        if request.leave:
            return Answer(tuple(f"delgroup {user} {group}" for group in request.groups))
        joins = [self._further(group) for group in request.groups]
        commands = [each for first, joined, _ in joins for each in (*first, f"addgroup {user} {joined}")]
        return Answer(tuple(commands), tuple(remark for _, _, said in joins for remark in said))

    def _removal(self, request: Removal) -> Answer:
        name = request.name.value
        if request.group:
            gone = name in self.base.debian_groups and name not in self.base.groups
            return Answer(() if gone else (f"delgroup {request.name.text}",))
        if name in self.base.debian_users and name not in self.base.users and not self.makes_user(name or ""):
            return Answer(())
        return Answer((f"deluser {'--remove-home ' if request.home else ''}{request.name.text}",))


def freed(group: str) -> str:
    """Give the command that makes the number of a group of Alpine's free; it cannot fail."""
    return f"sed -i /^{group}:/d /etc/group"


def _plain(text: str) -> str:
    """Give a word in one way of writing: without quotes, ``$X`` for ``${X}``."""
    return re.sub(r"\$\{(\w+)\}", r"$\1", text.strip("\"'"))


def _value(argument: Argument | None, expand: Expand) -> str | None:
    if argument is None:
        return None
    return expand(argument.text) if argument.value is None else argument.value


def _too_high(number: Argument | None, expand: Expand) -> bool:
    value = _value(number, expand) or ""
    return value.isdigit() and int(value[:12]) > LAST_ID


def _remarks_on(taken: str | None, gid: Argument | None) -> tuple[tuple[str, str], ...]:
    if taken is None or gid is None:
        return ()
    message = (
        f"gid {gid.text} is that of the group {taken} on Alpine, which gives way so that the number stays"
    )
    return ((message, "another number does as well where no volume or manifest names it"),)


def _password(request: NewUser) -> tuple[str, ...] | None:
    """Give the command that sets the password; None where it cannot be told what to set."""
    if request.password is None:
        return ()
    value = request.password.value
    if value is None or request.name.value is None or not _HASH.fullmatch(value):
        return None
    if not value:
        return (f"passwd -d {request.name.text}",)
    return (f"echo '{request.name.value}:{value}' | chpasswd -e",)


def _home_parent(request: NewUser, expand: Expand) -> tuple[str, ...]:
    """Give the command that makes the folder above the home: busybox makes the last one only."""
    home = _value(request.home, expand)
    if not request.make_home or home is None or not home.startswith("/"):
        return ()
    parent = posixpath.dirname(posixpath.normpath(home))
    return () if _PARENTS.fullmatch(parent) else (f"mkdir -p {parent}",)


__all__ = [
    "LAST_ID",
    "Accounts",
    "Answer",
    "BaseAccounts",
    "Expand",
    "Impossible",
    "NeedsShadow",
    "freed",
]
