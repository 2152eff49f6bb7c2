"""Measure what a source change builds again, before and after dfmigrate, over a folder of Dockerfiles.

    python benchmarks/layers.py FOLDER [--select NAME] [--list]

Of each Dockerfile that concerns Python and copies source, that source file is touched whose change costs
most; what BuildKit would build again of the final image is counted, and its seconds are estimated with the
table of `migrator/layers/costs.py`. No image is built and nothing is written. To stand beside it: Doctor
(ISSTA 2025) reports that 92.75 % of its Dockerfiles became better and that builds after a change took
26.5 % less time; that was measured on builds, this is estimated on layers.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, median

from migrator.build_context import BuildContext
from migrator.discovery import search
from migrator.dockerfile import UnreadableError, copy_parts, parse
from migrator.knowledge import Knowledge
from migrator.layers.effects import EffectsOf
from migrator.layers.rebuild import Rebuild, worst
from migrator.records import dataclass
from migrator.registry import installed, knowledge_folders
from migrator.requirements.install_runs import install_runs
from migrator.run import Runner
from migrator.service.python_service import concerns_python
from migrator.source import Source


@dataclass(frozen=True)
class Pair:
    """What one source change builds again in one file, before and after."""

    path: Path
    before: Rebuild
    after: Rebuild
    installs: bool

    @property
    def saved(self) -> float:
        """The share of the estimated time that is saved."""
        return 1 - self.after.seconds / self.before.seconds if self.before.seconds else 0.0

    @property
    def room(self) -> bool:
        """Whether more than copying is built again, so that an order could be better at all."""
        return any(layer.keyword == "RUN" for layer in self.before.layers)


def measured(folder: Path, runner: Runner) -> Iterator[Pair]:
    """Give the pairs of all Dockerfiles below `folder` that copy source."""
    for path in (place.path for place in search([folder]).files):
        result = runner.file(path).result
        effects = _effects(path, result.before)
        before, after = (worst(each) if each else None for each in (effects, _effects(path, result.after)))
        if effects is not None and before is not None and after is not None:
            yield Pair(path, before, after, _installs(effects, before))


def _installs(effects: EffectsOf, again: Rebuild) -> bool:
    """Tell whether dependencies are installed again, and not only the project itself."""
    lines = {layer.line for layer in again.layers}
    return any(
        run.instruction.line in lines
        and not effects.only_project_left(run.instruction, effects.of(run.instruction))
        for stage in effects.dockerfile.stages
        for run in install_runs(effects.dockerfile, stage)
    )


def _effects(path: Path, source: Source) -> EffectsOf | None:
    try:
        dockerfile = parse(source)
    except UnreadableError:
        return None
    if not concerns_python(dockerfile):
        return None
    copies = (copy_parts(one) for one in dockerfile.instructions if one.keyword in ("COPY", "ADD"))
    named = tuple(w.value or w.text for c in copies if c.from_ is None for w in c.sources)
    return EffectsOf(dockerfile, BuildContext.locate(path, named, None))


def told(pairs: list[Pair]) -> Iterator[str]:
    """Give the figures as lines."""
    room = [each for each in pairs if each.room]
    better = [each for each in room if each.saved > 0.001]
    worse = [each for each in pairs if each.saved < -0.001]
    seconds = sum(p.before.seconds for p in room), sum(p.after.seconds for p in room)
    layers = sum(p.before.count for p in room), sum(p.after.count for p in room)
    yield f"Dockerfiles that copy source: {len(pairs)}; with a RUN built again: {len(room)}"
    yield f"better: {len(better)} of {len(room)} ({len(better) / max(1, len(room)):.1%}); worse: {len(worse)}"
    late = [each for each in room if each.installs]
    done = [each for each in late if each.saved > 0.001]
    yield f"of those that install dependencies again: {len(done)} of {len(late)} better"
    yield f"layers built again after a source change: {_fall(*layers)}"
    yield f"estimated seconds of building them: {_fall(*seconds)}"
    shares = [each.saved for each in room] or [0.0]
    yield f"saved of each file's time: mean {mean(shares):.1%}, median {median(shares):.1%}"


def _fall(before: float, after: float) -> str:
    return f"{before:.0f} → {after:.0f} ({(after / before - 1 if before else 0):+.1%})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What a source change builds again, before and after.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--select", action="append", default=[], help="only this transform (layer-order)")
    parser.add_argument("--list", action="store_true", help="also list each file")
    given = parser.parse_args()
    settings = (("select", tuple(given.select)),) if given.select else ()
    runner = Runner(installed(), Knowledge.load(*knowledge_folders()), settings, isolated=True)
    pairs = list(measured(given.folder, runner))
    if given.list:
        for each in sorted(pairs, key=lambda each: each.saved):
            counts = f"{each.before.count:3} → {each.after.count:<3}"
            print(f"{counts} {each.before.seconds:7.1f} → {each.after.seconds:<7.1f} {each.path}")
    print("\n".join(told(pairs)))


if __name__ == "__main__":
    main()
