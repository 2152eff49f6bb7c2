"""Alpine images that get their Python from apk, and which of them are there for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migrator import regex as re
from migrator.alpine.apk_commands import apk_adds, named_package
from migrator.build_context import BuildContext
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.images.base_text import BaseText, DynamicError, base_text, external
from migrator.images.reference import ImageReference
from migrator.knowledge import Knowledge
from migrator.records import dataclass
from migrator.requirements.install_runs import install_runs
from migrator.service.python_start import starts_python

TABLE = "alpine-python.toml"
OWN = re.compile(r"python3(?:-dev|-pyc|-pycache-pyc[0-9])?|pyc|py3?-(?:pip|setuptools|wheel)(?:-pyc)?")
"""The packages whose part the Python image takes over."""

SECOND = re.compile(r"python2?(?:-dev|-tkinter)?|py2-.*")
"""Python 2, as Alpine has it up to 3.15."""

_RELEASE = re.compile(r"(?P<release>[0-9]+\.[0-9]+)(?:\.[0-9]+)?")
_MIRRORED = re.compile(r"(?:.*/)?(?:library|dependency_proxy/containers)/alpine")


@dataclass(frozen=True)
class ApkRoot:
    """A plain Alpine image into which apk brings a Python, and the stages that stand on it.

    `python` is its version, empty where the image does not tell; `image` what the settings or the table
    put in its place.
    """

    base: BaseText
    stages: tuple[Stage, ...]
    python: str
    image: ImageReference

    @property
    def stands_for(self) -> str:
        """The official Python image with the same Python."""
        return str(self.image.with_tag(f"{self.python}-alpine"))


def apk_roots(dockerfile: Dockerfile, build: BuildContext, knowledge: Knowledge) -> tuple[ApkRoot, ...]:
    """Give the Alpine images of a file whose own Python the final image is there for; none without pip.

    Those of builders that install Python packages belong to it. Its start has to be read: it runs
    Python, one of its scripts, or a console script of what is installed.
    """
    roots = tuple(_roots(dockerfile, knowledge))
    final = dockerfile.root(dockerfile.final)
    if not any(root.base.stage is final for root in roots) or not starts_python(dockerfile, build):
        return ()
    needed = tuple(
        root for root in roots if root.base.stage is final or any(_installs(dockerfile, root.stages))
    )
    return needed if any(any(_installs(dockerfile, root.stages)) for root in needed) else ()


def _installs(dockerfile: Dockerfile, stages: tuple[Stage, ...]) -> Iterator[bool]:
    return (bool(install_runs(dockerfile, stage)) for stage in stages)


def _roots(dockerfile: Dockerfile, knowledge: Knowledge) -> Iterator[ApkRoot]:
    for root in external(dockerfile):
        try:
            base = base_text(dockerfile, root)
            image = base.image()
        except DynamicError:
            continue
        if image.name != "alpine":
            continue
        stages = tuple(one for one in dockerfile.stages if dockerfile.root(one) is root)
        names = {name for stage in stages for one in stage.of("RUN") for name in apk_names(dockerfile, one)}
        if any(OWN.fullmatch(name) or SECOND.fullmatch(name) for name in names):
            yield _root(base, image, stages, knowledge)


def _root(base: BaseText, image: ImageReference, stages: tuple[Stage, ...], knowledge: Knowledge) -> ApkRoot:
    plain = replace(image, digest=None)
    meant = knowledge.image(str(plain)) or knowledge.image(str(replace(plain, tag=None)))
    if meant is not None:
        wanted = ImageReference.parse(meant)
        version = re.match(r"3\.[0-9]+", wanted.tag or "")
        return ApkRoot(base, stages, version[0] if version else "", wanted)
    known = image.on_docker_hub and image.repository == "alpine"
    python = replace(image, repository=image.repository.removesuffix("alpine") + "python")
    version_of = python_of_release(knowledge, image.tag or "")
    mirrored = known or _MIRRORED.fullmatch(image.repository) is not None
    return ApkRoot(base, stages, version_of if mirrored else "", python)


def python_of_release(knowledge: Knowledge, tag: str) -> str:
    """Give the Python of the release that a tag of Alpine names; empty where it names none that is known."""
    match = _RELEASE.fullmatch(tag)
    row = knowledge.fields(TABLE, f"release {match['release']}") if match else None
    return "" if row is None else row.text("python")


def apk_names(dockerfile: Dockerfile, instruction: Instruction) -> frozenset[str]:
    """Give the names of the packages that a RUN adds, also where a variable decides on the version alone."""
    names = (named_package(word) for add in apk_adds(dockerfile, instruction) for word in add.packages)
    return frozenset(name for name in names if not name.startswith("$"))
