"""The COPY of a builder as it stands in the final stage."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator.dockerfile import Instruction, copy_parts
from migrator.paths import joined_path
from migrator.source import Edit
from migrator.stages.builder import Brought
from migrator.stages.graph import renumbered_in
from migrator.stages.model import KeptError
from migrator.stages.plan import Setup
from migrator.stages.supply import Move, needs_own_folder
from migrator.stages.text import edited


def needs_folder(setup: Setup, move: Move) -> bool:
    """Tell whether a COPY is best made in its own folder, since a RUN has to go there too."""
    one = move.brought.instruction
    folder = setup.places.folder(one)
    relative = not (
        setup.dockerfile.environment(one).expand(copy_parts(one).destination.text) or "/"
    ).startswith("/")
    runs = setup.builder.runs
    return (
        relative and move.path is None and any(needs_own_folder(run) and run.folder == folder for run in runs)
    )


def copy_text(setup: Setup, move: Move, folder: str) -> str:
    """Give the text of a COPY that moves to where `folder` is the working directory."""
    one = move.brought.instruction
    parts = copy_parts(one)
    edits = [*_flags(setup, move.brought)]
    end = _destination(setup, move, folder)
    if end is not None:
        edits.append(Edit.over(parts.destination.span, end))
    if move.source is not None:
        edits.append(Edit(parts.sources[0].span.start, parts.sources[-1].span.end, move.source))
    return edited(setup.dockerfile.source, one.lines, edits).rstrip("\n")


def _destination(setup: Setup, move: Move, folder: str) -> str | None:
    """Give the destination written out, None where the text it has means the same here."""
    if move.path is not None:
        end = posixpath.dirname(move.path)
        return "./" if end == folder else f"{end.rstrip('/')}/"
    one = move.brought.instruction
    text = copy_parts(one).destination.text
    end = setup.dockerfile.environment(one).expand(text) or "/"
    if end.startswith("/"):
        return _fixed(setup, one, text, end) if "$" in text else None
    own = setup.places.folder(one)
    if own is None:
        raise KeptError(one.line, "copies to a folder that the file does not tell", "set WORKDIR")
    if own == folder:
        return None
    slash = "/" if end.endswith((".", "/")) or len(move.brought.files) > 1 else ""
    return _fixed(setup, one, text, joined_path(own, end).rstrip("/") + slash or "/")


def _fixed(setup: Setup, one: Instruction, text: str, value: str) -> str:
    if not setup.places.fixed(one, text):
        raise KeptError(one.line, f"copies to where a build argument says ({text})", "write the path out")
    return value


def _flags(setup: Setup, brought: Brought) -> Iterator[Edit]:
    """Give the flags by which a COPY gets the owner and mode that the final image's copy had."""
    one = brought.instruction
    take = next((take for take in setup.takes if brought in take.brought), None)
    for name, value in (("chown", take.chown), ("chmod", take.chmod)) if take else ():
        flag = one.flag(name)
        if value and flag:
            yield Edit.over(flag.span, f"--{name}={value}")
        elif value:
            yield Edit.at(one.keyword_span.end, f" --{name}={value}")
    yield from renumbered_in(setup.dockerfile, one, setup.gone)
