"""What Debian's account commands ask for: useradd, groupadd, adduser, addgroup, usermod and their like."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from migrator import regex as re
from migrator.records import dataclass
from migrator.shell import Command, program, unwrap
from migrator.shell.options import Argument, Given, OptionSpec
from migrator.source import Word

_USERADD = OptionSpec.of(
    "b/base-dir= c/comment= d/home-dir= D/defaults e/expiredate= f/inactive= g/gid= G/groups= k/skel= K/key="
    " l/no-log-init m/create-home M/no-create-home N/no-user-group o/non-unique p/password= r/system R/root="
    " P/prefix= s/shell= u/uid= U/user-group Z/selinux-user= /badname /badnames /btrfs-subvolume-home"
)
_USERADD_HARD = ("defaults", "expiredate", "inactive", "skel", "key", "non-unique", "root", "prefix")
_GROUPADD = OptionSpec.of(
    "f/force g/gid= K/key= o/non-unique p/password= r/system R/root= P/prefix= U/users="
)
_ADDUSER = OptionSpec.of(
    "q/quiet /debug /verbose /system /group /disabled-password /disabled-login /gecos= /comment="
    " /no-create-home /home= /shell= /uid= /gid= /ingroup= /force-badname /allow-badname /allow-bad-names"
    " /allow-all-names /firstuid= /lastuid= /firstgid= /lastgid= /conf= /help /version /add_extra_groups"
    " /add-extra-groups /encrypt-home",
    one_dash=True,
)
_ADDUSER_HARD = ("conf", "encrypt-home", "add_extra_groups", "add-extra-groups")
_USERMOD = OptionSpec.of(
    "a/append c/comment= d/home= e/expiredate= f/inactive= g/gid= G/groups= l/login= L/lock m/move-home"
    " o/non-unique p/password= r/remove R/root= P/prefix= s/shell= u/uid= U/unlock"
)
_USERDEL = OptionSpec.of("f/force r/remove R/root= P/prefix= Z/selinux-user")
_GROUPDEL = OptionSpec.of("f/force R/root= P/prefix=")
_DELUSER = OptionSpec.of(
    "q/quiet /system /group /remove-home /remove-all-files /force /only-if-empty /conf= /backup",
    one_dash=True,
)
_GPASSWD = OptionSpec.of("a/add= d/delete= A/administrators= M/members= r/delete-password R/restrict Q/root=")
_ONE_VARIABLE = re.compile(r"\"?\$(?:(?P<plain>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)\})\"?")


def account_name(word: Word) -> str | None:
    """Give what tells an account from others: its name, or ``$NAME`` where one variable holds it."""
    match = _ONE_VARIABLE.fullmatch(word.text) if word.value is None else None
    return f"${match['plain'] or match['braced']}" if match else word.value


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user to create. `group` is the primary one, by name or number; None with `own_group`.

    `groups` are the further ones, `password` is a hash. `home` None means the usual place.
    `can_log_in` tells that without a `shell` it has one all the same.
    """

    name: Word
    system: bool = False
    uid: Argument | None = None
    group: Argument | None = None
    own_group: bool = True
    groups: tuple[str, ...] = ()
    home: Argument | None = None
    make_home: bool = False
    shell: Argument | None = None
    gecos: Argument | None = None
    password: Argument | None = None
    can_log_in: bool = False


@dataclass(frozen=True, slots=True)
class NewGroup:
    """A group to create; with `force` one that exists is fine."""

    name: Word
    system: bool = False
    gid: Argument | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class Membership:
    """A user to be put into groups, or with `leave` to be taken out of one."""

    user: Word
    groups: tuple[str, ...]
    leave: bool = False


