import pytest

from tests.cases import cases, migrate, show

NAME = "single-source"


@pytest.mark.parametrize("path", cases("single_source"))
def test_case(path, seen):
    assert show(path, NAME) == seen


@pytest.mark.parametrize("path", cases("single_source"))
def test_nothing_is_changed(path):
    result = migrate(path, NAME)

    assert not result.changed
    assert result.failure is None
