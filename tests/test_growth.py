"""How work grows with the size of a file: function calls are counted, not time."""

import cProfile
import pstats

import pytest

from benchmarks.generated import dockerfile
from migrator.pool import Recipe

HEAD, TAIL = "FROM python:3.11-slim\nWORKDIR /app\n", 'COPY . .\nCMD ["python", "-m", "app"]\n'


def repeated(line, head=HEAD):
    """Give what makes a file with `line` that many times, numbered."""
    return lambda count: head + "".join(line.format(n=n) for n in range(count)) + TAIL


LINEAR = {
    "of everything": dockerfile,
    "copies and folders": lambda n: repeated("COPY a{n} /a{n}\nRUN mkdir -p /b{n}\n")(n // 2),
    "copies": repeated("COPY a{n} /a{n}\n"),
    "variables": repeated("ENV A{n}=1\n"),
    "arguments": repeated("ARG A{n}=1\n"),
    "labels": repeated("LABEL a{n}=1\n"),
}
LESS_THAN_SQUARE = {
    "pip": repeated("RUN pip install --no-cache-dir requests=={n}\n"),
    "files for pip": lambda n: repeated("COPY r{n}.txt .\nRUN pip install -r r{n}.txt\n")(n // 2),
    "apt": lambda n: repeated("RUN apt-get update && apt-get install -y git\nENV A{n}=1\n")(n // 2),
    "stages": lambda n: (
        repeated("FROM python:3.11-slim AS s{n}\nRUN pip install requests\n", "")(n // 2) + HEAD
    ),
}
"""Each edit moves all that stands behind it, and there are as many edits as lines."""


@pytest.mark.parametrize("shape", LINEAR.values(), ids=LINEAR)
def test_work_grows_with_the_size(tmp_path, shape):
    small, large = (calls(tmp_path / "Dockerfile", shape(lines)) for lines in (100, 400))

    assert large < small * 5


@pytest.mark.parametrize("shape", LESS_THAN_SQUARE.values(), ids=LESS_THAN_SQUARE)
def test_work_grows_less_than_the_square_of_the_size(tmp_path, shape):
    small, large = (calls(tmp_path / "Dockerfile", shape(lines)) for lines in (40, 160))

    assert large < small * 9  # the square would be 16


def test_scripts_that_run_each_other_are_read_once(tmp_path):
    found = []
    for count in (6, 12):
        folder = tmp_path / str(count)
        folder.mkdir()
        for n in range(count):
            text = "".join(f"./s{other}.sh\n" for other in range(count))
            (folder / f"s{n}.sh").write_text(f"#!/bin/sh\n{text}", encoding="utf-8")
        found.append(calls(folder / "Dockerfile", f"{HEAD}COPY . .\nRUN ./s0.sh\n{TAIL}"))

    assert (
        found[1] < found[0] * 6
    )  # four times the lines; by every way from one to another it would be more than 30


def calls(file, text):
    runner = Recipe(isolated=True).runner()
    file.write_text(HEAD + "RUN pip install requests && apt-get install -y git\n" + TAIL)
    runner.anew().file(file)  # what is read once in a process does not count
    file.write_text(text)
    again = runner.anew()
    with cProfile.Profile() as profile:
        result = again.file(file).result
    assert result.failure is None
    return pstats.Stats(profile).total_calls
