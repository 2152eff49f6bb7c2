"""The folders that images start in: the WORKDIR of their own Dockerfiles, ``/`` where they set none."""

from __future__ import annotations

from contextlib import suppress

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Stage
from migrator.images.python import is_official
from migrator.images.reference import ImageReference

_WITHOUT_WORKDIR = frozenset(
    {
        *("alpine", "almalinux", "amazoncorretto", "amazonlinux", "buildpack-deps", "busybox", "centos"),
        *("debian", "eclipse-temurin", "fedora", "maven", "nginx", "node", "openjdk", "oraclelinux"),
        *("postgres", "rockylinux", "ruby", "rust", "ubuntu"),
    }
)
"""Official images without a WORKDIR, also in what they stand on (their Dockerfiles, 2026-11).

uv's images with Python add none to Python's (the workflow of astral-sh/uv that makes them).
"""

_FOLDERS = (
    (re.compile(r"golang|library/golang"), "/go"),
    (re.compile(r"tiangolo/(?:uwsgi-nginx|meinheld-gunicorn)(?:-flask)?"), "/app"),
    (re.compile(r"tiangolo/uvicorn-gunicorn(?:-fastapi|-starlette)?"), "/app"),
    (re.compile(r"registry\.(?:access\.redhat\.com|redhat\.io)/ubi\d+/python-\d+"), "/opt/app-root/src"),
    (re.compile(r"quay\.io/sclorg/python-\d+-c\d+s"), "/opt/app-root/src"),
    (re.compile(r"public\.ecr\.aws/lambda/python|amazon/aws-lambda-python"), "/var/task"),
    (re.compile(r"pytorch/pytorch"), "/workspace"),
    (re.compile(r"apache/airflow"), "/opt/airflow"),
    (re.compile(r"(?:quay\.io/)?jupyterhub/jupyterhub"), "/srv/jupyterhub"),
)
"""Images that applications stand on, by name, and the WORKDIR of all their tags.

From the Dockerfiles that make them (2026-11): docker-library/golang, tiangolo/uwsgi-nginx-docker,
meinheld-gunicorn-docker and uvicorn-gunicorn-docker, s2i-core of sclorg/s2i-base-container (on which
Red Hat's and CentOS's Python images stand), pytorch/pytorch, apache/airflow, jupyterhub/jupyterhub (all
of its history from 2014 to 2025); for Lambda the documentation of the images, whose handlers lie in
``LAMBDA_TASK_ROOT``.
"""


_OTHERS = re.compile("onbuild|windows|nanoserver")


def start_folder(dockerfile: Dockerfile, stage: Stage) -> str | None:
    """Give the absolute folder that the image below a stage starts in, None where that is not known."""
    text = dockerfile.root(stage).base.text
    if text.lower() == "scratch":
        return "/"
    image = dockerfile.base_image(stage) or _repository(text)
    if image is None or _OTHERS.search(image.tag or ""):
        return None
    if is_official(image) or image.is_uvs_python or any(image.is_official(each) for each in _WITHOUT_WORKDIR):
        return "/"
    name = image.full_name
    return next((folder for pattern, folder in _FOLDERS if pattern.fullmatch(name)), None)


def _repository(text: str) -> ImageReference | None:
    """Give the image of which only the tag is left to a build argument."""
    name, colon, tag = text.rpartition(":")
    name = name if colon and "/" not in tag else text
    with suppress(ValueError):
        return None if "$" in name else ImageReference.parse(name)
    return None
