"""pip's upgrade of itself: where it serves more than pip, and what is said where it goes."""

from __future__ import annotations

from collections.abc import Iterator

from migrator import regex as re
from migrator.pip.command import PipCall, bare
from migrator.pip.image import Place
from migrator.pip.scene import Scene
from migrator.pip.uv_operands import ALONE, is_package
from migrator.source import Span

OF_A_VENV = "that of the venv stays as it was made"

_SECURITY = re.compile(r"\bCVE\b|\bGHSA\b|\bsecur|vulnerab", re.IGNORECASE)
_AT_LEAST = re.compile(r"pip\s*(?:>=?|~=)")
_HELD = re.compile(r"pip\s*(?:===?|<=?|~=)")


def is_wanted(call: PipCall, scene: Scene, place: Place) -> bool:
    """Tell whether the pip that is asked for is wanted in the image itself.

    A comment says so, in a venv a bound, or a tool that works with that version of pip only.
    """
    if not any(is_package(word, "pip") for word in call.operands):
        return False
    if place.venv and any(_AT_LEAST.match(bare(word)) for word in call.operands):
        return True
    if any(_HELD.match(bare(word)) for word in call.operands) and _has_callers(scene):
        return True
    source = scene.dockerfile.source
    return any(_SECURITY.search(source.slice(span)) for span in _comments_on(call, scene))


def _has_callers(scene: Scene) -> bool:
    """Tell whether a RUN of the file calls a tool that calls pip itself."""
    scripts = map(scene.file.script, scene.dockerfile.of("RUN"))
    commands = (command for script in scripts for command in script.commands)
    return any(map(scene.file.is_caller, commands))


def is_own_upgrade(call: PipCall) -> bool:
    """Tell whether a call asks for pip, and for nothing but it and its helpers."""
    if call.has("--requirement", "--editable", "--group", "--target", "--prefix"):
        return False
    own = all(any(is_package(word, name) for name in ALONE) for word in call.operands)
    return own and any(is_package(word, "pip") for word in call.operands)


def comments_above(scene: Scene) -> tuple[Span, ...]:
    """Give the comments that stand directly above a RUN."""
    comments = [one.span for one in scene.dockerfile.comments]
    return tuple(scene.dockerfile.source.directly_above(scene.instruction.span, comments))


def _comments_on(call: PipCall, scene: Scene) -> Iterator[Span]:
    """Give the comments directly above a RUN, and those inside of it that stand above the call."""
    yield from comments_above(scene)
    yield from scene.dockerfile.source.directly_above(call.command.span, scene.instruction.comments)
