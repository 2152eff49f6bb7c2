"""What stages copy from other stages and images, and whether it runs on another libc."""

from __future__ import annotations

from collections.abc import Iterator

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Instruction, Stage, copy_parts
from migrator.dockerfile.mounts import mounts
from migrator.images.reference import ImageReference
from migrator.records import dataclass

_STATIC_IMAGES = re.compile(
    r"astral-sh/uv|jqlang/jq|mikefarah/yq|amacneil/dbmate|benbjohnson/litestream|hairyhenderson/gomplate|busybox"
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
        for instruction, name, paths in _reads(stage):
            origin = dockerfile.stage_named(name, stage)
            kept = tuple(path for path in paths if not _harmless(path, dockerfile.base_image(stage)))
            if origin is not None and origin.index in moved and kept:
                yield Foreign(instruction, origin.name or str(origin.index), kept)


def from_other_alpine(dockerfile: Dockerfile, moved: frozenset[int]) -> Iterator[Foreign]:
    """Give what the stages `moved`, which come to stand on a newer Alpine, exchange with others on Alpine.

    Compiled Go and Rust ask for no library that could have another version there.
    """
    for stage in dockerfile.stages:
        for instruction, name, paths in _reads(stage):
            origin = dockerfile.stage_named(name, stage)
            image = dockerfile.base_image(origin) if origin is not None else _parsed(name)
            if ((origin is not None and origin.index in moved) == (stage.index in moved)) or image is None:
                continue
            if origin is None and stage.index not in moved:
                continue
            compiled = image.name in ("golang", "rust") or _is_static(image)
            if not on_alpine(image) or compiled or (origin is not None and _static(dockerfile, origin)):
                continue
            kept = tuple(path for path in paths if not _harmless(path, image))
            if kept:
                yield Foreign(instruction, (origin.name or str(origin.index)) if origin else name, kept)


def from_others(dockerfile: Dockerfile, moved: frozenset[int]) -> Iterator[Foreign]:
    """Give what the stages `moved` take from other stages and images and may be more than data."""
    for stage in dockerfile.stages:
        for instruction, name, paths in _reads(stage) if stage.index in moved else ():
            origin = dockerfile.stage_named(name, stage)
            image = dockerfile.base_image(origin) if origin is not None else _parsed(name)
            if (origin is not None and origin.index in moved) or (image is not None and _is_static(image)):
                continue
            kept = tuple(path for path in paths if not _harmless(path, image))
            if kept:
                yield Foreign(instruction, (origin.name or str(origin.index)) if origin else name, kept)


def on_alpine(image: ImageReference | None) -> bool:
    """Tell whether an image is built on Alpine, as far as its name and tag say."""
    return image is not None and ("alpine" in image.name or "alpine" in (image.tag or ""))


def _taken(dockerfile: Dockerfile, stage: Stage, musl: frozenset[int]) -> Iterator[Foreign]:
    for instruction, name, paths in _reads(stage):
        origin = dockerfile.stage_named(name, stage)
        if origin is not None:
            if origin.index in musl or _is_scratch(dockerfile, origin) or _static(dockerfile, origin):
                continue
            image, label = dockerfile.base_image(origin), origin.name or str(origin.index)
        else:
            image, label = _parsed(name), name
        if on_alpine(image) or (image is not None and _is_static(image)):
            continue
        kept = tuple(path for path in paths if not _harmless(path, image) and not _is_uv(path, image))
        if kept:
            yield Foreign(instruction, f"{label} ({image})" if image and origin else label, kept)


def _reads(stage: Stage) -> Iterator[tuple[Instruction, str, tuple[str, ...]]]:
    for instruction in stage.instructions:
        inner = instruction.trigger or instruction
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
    return not image.is_uvs_python and _STATIC_IMAGES.fullmatch(image.repository) is not None


def _is_uv(path: str, image: ImageReference | None) -> bool:
    """Tell whether a path is uv itself, which is static in all of its images."""
    return image is not None and image.repository == "astral-sh/uv" and path.endswith(("/uv", "/uvx"))


def _harmless(path: str, image: ImageReference | None) -> bool:
    if _is_data(path):
        return True
    web = image is not None and _WEB.fullmatch(image.repository)
    return bool(web) and not _SYSTEM.fullmatch(path)


def _is_data(path: str) -> bool:
    if _CERTIFICATES.fullmatch(path) or _DATA_FILE.fullmatch(path):
        return True
    return bool(_ASSETS.fullmatch(path)) and not _SYSTEM.fullmatch(path)
