"""Which images are the official Python image, or uv's made of it, and what their Alpine variant is."""

from __future__ import annotations

from dataclasses import replace

from migrator import regex as re
from migrator.images.base_text import BaseText, DynamicError, without_digest
from migrator.images.reference import ImageReference, PythonTag
from migrator.knowledge import Knowledge
from migrator.records import dataclass
from migrator.source import Edit
from migrator.versions import dotted, numbers

Version = tuple[int, ...]

OLDEST_PYTHON = (3, 6)
"""Images with an older Python are left alone."""

_RELEASES = "debian-releases.toml"
_MACHINES = ("amd64", "arm32v6", "arm32v7", "arm64v8", "i386", "ppc64le", "riscv64", "s390x")
_HARDENED = "dhi.io"
"""Has images of its own under the official names, most of them without a shell and a package manager."""
_MIRRORED = ("library/python", "dependency_proxy/containers/python")
_UV_TAG = re.compile(
    r"(?:(?P<uv>[0-9][0-9A-Za-z.]*)-)?python(?P<version>3\.[0-9]+)-"
    r"(?:(?P<alpine>alpine(?:[0-9.]+)?)|(?:trixie|bookworm|bullseye|debian)(?:-slim)?)"
)


@dataclass(frozen=True)
class PythonImage:
    """A base image that is the official Python image, a mirror of it, or uv's image made of it.

    `tag` is the tag of the official image that it is or stands for; `start` and `end` are where the
    tag stands in ``base.text`` (both its end where there is none). `prefix` is what precedes the version
    in the tag of uv's image. `stands_for` is the image that the settings put in its place. `last` is the
    Python that the tag has for good because its Debian is made no more, as ``3-buster`` has 3.11.
    """

    base: BaseText
    image: ImageReference
    tag: PythonTag
    start: int
    end: int
    prefix: str = ""
    stands_for: ImageReference | None = None
    last: Version | None = None

    @property
    def alpine(self) -> bool:
        """Whether it is on Alpine already."""
        return self.tag.flavour == "alpine"

    @property
    def windows(self) -> bool:
        """Whether it is for Windows."""
        return self.tag.flavour in ("windowsservercore", "nanoserver")

    @property
    def full(self) -> bool:
        """Whether it is the image with compilers, headers, git and curl."""
        return not self.tag.flavour and not self.prefix

    @property
    def minor(self) -> Version | None:
        """Major and minor version, None where the tag tells neither both nor one that it has for good."""
        version = self.tag.version
        return version[:2] if version and len(version) > 1 else self.last

    @property
    def left_behind(self) -> bool:
        """Whether the tag moves no more, since its Debian is made no more."""
        return self.last is not None

    def wanted(self, version: str | None) -> str:
        """Give the reference to the Alpine variant; `version` takes the place of the tag's if given."""
        tag = self._tag(version)
        if self.stands_for is not None and self.stands_for.tag is not None:
            return str(self.stands_for.with_tag(tag))
        return str(self.image.with_tag(tag))

    def edits(self, version: str | None, inline: frozenset[str] = frozenset()) -> tuple[Edit, ...]:
        """Give the edits that put the Alpine variant in place, digest dropped, the smallest ones.

        The ARG named in `inline` are left as they are. Raises DynamicError where that cannot be.
        """
        text = self.base.text
        if self.stands_for is not None and self.stands_for.tag is not None:
            return self.base.replaced(0, len(text), self.wanted(version), inline)
        if self.image.tag is None:
            tagged = self.base.replaced(self.start, self.start, ":" + self._tag(version), inline)
            return (*tagged, *self._digest_dropped(inline))
        if self.left_behind and version is not None:
            return (*self._named(version, inline), *self._digest_dropped(inline))
        number = self.start + len(self.prefix) + len(self._version)
        suffix = self._tag(None)[len(self.prefix) + len(self._version) :]
        edits = self.base.replaced(number, self.end, suffix, inline)
        if version is not None:
            edits = (*self.raising(version, inline), *edits)
        return (*edits, *self._digest_dropped(inline))

    def raising(self, version: str, inline: frozenset[str] = frozenset()) -> tuple[Edit, ...]:
        """Give those of the edits that change the version; none where they cannot be told apart."""
        mapped = self.stands_for is not None and self.stands_for.tag is not None
        if self.image.tag is None or mapped or self.left_behind:
            return ()
        start = self.start + len(self.prefix)
        old, new = self._version.split("."), version.split(".")
        edits: list[Edit] = []
        at = start
        for part, wanted in zip(old, new, strict=False):
            if part != wanted:
                edits += self.base.replaced(at, at + len(part), wanted, inline)
            at += len(part) + 1
        kept = len(".".join(old[: len(new)]))
        return (*edits, *self.base.replaced(start + kept, start + len(self._version), "", inline))

    def _named(self, version: str, inline: frozenset[str]) -> tuple[Edit, ...]:
        """Give the edits of a tag that gets the minor version which it does not say."""
        number = self.start + len(self._version)
        given = self.base.held_by(self.start, number)
        if given and given != self.base.held_by(number, self.end):
            # the ARG of the version alone: a build that gives it may say the minor one as well
            reason = f"{self.base.text}: {', '.join(sorted(given))} has the version without the minor one"
            minor = dotted(self.minor)
            raise DynamicError(reason, f"write {minor} there, which is what the image has")
        if number == self.start:
            return self.base.replaced(self.start, self.end, self._tag(version), inline)
        says = self.base.replaced(self.start, number, version, inline)
        return (*says, *self.base.replaced(number, self.end, self._tag(version)[len(version) :], inline))

    def _digest_dropped(self, inline: frozenset[str]) -> tuple[Edit, ...]:
        text = self.base.text
        at = text.find("@")
        return self.base.replaced(at, len(text), "", inline) if at >= 0 else ()

    @property
    def _version(self) -> str:
        """The version as the tag writes it, a pre-release mark included."""
        if self.tag.version is None:
            return ""
        return dotted(self.tag.version) + self.tag.pre

    def _tag(self, version: str | None) -> str:
        number = self._version if version is None else version
        return self.prefix + (f"{number}-alpine" if number else "alpine")


