"""Where a stage begins: in ``/``, or where nobody knows, so that no absolute path can be told to be there."""

import re
import shutil

import pytest

from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import (
    context_path,
    folder_at,
    in_unknown_folder,
    path_in,
    shown,
    workdir_at,
)
from migrator.dockerfile import parse
from migrator.images.start_folders import start_folder
from migrator.knowledge import Knowledge
from migrator.layers.footprint import overlap
from migrator.line_names import told_lines
from migrator.registry import installed, knowledge_folders
from migrator.run import Runner
from migrator.service.python_service import concerns_python
from migrator.source import Source
from tests.cases import cases


def read(text):
    return parse(Source("Dockerfile", text))


@pytest.mark.parametrize(
    ("image", "folder"),
    [
        ("python:3.12", "/"),
        ("docker.io/library/debian:12", "/"),
        ("python:${VERSION}", "/"),
        ("arm64v8/python:3.8", "/"),
        ("ghcr.io/astral-sh/uv:python3.12-bookworm-slim", "/"),
        ("node@sha256:" + "0" * 64, "/"),
        ("scratch", "/"),
        ("tiangolo/uvicorn-gunicorn-fastapi:python3.11", "/app"),
        ("docker.io/tiangolo/uwsgi-nginx-flask", "/app"),
        ("registry.access.redhat.com/ubi9/python-311:latest", "/opt/app-root/src"),
        ("quay.io/sclorg/python-312-c9s:c9s", "/opt/app-root/src"),
        ("public.ecr.aws/lambda/python:${VERSION}", "/var/task"),
        ("golang:1.22", "/go"),
        ("ghcr.io/company/golang:1.22", None),
        ("tiangolo/node-frontend:10", None),
        ("python:3.5-onbuild", None),
        ("python:3.12-windowsservercore-ltsc2022", None),
        ("company/python:3.12", None),
        ("redis", None),
        ("${IMAGE}", None),
        ("$REGISTRY/python:3.12", None),
    ],
)
def test_images(image, folder):
    dockerfile = read(f"ARG VERSION\nARG IMAGE\nARG REGISTRY\nFROM {image} AS base\nFROM base\nRUN x\n")

    assert start_folder(dockerfile, dockerfile.final) == folder
    assert workdir_at(dockerfile, dockerfile.final.instructions[0]) == folder


def test_what_is_not_known_is_the_same_for_the_same_folder_alone():
    dockerfile = read(
        "FROM own/a AS a\nRUN 1\nWORKDIR x\nRUN 2\nFROM a\nRUN 3\nWORKDIR ..\nRUN 4\nWORKDIR $HERE\nRUN 5\n"
        "WORKDIR /srv\nRUN 6\nFROM own/b\nRUN 7\n"
    )
    first, second, third, fourth, fifth, sixth, other = (
        folder_at(dockerfile, one) for one in dockerfile.instructions if one.keyword == "RUN"
    )

    assert second == third == f"{first}/x"
    assert first == fourth
    assert sixth == "/srv"
    assert len({first, second, fifth, other}) == 4
    assert shown(second) == "x where own:a begins"
    assert told_lines(shown(fifth), int) == "the folder where line 9 begins"
    assert all(map(in_unknown_folder, (first, second, fifth, other)))
    assert not in_unknown_folder(sixth)


