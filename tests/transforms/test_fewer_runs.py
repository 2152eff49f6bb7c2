import pytest

from tests.cases import cases, show, sound

NAME = "fewer-runs"


@pytest.mark.parametrize("path", cases("fewer_runs"))
def test_case(path, seen):
    assert show(path, NAME) == seen


@pytest.mark.parametrize("path", cases("fewer_runs"))
def test_it_is_done_at_once_and_reads(path):
    sound(path, NAME)