def python_image(base: BaseText, knowledge: Knowledge) -> PythonImage | None:
    """Give the Python image that a FROM names, None where it is another image.

    Official is what Docker Hub has as ``python``, the same under a registry's host or below
    ``library/`` of a mirror, and what the settings say stands for it. Raises DynamicError.
    """
    image = base.image()
    stands_for = _mapped(image, knowledge)
    if stands_for is not None:
        tag = PythonTag.parse(stands_for.tag or image.tag or "latest")
        return replace(_official(base, image, tag, knowledge), stands_for=stands_for)
    if is_official(image):
        return _official(base, image, PythonTag.parse(image.tag or "latest"), knowledge)
    return _uv(base, image)


def is_official(image: ImageReference) -> bool:
    """Tell whether a reference is the official Python image or plainly a mirror of it."""
    repository = image.repository
    if is_hardened(image):
        return False
    if repository == "python" or any(
        repository == each or repository.endswith(f"/{each}") for each in _MIRRORED
    ):
        return True
    return image.on_docker_hub and repository in {f"{machine}/python" for machine in _MACHINES}


def is_hardened(image: ImageReference) -> bool:
    """Tell whether it is one of Docker's hardened images: under the names of official ones, others."""
    return image.registry == _HARDENED


def _official(base: BaseText, image: ImageReference, tag: PythonTag, knowledge: Knowledge) -> PythonImage:
    start, end = _tag_place(base.text, image)
    return PythonImage(base, image, tag, start, end, last=_last_python(tag, knowledge))


def _last_python(tag: PythonTag, knowledge: Knowledge) -> Version | None:
    """Give the Python of a tag without a minor version on a Debian that is made no more; else None."""
    row = knowledge.fields(_RELEASES, tag.distribution) if tag.version in (None, (3,)) else None
    return None if row is None else numbers(row.text("last-python"))


def _tag_place(text: str, image: ImageReference) -> tuple[int, int]:
    end = text.find("@") if "@" in text else len(text)
    return (end - len(image.tag), end) if image.tag is not None else (end, end)


def _uv(base: BaseText, image: ImageReference) -> PythonImage | None:
    match = _UV_TAG.fullmatch(image.tag or "")
    if not image.is_uvs or match is None:
        return None
    start, end = _tag_place(base.text, image)
    tag = PythonTag.parse(f"{match['version']}-{'alpine' if match['alpine'] else 'slim'}")
    prefix = (image.tag or "")[: match.start("version")]
    return PythonImage(base, image, tag, start, end, prefix)


def _mapped(image: ImageReference, knowledge: Knowledge) -> ImageReference | None:
    """Give the image that the settings put in the place of `image`, named with its tag or without."""
    if not knowledge.maps_images:
        return None
    plain = without_digest(image)
    name = str(replace(plain, tag=None))
    found = knowledge.image(str(plain)) or knowledge.image(name)
    try:
        return ImageReference.parse(found) if found else None
    except ValueError:
        return None
