"""What speaks against a newer Python, and so a newer Alpine, below an image that is on Alpine already."""

from __future__ import annotations

from collections.abc import Iterator

from migrator import regex as re
from migrator.alpine.alpine_releases import release_signs
from migrator.alpine.evidence import Evidence, place_of
from migrator.alpine.foreign_files import Foreign, from_musl, from_others
from migrator.alpine.musl_verdicts import not_on_musl
from migrator.alpine.rebase_plan import RebasePlan
from migrator.alpine.unknown_sources import unknown_sources
from migrator.alpine.unread_installs import unread_installs
from migrator.dockerfile import Instruction, copy_parts
from migrator.line_names import named_line
from migrator.requirements.install_runs import has_installs
from migrator.requirements.installers import installer_words
from migrator.shell.options import option_values
from migrator.shell.run_as import script_at

_PACKAGES = re.compile(r"/(?:site|dist)-packages\b|/python3?\.?[0-9]|/[\w.-]*venv\b|/virtualenvs?\b")
"""Paths at which Python packages lie, made for one Python."""


def against_newer_alpine(plan: RebasePlan) -> Iterator[Evidence]:
    """Give what the images of `plan` hold that a newer Python or Alpine may break, or that cannot be told.

    Nothing is refused for it: what works today stays as it is.
    """
    yield from plan.evidence
    yield from _unread(plan)
    for untold in unknown_sources(plan.required, plan.knowledge):
        yield Evidence(place_of(untold.requirement, plan.dockerfile), untold.message)
    for verdict in not_on_musl(plan.required, plan.knowledge):
        found = verdict.requirement
        yield Evidence(place_of(found, plan.dockerfile), f"{found.name or found.url} {verdict.reason}")
    for sign in release_signs(plan.dockerfile, plan.knowledge, plan.stages):
        yield Evidence(named_line(sign.line), sign.message)
    yield from _made_by_others(plan)
    stages = frozenset(stage.index for stage in plan.stages)
    for foreign in from_musl(plan.dockerfile, stages, stages):
        yield Evidence(
            named_line(foreign.instruction.line),
            f"copies {', '.join(foreign.paths)} to another image",
        )


def _unread(plan: RebasePlan) -> Iterator[Evidence]:
    for each in plan.required.unreadable:
        yield Evidence(named_line(each.line), f"{each.what} cannot be read: {each.reason}")
    for sign in unread_installs(plan.dockerfile, plan.stages, plan.build, plan.knowledge):
        yield Evidence(named_line(sign.line), sign.message)
    start = plan.at_start
    lines = [each.line for each in start.unreadable] + [each.line for each in start.requirements]
    if lines:
        yield Evidence(named_line(min(lines)), "installs Python packages when the container starts")


def _made_by_others(plan: RebasePlan) -> Iterator[Evidence]:
    """Tell of wheels and packages that another image gives: its Python, which stays, is theirs."""
    wheels = tuple(_wheels_of_others(plan))
    yield from wheels
    told = {each.place for each in wheels}
    for foreign in from_others(plan.dockerfile, frozenset(stage.index for stage in plan.stages)):
        place = named_line(foreign.instruction.line)
        if place not in told and _brings_packages(foreign, plan):
            what = f"brings what {foreign.origin} made for its own Python: {', '.join(foreign.paths)}"
            yield Evidence(place, what)


def _brings_packages(foreign: Foreign, plan: RebasePlan) -> bool:
    """Tell whether files of another image may be Python packages, which only its own Python finds.

    Stages on two Python images are told of as such.
    """
    maker = plan.dockerfile.stage_named(foreign.origin, plan.dockerfile.stage_of(foreign.instruction))
    image = plan.dockerfile.base_image(maker) if maker is not None else None
    if image is not None and image.is_official("python"):
        return False
    installed = maker is not None and has_installs(plan.dockerfile, maker)
    return installed or _PACKAGES.search(plan.dockerfile.source.slice(foreign.instruction.span)) is not None


def _wheels_of_others(plan: RebasePlan) -> Iterator[Evidence]:
    """Tell of wheels that a stage on another image has made."""
    moving = frozenset(stage.index for stage in plan.stages)
    for stage in plan.stages:
        for copy in stage.of("COPY"):
            parts = copy_parts(copy)
            maker = plan.dockerfile.stage_named(parts.from_, stage) if parts.from_ else None
            folder = (parts.destination.value or "").rstrip("/")
            if maker is None or maker.index in moving or not folder:
                continue
            if any(_installs_from(folder, plan, run) for run in stage.of("RUN")):
                name = maker.name or maker.base.text
                yield Evidence(
                    named_line(copy.line),
                    f"brings wheels that stage {name} made for its own Python",
                )


def _installs_from(folder: str, plan: RebasePlan, run: Instruction) -> bool:
    commands = script_at(plan.dockerfile, run).commands
    return any(_takes_wheels(installer_words(command), folder) for command in commands)


def _takes_wheels(words: tuple[str, ...], folder: str) -> bool:
    """Tell whether an installer takes wheels from a folder: looks for them there, or names them."""
    taken = [word for word in words if ".whl" in word or word[-1:] == "*"]
    taken += option_values(words, "-f", "--find-links")
    paths = [word.lstrip("\"'") for word in taken]
    return "install" in words and any(f"{path}/".startswith(f"{folder}/") for path in paths)
