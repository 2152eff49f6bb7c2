"""The account commands of a stage in the words of busybox, or the package shadow where those do not reach."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator import regex as re
from migrator.alpine.alpine_stage import AlpineStage, Fix, Need, Obstacle, Record, Remark, Topic
from migrator.busybox.accounts import Accounts, Answer, BaseAccounts, Impossible, NeedsShadow, freed
from migrator.busybox.adduser import adduser_edits
from migrator.busybox.debian_accounts import (
    BUSYBOX_COMMANDS,
    SHADOW_COMMANDS,
    Membership,
    NewGroup,
    NewUser,
    Request,
    Unmatched,
    account_name,
    account_request,
)
from migrator.busybox.service_users import users_made
from migrator.dockerfile import Instruction
from migrator.editing import delete_commands, replace_command
from migrator.records import dataclass
from migrator.service.stage_calls import Call
from migrator.shell import Command, Script, program, unwrap
from migrator.shell.run_as import script_at
from migrator.source import Edit

_RUNS = (
    r"(?mi:^\s*USER\s+[\"']?{0}(?![\w-]))"
    r"|\b(?:gosu|su-exec|setpriv|runuser)\b[^\n]{{0,200}}(?<![\w-]){0}(?![\w-])"
)
"""That a user runs something, where its name is put in."""
_DOTTED = re.compile(r"(?P<user>[a-z_][a-z0-9_-]*)\.(?P<group>[a-z_][a-z0-9_-]*)")


@dataclass(frozen=True, slots=True)
class _Asked:
    call: Call
    name: str
    request: Request


def is_account_command(command: Command) -> bool:
    """Tell whether a command creates, changes or deletes users or groups."""
    return program(unwrap(command)) in SHADOW_COMMANDS | BUSYBOX_COMMANDS


def account_records(view: AlpineStage, bash: bool) -> Iterator[Record]:
    """Give what becomes of a stage's account commands; `bash` tells whether bash will be there.

    Where one of useradd, groupadd, usermod and their like needs the package shadow, all of the stage
    stay as they are and get it.
    """
    asked = [one for call in view.runs.calls if (one := _asked(call)) is not None]
    accounts = _inherited(view, bash)
    answers = [(one, _answer(view, accounts, one)) for one in asked]
    shadow = [(one, answer) for one, answer in answers if isinstance(answer, NeedsShadow)]
    if shadow and "shadow" not in view.packages:
        at = next(one.call for one in asked if one.name in SHADOW_COMMANDS)
        first, lacking = shadow[0]
        where = f"{first.call.place}: {lacking.why}"
        yield Need(("shadow",), at.instruction, _line(first), f"shadow for {first.name}", where)
    with_shadow = bool(shadow) or "shadow" in view.packages
    as_they_are = _inherited(view, bash)
    for one, answer in answers:
        if isinstance(answer, Impossible):
            yield Obstacle(_line(one), f"{one.name}: {answer.why}", answer.way)
        elif isinstance(answer, NeedsShadow) or (with_shadow and one.name in SHADOW_COMMANDS):
            yield from _prepared(view, as_they_are, one)
            as_they_are.remember(one.request)
        else:
            yield from _rewritten(view, accounts, one, answer)


def owner_records(view: AlpineStage, call: Call) -> Iterator[Record]:
    """Give what becomes of ``chown user.group``: busybox takes the colon only."""
    if program(unwrap(call.command)) != "chown" or not call.editable or call.command.exec:
        return
    known = {*BaseAccounts.of(view.knowledge).users, "www-data", *users_made(view)}
    for word in unwrap(call.command).arguments:
        match = _DOTTED.fullmatch(word.value or "")
        if match and match["user"] in known and match[0] not in known and match[0] in word.text:
            at = word.span.start + word.text.index(match[0]) + len(match["user"])
            reason = f"busybox chown reads {match[0]} as the name of a user"
            yield Fix(Topic.OPTION, call.line, reason, (Edit(at, at + 1, ":"),))


def _asked(call: Call) -> _Asked | None:
    request = account_request(call.command)
    name = program(unwrap(call.command))
    return None if request is None or name is None else _Asked(call, name, request)


def _inherited(view: AlpineStage, bash: bool) -> Accounts:
    """Give the accounts that the stages below this one make."""
    su = any(program(unwrap(call.command)) == "su" for call in view.runs.calls)
    accounts = Accounts(BaseAccounts.of(view.knowledge), bash, su, view.numbers)
    for stage in reversed(view.dockerfile.lineage(view.stage)[1:]):
        for instruction in stage.of("RUN"):
            for command in script_at(view.dockerfile, instruction).commands:
                if (request := account_request(command)) is not None:
                    accounts.answer(request, view.expand(instruction))
    return accounts


def _answer(view: AlpineStage, accounts: Accounts, one: _Asked) -> Answer | NeedsShadow | Impossible:
    if isinstance(one.request, Unmatched) and one.name in BUSYBOX_COMMANDS:
        way = "write it for busybox, or use useradd with the package shadow"
        return Impossible(f"busybox has no counterpart of {one.request.what}", way)
    answer = accounts.answer(one.request, view.expand(one.call.instruction))
    if one.name in SHADOW_COMMANDS and isinstance(answer, Answer):
        if not one.call.editable or one.call.command.exec:
            return NeedsShadow("it cannot be edited in place")
        if "sh -c" in one.call.command.nesting and any("'" in each for each in answer.commands):
            return NeedsShadow("it stands in quotes")
    return answer


def _line(one: _Asked) -> int:
    return one.call.instruction.line if one.call.file else one.call.line


def _prepared(view: AlpineStage, accounts: Accounts, one: _Asked) -> Iterator[Record]:
    """Make ready for shadow's command what Debian had: groups that it names, a number that it gives."""
    if not one.call.editable or one.call.command.exec:
        return
    before, why = list[str](), list[str]()
    if isinstance(one.request, NewGroup):
        taken = accounts.taken(one.request.gid, one.request.name, view.expand(one.call.instruction))
        if taken:
            before.append(freed(taken))
            why.append(f"its gid is that of {taken} on Alpine")
    elif isinstance(one.request, NewUser | Membership):
        for group in accounts.missing(one.request.groups):
            before.append(f"addgroup -S {group}")
            why.append(f"Alpine has no group {group}")
    if before:
        start = one.call.command.span.start
        edit = Edit.at(start, " && ".join((*before, "")))
        yield Fix(Topic.ACCOUNT, one.call.line, f"{one.name}: {', '.join(why)}", (edit,), review=True)


