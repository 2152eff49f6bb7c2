"""Where the time goes: the ten functions of our own that most is spent in, calls into others included."""

import cProfile
import pstats
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.generated import monorepo
from migrator.pool import Recipe

FILES = 60


def table() -> Iterator[str]:
    """Give the lines of a table."""
    runner = Recipe(isolated=True).runner()
    with tempfile.TemporaryDirectory() as folder:
        monorepo(Path(folder), FILES)
        files = sorted(Path(folder).rglob("Dockerfile"))
        runner.anew().file(files[0])
        again = runner.anew()
        with cProfile.Profile() as profile:
            for file in files:
                again.file(file)
    stats = pstats.Stats(profile)
    yield f"{stats.total_calls // FILES:,} function calls for each of {FILES} files"  # type: ignore[attr-defined]
    yield ""
    yield "| share | calls a file | function |"
    yield "|---:|---:|---|"
    rows = sorted(stats.stats.items(), key=lambda row: -row[1][2])  # type: ignore[attr-defined]
    for (path, line, name), (_, calls, own, _, _) in rows[:10]:
        place = f"{'/'.join(Path(path).parts[-2:])}:{line}" if line else "built in"
        yield f"| {own / stats.total_tt:.1%} | {calls / FILES:.0f} | `{name}` {place} |"  # type: ignore[attr-defined]
