"""What speaks against raising a project's Python: modules and names in its sources that go."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from migrator import regex as re
from migrator.alpine.evidence import Evidence
from migrator.alpine.pinned_evidence import brings_module
from migrator.build_context import BuildContext
from migrator.requirements.required import Required
from migrator.source import Source
from migrator.sources.python_names import PythonFile
from migrator.sources.removed_names import RemovedNames
from migrator.sources.removed_rows import BY_SETUPTOOLS, Removed
from migrator.versions import dotted

_SKIPPED = re.compile(
    r"(?:.*/)?(?:tests?|testing|docs?|examples?|benchmarks?|\.?venv|env|node_modules|site-packages|_?vendor)/.*"
    r"|(?:.*/)?(?:setup|conftest|build_backend|hatch_build|test_[^/]*|[^/]*_test)\.py"
)
_MAX_FILES = 10_000
_MAX_BYTES = 200_000


def removed_uses(
    build: BuildContext, folders: Iterable[str], required: Required, names: RemovedNames, mended: bool
) -> tuple[Evidence, ...]:
    """Give the first use of each module or name that the newer Python does not have, the unmended first."""
    there = frozenset(name for name in BY_SETUPTOOLS if brings_module(required, name))
    within = tuple(folders)
    # Many Dockerfiles of a repository look at the same sources for the same versions.
    key = ("removed", within, names.versions, tuple(names.rows), mended, there)
    return build.learnt(key, lambda: tuple(_used(build, within, names, there, mended=mended)))


def _used(
    build: BuildContext, folders: tuple[str, ...], names: RemovedNames, there: frozenset[str], *, mended: bool
) -> Iterator[Evidence]:
    seen: set[str] = set()
    mendable: list[Evidence] = []
    for count, path in enumerate(_sources(build, folders) if names.rows else ()):
        if count == _MAX_FILES:
            yield Evidence(path, f"is one of more than {_MAX_FILES:,} sources, which are not all looked at")
            break
        text = build.read(path, _MAX_BYTES)
        if text is None:
            continue
        file = PythonFile(Source(path, text))
        for use in names.uses(file, lambda name, path=path: _is_local(build, path, name)):  # type: ignore[misc]
            row = use.row
            if row.name in seen or row.name in there:
                continue
            if mended and use.edits and "dfmigrate" not in text:  # a pragma may keep it as it is
                continue
            seen.add(row.name)
            found = Evidence(f"{path}:{use.line}", _reason(use))
            if use.edits:
                mendable.append(found)
            else:
                yield found
    yield from mendable


def _reason(use: Removed) -> str:
    row, gone = use.row, dotted(use.row.gone)
    verb = "imports" if row.module else "uses"
    lost = (
        f"Python {gone} {row.says}" if row.says else f"{verb} {row.name}, which Python {gone} does not have"
    )
    return f"{lost}: --sources mends it" if use.edits else lost


def _sources(build: BuildContext, folders: tuple[str, ...]) -> Iterator[str]:
    for path in build.files("**/*.py", "*.py") if folders else ():
        inside = any(folder == "" or path.startswith(f"{folder}/") for folder in folders)
        if inside and not is_aside(path) and not build.ignored(path):
            yield path


def _is_local(build: BuildContext, path: str, module: str) -> bool:
    """Tell whether the project has a module of its own of this name, beside a file or in a folder above."""
    folder = posixpath.dirname(path)
    while True:
        if build.exists(posixpath.join(folder, f"{module}.py")):
            return True
        if build.exists(posixpath.join(folder, module, "__init__.py")):
            return True
        if not folder:
            return False
        folder = posixpath.dirname(folder)


def is_aside(path: str) -> bool:
    """Tell whether a file is a test, an example, set-up or other people's: nothing that a service runs."""
    return _SKIPPED.fullmatch(path) is not None
