"""What stages copy from other stages and images, and whether it runs on another libc."""

from __future__ import annotations

from collections.abc import Iterator

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Instruction, Stage, copy_parts
from migrator.dockerfile.mounts import mounts
from migrator.images.reference import ImageReference
from migrator.records import dataclass

_STATIC_IMAGES = re.compile(
    r"jqlang/jq|mikefarah/yq|amacneil/dbmate|benbjohnson/litestream|hairyhenderson/gomplate|busybox"
    r"|tianon/gosu|bitnami/kubectl|alpine/.*|docker/compose-bin|docker/buildx-bin|.*supercronic|.*dockerize"
    r"|hashicorp/.*"
)
_SYSTEM = re.compile(
    r"/(?:bin|sbin|lib|lib64|etc|root)(?:/.*)?|/usr(?:/(?!src/|share/).*)?|/opt(?:/[^/]*)?/?|/|/\*"
)
_ASSETS = re.compile(
    r"(?:.*/)?(?:dist|build|static|staticfiles|public|assets|html|www|templates|docs|site|media|locales?|certs"
    r"|migrations|fonts|images|swagger|openapi)(?:/.*)?"
)
_DATA_FILE = re.compile(
    r".*\.(?:jar|war|json|txt|csv|xml|ya?ml|toml|ini|cfg|conf|pem|crt|html?|css|js|map|ttf|otf|woff2?|svg|png|sql|db|lock"
    r"|md|py|sh)"
)
_WEB = re.compile(
    r"(?:.*/)?(?:node|bun|nginx|httpd|caddy|hugo|asciidoctor|swagger-ui|php|composer|ruby|jekyll)[^/]*"
)
_CERTIFICATES = re.compile(
    r"/etc/ssl/.*|/usr/share/(?:ca-certificates|zoneinfo|fonts|nginx/html).*|/usr/local/share/ca-certificates.*"
)
_STATIC_BUILD = re.compile(r"CGO_ENABLED[= ]\"?0|linux-musl|-static\b|crt-static")


@dataclass(frozen=True, slots=True)
class Foreign:
    """Files of one libc that end up on another: which instruction takes what from where."""

    instruction: Instruction
    origin: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """What an instruction reads by the `name` of a stage, `origin`, or of an image.

    `image` is that image, or the one that the stage stands on; None where it cannot be told.
    """

    instruction: Instruction
    name: str
    paths: tuple[str, ...]
    origin: Stage | None
    image: ImageReference | None

    @property
    def label(self) -> str:
        return self.name if self.origin is None else self.origin.name or str(self.origin.index)

    @property
    def static(self) -> bool:
        """Whether the image has programs that need no library."""
        return self.image is not None and _is_static(self.image)

    def is_of(self, stages: frozenset[int]) -> bool:
        """Tell whether one of the stages with these indexes is read from."""
        return self.origin is not None and self.origin.index in stages

    def more_than_data(self, target: ImageReference | None) -> tuple[str, ...]:
        """Give the paths of what may be more than data, also by what the image `target` is for."""
        return tuple(path for path in self.paths if not _harmless(path, target))

    def foreign(self, target: ImageReference | None) -> Iterator[Foreign]:
        """Give what may be more than data to `target`, if there is any."""
        if kept := self.more_than_data(target):
            yield Foreign(self.instruction, self.label, kept)


def to_musl(dockerfile: Dockerfile, musl: frozenset[int]) -> Iterator[Foreign]:
    """Give what the stages with the indexes `musl` take from glibc and may be more than data."""
    for stage in dockerfile.stages:
        if stage.index in musl:
            yield from _taken(dockerfile, stage, musl)


def from_musl(dockerfile: Dockerfile, musl: frozenset[int], moved: frozenset[int]) -> Iterator[Foreign]:
    """Give what stages on glibc take from the stages `moved`, which now are on musl."""
    for stage in dockerfile.stages:
        if stage.index in musl or _is_scratch(dockerfile, stage):
            continue
        for read in _reads(dockerfile, stage):
            if read.is_of(moved):
                yield from read.foreign(dockerfile.base_image(stage))


