"""What speaks against raising a project's Python: its own words, with its pins and its sources."""

from __future__ import annotations

import posixpath
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from migrator import regex as re
from migrator.alpine.evidence import Evidence
from migrator.alpine.pinned_evidence import held_installers, pinned
from migrator.alpine.source_evidence import removed_uses
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_sources, files_of
from migrator.dockerfile import Dockerfile, Stage
from migrator.knowledge import Knowledge
from migrator.line_names import named_line
from migrator.pip.late_packages import package_to_come
from migrator.requirements import PROJECT_FILES, python_requirement
from migrator.requirements.required import Required
from migrator.shell import Command, unwrap
from migrator.shell.run_as import script_at
from migrator.sources.removed_names import RemovedNames
from migrator.sources.removed_rows import BY_SETUPTOOLS, Version
from migrator.versions import dotted, numbers

_TELLING = (".py", ".toml", ".cfg", "Pipfile", "requirements.txt")
_CLASSIFIER = re.compile(r"Programming Language :: Python :: (3\.[0-9]+)\b")
_WITHOUT_SETUPTOOLS = (3, 12)
"""The first Python whose official image has no setuptools (docker-library, 2023-10)."""


def against_raising(
    dockerfile: Dockerfile,
    stages: Iterable[Stage],
    build: BuildContext,
    knowledge: Knowledge,
    required: Required,
    old: Version,
    target: str,
    *,
    mended: bool = False,
) -> tuple[Evidence, ...]:
    """Give what the build context says against raising Python `old` to `target`, the most telling first.

    With `mended`, what can be said in another way in the sources is: this run changes them too.
    """
    folders = project_folders(dockerfile, stages, build, required)
    found = [
        *_declared(build, folders, target),
        *pinned(dockerfile, knowledge, required, old, target),
        *held_installers(dockerfile, stages, knowledge, target),
        *_setup(dockerfile, stages, required, old, numbers(target)),
        *_linked(dockerfile, stages, build, old, numbers(target)),
        *removed_uses(build, folders, required, RemovedNames(knowledge, old, numbers(target)), mended),
    ]
    return tuple(dict.fromkeys(found))


def wanting_patch(
    dockerfile: Dockerfile,
    stages: Iterable[Stage],
    build: BuildContext,
    required: Required,
    patch: Version,
) -> tuple[Evidence, ...]:
    """Give what takes Python `patch` (3, 9, 9) and not each later release of its minor version."""
    text = dotted(patch)
    last = f"{_minor(text)}.99"
    found: list[Evidence] = []
    for folder in project_folders(dockerfile, stages, build, required):
        wanted = python_requirement(build, folder)
        if wanted is not None and wanted.specifier.contains(text) and not wanted.specifier.contains(last):
            found.append(Evidence(wanted.origin, f"asks for Python {wanted.specifier}"))
        path = posixpath.join(folder, "Pipfile")
        if _asked_by_pipfile(build, path) == text:
            found.append(Evidence(path, f"asks for Python {text}"))
    return tuple(dict.fromkeys(found))


def needing_setuptools(
    dockerfile: Dockerfile,
    stages: Iterable[Stage],
    build: BuildContext,
    knowledge: Knowledge,
    required: Required,
) -> tuple[Evidence, ...]:
    """Give what needs setuptools and names it nowhere: images of Python 3.12 do not have it."""
    folders = project_folders(dockerfile, stages, build, required)
    target = dotted(_WITHOUT_SETUPTOOLS)
    old = (*_WITHOUT_SETUPTOOLS[:1], _WITHOUT_SETUPTOOLS[1] - 1)
    names = RemovedNames(knowledge, old, _WITHOUT_SETUPTOOLS).only(BY_SETUPTOOLS)
    rows = ((one, knowledge.python(one.name)) for one in required.requirements)
    failing = tuple(one for one, row in rows if row is not None and row.fails in BY_SETUPTOOLS)
    asked = replace(required, requirements=failing, nowhere=())
    found = [
        *pinned(dockerfile, knowledge, asked, old, target),
        *_setup(dockerfile, stages, required, old, _WITHOUT_SETUPTOOLS),
        *removed_uses(build, folders, required, names, False),
    ]
    return tuple(dict.fromkeys(found))


def project_folders(
    dockerfile: Dockerfile, stages: Iterable[Stage], build: BuildContext, required: Required
) -> tuple[str, ...]:
    """Give the folders of the build context that the image takes its code and requirements from."""
    folders = [posixpath.dirname(one.origin) for one in required.requirements if build.exists(one.origin)]
    for stage in stages:
        for instruction in stage.of("COPY", "ADD"):
            for source in context_sources(dockerfile, instruction):
                folders += _folders(build, source)
    return tuple(dict.fromkeys(folders))


