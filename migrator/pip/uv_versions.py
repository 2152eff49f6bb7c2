"""Which uv a RUN finds, as far as the file says: by an image, pip, uv's own installer, a system package."""

from __future__ import annotations

from collections.abc import Iterator

from migrator import regex as re
from migrator.dockerfile import Dockerfile, Instruction, Stage, copy_parts
from migrator.dockerfile.mounts import mounts
from migrator.images.reference import ImageReference
from migrator.records import dataclass
from migrator.requirements.installers import installer_words
from migrator.requirements.model import specifiers
from migrator.requirements.version_bounds import upper_bound
from migrator.shell import Command, program, unwrap
from migrator.shell.run_as import script_at
from migrator.versions import dotted, numbers

_NAMED = re.compile(r"uv(?:\[[^\]]*\])?\s*(?P<bounds>[=<>~!].*)?")
_RELEASE = re.compile(r"(?P<release>\d+(?:\.\d+)*)(?:-.*)?")
_INSTALLER = re.compile(
    r"(?:astral\.sh/uv|astral-sh/uv/releases/(?:latest/)?download)/(?:(?P<release>\d+(?:\.\d+)*)/)?(?=uv-|install\.)"
)
_HOME = re.compile(r"astral\.sh/uv|astral-sh/uv")
_HELD = frozenset({"-c", "--constraint", "--constraints"})
_PACKAGERS = frozenset({"apk", "apt-get", "apt", "dnf", "microdnf", "yum", "zypper", "conda", "mamba"})
_MAX_DEPTH = 8


def has_uv_since(dockerfile: Dockerfile, at: Instruction, release: tuple[int, ...]) -> bool:
    """Tell whether all that may bring uv to a RUN brings `release` or a newer one.

    What names no version brings the newest. False where nothing is seen that brings it, or not which.
    """
    stage = dockerfile.stage_of(at)
    found = _Bringers(dockerfile, release).before(stage, at) if stage is not None else ()
    answers = tuple(found)
    return bool(answers) and all(answers)


@dataclass(frozen=True)
class _Bringers:
    """Tells of each instruction that brings uv whether what it brings is new enough."""

    dockerfile: Dockerfile
    release: tuple[int, ...]

    def before(self, stage: Stage, at: Instruction | None, depth: int = 0) -> Iterator[bool]:
        """Answer for all that `at` finds, or, without it, that a stage leaves."""
        for parts in mounts(at) if at is not None else ():
            if parts.get("from") and "uv" in (parts.get("target", "") + parts.get("source", "")):
                yield from self._from(parts["from"], stage, depth)
        image = self.dockerfile.base_image(stage)
        if image is not None and image.is_uvs:
            yield self._of_image(image)
        for each in self.dockerfile.lineage(stage):
            for one in each.instructions:
                if at is None or each is not stage or one.span.start <= at.span.start:
                    yield from self._by(each, one, depth)

    def _by(self, stage: Stage, one: Instruction, depth: int) -> Iterator[bool]:
        if one.keyword == "ADD" and _HOME.search(one.value.text):
            yield self._by_installer(self.dockerfile.environment(one).expand(one.value.text))
        if one.keyword in ("COPY", "ADD"):
            parts = copy_parts(one)
            uv = any(re.search(r"(?:\A|/)uv\Z", word.value or word.text) for word in parts.sources)
            if uv and parts.from_ is not None:
                yield from self._from(parts.from_, stage, depth)
        elif one.keyword == "RUN":
            for command in script_at(self.dockerfile, one).commands:
                yield from self._by_command(one, command)

    def _from(self, name: str, stage: Stage, depth: int) -> Iterator[bool]:
        """Answer for the uv of a stage or an image."""
        origin = self.dockerfile.stage_named(name, stage)
        if origin is not None:
            found = tuple(self.before(origin, None, depth + 1)) if depth < _MAX_DEPTH else ()
            yield bool(found) and all(found)
            return
        try:
            yield self._of_image(ImageReference.parse(name))
        except ValueError:
            yield False

    def _of_image(self, image: ImageReference) -> bool:
        if not image.is_uvs or (image.tag is None and image.digest is not None):
            return False
        match = _RELEASE.fullmatch(image.tag or "")
        return match is None or self._reaches(match["release"])

    def _by_command(self, at: Instruction, command: Command) -> Iterator[bool]:
        inner, environment = unwrap(command), self.dockerfile.environment(at)
        if program(inner) in _PACKAGERS and any(word.value == "uv" for word in inner.arguments):
            yield False  # which one depends on the distribution
        for word in inner.words:
            if _HOME.search(word.text):
                yield self._by_installer(environment.expand(word.text))
        words = installer_words(command)
        if not words or "install" not in words or program(inner) in _PACKAGERS:
            return
        held = _HELD.intersection(words) or environment.is_set("PIP_CONSTRAINT")
        for text in words[words.index("install") + 1 :]:
            if match := _NAMED.fullmatch(text.strip("\"'")):
                bounds = environment.expand(match["bounds"] or "")
                answer = not held and bounds is not None and self._lets_in(bounds)
                yield from () if answer and words[0] == "uv" else (answer,)  # another uv was there before

    def _by_installer(self, address: str | None) -> bool:
        match = _INSTALLER.search(address or "")
        return match is not None and (match["release"] is None or self._reaches(match["release"]))

    def _lets_in(self, bounds: str) -> bool:
        from packaging.version import Version

        try:
            bound = upper_bound(specifiers(bounds))
        except ValueError:
            return False
        return bound is None or Version(bound) >= Version(dotted(self.release))

    def _reaches(self, text: str) -> bool:
        """Tell whether a release, or the newest one of a series (``0.4``), is new enough."""
        given = numbers(text)
        return given >= self.release[: len(given)]
