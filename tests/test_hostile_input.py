"""Input that was made to hurt: a clear word, bounded time and memory, and no file touched."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from migrator.disk import SIZE_LIMIT
from migrator.engine import Engine
from migrator.registry import installed
from migrator.source import Source
from tests.contexts import surroundings

COMMAND = str(Path(sys.executable).with_name("dfmigrate"))
GOOD = "FROM python:3.12-slim\nCOPY . .\nRUN pip install --no-cache-dir -r requirements.txt\n"


def called(folder, *arguments, **options):
    """Run the command with little memory and time."""
    limited = f'ulimit -v 1500000; ulimit -t 60; exec {COMMAND} "$@"'
    return subprocess.run(
        ["sh", "-c", limited, "sh", *map(str, arguments)], cwd=folder, capture_output=True, **options
    )


def large(path):
    path.write_bytes(b"")
    os.truncate(path, 100 * 1024 * 1024)


def one_line(path):
    path.write_bytes(b"RUN " + b"x" * SIZE_LIMIT)


def fifo(path):
    os.mkfifo(path)


def folder(path):
    path.mkdir()


def device(path):
    path.symlink_to("/dev/zero")


def loop(path):
    path.symlink_to(path.name)


def nothing(path):
    path.symlink_to("/nowhere")


WRONG = {large: b"larger than", one_line: b"larger than", fifo: b"not a regular file", device: b"not a regular file",
         loop: b"no such file", nothing: b"no such file", folder: b"no Dockerfile in this folder"}  # fmt: skip


@pytest.mark.parametrize("make", WRONG, ids=lambda make: make.__name__)
def test_what_is_no_dockerfile_is_told_and_stops_no_other(tmp_path, make):
    make(tmp_path / "Dockerfile")
    (tmp_path / "other.Dockerfile").write_text("FROM scratch\n")

    named = called(tmp_path, "Dockerfile")
    assert (named.returncode, WRONG[make] in named.stderr) == (2, True), named.stderr

    searched = called(tmp_path, ".")
    assert searched.returncode == (2 if make in (large, one_line) else 0), searched.stderr


@pytest.mark.parametrize("name", ["compose.yml", "local.yml", "docker-bake.hcl", ".gitignore", "ci.sh"])
@pytest.mark.parametrize("make", [fifo, device, loop, folder], ids=lambda make: make.__name__)
def test_what_lies_around_and_is_no_file_is_not_waited_for(tmp_path, name, make):
    (tmp_path / ".git").mkdir()
    (tmp_path / "Dockerfile").write_text(GOOD)
    (tmp_path / "requirements.txt").write_text("flask==3.0.0\n")
    make(tmp_path / name)

    done = called(tmp_path, "Dockerfile", "--dry-run", timeout=60)

    assert (done.returncode, b"+FROM python:3.12-alpine" in done.stdout) == (0, True), done.stderr


def test_standard_input_is_not_read_without_end(tmp_path):
    with Path("/dev/zero").open("rb") as endless:
        done = called(tmp_path, "-", stdin=endless)

    assert (done.returncode, b"larger than" in done.stderr) == (2, True), done.stderr


def test_nothing_outside_of_the_context_is_read(tmp_path):
    service = tmp_path / "repository/service"
    service.mkdir(parents=True)
    secret = tmp_path / "secret.txt"
    secret.write_text("torch\n")
    (service / "requirements.txt").symlink_to(secret)
    (service / "constraints.txt").write_text(f"-r {secret}\n-r ../../../secret.txt\n")
    (service / "Dockerfile").write_text(
        "FROM python:3.12-slim\nCOPY ../../secret.txt requirements.txt constraints.txt ./\n"
        f"RUN pip install -r requirements.txt -r constraints.txt -r {secret} -r ../../secret.txt\n"
    )

    done = called(service, ".", "--dry-run", "--output-format", "json")

    assert done.returncode == 0, done.stderr
    assert b"torch" not in done.stdout


def test_a_million_requirements_and_files_that_name_each_other(tmp_path):
    (tmp_path / "Dockerfile").write_text(GOOD)
    (tmp_path / "requirements.txt").write_text("-r requirements.txt\n-r other.txt\n" + "flask\n" * 1_000_000)
    (tmp_path / "other.txt").write_text("-r requirements.txt\n")

    assert called(tmp_path, ".", "--dry-run").returncode == 0


SHAPES = {
    "instructions": lambda n: "RUN true\n" * n,
    "copies": lambda n: "COPY a b\n" * n,
    "comments": lambda n: "# c\n" * n,
    "continuations": lambda n: "RUN echo " + "\\\n" * n + "x\n",
    "one word": lambda n: "RUN echo " + "a" * (50 * n) + "\n",
    "blanks": lambda n: "RUN echo" + " " * (50 * n) + "x\n",
    "chain": lambda n: "RUN true" + " && true" * n + "\n",
    "apt names": lambda n: "RUN apt-get update && apt-get install -y" + " curl" * n + "\n",
    "quotes": lambda n: "RUN echo " + "\"'" * n + "\n",
    "substitutions": lambda n: "RUN echo " + "$(" * n + ")" * n + "\n",
    "groups": lambda n: "RUN " + "(" * n + "true" + ")" * n + "\n",
    "shells in shells": lambda n: "RUN " + 'sh -c "' * n + "\n",
    "arrays": lambda n: "RUN " + "[" * n + "]" * n + "\n",
    "variables": lambda n: "ENV A=$A$A\n" * n,
    "defaults": lambda n: "ENV A=" + "${A:-" * n + "}" * n + "\n",
    "here-documents": lambda n: "RUN <<A\n" + "A \n" * n,
}


@pytest.fixture(scope="module")
def engine():
    return Engine(installed())


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_no_faster_than_the_square_of_the_text(engine, shape):
    """What backtracks would take a hundred times as long; a run that takes no time to speak of is fine."""
    small, large = (_seconds(engine, SHAPES[shape](n)) for n in (60, 240))

    assert large < max(0.5, 30 * small)


def _seconds(engine, text):
    source = Source("Dockerfile", "FROM python:3.12-alpine\n" + text)
    engine.run(source, surroundings)  # what is read once is read
    start = time.process_time()
    assert engine.run(source, surroundings).failure is None
    return time.process_time() - start


@pytest.mark.parametrize("shape", SHAPES)
def test_ten_thousand_deep_is_no_fault(engine, shape):
    if shape in ("instructions", "copies", "variables"):
        pytest.skip("benchmarks/ holds what many instructions cost")
    source = Source("Dockerfile", "FROM python:3.12-alpine\n" + SHAPES[shape](10_000))

    assert engine.run(source, surroundings).failure is None


@pytest.mark.parametrize(
    "data",
    [
        b"FROM python:3.12-slim\nRUN pip install --no-cache-dir flask\x00\n",
        b"\x00" * 100,
        b"FROM python:3.12-slim\r\nRUN pip install --no-cache-dir flask\rWORKDIR /x\nUSER x\r\n",
        b"FROM python:3.12-slim\nLABEL a=\xff\xfe\nRUN pip install --no-cache-dir flask\n",
        b"\xff\xfeF\x00R\x00O\x00M\x00 \x00a\x00\n\x00",
        "FROM python:3.12-slim\nRUN pip install --no-cache-dir flask # \ud800\n".encode(
            "utf-8", "surrogatepass"
        ),
    ],
    ids=["NUL", "only NUL", "line ends", "Latin-1", "UTF-16", "surrogate"],
)
def test_odd_bytes_survive(tmp_path, data):
    path = tmp_path / "Dockerfile"
    path.write_bytes(data)

    done = called(tmp_path, "Dockerfile")

    assert done.returncode == 0, done.stderr
    kept = [line for line in data.split(b"\n") if b"pip" not in line and b"FROM" not in line]
    after = path.read_bytes()
    assert all(line in after for line in kept)
