"""apt-to-apk: what becomes of apt in the stages that moved to Alpine."""

import pytest

from migrator.engine import Status
from tests.cases import cases, migrate, show, sound

BOTH = ("rebase-alpine", "apt-to-apk")


@pytest.mark.parametrize("path", cases("apt_to_apk"))
def test_case(path, seen):
    assert show(path, *BOTH) == seen


@pytest.mark.parametrize("path", cases("apt_to_apk"))
def test_it_is_done_at_once_and_reads(path):
    sound(path, *BOTH)


@pytest.mark.parametrize("path", cases("apt_to_apk"))
def test_what_is_withheld_says_why(path):
    result = migrate(path, *BOTH)
    statuses = {each.status for each in result.outcomes}

    assert Status.WITHHELD not in statuses or Status.REFUSED in statuses
    assert Status.WITHHELD not in statuses or not result.changed
