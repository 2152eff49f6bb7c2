"""The images that two stages start from, and whether one can do the other's work."""

from __future__ import annotations

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Stage
from migrator.images.reference import ImageReference, PythonTag
from migrator.records import dataclass
from migrator.stages.model import BY_HAND, KeptError

_UV_PYTHON = re.compile(r"(?:.*-)?python(?P<tag>[0-9].*)")
_OTHERS = frozenset(
    {"chainguard", "cgr.dev", "dhi", "dhi.io", "lambda", "azure-functions", "devcontainers", "playwright"}
    | {"google-appengine", "bitnami", "sclorg", "cimg", "circleci", "gcp-runtimes", "distroless"}
)
"""Parts of names under which ``python`` is another image than that of Docker Hub."""

_SYSTEMS = frozenset(
    {
        *("ubuntu", "debian", "alpine", "centos", "fedora", "rockylinux", "almalinux", "amazonlinux"),
        *("ubi8", "ubi9"),
    }
    | {"ubi", "ubi-minimal", "ubi8-minimal", "ubi9-minimal", "archlinux", "busybox", "buildpack-deps"}
)
_KEEP = "nothing to do: it has its place"
_ONE_IMAGE = "put both stages on one Python image"


@dataclass(frozen=True, slots=True)
class Base:
    """The image that a lineage starts from, as far as a collapse has to know it.

    `python` tells its version and flavour where it is a Python image, `brings_uv` that uv is in it.
    `text` is the reference with variables expanded, or as written.
    """

    text: str
    name: str
    python: PythonTag | None
    brings_uv: bool = False

    @property
    def alpine(self) -> bool:
        """Tell whether it is a Python image on Alpine."""
        return self.python is not None and self.python.flavour == "alpine"

    @property
    def full(self) -> bool:
        """Tell whether it is a Python image with compilers and headers."""
        return self.python is not None and self.python.flavour == ""


def base_of(dockerfile: Dockerfile, stage: Stage) -> Base:
    """Give what is known of the image that `stage` stands on."""
    root = dockerfile.root(stage)
    image = dockerfile.base_image(stage)
    if image is None:
        return Base(root.base.text, root.base.text.rpartition("/")[2].partition(":")[0], None)
    uv = _UV_PYTHON.fullmatch(image.tag or "") if image.is_uvs else None
    if uv:  # its tags say bookworm-slim where those of the Python image say slim-bookworm
        reordered = re.sub(r"-(\w+)-slim\Z", r"-slim-\1", uv["tag"])
        return Base(str(image), image.name, PythonTag.parse(reordered), brings_uv=True)
    tag = PythonTag.parse(image.tag or "latest") if image.name == "python" else None
    official = tag is not None and not tag.rest and not _OTHERS.intersection(_path(image))
    return Base(str(image), image.name, tag if official else None)


def _path(image: ImageReference) -> tuple[str, ...]:
    return tuple(f"{image.registry or ''}/{image.repository}".split("/"))


def require_kin(stage: Stage, one: Base, other: Base) -> None:
    """Raise KeptError where `stage`, made from `one`, cannot be part of an image made from `other`."""
    line = stage.from_.line
    if other.name == "scratch" or "distroless" in other.text:
        raise KeptError(line, f"makes what goes into {other.text}, where nothing can be installed", _KEEP)
    if other.python is None and one.text != other.text:
        alike = one.name == other.name or one.name in _SYSTEMS or (one.python and other.name in _SYSTEMS)
        hint = _ONE_IMAGE if alike else _KEEP
        raise KeptError(line, f"is made from {one.text}, the final image from {other.text}", hint)
    if other.python is None and other.name in _SYSTEMS:
        reason = f"is made from {one.text}, where the system's own Python decides what goes where"
        raise KeptError(line, reason, "start both stages from a Python image")
    if other.python is not None and one.python is None:
        raise KeptError(line, f"is made from {one.text}, not from a Python image", _KEEP)


def require_compatible(stage: Stage, one: Base, other: Base, *, compilers: bool) -> None:
    """Raise KeptError where `other` cannot install what `stage` installed on `one`.

    With `compilers` those that a full image brings are added later where they are missing.
    """
    require_kin(stage, one, other)
    line = stage.from_.line
    if one.python is None or other.python is None:
        return
    if {one.python.flavour, other.python.flavour} & {"windowsservercore", "nanoserver"}:
        raise KeptError(line, "is a Windows image", BY_HAND)
    if _minor(one) != _minor(other) or one.alpine != other.alpine:
        raise KeptError(line, f"is made from {one.text}, the final image from {other.text}", _ONE_IMAGE)
    if one.full and not other.full and not compilers:
        reason = f"has compilers from {one.text} that {other.text} lacks"
        raise KeptError(line, reason, "install the compilers it needs by name, on the final stage's image")


def same_python(one: Base, other: Base) -> bool:
    """Tell whether two images have the very same Python, whatever else they have."""
    if one.python is None or other.python is None:
        return one.text == other.text
    same = one.python.version == other.python.version and one.python.version is not None
    return same and one.alpine == other.alpine and not (one.brings_uv or other.brings_uv)


def _minor(base: Base) -> tuple[int, ...] | str:
    version = base.python.version if base.python else None
    return version[:2] if version and len(version) > 1 else f"{base.text.partition(':')[0]} {version}"
