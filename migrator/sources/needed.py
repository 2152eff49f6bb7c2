"""Which files beside a Dockerfile a run looks at for its sake, and what they should know of its images."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path

from migrator import regex as re
from migrator.alpine.apk_commands import installed_by_apk
from migrator.alpine.moved_stages import moved_stages
from migrator.alpine.pinned_evidence import brings_module
from migrator.alpine.source_evidence import is_aside
from migrator.build_context import BuildContext
from migrator.context import Context
from migrator.discovery.compose_starts import Start
from migrator.dockerfile import Dockerfile, Stage, copy_parts
from migrator.images.base_text import DynamicError, base_text
from migrator.images.python import PythonImage, python_image
from migrator.knowledge import Knowledge
from migrator.other_files import ImageFacts, OtherFile
from migrator.paths import joined_path
from migrator.records import dataclass
from migrator.registry import On
from migrator.requirements.build_inputs import required
from migrator.requirements.install_runs import install_runs
from migrator.service.python_service import concerns_python
from migrator.service.stage_calls import scripts_named, stage_calls
from migrator.shell import unwrap
from migrator.sources.copied_files import Listing, copied_files
from migrator.sources.run_scripts import run_scripts
from migrator.versions import numbers

MAX_FILES = 10_000
"""Sources of one Dockerfile that are read; more are not, and that is said."""
_SHELL_NAME = re.compile(r".*\.(?:sh|bash|ash)|(?:.*/)?(?:docker-)?(?:entrypoint|start|run)(?:-\w+)?")


@dataclass(frozen=True, slots=True)
class Needed:
    """The files, and how many of them were left out because there are too many."""

    files: tuple[OtherFile, ...] = ()
    left: int = 0


def needed(
    after: Dockerfile, ctx: Context, listing: Listing, name: str, label: str, *, asked: bool
) -> Needed:
    """Give the files for a Dockerfile that became `after`; `name` is its own in diffs.

    `label` is what the build context is called there. Unless `asked` for, none is looked at for an
    image that this run did not move and whose Python it does not raise.
    """
    facts = image_facts(after, ctx)
    if facts is None or ctx.build.root is None:
        return Needed()
    raised = facts.old and facts.old < facts.new
    if not (facts.rebased or raised or (asked and facts.musl)):
        return Needed()
    copied = tuple(copied_files(after, ctx.build, listing(ctx.build.root)))
    kinds = {path: on for path in copied if (on := kind_of(path, ctx.build))}
    scripts = [path for path, on in kinds.items() if on is On.SHELL]
    run = run_scripts(scripts, copied, _around(ctx, listing), after, ctx.build) if scripts else frozenset()
    handed = handed_scripts(after, ctx.build, ctx.starts) if run else frozenset()
    found: list[OtherFile] = []
    inside = partial(_in_own_folder, own=_own_folder(ctx))
    for path, on in kinds.items():
        real = ctx.build.path(path)
        if real and real.is_file() and (on is not On.SHELL or path in run):
            called = joined_path(label, path)
            aside = is_aside(inside(path))
            found.append(OtherFile(real, called, on, (facts,), (name,), aside=aside, handed=path in handed))
    return Needed(tuple(found[:MAX_FILES]), max(0, len(found) - MAX_FILES))


def handed_scripts(after: Dockerfile, build: BuildContext, starts: Iterable[Start]) -> frozenset[str]:
    """Give the scripts that the image gives to a shell to read, and never starts by their names."""
    ran = stage_calls(after, build, after.final, starts)
    names = (scripts_named(unwrap(call.command)) for call in ran.calls)
    started = {posixpath.basename(path) for each in names for path, by_name in each if by_name}
    return frozenset(
        one.file for one in ran.scripts if not one.by_name and posixpath.basename(one.file) not in started
    )


def _own_folder(ctx: Context) -> str:
    """Give the Dockerfile's folder in the build context, with a slash behind; "" where it lies elsewhere."""
    own = ctx.build.name_of(Path(ctx.path).absolute().parent)
    return "" if own == "." or own.startswith("..") else f"{own}/"


