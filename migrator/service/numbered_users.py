"""Which users a file says by name although they have a number that is certain."""

from __future__ import annotations

from collections.abc import Iterator

from migrator import regex as re
from migrator.busybox.debian_accounts import NewGroup, NewUser, account_request
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.editing.chain_edits import written
from migrator.knowledge import Knowledge
from migrator.memory import remembered
from migrator.records import dataclass
from migrator.service.account_commands import (
    CHANGE,
    GROUPS,
    LISTS,
    MAKE_GROUP,
    MAKE_USER,
    USERS,
    Act,
    acts_before,
    acts_of,
    keeps_numbers,
    number_in,
    replaces_accounts,
    request_of,
    writes,
)
from migrator.service.free_numbers import FreeNumbers
from migrator.shell import Command, program, unwrap
from migrator.shell.run_as import is_sure
from migrator.source import Edit

_NUMBER = re.compile(r"[1-9][0-9]*")
_CHANGES_USERS = re.compile(r"\b(?:usermod|vipw|newusers)\b|/etc/passwd")
_WINDOWS = re.compile(r"windows|nanoserver|servercore", re.IGNORECASE)
ROOT = "root"


class _UnknownError(Exception):
    """The file does not tell which number a name has."""


@dataclass(frozen=True, slots=True)
class Maker:
    """A command that gives a user or a group a number without its being said; `edit` says it."""

    line: int
    program: str
    name: str
    number: str
    edit: Edit


@dataclass(frozen=True, slots=True)
class Unnumbered:
    """Commands that could say numbers, and the USER with what each could say then."""

    makers: tuple[Maker, ...]
    users: tuple[tuple[Instruction, str], ...]


