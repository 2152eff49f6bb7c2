"""non-root: what a reviewer sees, and what holds of every file that got a user."""

from __future__ import annotations

import re

import dockerfile
import pytest

from migrator.engine import Status
from migrator.service.app_folders import is_own
from tests.cases import cases, migrate, show, sound


@pytest.mark.parametrize("path", cases("non_root"))
def test_case(path, seen):
    assert show(path, "non-root") == seen


@pytest.mark.parametrize("path", cases("non_root"))
def test_it_is_done_at_once_and_reads(path):
    sound(path, "non-root")


@pytest.mark.parametrize("path", cases("non_root"))
def test_root_builds_and_the_user_runs(path):
    result = migrate(path, "non-root")
    if not any(
        each.finding.rule.id == "DFM600" and each.status is Status.APPLIED for each in result.outcomes
    ):
        return

    final = _final_stage(result.after.text)
    keywords = [command.cmd.upper() for command in final]
    user = keywords.index("USER")
    assert final[user].value == ("10001:10001",)
    assert not {"RUN", "COPY", "ADD", "WORKDIR"}.intersection(keywords[user:])
    [account] = [
        command.value[0] for command in final if command.cmd.upper() == "RUN" and "10001" in command.value[0]
    ]
    assert re.search(r"chown app:app (?:/\S+ ?)+", account)


@pytest.mark.parametrize("path", [each for each in cases("non_root") if "by_number" in str(each.id)])
def test_nothing_but_users_becomes_numbers(path):
    result = migrate(path, "non-root")

    before, after = (result.before.text.splitlines(), result.after.text.splitlines())
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert all(re.fullmatch(r"(?i:user) +[0-9]+(:[0-9]+)? *", new) for _, new in changed)
    assert bool(changed) != path.stem.endswith("already")


@pytest.mark.parametrize("path", [each for each in cases("non_root") if "number_for" in str(each.id)])
def test_a_command_says_a_number_and_nothing_else_changes(path):
    result = migrate(path, "non-root")

    pattern = r"(?<=add|ser|oup) (?:-[ug]|--[ug]id) [0-9]+|(?<=add\"), \"-u\", \"[0-9]+\""
    before, after = (re.sub(pattern, "", each.text).splitlines() for each in (result.before, result.after))
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert changed
    assert all(re.fullmatch(r"(?i:user) +[0-9]+(:[0-9]+)? *", new) for _, new in changed)


@pytest.mark.parametrize("path", [each for each in cases("non_root") if "number_not_known" in str(each.id)])
def test_what_is_not_known_stays(path):
    assert not migrate(path, "non-root").changed


def _final_stage(text):
    commands = dockerfile.parse_string(text)
    last = max(index for index, command in enumerate(commands) if command.cmd.upper() == "FROM")
    return commands[last:]


@pytest.mark.parametrize(
    "path", ["/app", "/srv/app", "/usr/src/app", "/var/lib/app", "/data", "/home/app", "/opt/app/x"]
)
def test_folders_of_an_application(path):
    assert is_own(path)


@pytest.mark.parametrize(
    "path", ["/", "/root", "/root/app", "/etc/app", "/usr/local/app", "/home", "/opt", "/tmp/x", "app"]
)
def test_folders_of_the_system(path):
    assert not is_own(path)
