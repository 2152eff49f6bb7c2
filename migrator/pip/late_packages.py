"""Packages of a project that is installed with -e before they are in the image.

pip with an installed setuptools and without pyproject.toml names the folder (``setup.py develop``), in which
they are found later. Who builds the project apart, as uv does, links those that are there: none.
"""

from __future__ import annotations

import posixpath

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_path
from migrator.dockerfile import Dockerfile, Instruction
from migrator.pip.venvs import before

_EXTRAS = re.compile(r"\[[^\]]*\]\Z")
_ASIDE = frozenset({"test", "tests", "docs", "doc", "examples", "example", "scripts", "migrations"})


def package_to_come(place: str, dockerfile: Dockerfile, build: BuildContext, at: Instruction) -> str:
    """Give a package that the project at `place` has and the image has not yet; empty where one is there."""
    place = _EXTRAS.sub("", place.strip("\"'"))
    origin = context_path(dockerfile, build, at, posixpath.join(place, "setup.py"))
    if origin is None or not build.exists(origin):
        return ""
    if context_path(dockerfile, build, at, posixpath.join(place, "pyproject.toml")) is not None:
        return ""
    made = " ".join(dockerfile.source.slice(one.span) for one in (*before(dockerfile, at, "RUN"), at))
    packages = _packages(build, posixpath.dirname(origin))
    for one in packages:
        init = posixpath.join(place, one, "__init__.py")
        if context_path(dockerfile, build, at, init) is not None or posixpath.basename(one) in made:
            return ""
    return packages[0] if packages else ""


def _packages(build: BuildContext, folder: str) -> tuple[str, ...]:
    """Give the packages of a project, as paths below its folder."""
    starts = build.files(*(posixpath.join(folder, name) for name in ("*/__init__.py", "src/*/__init__.py")))
    found = (posixpath.relpath(posixpath.dirname(name), folder or ".") for name in starts)
    return tuple(one for one in found if posixpath.basename(one) not in _ASIDE)
