"""Which folders something before an instruction has surely made: one index for each stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import folder_at, path_in
from migrator.dockerfile import Dockerfile, Instruction, copy_parts
from migrator.layers.script_effects import script_footprint
from migrator.memory import remembered


def made_before(dockerfile: Dockerfile, build: BuildContext, at: Instruction, path: str) -> bool:
    """Tell whether a WORKDIR, COPY, ADD or ``mkdir`` in force at `at` makes `path` or something below it."""
    own = dockerfile.stage_of(at)
    path = path.rstrip("/")
    for stage in dockerfile.lineage(own) if own else ():
        first = _first_made(dockerfile, build, stage.index).get(path)
        if first is not None and (stage is not own or first < at.span.start):
            return True
    return False


@remembered
def _first_made(dockerfile: Dockerfile, build: BuildContext, stage: int) -> Mapping[str, int]:
    """Give for each path, and each folder above, where in a stage it is first made."""
    found: dict[str, int] = {}
    for one in dockerfile.stages[stage].of("WORKDIR", "COPY", "ADD", "RUN"):
        for path in _made(dockerfile, build, one):
            for each in upwards(path):
                found.setdefault(each, one.span.start)
    return found


def upwards(path: str) -> Iterator[str]:
    """Give a path, the folder it is in, and so on up to the root, which is the empty path."""
    path = path.rstrip("/")
    yield path
    while path:
        path = path.rpartition("/")[0]
        yield path


def _made(dockerfile: Dockerfile, build: BuildContext, one: Instruction) -> Iterable[str]:
    if one.keyword == "RUN":
        return script_footprint(dockerfile, build, one).folders if "mkdir" in one.value.text else ()
    word = one.value if one.keyword == "WORKDIR" else copy_parts(one).destination
    value = dockerfile.environment(one).expand(word.text)
    return () if value is None else (path_in(folder_at(dockerfile, one), value),)
