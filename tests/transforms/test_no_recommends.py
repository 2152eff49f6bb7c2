"""no-recommends: what a reviewer sees, and that the option and the names are all that is new."""

import pytest

from migrator.engine import Status
from tests.cases import cases, migrate, show, sound

NAME = "no-recommends"


@pytest.mark.parametrize("path", cases("no_recommends"))
def test_case(path, seen):
    assert show(path, NAME) == seen


@pytest.mark.parametrize("path", cases("no_recommends"))
def test_it_is_done_at_once_and_reads(path):
    sound(path, NAME)


@pytest.mark.parametrize("path", cases("no_recommends"))
def test_nothing_but_the_option_and_names_is_new(path):
    result = migrate(path, NAME)

    before, left = result.before.text.split(), iter(result.after.text.split())
    assert all(word in left for word in before)
    new = len(result.after.text.split()) - len(before)
    done = sum(each.status is Status.APPLIED for each in result.outcomes if each.finding.rule.id == "DFM620")
    assert done <= new <= 5 * done


def test_apt_install_becomes_apt_get_once_it_says_so():
    [path] = [each.values[0] for each in cases("no_recommends") if each.id == "apt_becomes_apt_get"]

    after = migrate(path, NAME, "lean-installs").after.text

    assert "apt-get update && apt-get install -y --no-install-recommends unzip" in after


def test_it_runs_only_where_someone_asks():
    [path] = [each.values[0] for each in cases("no_recommends") if each.id == "of_no_use"]

    assert "--no-install-recommends" not in migrate(path).after.text
