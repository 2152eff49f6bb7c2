"""Milliseconds for a Dockerfile in a process that is under way, by its size: growth has to be linear."""

import gc
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.generated import REQUIREMENTS, dockerfile
from migrator.cli import GARBAGE
from migrator.pool import Recipe
from migrator.run import Runner

SIZES = (10, 100, 1_000, 10_000)
ROUNDS = {10: 20, 100: 10, 1_000: 3, 10_000: 1}


def table() -> Iterator[str]:
    """Give the lines of a table."""
    gc.set_threshold(*GARBAGE)  # as the command does
    runner = Recipe(isolated=True).runner()
    yield "| lines | instructions | ms | µs a line |"
    yield "|---:|---:|---:|---:|"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "Dockerfile")
        Path(folder, "requirements.txt").write_text(REQUIREMENTS, encoding="utf-8")
        file.write_text(dockerfile(10), encoding="utf-8")
        runner.anew().file(file)
        for size in SIZES:
            text = dockerfile(size)
            file.write_text(text, encoding="utf-8")
            took = min(_once(runner, file) for _ in range(ROUNDS[size]))
            lines = text.count("\n")
            count = sum(1 for line in text.split("\n") if line[:1].isupper())
            yield f"| {lines} | {count} | {took * 1000:.1f} | {took / lines * 1e6:.0f} |"


def _once(runner: Runner, file: Path) -> float:
    start = time.process_time()
    result = runner.anew().file(file).result
    assert result.failure is None, result.failure
    return time.process_time() - start
