import pytest

from tests.cases import FOLDER, cases, migrate, show, sound

NAME = "uv-folders"


@pytest.mark.parametrize("path", cases("uv_folders"))
def test_case(path, seen):
    assert show(path, NAME) == seen


@pytest.mark.parametrize("path", cases("uv_folders"))
def test_it_is_done_at_once_and_reads(path):
    sound(path, NAME)


def test_a_second_run_finds_nothing_where_pipefail_stands_between():
    result = migrate(FOLDER / "uv_folders/beside_a_pipe/Dockerfile", NAME, "pipefail")

    assert result.failure is None
    assert "RUN cd api && uv sync\nSHELL" in result.after.text