@pytest.mark.parametrize("image", ["corp", "corp.io/base/py:1"])
@pytest.mark.parametrize("path", ["..", "../web", "x/../..", "../../.."])
def test_above_an_unknown_folder_nothing_is_known(image, path):
    folder = folder_at(dockerfile := read(f"FROM {image}\nRUN x\n"), dockerfile.instructions[0])

    assert in_unknown_folder(path_in(folder, path))
    assert overlap(path_in(folder, path), "/srv/web")
    assert overlap(path_in(folder, path), folder)
    assert path_in(folder, "a/../b") == f"{folder}/b"
    assert path_in(folder, "a/..") == folder
    assert path_in(folder, "/srv/../web") == "/web"
    assert path_in("/srv", "../web") == "/web"


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        ("app/r.txt", "app/r.txt"),
        ("./app/r.txt", "app/r.txt"),
        ("/app/r.txt", None),
        ("/r.txt", None),
        ("/etc/r.txt", "etc/r.txt"),
    ],
)
def test_an_absolute_path_is_nowhere_below_an_unknown_folder(tmp_path, path, origin):
    for name in ("r.txt", "app/r.txt", "etc/r.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    dockerfile = read("FROM own/image\nCOPY . .\nCOPY etc /etc\nRUN x\n")

    assert context_path(dockerfile, BuildContext(tmp_path), dockerfile.instructions[-1], path) == origin


def test_what_may_be_the_same_place():
    dockerfile = read("FROM own/image\nRUN 1\nWORKDIR $HERE\nRUN 2\n")
    one, other = (folder_at(dockerfile, each) for each in dockerfile.instructions if each.keyword == "RUN")

    assert overlap(f"{one}/x", "/app/x")
    assert overlap("/srv", one)
    assert overlap(one, other)
    assert overlap(f"{one}/x", f"{one}/x/y")
    assert not overlap(f"{one}/x", f"{one}/y")
    assert not overlap(f"{one}/x", "/usr/local/lib/python3.12")
    assert not overlap(f"{one}/x", "/tmp/x")


@pytest.mark.parametrize(
    ("script", "concerned"),
    [
        ("python3 -m venv /venv && /venv/bin/pip install flask", True),
        ("/usr/bin/python3.11 -m virtualenv /venv", True),
        ("virtualenv /venv", True),
        ("/opt/service/bin/pip install flask", False),
        ("uv pip install --python /opt/service/bin/python flask", False),  # of the line above
        ("uv pip install --python $CONDA/bin/python flask", False),
        ('uv pip install --python "$(command -v python3)" flask', True),
        ("echo virtualenv", False),
        ("apt-get install -y virtualenv git", False),
        ("apk add virtualenv curl", False),
        ("pip --version; virtualenv venv", True),
        ("npm ci", False),
        ("uv pip sync requirements.txt", True),
        ("uv pip --quiet install flask", True),
        ("pip uninstall -y flask", False),
        ("uv pip uninstall flask", False),  # which is what becomes of the line above
    ],
)
def test_a_virtual_environment_concerns_python(script, concerned):
    assert concerns_python(read(f"FROM node:22\nRUN {script}\n")) is concerned


@pytest.mark.parametrize(
    ("image", "concerned"), [("python:$VERSION", True), ("$REGISTRY/python:3", True), ("$IMAGE", False)]
)
def test_an_image_by_its_name_concerns_python(image, concerned):
    assert (
        concerns_python(read(f"ARG VERSION\nFROM {image}\nRUN /opt/venv/bin/pip install flask\n"))
        is concerned
    )


@pytest.mark.parametrize("group", ["collapse_stages", "layer_order", "plain_paths", "stale_code"])
@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        (r"^WORKDIR /\S*", "WORKDIR $UNKNOWN"),
        (r"^WORKDIR /\S*", "WORKDIR ../x"),
        (r"^FROM python(:\S+)?", "FROM corp.io/base/python:1"),
    ],
    ids=["variable", "above", "image"],
)
def test_what_stands_for_an_unknown_folder_never_gets_out(tmp_path, group, pattern, instead):
    runner = Runner(installed(), Knowledge.load(*knowledge_folders()))
    for case in cases(group):
        (path,) = case.values
        folder = tmp_path / str(case.id)
        shutil.copytree(path.parent, folder) if path.name == "Dockerfile" else folder.mkdir()
        text = re.sub(pattern, instead, path.read_text("utf-8", "replace"), flags=re.MULTILINE)
        (folder / "Dockerfile").write_text(text, "utf-8")

        result = runner.file(folder / "Dockerfile").result

        assert "\0" not in result.after.text
        assert "\\x00" not in repr(result.outcomes)
        assert "a folder would be named" not in repr(result.outcomes), "the last net has caught it"
