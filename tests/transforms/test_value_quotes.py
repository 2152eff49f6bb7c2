import dockerfile as buildkit
import pytest

from tests.cases import cases, migrate, show

NAME = "value-quotes"


@pytest.mark.parametrize("path", cases("value_quotes"))
def test_case(path, seen):
    assert show(path, NAME) == seen


@pytest.mark.parametrize("path", cases("value_quotes"))
def test_it_is_done_at_once_and_reads(path):
    result = migrate(path, NAME)

    assert result.failure is None
    buildkit.parse_string(result.after.text)
