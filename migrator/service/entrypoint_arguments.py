"""Commands of compose files that are words for a program which the image's ENTRYPOINT starts."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.program_files import program_file
from migrator.discovery.compose_starts import Start
from migrator.dockerfile import Dockerfile, Stage
from migrator.service.own_scripts import own_scripts
from migrator.shell import program, unwrap
from migrator.shell.run_as import script_at

_ENTRY = re.compile(r"(?P<module>\w+(?:\.\w+)*):\w+(?:\.\w+)*")
_STARTS_OTHERS = re.compile(
    r"\bexec[lv]p?e?\b|\bsubprocess\b|\bpty\b|\bspawn|\bpopen\b|\bos\.system\b|\bignore_unknown"
)


def without_arguments(
    dockerfile: Dockerfile, build: BuildContext, stage: Stage, starts: tuple[Start, ...]
) -> tuple[Start, ...]:
    """Leave out what an ENTRYPOINT takes for itself: the words that follow a program of the project.

    Any other ENTRYPOINT may be a wrapper that starts what it is given, and so may one whose source is not
    there or starts programs.
    """
    if not any(one.behind_entrypoint for one in starts) or not _takes_words(dockerfile, build, stage):
        return starts
    return tuple(one for one in starts if not one.behind_entrypoint)


def _takes_words(dockerfile: Dockerfile, build: BuildContext, stage: Stage) -> bool:
    """Tell whether the ENTRYPOINT of a stage ends in a program of the project and nothing else."""
    entrypoint = next(filter(None, (one.last("ENTRYPOINT") for one in dockerfile.lineage(stage))), None)
    if entrypoint is None or not entrypoint.json:
        return False
    commands = script_at(dockerfile, entrypoint).commands
    inner = unwrap(commands[-1]) if len(commands) == 1 else None
    if inner is None or len(inner.words) != 1:
        return False
    copied = program_file(dockerfile, build, entrypoint, inner.words[0].value or "")
    return copied is None and _is_own(build, program(inner) or "")


def _is_own(build: BuildContext, name: str) -> bool:
    """Tell whether `name` is a program of the project whose source is there and starts no other."""
    entry = _ENTRY.fullmatch(str(own_scripts(build).get(name)))
    files = _files(entry["module"]) if entry else ()
    text = next((text for path in files if (text := build.read(path)) is not None), None)
    return text is not None and not _STARTS_OTHERS.search(text)


def _files(module: str) -> Iterator[str]:
    path = module.replace(".", "/")
    for folder in ("", "src"):
        yield from (posixpath.join(folder, f"{path}.py"), posixpath.join(folder, path, "__init__.py"))
