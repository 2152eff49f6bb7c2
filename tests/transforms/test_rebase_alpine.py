"""rebase-alpine: which images move to Alpine, with which Python, and what keeps a file on Debian."""

import pytest

from migrator.engine import Status
from tests.cases import cases, migrate, show, sound


@pytest.mark.parametrize("path", cases("rebase_alpine"))
def test_case(path, seen):
    assert show(path, "rebase-alpine") == seen


@pytest.mark.parametrize(
    "path", [each for each in cases("rebase_alpine") if str(each.id).startswith("unlike_stages")]
)
def test_what_would_be_one_stage_on_one_image_is_left_alone(path):
    result = migrate(path)

    assert result.failure is None
    assert {"DFM104", "DFM216"} <= {each.finding.rule.id for each in result.outcomes}


@pytest.mark.parametrize("path", cases("rebase_alpine"))
def test_it_is_done_at_once_and_reads(path):
    sound(path, "rebase-alpine")


@pytest.mark.parametrize("path", cases("rebase_alpine"))
def test_what_is_withheld_says_why(path):
    result = migrate(path, "rebase-alpine")
    statuses = {each.status for each in result.outcomes}

    assert Status.WITHHELD not in statuses or Status.REFUSED in statuses
    assert Status.WITHHELD not in statuses or not result.changed