def from_other_alpine(dockerfile: Dockerfile, moved: frozenset[int]) -> Iterator[Foreign]:
    """Give what the stages `moved`, which come to stand on a newer Alpine, exchange with others on Alpine.

    Compiled Go and Rust ask for no library that could have another version there.
    """
    for stage in dockerfile.stages:
        for read in _reads(dockerfile, stage):
            if read.is_of(moved) == (stage.index in moved) or not on_alpine(read.image):
                continue
            if read.origin is None and stage.index not in moved:
                continue
            if not _is_compiled(dockerfile, read):
                yield from read.foreign(read.image)


def _is_compiled(dockerfile: Dockerfile, read: _Read) -> bool:
    """Tell whether what is read asks for no library of the system."""
    if read.static or (read.image is not None and read.image.name in ("golang", "rust")):
        return True
    return read.origin is not None and _static(dockerfile, read.origin)


def from_others(dockerfile: Dockerfile, moved: frozenset[int]) -> Iterator[Foreign]:
    """Give what the stages `moved` take from other stages and images and may be more than data."""
    for stage in dockerfile.stages:
        for read in _reads(dockerfile, stage) if stage.index in moved else ():
            if not read.is_of(moved) and not read.static:
                yield from read.foreign(read.image)


def on_alpine(image: ImageReference | None) -> bool:
    """Tell whether an image is built on Alpine, as far as its name and tag say."""
    return image is not None and ("alpine" in image.name or "alpine" in (image.tag or ""))


def _taken(dockerfile: Dockerfile, stage: Stage, musl: frozenset[int]) -> Iterator[Foreign]:
    for read in _reads(dockerfile, stage):
        origin, image = read.origin, read.image
        if read.is_of(musl) or read.static or on_alpine(image):
            continue
        if origin is not None and (_is_scratch(dockerfile, origin) or _static(dockerfile, origin)):
            continue
        if kept := tuple(path for path in read.more_than_data(image) if not _is_uv(path, image)):
            yield Foreign(
                read.instruction, f"{read.label} ({image})" if image and origin else read.label, kept
            )


def _reads(dockerfile: Dockerfile, stage: Stage) -> Iterator[_Read]:
    """Give what a stage reads from other stages and images, by COPY, ADD and mounts."""
    for instruction, name, paths in _named(stage):
        origin = dockerfile.stage_named(name, stage)
        image = dockerfile.base_image(origin) if origin is not None else _parsed(name)
        yield _Read(instruction, name, paths, origin, image)


def _named(stage: Stage) -> Iterator[tuple[Instruction, str, tuple[str, ...]]]:
    for instruction in stage.instructions:
        inner = instruction.inner
        if inner.keyword in ("COPY", "ADD"):
            copied = copy_parts(inner)
            if copied.from_ is not None:
                yield instruction, copied.from_, tuple(word.value or word.text for word in copied.sources)
        for parts in mounts(inner):
            if parts.get("from"):
                yield instruction, parts["from"], (parts.get("source") or "/",)


def _parsed(name: str) -> ImageReference | None:
    try:
        return ImageReference.parse(name)
    except ValueError:
        return None


def _is_scratch(dockerfile: Dockerfile, stage: Stage) -> bool:
    image = dockerfile.base_image(stage)
    return image is not None and str(image) == "scratch"


def _static(dockerfile: Dockerfile, stage: Stage) -> bool:
    """Tell whether a stage says that it links statically or for musl."""
    texts = (
        dockerfile.source.slice(one.span) for each in dockerfile.lineage(stage) for one in each.instructions
    )
    return any(_STATIC_BUILD.search(text) for text in texts)


def _is_static(image: ImageReference) -> bool:
    is_static = image.is_uvs or _STATIC_IMAGES.fullmatch(image.repository) is not None
    return is_static and not image.is_uvs_python


def _is_uv(path: str, image: ImageReference | None) -> bool:
    """Tell whether a path is uv itself, which is static in all of its images."""
    return image is not None and image.is_uvs and path.endswith(("/uv", "/uvx"))


def _harmless(path: str, image: ImageReference | None) -> bool:
    if _is_data(path):
        return True
    web = image is not None and _WEB.fullmatch(image.repository)
    return bool(web) and not _SYSTEM.fullmatch(path)


def _is_data(path: str) -> bool:
    if _CERTIFICATES.fullmatch(path) or _DATA_FILE.fullmatch(path):
        return True
    return bool(_ASSETS.fullmatch(path)) and not _SYSTEM.fullmatch(path)