def _rewritten(view: AlpineStage, accounts: Accounts, one: _Asked, answer: Answer) -> Iterator[Record]:
    call = one.call
    edits = _edits(view, accounts, one, answer)
    if edits == ():
        yield from _another_number(view, accounts, one)
        return
    if edits is None or not call.editable or call.command.exec:
        where = f" ({call.place})" if call.file else ""
        hint = " && ".join(answer.commands)
        yield Obstacle(_line(one), f"{one.name} is written for Debian{where}", f"write: {hint}")
        return
    becomes = f"{_becomes(one.name, answer)}{_other_shell(view, accounts, one)}{_as_before(accounts, one)}"
    yield Fix(Topic.ACCOUNT, call.line, f"{one.name} {becomes}", edits, review=bool(answer.remarks))
    for message, hint in answer.remarks:
        yield Remark(call.line, message, hint)
    yield from _another_number(view, accounts, one)


def _as_before(accounts: Accounts, one: _Asked) -> str:
    if not isinstance(one.request, NewUser) or not (number := accounts.number(one.request)):
        return ""
    return f"; {one.request.name.text} is still {number}"


def _another_number(view: AlpineStage, accounts: Accounts, one: _Asked) -> Iterator[Remark]:
    """Say of a user that runs something that it may have another number than before.

    useradd counts down from 999; adduser counts up from 100 on both.
    """
    request = one.request
    if (
        one.name != "useradd"
        or not isinstance(request, NewUser)
        or not request.system
        or request.uid
        or accounts.number(request)
    ):
        return
    name = account_name(request.name)
    written = rf"\$\{{?{name[1:]}\}}?" if name and name.startswith("$") else re.escape(name or "")
    if name and re.search(_RUNS.format(written), view.dockerfile.source.text):
        message = (
            f"{name} is number 100 or so here, and mostly 999 on Debian: what volumes hold is the old one's"
        )
        hint = f"chown it once, or add --uid with the number of `id -u {name}` in the old image before this"
        yield Remark(one.call.line, message, hint)


