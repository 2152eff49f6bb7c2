"""What an image has for sure, and commands that install it once more."""

import pytest

from migrator.build_context import BuildContext
from migrator.dockerfile import parse
from migrator.requirements.sure_installs import is_pure_project, plain_install, sure_installs
from migrator.source import Source

PROJECT = """[build-system]
requires = ["hatchling>=1.20"]
build-backend = "hatchling.build"

[project]
name = "a"
version = "1"
dependencies = ["flask"]
"""


@pytest.mark.parametrize(
    "text",
    [
        "pip install flask",
        "pip install",
        "pip install -U -r r.txt",
        "pip install -Ur r.txt",
        "pip install --pre -r r.txt",
        "pip install -i https://example.com/simple -r r.txt",
        "pip install --user -r r.txt",
        "pip install --target lib -r r.txt",
        "pip install -r r.txt -r dev.txt",
        "pip install -r r.txt && pre-commit install",
        "pip install -r r.txt; apt-get update",
        "pip install -r $FILE",
        "pip install -e .[dev]",
        "pip install -e ./libs",
        "PIP_INDEX_URL=x pip install -r r.txt",
        "sudo pip install -r r.txt",
        "venv/bin/pip install -r r.txt",
        "python -m pip install -r r.txt",
        "uv pip install -r r.txt",
        "pip download -r r.txt",
        "if true; then pip install -r r.txt; fi",
        "pip install -r 'r.txt",
        "",
    ],
)
def test_commands_that_are_not_plain(text):
    assert plain_install(text) is None


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("pip install -r r.txt", "r.txt"),
        ("pip3 install -q --no-cache-dir --requirement=deps/r.txt", "deps/r.txt"),
        ("pip install -rr.txt", "r.txt"),
        ("pip install -e .", "pyproject.toml"),
        ("pip install ./", "pyproject.toml"),
    ],
)
def test_plain_commands(text, file):
    assert plain_install(text) == file


@pytest.mark.parametrize(
    "body",
    [
        "RUN pip install -r r.txt",  # nothing copies it
        "COPY r.txt .\nRUN pip install -r r.txt || true",
        "COPY r.txt .\nRUN test -f x && pip install -r r.txt || true",
        'COPY r.txt .\nRUN if [ "$DEV" ]; then pip install -r r.txt; fi',
        "COPY r.txt .\nRUN (pip install -r r.txt)",
        "COPY r.txt .\nRUN pip install --no-deps -r r.txt",
        "COPY r.txt .\nRUN sed -i 1d r.txt && pip install -r r.txt",
        "COPY r.txt .\nRUN pip install -r r.txt && pip uninstall -y flask",
        "COPY r.txt .\nUSER app\nRUN pip install -r r.txt",
        "COPY r.txt .\nENV PATH=/venv/bin:$PATH\nRUN pip install -r r.txt",
        "COPY r.txt .\nRUN /venv/bin/pip install -r r.txt",
        "COPY r.txt .\nRUN pip install -r r.txt\nFROM python:3.12-slim",
        "COPY r.txt .\nRUN cd /tmp && pip install -r r.txt",
    ],
)
def test_files_that_may_not_be_installed(tmp_path, body):
    assert found(tmp_path, body) == set()


@pytest.mark.parametrize(
    ("body", "files"),
    [
        ("COPY r.txt .\nRUN pip install --no-cache-dir -r r.txt", {"r.txt"}),
        ("COPY deps /deps\nRUN apt-get update && pip install -r /deps/dev.txt", {"deps/dev.txt"}),
        ("COPY . .\nRUN pip install -r r.txt -r deps/dev.txt", {"r.txt", "deps/dev.txt"}),
        ("COPY . .\nRUN pip install -e .", {"pyproject.toml"}),
        ("COPY r.txt .\nRUN pip install -r r.txt\nFROM one", {"r.txt"}),
    ],
)
def test_files_that_are_installed(tmp_path, body, files):
    assert found(tmp_path, body) == files


def found(folder, body):
    (folder / "r.txt").write_text("flask\n")
    (folder / "pyproject.toml").write_text(PROJECT)
    (folder / "deps").mkdir()
    (folder / "deps" / "dev.txt").write_text("pytest\n")
    dockerfile = parse(Source("Dockerfile", f"FROM python:3.12-slim AS one\nWORKDIR /app\n{body}\n"))
    return sure_installs(dockerfile, BuildContext(folder), dockerfile.final)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hatchling.build", "maturin"),
        ('"hatchling>=1.20"', '"hatchling", "hatch-vcs"'),
        ('version = "1"', 'dynamic = ["version"]'),
        ('dependencies = ["flask"]', 'dynamic = ["dependencies"]'),
        ('dependencies = ["flask"]', '[tool.hatch.build.hooks.custom]\npath = "x.py"'),
        ("[project]", "[tool.poetry]"),
        ("[build-system]", "[build"),
    ],
)
def test_projects_that_may_compile(old, new):
    assert is_pure_project(PROJECT)
    assert not is_pure_project(PROJECT.replace(old, new))
