import pytest

from tests.cases import cases, show, sound

NAME = "value-quotes"


@pytest.mark.parametrize("path", cases("value_quotes"))
def test_case(path, seen):
    assert show(path, NAME) == seen


@pytest.mark.parametrize("path", cases("value_quotes"))
def test_it_is_done_at_once_and_reads(path):
    sound(path, NAME)