@dataclass(frozen=True)
class NumberedUsers:
    """The USER instructions of one file."""

    dockerfile: Dockerfile
    knowledge: Knowledge

    def numbers(self) -> tuple[tuple[Instruction, str], ...]:
        """Give each USER that is a name, with the number that it surely has."""
        found = ((one, self.number(one)) for one in self._all())
        return tuple((one, number) for one, number in found if number not in (None, one.value.text))

    def unnumbered(self) -> tuple[Unnumbered, ...]:
        """Give the users and groups that get a number without its being said, by what one USER needs."""
        found: list[Unnumbered] = []
        for one in self._all():
            each = self._unnumbered(one) if self.number(one) is None else None
            if each is None:
                continue
            alike = [other for other in found if set(other.makers) & set(each.makers)]
            for other in alike:
                found.remove(other)
            makers = dict.fromkeys(maker for other in (*alike, each) for maker in other.makers)
            users = tuple(user for other in (*alike, each) for user in other.users)
            found.append(Unnumbered(tuple(makers), users))
        return tuple(found)

    def last(self) -> Instruction | None:
        """Give the USER in force at the end of the file where it is a name without a number, root aside."""
        found = (stage.last("USER") for stage in self.dockerfile.lineage(self.dockerfile.final))
        one = next((one for one in found if one is not None), None)
        if one is None or self.number(one) is not None:
            return None
        user = (self.dockerfile.environment(one).expand(one.value.text) or "").strip().partition(":")[0]
        return None if user.isdigit() or user == ROOT else one

    def _all(self) -> Iterator[Instruction]:
        """Give every USER whose value stands in the file as BuildKit reads it.

        ``root:root`` is left out: who says both says it for people, and no host asks for these numbers.
        """
        source = self.dockerfile.source
        for one in self.dockerfile.of("USER"):
            start, text = one.value.offset(0), one.value.text
            if source.text[start : start + len(text)] == text and text != f"{ROOT}:{ROOT}":
                yield one

    @remembered
    def number(self, one: Instruction) -> str | None:
        """Give what a USER says in numbers, as it stands where it has one; None where it is not known."""
        user, colon, group = one.value.text.strip().partition(":")
        if user.isdigit():
            return one.value.text
        try:
            number = self._user(one, user)
            return f"{number}:{self._group(one, group)}" if colon else number
        except _UnknownError:
            return None

    def _user(self, at: Instruction, name: str) -> str:
        if name.isdigit():
            return name
        return self._root(at, USERS) if name == ROOT else self._said(at, name, MAKE_USER)

    def _group(self, at: Instruction, name: str) -> str:
        if name.isdigit():
            return name
        if name == ROOT:
            return self._root(at, GROUPS)
        return self._said(at, name, MAKE_GROUP) if self._makers(at, name, MAKE_GROUP) else self._own(at, name)

    def _own(self, at: Instruction, user: str) -> str:
        """Give the number of the group that a user has for itself."""
        number = self._free().taken_by(*self._maker(at, user, MAKE_USER)).own_group
        if number is None:
            raise _UnknownError
        return str(number)

    def _said(self, at: Instruction, name: str, programs: frozenset[str]) -> str:
        """Give the number that the one command that makes `name` says."""
        command = self._maker(at, name, programs)[1]
        request, number = request_of(command), _number(command)
        if number is None or request is None or request.name.value != name:
            raise _UnknownError
        return number

    def _root(self, at: Instruction, file: str) -> str:
        """Give the number of root or its group: 0 unless something may have given it another one."""
        stage = self.dockerfile.stage_of(at)
        base = self.dockerfile.root(stage).base.text if stage else "scratch"
        changed = None if stage is None else self._root_changed(stage, file)
        if base == "scratch" or _WINDOWS.search(base) or (changed and changed.span.start < at.span.start):
            raise _UnknownError
        return "0"

    @remembered
    def _root_changed(self, stage: Stage, file: str) -> Instruction | None:
        """Give the first instruction of a stage or those below it that may give root another number."""
        for act in acts_of(self.dockerfile, stage):
            one = act.instruction
            if act.script is None:
                changed = replaces_accounts(self.dockerfile, one, folders=False)
            else:
                changed = writes(act, file, but=ROOT) or self._changes_root(act)
            if changed:
                return one
        return None

    def _changes_root(self, act: Act) -> bool:
        """Tell whether a RUN changes accounts from a list, or one that is root or that the build names."""
        if act.script is None or act.script.opaque is not None:
            return bool(_CHANGES_USERS.search(act.text))
        expand = self.dockerfile.environment(act.instruction).expand
        for command in act.script.commands:
            if program(unwrap(command)) not in CHANGE or keeps_numbers(command):
                continue
            words = unwrap(command).arguments
            named = {expand(word.text) if word.value is None else word.value for word in words}
            if program(unwrap(command)) in LISTS or named & {None, ROOT}:
                return True
        return False

    # who is made

    def _maker(self, at: Instruction, name: str, programs: frozenset[str]) -> tuple[Instruction, Command]:
        """Give the one command before `at` that makes `name`, for good."""
        found = self._makers(at, name, programs)
        if len(found) != 1:
            raise _UnknownError
        return found[0]

    def _makers(
        self, at: Instruction, name: str, programs: frozenset[str]
    ) -> tuple[tuple[Instruction, Command], ...]:
        """Give the commands before `at` that may make `name`; raises where something else may."""
        return tuple(
            (act.instruction, command)
            for act in acts_before(self.dockerfile, at)
            for command in self._made(act, name, programs)
        )

    def _made(self, act: Act, name: str, programs: frozenset[str]) -> Iterator[Command]:
        """Give the commands of a RUN that surely make `name`; raises where one may do something else."""
        one, script = act.instruction, act.script
        if script is None:
            if replaces_accounts(self.dockerfile, one):
                raise _UnknownError
            return
        if writes(act, USERS if programs == MAKE_USER else GROUPS, but=name):
            raise _UnknownError
        if script.opaque is not None and name in act.text:
            raise _UnknownError
        for command in script.commands:
            what = program(unwrap(command))
            if what in programs and _names(command, name) and not keeps_numbers(command):
                if not is_sure(self.dockerfile, one, script, command):
                    raise _UnknownError
                yield command
            elif what in CHANGE and _names(command, name) and not keeps_numbers(command):
                raise _UnknownError

    @remembered
    def _free(self) -> FreeNumbers:
        return FreeNumbers(self.dockerfile, self.knowledge)

    def _unnumbered(self, one: Instruction) -> Unnumbered | None:
        user, colon, group = one.value.text.strip().partition(":")
        makers: list[Maker] = []
        try:
            number = self._or_made(one, user, MAKE_USER, makers)
            behind = f":{self._or_made(one, group, MAKE_GROUP, makers)}" if colon else ""
        except _UnknownError:
            return None
        return Unnumbered(tuple(makers), ((one, number + behind),))

    def _or_made(self, at: Instruction, name: str, programs: frozenset[str], into: list[Maker]) -> str:
        """Give the number of a user or group, and put a command that has to say it first `into` a list."""
        try:
            return self._user(at, name) if programs == MAKE_USER else self._group(at, name)
        except _UnknownError:
            maker = self._unsaid(*self._maker(at, name, programs), name)
        into.append(maker)
        return maker.number

    def _unsaid(self, run: Instruction, command: Command, name: str) -> Maker:
        number = self._free().taken_by(run, command).number
        request, first = request_of(command), unwrap(command).words[0]
        plain = self.dockerfile.source.slice(first.span).strip("\"'") == first.value
        if number is None or request is None or request.name.value != name or not plain:
            raise _UnknownError
        edit = Edit.at(first.span.end, _option(command, request, number))
        return Maker(run.line, program(unwrap(command)) or "", name, str(number), edit)


def _option(command: Command, request: NewUser | NewGroup, number: int) -> str:
    """Give the words that say a number, short or long as the command has its other options."""
    inner = unwrap(command)
    long = any(word.text.startswith("--") for word in inner.arguments)
    debian = program(inner) in ("adduser", "addgroup") and account_request(command) is not None
    short, full = ("-u", "--uid") if isinstance(request, NewUser) else ("-g", "--gid")
    words = (full if long or debian else short, str(number))
    return (", " if command.exec else " ") + written(words, command.exec)


def _names(command: Command, name: str) -> bool:
    """Tell whether a command may be about `name`: a variable may hold it."""
    return any(word.value is None or word.value == name for word in unwrap(command).arguments)


def _number(command: Command) -> str | None:
    """Give the number that a command says; None where it says none or the build decides."""
    request = request_of(command)
    given = number_in(request) if request else None
    value = given.value if given else None
    return value if value is not None and _NUMBER.fullmatch(value) else None
