"""Users that Debian has from the start and Alpine has not."""

from __future__ import annotations

from collections.abc import Iterator

from migrator import regex as re
from migrator.alpine.alpine_stage import AlpineStage, Fix, Obstacle, Record, Topic
from migrator.build_context.copied_paths import context_path
from migrator.busybox.accounts import BaseAccounts
from migrator.busybox.copied_files import WWW_DATA as WWW_DATA_SET
from migrator.busybox.copied_files import configuration_files
from migrator.busybox.debian_accounts import Membership, NewUser, account_request
from migrator.dockerfile import Instruction, copy_parts
from migrator.editing import insert_before
from migrator.editing.style import Style
from migrator.service.stage_calls import Call
from migrator.shell import program, unwrap
from migrator.shell.run_as import root_at, script_at

WWW_DATA = "adduser -S -D -H -u 82 -h /var/www -s /sbin/nologin -G www-data -g www-data www-data"
"""The user www-data as Alpine's own packages create it; the group is in the image."""

_CONFIGURATION = re.compile(r".*\.(?:ini|conf|cfg|ya?ml|toml|py|sh)")
_NAMED = re.compile(r"(?<![\w./-])www-data(?![\w./-])")
_OWNERS = frozenset({"chown", "chgrp", "install", "su", "gosu", "su-exec", "runuser", "sudo", "setpriv"})
_USER_NAME = re.compile(r"(?P<user>[a-z_][a-z0-9_-]*)(?::.*)?")


def service_user_records(view: AlpineStage) -> Iterator[Record]:
    """Give what becomes of Debian's users that the stage names: www-data is made, others refused."""
    base = BaseAccounts.of(view.knowledge)
    made = set(users_made(view))
    absent = {name for name in base.debian_users if name not in base.users} - made - {"ubuntu"}
    for name, instruction in _named(view, absent - {"www-data"}):
        yield Obstacle(
            instruction.line,
            f"python:alpine has no user {name}",
            "create it: adduser -S -D -H -G GROUP USER",
        )
    if "www-data" in absent:
        yield from _www_data(view)


def users_made(view: AlpineStage) -> Iterator[str]:
    """Give the names of the users that a stage, or one that it builds on, makes."""
    for stage in view.dockerfile.lineage(view.stage):
        for instruction in stage.of("RUN"):
            for command in script_at(view.dockerfile, instruction).commands:
                request = account_request(command)
                if isinstance(request, NewUser) and request.name.value:
                    yield request.name.value
                elif program(command) == "adduser":
                    yield from (word.value for word in command.words[-1:] if word.value)


def _named(view: AlpineStage, names: set[str]) -> Iterator[tuple[str, Instruction]]:
    """Give each instruction that names one of these users, as an owner or as the user that it runs as."""
    for instruction in view.stage.instructions:
        for text in _owners(instruction):
            match = _USER_NAME.fullmatch(text)
            if match and match["user"] in names:
                yield match["user"], instruction
    for call in view.runs.calls:
        inner = unwrap(call.command)
        if program(inner) in ("chown", "install") or set(inner.wrappers) & _OWNERS:
            for word in call.command.arguments:
                match = _USER_NAME.fullmatch(word.value or "")
                if match and match["user"] in names:
                    yield match["user"], call.instruction


def _owners(instruction: Instruction) -> Iterator[str]:
    if instruction.keyword == "USER":
        yield instruction.value.text.strip().strip("\"'")
    elif instruction.keyword in ("COPY", "ADD") and (owner := copy_parts(instruction).chown):
        yield owner.strip("\"'")


def _www_data(view: AlpineStage) -> Iterator[Record]:
    first = _first_use(view)
    if first is None:
        return
    before = [one for one in view.stage.instructions if one.span.start <= first.span.start]
    place = next((one for one in reversed(before) if root_at(view.dockerfile, one)), None)
    if place is None:
        yield Obstacle(first.line, "python:alpine has no user www-data", f"create it as root: {WWW_DATA}")
        return
    keyword = Style.of(view.dockerfile).keyword("RUN")
    edits = insert_before(view.dockerfile, place, f"{keyword} {WWW_DATA}")
    reason = "Alpine has the group www-data (82) but no such user; on Debian both are 33"
    yield Fix(Topic.SERVICE_USER, first.line, reason, edits, review=True)


def _first_use(view: AlpineStage) -> Instruction | None:
    users = {instruction.span.start for _, instruction in _named(view, {"www-data"})}
    for call in view.runs.calls:
        if _joins(call) or _runs_as(view, call):
            users.add(call.instruction.span.start)
    for file in () if users else configuration_files(view):
        if WWW_DATA_SET.search(file.text):
            users.add(file.instruction.span.start)
    return next((one for one in view.stage.instructions if one.span.start in users), None)


def _joins(call: Call) -> bool:
    request = account_request(call.command)
    if isinstance(request, Membership):
        return request.user.value == "www-data"
    name = program(unwrap(call.command))
    return name in ("usermod", "su", "gosu", "chpasswd") and any(
        word.value == "www-data" for word in call.command.words
    )


def _runs_as(view: AlpineStage, call: Call) -> bool:
    """Tell whether a program is told to run as www-data, on its command line or in its configuration."""
    if call.instruction.keyword not in ("CMD", "ENTRYPOINT"):
        return False
    for word in call.command.arguments:
        value = word.value or ""
        if _NAMED.search(value):
            return True
        path = value.partition("=")[2] if value.startswith("--") else value
        if _CONFIGURATION.fullmatch(path):
            found = context_path(view.dockerfile, view.build, call.instruction, path)
            text = view.build.read(found) if found else None
            if text and re.search(r"^[^#;\n]*(?<![\w./-])www-data(?![\w./-])", text, re.MULTILINE):
                return True
    return False
