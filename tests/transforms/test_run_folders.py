import pytest

from tests.cases import FOLDER, cases, migrate, show, sound

NAME = "run-folders"


@pytest.mark.parametrize("path", cases("run_folders"))
def test_case(path, seen):
    assert show(path, NAME) == seen


@pytest.mark.parametrize("path", cases("run_folders"))
def test_it_is_done_at_once_and_reads(path):
    sound(path, NAME)


def test_a_second_run_finds_nothing_where_its_folder_gets_known_first():
    result = migrate(FOLDER / "run_folders/behind_relative_paths.Dockerfile", NAME, "plain-paths")

    assert result.failure is None
    assert "cd" not in result.after.text
