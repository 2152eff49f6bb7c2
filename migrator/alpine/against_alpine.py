"""What speaks against moving the Python images of a file to Alpine, or cannot be told."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import replace

from migrator.alpine.absent_scripts import absent_scripts
from migrator.alpine.context_binaries import context_binaries
from migrator.alpine.foreign_files import Foreign, from_musl, on_alpine, to_musl
from migrator.alpine.glibc_signs import glibc_signs
from migrator.alpine.musl_verdicts import not_on_musl, together
from migrator.alpine.native_needs import found_by_library, natives
from migrator.alpine.rebase_plan import RebasePlan
from migrator.alpine.unknown_sources import in_no_table, listed, unknown_sources
from migrator.alpine.unread_installs import unread_installs
from migrator.dockerfile import Dockerfile, Stage
from migrator.images.owners_words import why_this_base
from migrator.images.porter import steps_of_porter
from migrator.knowledge import Knowledge
from migrator.line_names import named_line
from migrator.records import dataclass
from migrator.requirements.install_runs import has_installs
from migrator.requirements.required import Required


class Ground(enum.Enum):
    """What an objection rests on."""

    REQUIREMENT = enum.auto()
    BINARY = enum.auto()
    UNREAD = enum.auto()
    ABSENT = enum.auto()
    OWNER = enum.auto()
    APK = enum.auto()


@dataclass(frozen=True, slots=True)
class Objection:
    """Something that keeps an image where it is: the line, what, and the way out."""

    ground: Ground
    line: int
    message: str
    way_out: str


def _say_so(rule: str, way_out: str = "") -> str:
    way_out = way_out or "name the build context (--context)"
    return f"{way_out}, or say why it is fine: # dfmigrate: ignore[{rule}] because …"


def against_alpine(plan: RebasePlan, beside: frozenset[int], of_apk: frozenset[int]) -> Iterator[Objection]:
    """Give what cannot be on musl, or on another Python than apk's, or cannot be told.

    `beside` are the Python images on Alpine already, `of_apk` the plain ones that stand for one.
    """
    return _Objections(plan, beside, of_apk).all()


@dataclass(frozen=True)
class _Objections:
    plan: RebasePlan
    beside: frozenset[int]
    of_apk: frozenset[int]

    def all(self) -> Iterator[Objection]:
        yield from self._owners_words()
        yield from self._impossible()
        for each in self.plan.required.unreadable:
            message = f"{each.what} cannot be read: {each.reason}"
            yield Objection(Ground.UNREAD, each.line, message, _say_so("DFM210", each.way_out))
        yield from self._untold()
        yield from self._at_start()
        yield from self._signs()
        yield from self._absent()
        yield from self._tied_to_apk()
        yield from self._copies()

    def _owners_words(self) -> Iterator[Objection]:
        for image in self.plan.images:
            words = why_this_base(self._dockerfile, image.base.stage)
            if words:
                way_out = "if it does not speak against Alpine: # dfmigrate: ignore[DFM212] because …"
                message = f"a comment over it speaks of the base image: {words}"
                yield Objection(Ground.OWNER, image.base.stage.from_.line, message, way_out)

        if (line := steps_of_porter(self._dockerfile)) is not None and self.plan.images:
            message = f"Porter writes steps into {named_line(line)} that call useradd and apt-get"
            at = self.plan.images[0].base.stage.from_.line
            yield Objection(Ground.OWNER, at, message, "keep this image on Debian")

    def _impossible(self) -> Iterator[Objection]:
        """Give what cannot be on musl."""
        for verdict in together(not_on_musl(self.plan.installed, self._knowledge)):
            found = verdict.requirement
            where, at = self.plan.place_of(found)
            name = found.name or found.url or found.path
            way_out = verdict.way_out or "keep this image on Debian"
            yield Objection(Ground.REQUIREMENT, at, f"{where}{name} {verdict.reason}", way_out)

    def _untold(self) -> Iterator[Objection]:
        """Give the requirements that no table knows and that the public index may not have."""
        hint = "give their rows with --knowledge, ask the index with --resolve, or ignore[DFM210] because …"
        for each in unknown_sources(self.plan.installed, self._knowledge):
            where, at = self.plan.place_of(each.requirement)
            yield Objection(Ground.UNREAD, at, f"{where}{each.message}", hint)

    def _at_start(self) -> Iterator[Objection]:
        """Give what cannot be installed on Alpine when a container starts."""
        starting = self.plan.starting
        for place, start in starting.items():
            alike = [one for one, other in starting.items() if other == start]
            if place == alike[0]:  # each service of a compose file may say the same
                more = f"{len(alike) - 1} more" if len(alike) > 1 else ""
                where = "; ".join(filter(None, (place, more)))
                yield from self._started(start, f"when the container starts ({where})".removesuffix(" ()"))

    def _started(self, start: Required, when: str) -> Iterator[Objection]:
        hint = "install it while building"
        for each in start.unreadable:
            what = f"{each.what} is installed {when}, and cannot be read: {each.reason}"
            yield Objection(Ground.UNREAD, each.line, what, hint)
        there = {(one.name, str(one.specifier)) for one in self.plan.installed.requirements}
        later = tuple(one for one in start.requirements if (one.name, str(one.specifier)) not in there)
        for verdict in together(not_on_musl(replace(start, requirements=later), self._knowledge)):
            where, at = self.plan.place_of(verdict.requirement)
            reason = f"{where}{verdict.requirement.name} {verdict.reason}"
            what = f"{reason}; it is installed {when}"
            yield Objection(Ground.REQUIREMENT, at, what, hint)
        found = natives(replace(start, requirements=later), self._knowledge, self.plan.python_to_be).found
        for native in (one for one in found if one.built):
            what = f"{native.title} would be compiled {when}"
            yield Objection(Ground.REQUIREMENT, self.plan.line, what, hint)
        if unknown := in_no_table(replace(start, requirements=later), self._knowledge):
            line = min(one.line for one in unknown.values())
            what = f"whether {listed(unknown)} would be compiled {when} cannot be told: in no table"
            yield Objection(Ground.UNREAD, line, what, hint)

    def _signs(self) -> Iterator[Objection]:
        """Give what was built for glibc, and the installations that cannot be read."""
        dockerfile, build, know = self._dockerfile, self.plan.build, self._knowledge
        moving = self._from_debian
        signs = (
            *glibc_signs(dockerfile, moving, build, know),
            *context_binaries(dockerfile, moving, build),
        )
        for sign in signs:
            yield Objection(Ground.BINARY, sign.line, sign.message, sign.way_out)
        told = {sign.line for sign in signs} | {each.line for each in self.plan.required.unreadable}
        for sign in unread_installs(dockerfile, self.plan.stages, build, know):
            if sign.line not in told:
                yield Objection(Ground.UNREAD, sign.line, sign.message, sign.way_out)

    def _absent(self) -> Iterator[Objection]:
        for script in absent_scripts(self._dockerfile, self.plan.stages, self.plan.build):
            reason = "is run and is not in the build context: whether it needs Debian cannot be told"
            way_out = _say_so("DFM213", script.way_out)
            yield Objection(Ground.ABSENT, script.line, f"{script.source} {reason}", way_out)

    def _tied_to_apk(self) -> Iterator[Objection]:
        """Give what only works with Alpine's own Python: its patched find_library, setuptools beside pip."""
        if not self.of_apk:
            return
        for each in found_by_library(self.plan.installed, self._knowledge):
            where, at = self.plan.place_of(each)
            reason = "looks for its library in a way that only Alpine's own Python is patched for"
            yield Objection(Ground.APK, at, f"{where}{each.name} {reason}", "keep this image as it is")
        for evidence in () if self.plan.python_to_be < (3, 12) else self.plan.needing_setuptools:
            message = f"{evidence.place} {evidence.reason}: pip brought setuptools along on Alpine"
            way_out = "name setuptools<82 among the requirements"
            yield Objection(Ground.APK, self.plan.line, message, way_out)

    def _copies(self) -> Iterator[Objection]:
        """Give what one stage copies of another and that is not for its libc, or for its Python."""
        moved = frozenset(stage.index for stage in self._from_debian)
        there = self._on_alpine()
        musl = moved | there
        for foreign in to_musl(self._dockerfile, musl) if moved else ():
            way_out = "copy from an Alpine or static image, or build it in this file on Alpine"
            yield _copied(foreign, "glibc", way_out)
        for foreign in from_musl(self._dockerfile, musl, moved):
            yield _copied(foreign, "musl onto glibc", "put that stage on Alpine as well")
        for foreign in from_musl(self._dockerfile, there, self._made_on_alpine()):
            yield _copied(foreign, "Alpine's Python, not this image's", "put both stages on one Python image")

    # what they look at

    @property
    def _dockerfile(self) -> Dockerfile:
        return self.plan.dockerfile

    @property
    def _knowledge(self) -> Knowledge:
        return self.plan.knowledge

    @property
    def _from_debian(self) -> tuple[Stage, ...]:
        """The stages that come from another libc."""
        root = self._dockerfile.root
        return tuple(one for one in self.plan.stages if root(one).index not in self.of_apk)

    def _on_alpine(self) -> frozenset[int]:
        images = ((stage.index, self._dockerfile.base_image(stage)) for stage in self._dockerfile.stages)
        return frozenset(index for index, image in images if on_alpine(image))

    def _made_on_alpine(self) -> frozenset[int]:
        """Give the stages that install packages for the Python of an image that is on Alpine already."""
        return frozenset(stage.index for stage in self._dockerfile.stages if self._installs_beside(stage))

    def _installs_beside(self, stage: Stage) -> bool:
        beside = self._dockerfile.root(stage).index in self.beside
        return beside and has_installs(self._dockerfile, stage)


def _copied(foreign: Foreign, what: str, way_out: str) -> Objection:
    paths = ", ".join(foreign.paths)
    message = f"{paths} of {foreign.origin} may be programs or libraries for {what}"
    return Objection(Ground.BINARY, foreign.instruction.line, message, way_out)