def _becomes(name: str, answer: Answer) -> str:
    if not answer.commands:
        return "has nothing to do: python:alpine has no such account"
    if name in SHADOW_COMMANDS:
        return "does not exist on Alpine: busybox has adduser and addgroup"
    return "takes other options in busybox"


def _other_shell(view: AlpineStage, accounts: Accounts, one: _Asked) -> str:
    """Say which login shell the user gets in the place of one that Alpine lacks; empty for the same."""
    given = one.request.shell if isinstance(one.request, NewUser) else None
    other = accounts.shell(given, view.expand(one.call.instruction)) if given is not None else None
    if given is None or not other or posixpath.basename(given.text) == posixpath.basename(other):
        return ""
    return f"; the login shell {given.text} becomes {other}"


def _edits(view: AlpineStage, accounts: Accounts, one: _Asked, answer: Answer) -> tuple[Edit, ...] | None:
    call, instruction = one.call, one.call.instruction
    if not answer.commands:
        return delete_commands(view.dockerfile, instruction, call.script, (call.command,))
    if len(answer.commands) == 1 and one.name in BUSYBOX_COMMANDS:
        if isinstance(one.request, NewUser):
            small = adduser_edits(
                view.dockerfile,
                instruction,
                call.command,
                one.request,
                lambda shell: accounts.shell(shell, view.expand(instruction)),
            )
            if small is not None:
                return (*small, *_number_edit(accounts, one.request, call.command))
        elif _same(call.command, answer.commands[0]):
            return ()
    return _replaced(view, instruction, call.script, call.command, answer.commands)


def _number_edit(accounts: Accounts, request: NewUser, command: Command) -> tuple[Edit, ...]:
    end = unwrap(command).words[0].span.end
    return (Edit.at(end, f" -u {number}"),) if (number := accounts.number(request)) else ()


def _same(command: Command, text: str) -> bool:
    """Tell whether busybox understands a command as Debian's program does, as it is written."""
    words = [word.text for word in unwrap(command).words]
    long = {"-S": "--system", "-g": "--gid"}
    return sorted(words) == sorted(text.split()) or sorted(words) == sorted(
        long.get(word, word) for word in text.split()
    )


def _replaced(
    view: AlpineStage,
    instruction: Instruction,
    script: Script,
    command: Command,
    commands: tuple[str, ...],
) -> tuple[Edit, ...] | None:
    inner = unwrap(command)
    if inner.wrappers:
        head = view.dockerfile.source.text[command.words[0].span.start : inner.words[0].span.start]
        commands = (commands[0], *(head + each for each in commands[1:]))
    return replace_command(view.dockerfile, instruction, inner, _joined(script, command, commands))


def _joined(script: Script, command: Command, commands: tuple[str, ...]) -> str:
    """Join commands so that they stand for the one in its list: braces where an operator would bind."""
    if len(commands) == 1:
        return commands[0]
    operators = {each.text for each in (command.before, command.after) if each is not None}
    alone = any(
        item.command is not None and item.command.span == command.span
        for found in script.lists
        for item in found.items
    )
    if not alone or "||" in operators or command.redirects:
        return "{ " + " && ".join(commands) + "; }"
    if "&&" not in operators and operators & {";", "\n"}:
        return "; ".join(commands)
    return " && ".join(commands)
