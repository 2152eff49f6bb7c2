"""What a plan to move Python images to Alpine comes to: what stands against it, what to know, the edits."""

from __future__ import annotations

import enum
from collections.abc import Iterator

from migrator.alpine.debian_comments import debian_comments
from migrator.alpine.evidence import shown_evidence
from migrator.alpine.python_words import Mention
from migrator.alpine.rebase_plan import RebasePlan
from migrator.images.base_text import DynamicError
from migrator.images.python import PythonImage
from migrator.images.python_releases import PythonRelease
from migrator.records import dataclass
from migrator.source import Edit
from migrator.versions import dotted

_OLD_ALPINE = "and stands on the Alpine of that day"
_UNLIKE_TODAY = "may not have the packages of today"


class Point(enum.Enum):
    """What an entry of the report is about."""

    BASE = enum.auto()
    RAISED = enum.auto()
    KEPT = enum.auto()
    WORDS = enum.auto()
    DIGEST = enum.auto()
    DYNAMIC = enum.auto()
    TOO_OLD = enum.auto()
    INDEX = enum.auto()
    COMMENT = enum.auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """A message for the reviewer, with the edits that it is about; with `blocks` the images cannot move."""

    point: Point
    line: int
    message: str
    hint: str = ""
    edits: tuple[Edit, ...] = ()
    blocks: bool = False


def rebase_report(plan: RebasePlan, of_apk: frozenset[int]) -> Iterator[Entry]:
    """Give what blocks a plan, each note once, and the edits; `of_apk` are the plain images that it moves."""
    report = _Report(plan, of_apk)
    yield from report.blocking()
    seen: set[str] = set()
    for each in report.notes():
        if each.point in (Point.DIGEST, Point.COMMENT) or each.message not in seen:
            seen.add(each.message)
            yield each
    yield from report.changes()


