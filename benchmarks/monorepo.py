"""A generated monorepo: seconds, files a second, and the peak memory, which must not grow with the files."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.generated import monorepo
from benchmarks.measuring import cost

SIZES = (100, 1_000, 10_000)


def table() -> Iterator[str]:
    """Give the lines of a table."""
    program = str(Path(sys.executable).with_name("dfmigrate"))
    yield "| Dockerfiles | seconds | files a second | processor seconds | peak MB |"
    yield "|---:|---:|---:|---:|---:|"
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            monorepo(Path(folder, "repo"), size)
            took = cost((program, "repo", "--dry-run", "--quiet", "--isolated"), folder)
        yield (
            f"| {size} | {took.seconds:.1f} | {size / took.seconds:.0f} | {took.processor:.1f} "
            f"| {took.memory:.0f} |"
        )
