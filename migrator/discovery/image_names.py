"""Names of images: what of one tells which image it is, and whether it is that of a Dockerfile."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from migrator import regex as re
from migrator.discovery.build_commands import without_templates

_VARIABLE = re.compile(r"\$(?:(?P<plain>\w+)|\{(?P<name>\w+)(?::?-(?P<value>[^{}]*))?\})")
_REGISTRY = re.compile(r"[^/]*[.:][^/]*|localhost")
_REGISTRIES = frozenset(
    {
        "docker.io", "index.docker.io", "registry-1.docker.io", "mcr.microsoft.com", "quay.io", "ghcr.io",
        "gcr.io", "nvcr.io", "public.ecr.aws", "registry.k8s.io", "registry.access.redhat.com",
        "registry.redhat.io", "docker.elastic.co", "registry.fedoraproject.org", "registry.gitlab.com",
    }
)  # fmt: skip
"""Registries of everybody: without them a name says as much."""
_PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]*")
_TELLS_NOTHING = frozenset(
    {"", "docker", "dockerfiles", "dockerfile", "build", "deploy", "src", "images", "containers"}
)
_BENEATH = frozenset(
    {"base", "runtime", "builder", "common", "core", "deps", "dependencies", "parent", "shared"}
)
"""Names of images that services stand on, whatever stands before them."""
_OFFICIAL = frozenset(
    {
        "python", "debian", "ubuntu", "alpine", "node", "nginx", "redis", "postgres", "mysql", "mariadb",
        "golang", "rust", "busybox", "fedora", "centos", "httpd", "openjdk", "ruby", "php", "pypy", "mongo",
        "rabbitmq", "memcached", "elasticsearch", "traefik", "caddy", "haproxy", "docker", "airflow", "uv",
        "miniconda3",
    }
)  # fmt: skip
"""Names of well-known images, and of their mirrors elsewhere."""
_PUBLIC = frozenset(
    {
        "library", "bitnami", "nvidia", "jupyter", "tiangolo", "continuumio", "mambaorg", "condaforge",
        "apache", "astral-sh", "distroless", "selenium", "grafana", "prom", "hashicorp", "confluentinc",
        "amazon", "aws-lambda", "lambda", "microsoft", "playwright", "tensorflow", "pytorch", "rocm",
        "intel", "openvino", "ubi8", "ubi9", "rhel", "rhscl", "centos", "fedora", "sclorg", "phusion",
        "nikolaik", "circleci", "cimg", "gitpod", "devcontainers", "home-assistant", "linuxserver",
        "thumbor", "datadog", "elastic", "opensearchproject",
    }
)  # fmt: skip
"""Namespaces of public registries whose images no repository of a service builds."""


@lru_cache(maxsize=1024)  # many files of a repository stand on a few images
def name_of(image: str) -> tuple[str, ...]:
    """Give the parts of an image's name that say what it is, no tag and digest; () where a variable does.

    A public registry is left out, another one becomes "".
    """
    bare = without_templates(expanded(image, {})).partition("@")[0].lower()
    folder, slash, last = bare.rpartition("/")
    parts = f"{folder}{slash}{last.partition(':')[0]}".split("/")
    if len(parts) > 1 and "$" not in parts[0] and _REGISTRY.fullmatch(parts[0]):
        parts = [*([] if parts[0] in _REGISTRIES else [""]), *parts[1:]]
    return tuple(parts) if _PLAIN.fullmatch(parts[-1]) else ()


def is_same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two names may be of one image: a variable may stand for any part but the last."""
    if one[-1] != other[-1]:
        return False
    first, second = ([part for part in name[:-1] if part] for name in (one, other))
    return first == second or any("$" in part for part in (*first, *second))


def is_called(file: str, name: tuple[str, ...], repository: str) -> bool:
    """Tell whether a Dockerfile, or the repository above it by name, is called as an image of nobody else."""
    if len(name) < 2 or name[-1] in _OFFICIAL or _PUBLIC.intersection(name[:-1]):
        return False
    folder, _, own = file.lower().rpartition("/")
    nick = re.sub(r"(?:docker|container)file[._-]?|[._-]?(?:docker|container)file$", "", own)
    nick = nick or folder.rpartition("/")[2] or repository.lower()
    if nick in _TELLS_NOTHING:
        return False
    beneath = re.split("[-_.]", nick)[-1] in _BENEATH
    return name[-1] == nick or (beneath and name[-1].endswith((f"-{nick}", f"_{nick}")))


def expanded(text: str, values: Mapping[str, str]) -> str:
    """Give a text with the variables of which a value, or a default, is known."""

    def value(match: re.Match[str]) -> str:
        return values.get(match["plain"] or match["name"], match["value"] or match[0])

    return _VARIABLE.sub(value, text)
