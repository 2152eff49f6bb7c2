"""Programs of the build context that were linked against glibc."""

import pytest

from migrator.engine import Status
from tests.cases import migrate

GLIBC = b"\x7fELF\x02\x01\x01" + b"\0" * 600 + b"/lib64/ld-linux-x86-64.so.2\0" + b"\0" * 90
STATIC = b"\x7fELF\x02\x01\x01" + b"\0" * 900
LATER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"
MUSL = b"\x7fELF\x02\x01\x01" + b"\0" * 600 + b"/lib/ld-musl-x86_64.so.1\0libc.musl-x86_64.so.1\0"


def messages(folder, copy, name, content):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    (folder / "requirements.txt").write_text("flask\n")
    path = folder / "Dockerfile"
    path.write_text(f"FROM python:3.12-slim\nCOPY requirements.txt /app/\n{copy}\n")
    result = migrate(path, "rebase-alpine")
    return [
        (each.finding.line, each.finding.message) for each in result.outcomes if each.status is Status.REFUSED
    ]


@pytest.mark.parametrize(
    ("copy", "name"),
    [
        ("COPY bin/tool /usr/local/bin/", "bin/tool"),
        ("COPY bin /usr/local/bin", "bin/tool"),
        ("COPY b* /usr/local/bin/", "bin/tool"),
        ("COPY . /app", "libs/libfast.so.1"),
        ("ADD tool.bin /app/", "tool.bin"),
        ("COPY bin /usr/local/bin", "bin/tool-1.2"),
        ("COPY bin /usr/local/bin", "bin/prog.linux-amd64"),
        ("COPY bin /usr/local/bin", "bin/tool-linux-amd64-v1.2.3"),
        ("COPY venv /opt/venv", "venv/lib/fast.so"),
    ],
)
def test_linked_against_glibc(tmp_path, copy, name):
    assert messages(tmp_path, copy, name, GLIBC) == [(3, f"{name} is linked against glibc")]


def test_a_source_that_a_variable_names(tmp_path):
    copy = "ARG TOOLS=bin\nCOPY $TOOLS /usr/local/bin"

    assert messages(tmp_path, copy, "bin/tool", GLIBC) == [(4, "bin/tool is linked against glibc")]


@pytest.mark.parametrize("content", [STATIC, MUSL, b"#!/bin/sh\n", b""])
def test_anything_else(tmp_path, content):
    assert messages(tmp_path, "COPY bin /usr/local/bin", "bin/tool", content) == []


@pytest.mark.parametrize(
    ("name", "mode", "told"),
    [
        ("libs/libfast.so.1", 0o644, True),
        ("bin/tool-linux-amd64", 0o644, True),
        ("bin/tool", 0o755, True),
        ("models/weights", 0o644, False),
        ("models/pytorch_model.bin", 0o755, False),
        ("image.png", 0o755, False),
    ],
)
def test_what_git_lfs_brings_later(tmp_path, name, mode, told):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).touch(mode)
    said = [(3, f"{name} is not fetched yet, and may be linked against glibc")]

    assert messages(tmp_path, "COPY . /app", name, LATER) == (said if told else [])


@pytest.mark.parametrize("name", ["tests/data/tool", "node_modules/x/tool", "image.png"])
def test_what_no_service_runs(tmp_path, name):
    assert messages(tmp_path, "COPY . /app", name, GLIBC) == []


def test_behind_many_other_files(tmp_path):
    (tmp_path / "a").mkdir()
    for number in range(420):
        (tmp_path / "a" / str(number)).write_bytes(b"x")

    assert messages(tmp_path, "COPY . /app", "bin/tool", GLIBC) == [(3, "bin/tool is linked against glibc")]


def test_what_is_kept_out_of_the_build(tmp_path):
    (tmp_path / ".dockerignore").write_text("bin\n")

    assert messages(tmp_path, "COPY . /app", "bin/tool", GLIBC) == []
