"""Which users a file says by name although it gives them a number itself."""

from __future__ import annotations

from collections.abc import Iterator

from migrator import regex as re
from migrator.busybox.debian_accounts import NewGroup, NewUser, account_request
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.records import dataclass
from migrator.shell import Command, program, unwrap
from migrator.shell.options import Argument, OptionSpec
from migrator.shell.run_as import script_at

_BUSYBOX_USER = OptionSpec.of("h/h= g/g= s/s= G/G= S/S D/D H/H u/u= k/k=")
_BUSYBOX_GROUP = OptionSpec.of("g/g= S/S")
_MAKE_USER, _MAKE_GROUP = frozenset({"useradd", "adduser"}), frozenset({"groupadd", "addgroup"})
_CHANGE = frozenset({"usermod", "groupmod", "userdel", "groupdel", "deluser", "delgroup", "newusers", "vipw"})
_NUMBER = re.compile(r"[1-9][0-9]*")
_ROOT = "root"


class _UnknownError(Exception):
    """The file does not tell which number a name has."""


@dataclass(frozen=True)
class NumberedUsers:
    """The USER instructions of one file."""

    dockerfile: Dockerfile

    def numbers(self) -> tuple[tuple[Instruction, str], ...]:
        """Give for each USER that is a name the number it has; none where one of them is not known."""
        found = ((one, self.number(one)) for stage in self.dockerfile.stages for one in stage.of("USER"))
        named = [(one, number) for one, number in found if number != one.value.text]
        if any(number is None for _, number in named):
            return ()
        return tuple((one, number) for one, number in named if number is not None)

    def number(self, one: Instruction) -> str | None:
        """Give what a USER says in numbers, as it stands where it has one; None where it is not known."""
        user, colon, group = one.value.text.strip().partition(":")
        if user.isdigit():
            return one.value.text
        if user == _ROOT:
            return None if colon else "0"
        try:
            number = self._of(one, user, _MAKE_USER)
            return f"{number}:{self._of(one, group, _MAKE_GROUP)}" if colon else number
        except _UnknownError:
            return None

    def _of(self, at: Instruction, name: str, programs: frozenset[str]) -> str:
        """Give the number with which the commands before `at` make `name`, once and for good."""
        if name.isdigit():
            return name
        numbers = [
            _number(command, name) for one in self._before(at) for command in self._made(one, name, programs)
        ]
        if len(numbers) != 1 or numbers[0] is None:
            raise _UnknownError
        return numbers[0]

    def _before(self, at: Instruction) -> Iterator[Instruction]:
        stage = self.dockerfile.stage_of(at)
        for each in reversed(self.dockerfile.lineage(stage) if stage else ()):
            yield from self._acts(each, at.span.start if each is stage else None)

    def _acts(self, stage: Stage, end: int | None) -> Iterator[Instruction]:
        for one in stage.instructions:
            if end is not None and one.span.start >= end:
                return
            if one.keyword == "RUN":
                yield one
            elif one.keyword in ("COPY", "ADD") and "/etc" in one.value.text:
                raise _UnknownError

    def _made(self, run: Instruction, name: str, programs: frozenset[str]) -> Iterator[Command]:
        """Give the commands of a RUN that surely make `name`; raises where one may do something else."""
        script = script_at(self.dockerfile, run)
        if "/etc/passwd" in run.value.text or "/etc/group" in run.value.text:
            raise _UnknownError
        if script.opaque is not None and name in run.value.text:
            raise _UnknownError
        for command in script.commands:
            what = program(unwrap(command))
            if what in programs and _names(command, name):
                if not _is_sure(command):
                    raise _UnknownError
                yield command
            elif what in _CHANGE and _names(command, name):
                raise _UnknownError


def _names(command: Command, name: str) -> bool:
    """Tell whether a command may be about `name`: a variable may hold it."""
    return any(word.value is None or word.value == name for word in unwrap(command).arguments)


def _is_sure(command: Command) -> bool:
    """Tell whether a command runs in any case, and the build fails when it does."""
    joints = (command.before, command.after)
    return not command.nesting and all(joint is None or joint.text == "&&" for joint in joints)


def _number(command: Command, name: str) -> str | None:
    """Give the number that a command gives `name`; None where it gives none or the build decides."""
    words = unwrap(command).arguments
    request = account_request(command)
    if isinstance(request, NewUser | NewGroup):
        given = request.uid if isinstance(request, NewUser) else request.gid
        return _plain(given) if request.name.value == name else None
    makes_user = program(unwrap(command)) == "adduser"
    read = (_BUSYBOX_USER if makes_user else _BUSYBOX_GROUP).read(words)
    if read is None or len(read.operands) != 1 or read.operands[0].value != name:
        return None
    return _plain(read.get("u" if makes_user else "g"))


def _plain(given: Argument | None) -> str | None:
    value = given.value if given else None
    return value if value is not None and _NUMBER.fullmatch(value) else None
