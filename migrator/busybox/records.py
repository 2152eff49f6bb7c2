"""All that there is to say about a stage that has moved to Alpine, aspect by aspect."""

from __future__ import annotations

from collections.abc import Iterator

from migrator import regex as re
from migrator.alpine.alpine_stage import AlpineStage, Need, Obstacle, Record, Remark
from migrator.alpine.moved_stages import Flavour
from migrator.busybox.bash import bash_records
from migrator.busybox.copied_files import copied_file_records
from migrator.busybox.debian_commands import DebianCommand
from migrator.busybox.debian_copies import debian_copy_records
from migrator.busybox.leftovers import is_leftover, leftover_records
from migrator.busybox.paths import path_records
from migrator.busybox.service_users import service_user_records
from migrator.busybox.tools import (
    command_records,
    echo_records,
    folder_records,
    option_records,
    plugin_records,
    r_records,
)
from migrator.busybox.users import account_records, is_account_command, owner_records
from migrator.line_names import named_line

_TELLING = re.compile(
    r"(?<![\w./-])(bash|curl|git|openssl|perl|useradd|usermod|groupadd|service|systemctl|locale-gen)(?=\s|\Z)"
)
"""Names of commands that hardly stand for anything else, where a script cannot be read."""

_LOOK = "mend the script, or look for what busybox has not and say so: # dfmigrate: ignore[DFM356] because …"


def stage_records(view: AlpineStage) -> Iterator[Record]:
    """Give every record of a stage, in the order of the aspects."""
    bash = tuple(bash_records(view))
    yield from bash
    yield from account_records(view, bool(bash) or "bash" in view.packages)
    handled = {
        call.command.span
        for call in view.runs.calls
        if is_account_command(call.command) or is_leftover(call.command)
    }
    yield from leftover_records(view)
    for call in view.runs.calls:
        if is_account_command(call.command) or (call.command.span in handled and not call.file):
            continue
        yield from command_records(view, call)
        yield from r_records(call)
        yield from plugin_records(call)
        yield from option_records(view, call)
        yield from echo_records(call)
        yield from owner_records(view, call)
    yield from folder_records(view, view.runs.calls)
    yield from path_records(view, handled)
    yield from copied_file_records(view)
    yield from debian_copy_records(view)
    yield from service_user_records(view)
    yield from _unread(view)
    yield from _implied(view)


def _unread(view: AlpineStage) -> Iterator[Record]:
    for each in view.runs.unread:
        line = each.instruction.line
        for name in sorted(set(_TELLING.findall(each.text))):
            row = DebianCommand.of(view.knowledge, name)
            if row is None or row.image > view.moved.before:
                continue
            if row.apk:
                what = name if row.apk == (name,) else f"{' '.join(row.apk)} for {name}"
                yield Need(row.apk, each.instruction, line, what, each.file or named_line(line))
            else:
                yield Obstacle(line, f"python:alpine has no {name}", row.note)
        if each.file:
            message = f"{each.file} cannot be read, so what it calls is not checked: {each.reason}"
            yield Obstacle(line, message, _LOOK)


def _implied(view: AlpineStage) -> Iterator[Record]:
    final = view.stage.index == view.dockerfile.final.index
    if final and view.moved.before is Flavour.FULL:
        yield Remark(
            view.stage.from_.line,
            "the full Debian image also had git, curl, ssh, file, ImageMagick and compilers: what this file "
            "and its scripts call is installed, what the application itself starts cannot be seen here",
            "apk add what the application calls",
        )
