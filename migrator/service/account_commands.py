"""What a Dockerfile does with users and groups: the commands for it, and what could change them unseen."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from migrator import regex as re
from migrator.build_context.copied_paths import workdir_at
from migrator.busybox.debian_accounts import Membership, NewGroup, NewUser, account_request
from migrator.dockerfile import Dockerfile, Instruction, Stage, copy_parts
from migrator.paths import joined_path
from migrator.records import dataclass
from migrator.shell import Command, Script, program, unwrap
from migrator.shell.options import Argument, OptionSpec
from migrator.shell.run_as import script_at

USERS, GROUPS = "/etc/passwd", "/etc/group"
SETTINGS = ("/etc/login.defs", "/etc/adduser.conf", "/etc/default/useradd")
"""What says which numbers are given away."""
MAKE_USER, MAKE_GROUP = frozenset({"useradd", "adduser"}), frozenset({"groupadd", "addgroup"})
LISTS = frozenset({"newusers", "vipw", "vigr"})
CHANGE = LISTS | {"usermod", "groupmod", "userdel", "groupdel", "deluser", "delgroup"}
_BUSYBOX_USER = OptionSpec.of(
    "h/home= g/gecos= s/shell= G/ingroup= S/system D/disabled-password /empty-password H/no-create-home"
    " u/uid= k/skel="
)
_BUSYBOX_GROUP = OptionSpec.of("g/gid= S/system")
_KEEPS = (
    "-a -G -aG -g -s -d -m -md -c -p -e -L -U"
    " --append --groups --gid --shell --home --move-home --comment --password --expiredate --lock --unlock"
)
_KEEPS_NUMBERS = frozenset(_KEEPS.split())
_LOOK = frozenset(
    ["cat", "grep", "egrep", "chmod", "chown", "chgrp", "ls", "cut", "head", "tail", "wc", "stat", "test"]
)
_PLAIN_FILE = re.compile(
    r"(?:[\w.@+-]+/)*(?:[\w@+*-][\w.@+*-]*\.[A-Za-z]\w*|Pipfile|Makefile|Procfile)|\.?/?"
)
_ONE_SETTING = re.compile(r"(?:s.|/)\^?(?:(?![UG]ID|GROUPS)[A-Z_])+\W(?:(?![UG]ID|GROUPS).)*", re.DOTALL)
_LINE_GONE = re.compile(r"/\^(?P<name>[\w-]+):/d")


@dataclass(frozen=True, slots=True)
class Act:
    """A RUN, or a COPY or ADD, of a stage or of one that it stands on."""

    instruction: Instruction
    script: Script | None

    @property
    def text(self) -> str:
        """What it says, here-documents included."""
        one = self.instruction
        return "\n".join((one.value.text, *(heredoc.text for heredoc in one.heredocs)))


def acts_of(dockerfile: Dockerfile, stage: Stage | None) -> Iterator[Act]:
    """Give what changes the files of an image in the build of a stage and those below it, oldest first."""
    for each in reversed(dockerfile.lineage(stage) if stage else ()):
        for one in each.of("RUN", "COPY", "ADD"):
            yield Act(one, script_at(dockerfile, one) if one.keyword == "RUN" else None)


def acts_before(dockerfile: Dockerfile, at: Instruction) -> Iterator[Act]:
    """Give those that run before `at`."""
    for act in acts_of(dockerfile, dockerfile.stage_of(at)):
        if act.instruction.span.start >= at.span.start:
            return
        yield act


def busybox_request(command: Command) -> NewUser | NewGroup | None:
    """Give what busybox's adduser or addgroup makes; None for all else, and for what it does not read."""
    inner = unwrap(command)
    name = program(inner)
    if name not in ("adduser", "addgroup"):
        return None
    read = (_BUSYBOX_USER if name == "adduser" else _BUSYBOX_GROUP).read(inner.arguments)
    if read is None or len(read.operands) != 1:
        return None
    made = read.operands[0]
    if name == "addgroup":
        return NewGroup(made, read.has("system"), read.get("gid"))
    group = read.get("ingroup")
    own_group = group is None and not read.has("system")
    return NewUser(made, read.has("system"), read.get("uid"), group, own_group)