@dataclass(frozen=True)
class _Report:
    plan: RebasePlan
    of_apk: frozenset[int]

    def blocking(self) -> Iterator[Entry]:
        """Give the images of a Python that stays and whose Alpine may be too old to know its packages."""
        for image in self.plan.images:
            yield from self._of_another_day(image)
            for each in self.plan.holding(image)[:1]:
                what = f"{each.place} {each.reason}: {_as_old(image.tag.version)}, and {_UNLIKE_TODAY}"
                hint = f"let it take every Python {dotted(image.minor)}, or keep this image on Debian"
                yield Entry(Point.KEPT, _line(image), what, hint, blocks=True)

    def _of_another_day(self, image: PythonImage) -> Iterator[Entry]:
        release, patch = self._release(image), self._patch(image)
        if release is None:
            return
        if release.known is None:
            what = f"Python {dotted(image.minor)} stays, and its Alpine image is one of {release.ended}"
            hint = "raise what keeps Python first, or keep this image on Debian"
            yield Entry(Point.TOO_OLD, _line(image), f"{what}, which {_UNLIKE_TODAY}", hint, blocks=True)
        elif patch and patch < release.known:
            hint = f"name {dotted(image.minor)} alone, or keep this image on Debian"
            what = f"{_as_old(patch)}, and {_UNLIKE_TODAY}"
            yield Entry(Point.KEPT, _line(image), what, hint, blocks=True)

    def notes(self) -> Iterator[Entry]:
        """Give what a reviewer should know."""
        yield from self._of_the_index()
        for image in self.plan.images:
            if image.image.digest is not None:
                was = "old" if image.base.stage.index in self.of_apk else "Debian"
                what = f"the digest was that of the {was} image"
                yield Entry(Point.DIGEST, _line(image), what, "pin the new image's digest")
            if image in self.plan.old and self.plan.evidence:
                what = f"Python {dotted(image.minor)} stays: {shown_evidence(self.plan.evidence)}"
                hint = 'raise what it names, or silence this with python = "keep"'
                yield Entry(Point.KEPT, _line(image), what, hint)
            yield from self._of_its_alpine(image)
        yield from self._of_comments()

    def _of_the_index(self) -> Iterator[Entry]:
        for each in self.plan.installed.unasked:
            what = f"the index could not be asked: {each.reason}; the table of wheels serves"
            yield Entry(Point.INDEX, each.line, what, "see that uv is installed and reaches the index")
        for found in self.plan.installed.nowhere:
            where, at = self.plan.place_of(found)
            what = f"{where}{found.name} has no file for this Python in the index, on glibc neither"
            yield Entry(Point.INDEX, at, what, "see that this image builds today")

    def _of_its_alpine(self, image: PythonImage) -> Iterator[Entry]:
        release, patch = self._release(image), self._patch(image)
        if release is None or release.known is None:
            return
        if release.ended:
            what = f"Python {dotted(image.minor)} ended in {release.ended}: its Alpine image gets no updates"
            yield Entry(Point.KEPT, _line(image), f"{what}, {_OLD_ALPINE}")
        elif patch and (release.looked_up is None or patch < release.looked_up):
            hint = f"name {dotted(image.minor)} alone, or see that it has what apk is to add"
            yield Entry(Point.KEPT, _line(image), f"{_as_old(patch)}, gets no updates, {_OLD_ALPINE}", hint)

    def _of_comments(self) -> Iterator[Entry]:
        roots = {image.base.stage.index for image in self.plan.images} - self.of_apk
        for line, word in debian_comments(self.plan.dockerfile, roots):
            what = f"the comment speaks of {word}, and the image is on Alpine now"
            yield Entry(Point.COMMENT, line, what, "see whether it is still true")

    def _release(self, image: PythonImage) -> PythonRelease | None:
        """Give what is known about the Python that an image keeps; None where it is raised."""
        stays = image not in self.plan.old or self.plan.evidence
        return PythonRelease.of(self.plan.knowledge, image.minor) if stays and image.minor else None

    def _patch(self, image: PythonImage) -> tuple[int, ...]:
        """Give the version that an image keeps to the patch; empty where it names the minor one alone."""
        version = image.tag.version or ()
        return version if len(version) > 2 and self.plan.version(image) is None else ()

    def changes(self) -> Iterator[Entry]:
        """Give the edits, each place once; blocks where an image cannot be written so."""
        done: set[Edit] = set()
        for image in self.plan.images:
            version = self.plan.version(image)
            try:
                raising = image.raising(version, self.plan.shared) if version is not None else ()
                edits = image.edits(version, self.plan.shared)
            except DynamicError as error:
                yield Entry(Point.DYNAMIC, _line(image), str(error), error.hint, blocks=True)
                continue
            raised = version and not self.plan.evidence
            others = tuple(edit for edit in edits if edit not in raising)
            python = f"Python {dotted(image.tag.version)} → {version}{self.plan.unheard_of if raised else ''}"
            yield from self._change(Point.RAISED if raised else Point.KEPT, python, raising, done)
            yield from self._change(Point.BASE, self._moved(image), others, done)
        if self.plan.old and not self.plan.evidence:
            for mention in self.plan.mentioned:
                if mention.edit is not None and mention.edit not in done:
                    done.add(mention.edit)
                    what = _followed(mention, mention.edit)
                    yield Entry(Point.WORDS, self.plan.line_of(mention), what, edits=(mention.edit,))

    def _change(self, point: Point, what: str, edits: tuple[Edit, ...], done: set[Edit]) -> Iterator[Entry]:
        new = tuple(edit for edit in edits if edit not in done)
        done.update(new)
        if new:
            yield Entry(point, self.plan.dockerfile.source.line_of(new[0].start), what, edits=new)

    def _moved(self, image: PythonImage) -> str:
        whole = image.stands_for is not None and image.stands_for.tag is not None  # nothing else tells then
        raised = (whole or image.left_behind) and image in self.plan.old and not self.plan.evidence
        python = f", Python {dotted(image.minor)} → {self.plan.python}" if raised else ""
        return f"{image.base.text} → {image.wanted(self.plan.version(image))}{python}"


def _line(image: PythonImage) -> int:
    return image.base.stage.from_.line


def _as_old(patch: tuple[int, ...] | None) -> str:
    return f"the Alpine image of Python {dotted(patch)} is as old as that"


def _followed(mention: Mention, edit: Edit) -> str:
    """Say what becomes of a mention, whose end is replaced."""
    return f"{mention.text} → {mention.text[: edit.start - edit.end]}{edit.text}"
