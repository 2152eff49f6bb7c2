"""A file of four times the size takes about four times the work: function calls are counted, not time."""

import cProfile
import pstats

import pytest

from benchmarks.generated import dockerfile
from migrator.pool import Recipe

HEAD, TAIL = "FROM python:3.11-slim\nWORKDIR /app\n", 'COPY . .\nCMD ["python", "-m", "app"]\n'
SHAPES = {
    "of everything": dockerfile,
    "copies": lambda n: (
        HEAD + "".join(f"COPY a{i} /a{i}\nRUN mkdir -p /b{i}\n" for i in range(n // 2)) + TAIL
    ),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_work_grows_with_the_size(tmp_path, shape):
    small, large = (calls(tmp_path / "Dockerfile", shape(lines)) for lines in (100, 400))

    assert large < small * 5


def calls(file, text):
    file.write_text(text)
    runner = Recipe(isolated=True).runner()
    runner.anew().file(file)  # what is read once in a process does not count
    again = runner.anew()
    with cProfile.Profile() as profile:
        result = again.file(file).result
    assert result.failure is None
    return pstats.Stats(profile).total_calls
