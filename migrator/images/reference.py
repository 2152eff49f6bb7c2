"""References to images, and the tags of the official Python image."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from migrator import regex as re
from migrator.records import dataclass
from migrator.versions import numbers

_DOCKER_HUB = (None, "docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com")
"""The names of Docker Hub; without a name it is meant as well."""
_REPOSITORY = re.compile(r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*+(?:/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*+)*+")
_REGISTRY = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])(?::[0-9]+)?")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,}")
_UVS = re.compile(r"(?:.*/)?astral(?:-sh)?/uv")
"""uv on ghcr.io and, the same, on Docker Hub (astral-sh/uv, pull request 18757), and what mirrors have."""
_LONGEST = 512


@dataclass(frozen=True, slots=True)
class ImageReference:
    """An image as a Dockerfile names it: ``registry/repository:tag@digest``; `str()` gives it back."""

    registry: str | None
    repository: str
    tag: str | None
    digest: str | None

    @classmethod
    @lru_cache(maxsize=256)
    def parse(cls, text: str) -> ImageReference:
        """Read a reference without variables; raises ValueError for what Docker would not take."""
        if len(text) > _LONGEST:
            raise ValueError("the image reference is too long")
        rest, at, digest = text.partition("@")
        rest, colon, tag = _split_tag(rest)
        registry, repository = _split_registry(rest)
        valid = (
            _REPOSITORY.fullmatch(repository)
            and (registry is None or _REGISTRY.fullmatch(registry))
            and (not colon or _TAG.fullmatch(tag))
            and (not at or _DIGEST.fullmatch(digest))
        )
        if not valid:
            raise ValueError(f"not an image reference: {text!r}")
        return cls(registry, repository, tag if colon else None, digest if at else None)

    @property
    def name(self) -> str:
        """The last part of the repository: ``python``."""
        return self.repository.rpartition("/")[2]

    @property
    def full_name(self) -> str:
        """The repository with its registry, without Docker Hub's: ``ghcr.io/astral-sh/uv``, ``python``."""
        return self.repository if self.on_docker_hub else f"{self.registry}/{self.repository}"

    @property
    def on_docker_hub(self) -> bool:
        """Whether it is taken from Docker Hub."""
        return self.registry in _DOCKER_HUB

    def is_official(self, name: str) -> bool:
        """Tell whether this is the official image `name` of Docker Hub."""
        return self.on_docker_hub and self.repository in (name, f"library/{name}")

    @property
    def is_uvs(self) -> bool:
        """Whether this is an image of uv's, or a mirror's copy of one."""
        return _UVS.fullmatch(self.repository) is not None

    @property
    def is_uvs_python(self) -> bool:
        """Whether this is one of uv's images that are made from Python's, or a mirror's copy of one."""
        return self.is_uvs and "python" in (self.tag or "")

    def with_tag(self, tag: str) -> ImageReference:
        """Give the same image under another tag; the digest, being the old image's, is dropped."""
        return replace(self, tag=tag, digest=None)

    def __str__(self) -> str:
        registry = f"{self.registry}/" if self.registry is not None else ""
        tag = f":{self.tag}" if self.tag is not None else ""
        digest = f"@{self.digest}" if self.digest is not None else ""
        return f"{registry}{self.repository}{tag}{digest}"


def is_uv_unpinned(name: str) -> bool:
    """Tell whether `name`, which may begin with variables, is uv's own image without a version."""
    return _UVS.fullmatch(name.removesuffix(":latest")) is not None


def _split_tag(text: str) -> tuple[str, str, str]:
    """Split at the colon before a tag: one before a slash belongs to the registry's port."""
    head, colon, tail = text.rpartition(":")
    return (head, colon, tail) if colon and "/" not in tail else (text, "", "")


def _split_registry(text: str) -> tuple[str | None, str]:
    first, slash, rest = text.partition("/")
    known = "." in first or ":" in first or first == "localhost" or first != first.lower()
    return (first, rest) if slash and known else (None, text)


_PYTHON_VERSION = re.compile(r"(?P<version>[0-9]+(?:\.[0-9]+){0,2})(?P<pre>(?:a|b|rc)[0-9]+|-rc)?(?=-|\Z)")
_FLAVOUR = re.compile(r"(slim|alpine|windowsservercore|nanoserver)(?=-|[0-9]|\Z)")
_ALPINE_RELEASE = re.compile(r"[0-9]+\.[0-9]+|edge")
_DISTRIBUTION = re.compile(
    r"wheezy|jessie|stretch|buster|bullseye|bookworm|trixie|forky|duke|(?:ltsc|sac)[0-9]{4}|1[78]0[39]"
)


@dataclass(frozen=True, slots=True)
class PythonTag:
    """A tag of the Python image: ``3.11.4-slim-bookworm``; `str()` gives it back.

    `version` is None for ``latest``, ``slim`` and the like; `pre` is ``rc1``, ``-rc`` or empty;
    `flavour` is empty for the full Debian image, or ``slim``, ``alpine``, ``windowsservercore``,
    ``nanoserver``; `distribution` is ``bookworm``, ``ltsc2022`` or, for Alpine, ``3.20``; `rest` is what
    the official image does not have in its tags.
    """

    text: str
    version: tuple[int, ...] | None
    pre: str
    flavour: str
    distribution: str
    rest: str

    @classmethod
    @lru_cache(maxsize=256)
    def parse(cls, tag: str) -> PythonTag:
        """Read a tag; what is not known about tags ends up in `rest`."""
        match = _PYTHON_VERSION.match(tag[:_LONGEST])
        left = tag[match.end() :].removeprefix("-") if match else tag
        found = _FLAVOUR.match(left)
        flavour = found[1] if found else ""
        left = left[len(flavour) :].removeprefix("-")
        shape = _ALPINE_RELEASE if flavour == "alpine" else _DISTRIBUTION
        distribution = left if shape.fullmatch(left) else ""
        rest = "" if distribution or tag == "latest" else left
        version = numbers(match["version"]) if match else None
        return cls(tag, version, (match["pre"] or "") if match else "", flavour, distribution, rest)

    def __str__(self) -> str:
        return self.text
