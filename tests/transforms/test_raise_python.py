"""raise-python: which images on Alpine get a newer Python, and what keeps the old one."""

import pytest

from tests.cases import cases, migrate, show

CASES = cases("raise_python")


@pytest.mark.parametrize("path", CASES)
def test_case(path, seen):
    assert show(path, "raise-python") == seen


@pytest.mark.parametrize("path", CASES)
def test_a_second_run_changes_nothing(path):
    assert migrate(path).failure is None


@pytest.mark.parametrize("path", [each for each in CASES if each.id.startswith("kept")])
def test_what_is_kept_is_not_touched(path):
    assert not migrate(path, "raise-python").changed


def test_what_rebase_alpine_has_spoken_of_is_not_said_again():
    path = next(each.values[0] for each in CASES if each.id == "spoken_of_by_rebase_alpine")

    said = [each.finding.rule.id for each in migrate(path, "rebase-alpine", "raise-python").outcomes]

    assert "DFM203" in said
    assert "DFM221" not in said
