"""pipefail: what a reviewer sees, and what holds of every file that got it."""

import dockerfile as buildkit
import pytest

from tests.cases import cases, migrate, show

NAME = "pipefail"


@pytest.mark.parametrize("path", cases("pipefail"))
def test_case(path, seen):
    assert show(path, NAME) == seen


@pytest.mark.parametrize("path", cases("pipefail"))
def test_nothing_is_added_but_shells(path):
    result = migrate(path, NAME)

    assert result.failure is None
    before, after = (buildkit.parse_string(each.text) for each in (result.before, result.after))
    added = [each for each in after if each.cmd.upper() == "SHELL"]
    kept = [(each.cmd, each.value) for each in after if each.cmd.upper() != "SHELL"]
    assert kept == [(each.cmd, each.value) for each in before if each.cmd.upper() != "SHELL"]
    assert all(each.value[0].rpartition("/")[2] in ("bash", "ash", "sh", "pwsh") for each in added)