def _in_own_folder(path: str, own: str) -> str:
    """Give a path as the Dockerfile's folder has it: a service among examples is no example to itself."""
    return path.removeprefix(own)


def _around(ctx: Context, listing: Listing) -> tuple[BuildContext, tuple[str, ...]]:
    """Give the repository and the names of its files."""
    around = ctx.repository
    return around, listing(around.root) if around.root is not None else ()


def ignore_file(after: Dockerfile, build: BuildContext, name: str, label: str) -> tuple[OtherFile, ...]:
    """Give the file that keeps others out of the build, where all of the build context is copied.

    It is `new` where there is none. One that lies elsewhere, beside the Dockerfile, is left alone.
    """
    if build.root is None or not concerns_python(after) or not _copies_all(after):
        return ()
    path = build.ignore_file or build.root / ".dockerignore"
    if path.parent != build.root:
        return ()
    on = On.DOCKERIGNORE
    new = build.ignore_file is None
    return (OtherFile(path, joined_path(label, path.name), on, (), (name,), new),)


def _copies_all(dockerfile: Dockerfile) -> bool:
    copies = dockerfile.of("COPY", "ADD")
    return any("." in copy_parts(one).from_context for one in copies)


def kind_of(path: str, build: BuildContext) -> On | None:
    """Tell what a file is by its name and, where that does not tell, by its first bytes."""
    if path.endswith((".py", ".pyw")):
        return On.PYTHON
    if _SHELL_NAME.fullmatch(path):
        return On.SHELL
    if "." in posixpath.basename(path):
        return None
    head = _head(path, build)
    if re.match(rb"#![^\n]*\bpython", head):
        return On.PYTHON
    return On.SHELL if re.match(rb"#![^\n]*\b(?:ba|da|a|k|z)?sh\b", head) else None


def _head(path: str, build: BuildContext) -> bytes:
    real = build.path(path)
    if real is None or not real.is_file():
        return b""
    try:
        with real.open("rb") as file:
            return file.read(80)
    except OSError:
        return b""


def image_facts(after: Dockerfile, ctx: Context) -> ImageFacts | None:
    """Give the facts of the final image; None where it is no Python image."""
    now = _python(after, after.final, ctx.knowledge)
    before = _python(ctx.original, ctx.original.final, ctx.knowledge)
    if now is None or before is None:
        return None
    moved = next(
        (each for each in moved_stages(after, ctx.original, ctx.knowledge) if each.stage == after.final), None
    )
    last = after.final.end
    return ImageFacts(
        musl=now.alpine,
        rebased=now.alpine and not before.alpine,
        old=before.minor or (),
        new=_aim(now, ctx.settings.python),
        flavour=int(moved.before) if moved is not None else 0,
        packages=tuple(sorted(installed_by_apk(after, after.final, last))),
        setuptools=_brings(after, ctx.build, "setuptools"),
        pkg_resources=_brings(after, ctx.build, "pkg_resources"),
    )


def _python(dockerfile: Dockerfile, stage: Stage, knowledge: Knowledge) -> PythonImage | None:
    with suppress(DynamicError):
        return python_image(base_text(dockerfile, dockerfile.root(stage)), knowledge)
    return None


def _aim(now: PythonImage, wanted: str) -> tuple[int, ...]:
    """Give the version that the image has now, or the newer one that it was to be raised to."""
    aim = numbers(wanted) if wanted != "keep" else ()
    return max(now.minor, aim) if now.minor else ()


def _brings(dockerfile: Dockerfile, build: BuildContext, module: str) -> bool:
    """Tell whether a requirement brings a module of setuptools, as far as they can be read."""
    for stage in dockerfile.lineage(dockerfile.final):
        for run in install_runs(dockerfile, stage):
            if brings_module(required(dockerfile, build, run), module):
                return True
    return False
