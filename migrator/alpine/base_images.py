"""The images that the stages of a file stand on, sorted by what becomes of them on the way to Alpine."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import field

from migrator.alpine.apk_python import apk_roots
from migrator.alpine.apk_signs import apk_signs
from migrator.alpine.distribution_images import stands_for_python
from migrator.alpine.signs import Sign
from migrator.alpine.unlike_stages import Unlike, twofold_stages
from migrator.build_context import BuildContext
from migrator.discovery.compose_starts import Start
from migrator.dockerfile import Dockerfile, Stage
from migrator.images.base_text import BaseText, DynamicError, base_text, external
from migrator.images.python import OLDEST_PYTHON, PythonImage, python_image
from migrator.knowledge import Knowledge
from migrator.records import dataclass
from migrator.requirements.install_runs import install_runs
from migrator.versions import dotted


class Hindrance(enum.Enum):
    """Why a Python image cannot have an Alpine variant."""

    NOT_OFFICIAL = enum.auto()
    UNKNOWN_VERSION = enum.auto()
    TOO_OLD = enum.auto()


@dataclass(frozen=True)
class Immovable:
    """A Python image that cannot have an Alpine variant: what hinders it, and the way out."""

    image: PythonImage
    hindrance: Hindrance
    message: str
    way_out: str


@dataclass(frozen=True)
class BaseImages:
    """The external images of a file, sorted.

    `moving` are those that can move to Alpine, `beside` the Python images that are there already. `others`
    are no Python images, `dynamic` those that only the build knows, each with its text or the reason.
    `of_apk` maps the stages on a plain Alpine image that gets its Python from apk to the Python image that
    it stands for; it is empty where `apk_signs` speak against that. Where stages are `twofold`, no image
    moves that only stands for a Python image.
    """

    dockerfile: Dockerfile
    moving: tuple[PythonImage, ...]
    beside: tuple[PythonImage, ...]
    immovable: tuple[Immovable, ...]
    others: tuple[tuple[Stage, str], ...]
    dynamic: tuple[tuple[Stage, str], ...]
    of_apk: Mapping[int, str]
    apk_signs: tuple[Sign, ...]
    twofold: tuple[Unlike, ...]

    def untold(self) -> Iterator[tuple[Stage, str]]:
        """Give the images that only the build knows and that may be Python's, each with the reason."""
        for stage, reason in self.dynamic:
            if "python" in stage.base.text.lower() or (not self.moving and self._gets_packages(stage)):
                yield stage, reason

    def unofficial(self) -> Iterator[tuple[Stage, str]]:
        """Give the other images that are Python's: by name, or, without any, the first that gets packages."""
        off_alpine = [(stage, text) for stage, text in self.others if "alpine" not in text]
        named = [(stage, text) for stage, text in off_alpine if _is_python(text)]
        if named or self.moving:
            yield from named
            return
        yield from [each for each in off_alpine if self._gets_packages(each[0])][:1]

    def _gets_packages(self, root: Stage) -> bool:
        stages = (one for one in self.dockerfile.stages if root in self.dockerfile.lineage(one))
        return any(install_runs(self.dockerfile, stage) for stage in stages)


def base_images(
    dockerfile: Dockerfile,
    build: BuildContext,
    knowledge: Knowledge,
    starts: tuple[Start, ...] = (),
    *,
    with_apk: bool = True,
) -> BaseImages:
    """Sort the external images of a file; `with_apk` those as well that get their Python from apk.

    `starts` are the commands by which compose files start the image.
    """
    roots = apk_roots(dockerfile, build, knowledge) if with_apk else ()
    signs = apk_signs(dockerfile, build, knowledge, roots, starts) if roots else ()
    of_apk = {} if signs else {one.base.stage.index: one.stands_for for one in roots}
    sorter = _Sorter(dockerfile, knowledge, of_apk)
    for stage in external(dockerfile):
        sorter.sort(stage)
    twofold = tuple(twofold_stages(dockerfile, sorter.moving, sorter.stand_ins))
    moving = [each for each in sorter.moving if not (twofold and each in sorter.stand_ins)]
    return BaseImages(
        dockerfile,
        moving=tuple(moving),
        beside=tuple(sorter.beside),
        immovable=tuple(sorter.immovable),
        others=tuple(sorter.others),
        dynamic=tuple(sorter.dynamic),
        of_apk=of_apk,
        apk_signs=signs,
        twofold=twofold,
    )


@dataclass
class _Sorter:
    """Sorts one image after the other; `stand_ins` are images that only stand for a Python image."""

    dockerfile: Dockerfile
    knowledge: Knowledge
    of_apk: Mapping[int, str]
    moving: list[PythonImage] = field(default_factory=list)
    beside: list[PythonImage] = field(default_factory=list)
    stand_ins: list[PythonImage] = field(default_factory=list)
    immovable: list[Immovable] = field(default_factory=list)
    others: list[tuple[Stage, str]] = field(default_factory=list)
    dynamic: list[tuple[Stage, str]] = field(default_factory=list)

    def sort(self, stage: Stage) -> None:
        try:
            text = base_text(self.dockerfile, stage)
            image = self._image(stage, text)
        except DynamicError as error:
            self.dynamic.append((stage, str(error)))
            return
        if stage.index in self.of_apk and image is not None:
            self.moving.append(image)
            self.stand_ins.append(image)
        elif image is None:
            self.others.append((stage, text.text))
        elif (immovable := _immovable(image)) is not None:
            self.immovable.append(immovable)
        else:
            (self.beside if image.alpine else self.moving).append(image)

    def _image(self, stage: Stage, text: BaseText) -> PythonImage | None:
        """Give the Python image that a FROM names or that its stage stands for; raises DynamicError."""
        if stage.index in self.of_apk:
            key = text.text.partition("@")[0]
            return python_image(text, self.knowledge.overlaid(images={key: self.of_apk[stage.index]}))
        image = python_image(text, self.knowledge)
        if image is None and (meant := stands_for_python(self.dockerfile, stage, text, self.knowledge)):
            image = python_image(text, self.knowledge.overlaid(images={text.text: meant}))
            self.stand_ins += [image] if image is not None else []
        return image


def _immovable(image: PythonImage) -> Immovable | None:
    text, version = image.base.text, image.tag.version
    if image.windows:
        return Immovable(image, Hindrance.NOT_OFFICIAL, f"{text} is for Windows", "leave it")
    if image.image.digest is not None and image.image.tag is None and image.stands_for is None:
        message = f"{text} has a digest and no tag: its Python version cannot be told"
        return Immovable(image, Hindrance.UNKNOWN_VERSION, message, "give it a tag")
    if image.tag.rest:
        message = f"{image.tag} is no tag of the official Python image"
        return Immovable(image, Hindrance.NOT_OFFICIAL, message, "use one of its tags")
    if version is not None and (version[0] < 3 or (len(version) > 1 and version[:2] < OLDEST_PYTHON)):
        message = f"{text} has Python {dotted(version)}"
        return Immovable(image, Hindrance.TOO_OLD, message, "move the code to Python 3 first")
    return None


def _is_python(text: str) -> bool:
    name = text.partition("@")[0].rpartition("/")[2].partition(":")[0]
    return name in ("python", "python3") or name.startswith(("python-", "pypy"))
