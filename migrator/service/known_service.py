"""What a file is of which can be told how its container runs: on a known base, with a start of its own."""

from __future__ import annotations

from migrator.build_context import BuildContext
from migrator.dockerfile import Dockerfile
from migrator.images.known_bases import KnownBase, is_for_development, known_base
from migrator.knowledge import Knowledge
from migrator.records import dataclass
from migrator.service.start_commands import Started, started
from migrator.stages.graph import StageGraph


@dataclass(frozen=True, slots=True)
class KnownService:
    """What the final image of a file stands on, and what it starts."""

    base: KnownBase
    start: Started


def known_service(dockerfile: Dockerfile, build: BuildContext, knowledge: Knowledge) -> KnownService | str:
    """Give what is known of the final image, or why it is no service of which something is known."""
    final = dockerfile.final
    base = known_base(dockerfile, final, knowledge)
    if base is None:
        return "the base image is not known"
    start = started(dockerfile, build)
    if start is None:
        return "the image starts nothing of its own"
    if _is_chosen(dockerfile):
        return "a variable chooses the stage that says what it starts"
    if is_for_development(final):
        return f"the final stage, {final.name}, is for development"
    return KnownService(base, start)


def _is_chosen(dockerfile: Dockerfile) -> bool:
    """Tell whether CMD and ENTRYPOINT come from below a FROM in which a variable chooses among stages."""
    graph = StageGraph(dockerfile)
    for stage in dockerfile.lineage(dockerfile.final):
        if stage.of("CMD", "ENTRYPOINT"):
            return False
        if graph.variants(stage):
            return True
    return False
