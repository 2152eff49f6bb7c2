"""A copy of a build context in which one source file is another: what a developer's next build sees."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from migrator.build_context import BuildContext

_LEFT_OUT = shutil.ignore_patterns(".git", "__pycache__", ".venv", "venv", "node_modules", ".tox")
_NOT_SOURCE = {"setup.py", "conftest.py", "noxfile.py", "tasks.py"}
_NOT_FOLDERS = {"tests", "test", "docs", "migrations", "examples", "scripts"}


@contextmanager
def touched_context(context: BuildContext) -> Iterator[Path | None]:
    """Give a copy of the context, gone at the end, with one source file changed; None where it has none."""
    source = _source(context, context.root) if context.root else None
    if source is None or context.root is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="dfmigrate-") as folder:
        copy = Path(folder) / "context"
        shutil.copytree(context.root, copy, symlinks=True, ignore=_LEFT_OUT)
        with (copy / source).open("a", encoding="utf-8") as file:
            file.write("\n# changed\n")
        yield copy


def _source(context: BuildContext, root: Path) -> Path | None:
    """Give the source file nearest to the root, in the order of names."""
    found = [
        path.relative_to(root) for path in root.rglob("*.py") if path.is_file() and not path.is_symlink()
    ]
    plain = [path for path in found if path.name not in _NOT_SOURCE and not _outside(path)]
    plain = [path for path in plain if not context.ignored(path.as_posix())]
    return min(plain, key=lambda path: (len(path.parts), path.name == "__init__.py", path), default=None)


def _outside(path: Path) -> bool:
    return any(part in _NOT_FOLDERS or part.startswith((".", "venv")) for part in path.parts[:-1])