@dataclass(frozen=True, slots=True)
class Removal:
    """A user or group to delete."""

    name: Word
    group: bool = False
    home: bool = False


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An account command that busybox has nothing for; `what` names what it asks for."""

    what: str


Request = NewUser | NewGroup | Membership | Removal | Unmatched

SHADOW_COMMANDS = frozenset(
    [
        *("useradd", "usermod", "userdel", "groupadd", "groupmod", "groupdel", "gpasswd", "chage"),
        *("chsh", "chfn", "newusers", "chgpasswd", "groupmems", "faillog", "lastlog", "pwck"),
        *("grpck", "pwconv", "pwunconv", "grpconv", "vipw", "vigr", "newgrp", "newuidmap"),
        "newgidmap",
    ]
)
"""The commands of the package shadow that python:alpine does not have."""

BUSYBOX_COMMANDS = frozenset({"adduser", "addgroup", "deluser", "delgroup"})
"""Account commands of both Debian and busybox, with different options."""


def account_request(command: Command) -> Request | None:
    """Give what an account command asks for; None for any other command."""
    inner = unwrap(command)
    name = program(inner)
    if name not in SHADOW_COMMANDS | BUSYBOX_COMMANDS or name is None:
        return None
    reader = _READERS.get(name)
    return reader(inner.arguments) if reader else Unmatched(name)


def _useradd(words: tuple[Word, ...]) -> Request:
    given = _USERADD.read(words)
    if given is None or len(given.operands) != 1 or given.has(*_USERADD_HARD):
        return Unmatched(_hard("useradd", given, _USERADD_HARD))
    base = given.get("base-dir")
    name = given.operands[0]
    home = given.get("home-dir") or (Argument(f"{base.text}/{name.text}", None) if base else None)
    group = given.get("gid")
    return NewUser(
        name=name,
        system=given.has("system"),
        uid=given.get("uid"),
        group=group or (Argument("users", "users") if given.has("no-user-group") else None),
        own_group=group is None and not given.has("no-user-group"),
        groups=_listed(given.get("groups")),
        home=home,
        make_home=given.has("create-home") and not given.has("no-create-home"),
        shell=given.get("shell"),
        gecos=given.get("comment"),
        password=given.get("password"),
        can_log_in=True,
    )


def _hard(name: str, given: Given | None, hard: tuple[str, ...]) -> str:
    found = next((f"--{option}" for option, _ in given.options if option in hard), "") if given else ""
    return f"{name} {found}".rstrip()


def _listed(argument: Argument | None) -> tuple[str, ...]:
    if argument is None:
        return ()
    if argument.value is None:
        return tuple(argument.text.strip("\"'").split(","))
    return tuple(part for part in argument.value.split(",") if part)


def _groupadd(words: tuple[Word, ...]) -> Request:
    given = _GROUPADD.read(words)
    hard = ("key", "non-unique", "password", "root", "prefix", "users")
    if given is None or len(given.operands) != 1 or given.has(*hard):
        return Unmatched(_hard("groupadd", given, hard))
    return NewGroup(given.operands[0], given.has("system"), given.get("gid"), given.has("force"))


def _adduser(words: tuple[Word, ...]) -> Request | None:
    given = _ADDUSER.read(words)
    if given is None:
        return None
    if given.has(*_ADDUSER_HARD):
        return Unmatched(_hard("adduser", given, _ADDUSER_HARD))
    if len(given.operands) == 2 and not given.has("system"):
        return Membership(given.operands[0], (given.operands[1].text,))
    if len(given.operands) != 1:
        return None
    if given.has("group") and not given.has("system"):
        return NewGroup(given.operands[0], gid=given.get("gid"))
    system = given.has("system")
    group = given.get("ingroup", "gid")
    return NewUser(
        name=given.operands[0],
        system=system,
        uid=given.get("uid"),
        group=group,
        own_group=group is None and (given.has("group") or not system),
        home=given.get("home"),
        make_home=not given.has("no-create-home"),
        shell=given.get("shell"),
        gecos=given.get("gecos", "comment"),
    )


def _addgroup(words: tuple[Word, ...]) -> Request | None:
    given = _ADDUSER.read(words)
    if given is None or given.has(*_ADDUSER_HARD):
        return None
    if len(given.operands) == 2:
        return Membership(given.operands[0], (given.operands[1].text,))
    if len(given.operands) != 1:
        return None
    return NewGroup(given.operands[0], given.has("system"), given.get("gid"))


def _usermod(words: tuple[Word, ...]) -> Request:
    given = _USERMOD.read(words)
    if given is None or len(given.operands) != 1:
        return Unmatched("usermod")
    other = next((name for name, _ in given.options if name not in ("append", "groups")), None)
    if other or not given.has("append") or not given.has("groups"):
        return Unmatched(f"usermod --{other or 'groups'}")
    return Membership(given.operands[0], _listed(given.get("groups")))


def _gpasswd(words: tuple[Word, ...]) -> Request:
    given = _GPASSWD.read(words)
    user = given.get("add", "delete") if given else None
    if given is None or user is None or len(given.options) != 1 or len(given.operands) != 1:
        return Unmatched("gpasswd")
    span = given.operands[0].span
    return Membership(Word(user.text, user.value, span), (given.operands[0].text,), given.has("delete"))


def _userdel(words: tuple[Word, ...]) -> Request:
    given = _USERDEL.read(words)
    if given is None or len(given.operands) != 1 or given.has("root", "prefix"):
        return Unmatched("userdel")
    return Removal(given.operands[0], home=given.has("remove"))


def _groupdel(words: tuple[Word, ...]) -> Request:
    given = _GROUPDEL.read(words)
    if given is None or len(given.operands) != 1 or given.has("root", "prefix"):
        return Unmatched("groupdel")
    return Removal(given.operands[0], group=True)


def _deluser(words: tuple[Word, ...]) -> Request | None:
    given = _DELUSER.read(words)
    if given is None or given.has("conf", "backup", "remove-all-files") or not given.operands:
        return Unmatched("deluser")
    if len(given.operands) == 2:
        return Membership(given.operands[0], (given.operands[1].text,), leave=True)
    return Removal(given.operands[0], given.has("group"), given.has("remove-home"))


def _delgroup(words: tuple[Word, ...]) -> Request | None:
    given = _DELUSER.read(words)
    if given is None or not given.operands:
        return Unmatched("delgroup")
    if len(given.operands) == 2:
        return Membership(given.operands[0], (given.operands[1].text,), leave=True)
    return Removal(given.operands[0], group=True)


_READERS: Mapping[str, Callable[[tuple[Word, ...]], Request | None]] = {
    "useradd": _useradd,
    "groupadd": _groupadd,
    "adduser": _adduser,
    "addgroup": _addgroup,
    "usermod": _usermod,
    "gpasswd": _gpasswd,
    "userdel": _userdel,
    "groupdel": _groupdel,
    "deluser": _deluser,
    "delgroup": _delgroup,
}