def request_of(command: Command) -> NewUser | NewGroup | None:
    """Give the user or group that a command makes on Debian, or else on Alpine."""
    found = account_request(command)
    return found if isinstance(found, NewUser | NewGroup) else busybox_request(command)


def number_in(request: NewUser | NewGroup) -> Argument | None:
    """Give the number that a command names for what it makes."""
    return request.uid if isinstance(request, NewUser) else request.gid


def keeps_numbers(command: Command) -> bool:
    """Tell whether a command that changes an account leaves its name and number."""
    if isinstance(account_request(command), Membership):
        return True
    inner = unwrap(command)
    options = {word.text.partition("=")[0] for word in inner.arguments if word.text.startswith("-")}
    return program(inner) == "usermod" and options <= _KEEPS_NUMBERS


def writes(act: Act, file: str, *, but: str = "") -> bool:
    """Tell whether a RUN may write one of the files of accounts, other than by the commands for that.

    `but` is the name whose line in it matters: one command that takes away another line is fine.
    """
    script, named = act.script, act.text.count(file)
    if script is not None and any(map(_brings_in, script.commands)):
        return True
    if not named or script is None:
        return False
    if script.opaque is not None:
        return True
    seen = 0
    for command in script.commands:
        mentions = sum(word.text.count(file) for word in (*command.words, *command.redirects))
        seen += mentions
        if mentions and not _only_looks(command, file) and not _spares(command, file, but):
            return True
    return seen != named


def _brings_in(command: Command) -> bool:
    """Tell whether a command goes to /etc, or copies there or into the root what may have such files."""
    inner = unwrap(command)
    values = [word.value or "?" for word in inner.arguments if not word.text.startswith("-")]
    target = posixpath.normpath(values[-1]) if values else ""
    if program(inner) == "cd":
        return target == "/etc"
    return program(inner) in ("cp", "mv") and target in ("/", "/etc") and not _are_plain(values[:-1])


def _are_plain(sources: Iterable[str]) -> bool:
    """Tell whether sources are single files that hold no accounts, or all that there is."""
    return all(_PLAIN_FILE.fullmatch(source.removeprefix("./").lstrip("/")) for source in sources)


def _only_looks(command: Command, file: str) -> bool:
    written = any(file in word.text and ">" in word.text for word in command.redirects)
    return not written and program(unwrap(command)) in _LOOK


def _spares(command: Command, file: str, name: str) -> bool:
    """Tell whether sed takes another's line away, or in the settings changes one that is no range."""
    inner = unwrap(command)
    scripts = [word.value for word in inner.arguments if not word.text.startswith(("-", "/etc/"))]
    if program(inner) != "sed" or len(scripts) != 1 or scripts[0] is None:
        return False
    if file not in (USERS, GROUPS):
        return _ONE_SETTING.fullmatch(scripts[0]) is not None
    gone = _LINE_GONE.fullmatch(scripts[0])
    return gone is not None and bool(name) and gone["name"] != name


def replaces_accounts(dockerfile: Dockerfile, copied: Instruction, *, folders: bool = True) -> bool:
    """Tell whether a COPY or ADD may bring in files of accounts: by name, or with all of /etc or the root.

    Without `folders` what comes from the build context into the root is taken to have none.
    """
    text = copied.value.text
    if "passwd" in text or GROUPS in text or any(posixpath.basename(file) in text for file in SETTINGS):
        return True
    parts = copy_parts(copied)
    target = dockerfile.environment(copied).expand(parts.destination.text)
    folder = workdir_at(dockerfile, copied)
    if target is None or (folder is None and not target.startswith("/")):
        return "/etc" in text
    place = joined_path(folder or "/", target).lstrip("/")
    if place not in ("", "etc"):
        return False
    if copied.keyword == "ADD" or parts.from_ is not None:
        return True
    return not _are_plain(word.text for word in parts.sources) and (folders or place == "etc")
