import pytest

from tests.cases import cases, show, sound

NAME = "lean-installs"


@pytest.mark.parametrize("path", cases("lean_installs"))
def test_case(path, seen):
    assert show(path, NAME) == seen


@pytest.mark.parametrize("path", cases("lean_installs"))
def test_it_is_done_at_once_and_reads(path):
    sound(path, NAME)