def _folders(build: BuildContext, source: str) -> Iterator[str]:
    """Give the folders that a source of COPY names or matches, and those of single files of a project."""
    if build.is_folder(source):
        yield "" if source == "." else source
        return
    depth = source.count("/") + 1
    for path in files_of(build, source):
        named = "/".join(path.split("/")[:depth])
        if path.endswith(_TELLING):
            yield posixpath.dirname(path) if named == path else named


def _declared(build: BuildContext, folders: Iterable[str], target: str) -> Iterator[Evidence]:
    newest_patch = f"{target}.99"
    for folder in folders:
        wanted = python_requirement(build, folder)
        if wanted is not None and not wanted.specifier.contains(newest_patch):
            yield Evidence(wanted.origin, f"asks for Python {wanted.specifier}")
        yield from _pipfile(build, posixpath.join(folder, "Pipfile"), target)
        yield from _version_file(build, posixpath.join(folder, ".python-version"), target)
        yield from _classifiers(build, folder, target)


def _pipfile(build: BuildContext, path: str, target: str) -> Iterator[Evidence]:
    version = _asked_by_pipfile(build, path)
    if _minor(version) not in ("", target):
        yield Evidence(path, f"asks for Python {version}")


def _asked_by_pipfile(build: BuildContext, path: str) -> str:
    """Give the Python that a Pipfile asks for, as it writes it; empty where it asks for none."""
    try:
        requires = tomllib.loads(build.read(path) or "").get("requires", {})
    except tomllib.TOMLDecodeError:
        return ""
    return str(requires.get("python_full_version") or requires.get("python_version") or "")


def _minor(version: str) -> str:
    match = re.match(r"\s*(?:cpython-|python-)?([23]\.[0-9]+)", version)
    return match[1] if match else ""


def _version_file(build: BuildContext, path: str, target: str) -> Iterator[Evidence]:
    """Give the file where it names an older Python: one that is newer says nothing against the way there."""
    minor = _minor(build.read(path, 4096) or "")
    if minor and numbers(minor) < numbers(target):
        yield Evidence(path, f"names Python {minor}")


def _classifiers(build: BuildContext, folder: str, target: str) -> Iterator[Evidence]:
    for name in PROJECT_FILES:
        path = posixpath.join(folder, name)
        minors = [int(one.partition(".")[2]) for one in _CLASSIFIER.findall(build.read(path) or "")]
        if minors and max(minors) < int(target.partition(".")[2]):
            yield Evidence(path, f"has classifiers that end at Python 3.{max(minors)}")


def _setup(
    dockerfile: Dockerfile, stages: Iterable[Stage], required: Required, old: Version, target: Version
) -> Iterator[Evidence]:
    """Give a ``python setup.py`` that has setuptools from the image alone, which images lack from 3.12 on."""
    if not old < _WITHOUT_SETUPTOOLS <= target or any(
        one.name == "setuptools" for one in required.requirements
    ):
        return
    for stage in stages:
        for instruction in stage.of("RUN"):
            for command in script_at(dockerfile, instruction).commands:
                values = [word.value or word.text for word in unwrap(command).words]
                if len(values) > 1 and "python" in values[0] and posixpath.basename(values[1]) == "setup.py":
                    what = "python setup.py needs setuptools, which the images of Python 3.12 do not have"
                    yield Evidence(named_line(dockerfile.source.line_of(command.span.start)), what)


def _linked(
    dockerfile: Dockerfile, stages: Iterable[Stage], build: BuildContext, old: Version, target: Version
) -> Iterator[Evidence]:
    """Give what is installed with -e before its packages are there: an old setuptools alone bears it."""
    if not old < _WITHOUT_SETUPTOOLS <= target:
        return
    for instruction in (one for stage in stages for one in stage.of("RUN")):
        for command in script_at(dockerfile, instruction).commands:
            for place in _editable(unwrap(command)):
                if package := package_to_come(place, dockerfile, build, instruction):
                    line = dockerfile.source.line_of(command.span.start)
                    what = f"installs {place} with -e before {package} is there: pip of 3.12 does not find it"
                    yield Evidence(named_line(line), what)


def _editable(command: Command) -> Iterator[str]:
    words = [word.value or word.text for word in command.words]
    for flag, place in pairwise(words if "install" in words else ()):
        if flag in ("-e", "--editable"):
            yield place
