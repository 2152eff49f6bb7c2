"""What speaks against raising a project's Python: its own words, its pins, the modules it imports."""

from __future__ import annotations

import posixpath
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_sources, files_of
from migrator.dockerfile import Dockerfile, Instruction, Stage
from migrator.knowledge import Knowledge, PythonRow
from migrator.records import dataclass
from migrator.requirements import PROJECT_FILES, python_requirement
from migrator.requirements.model import Requirement, requirement
from migrator.requirements.required import Required
from migrator.requirements.version_ranges import installed_version, reaches
from migrator.shell import unwrap
from migrator.shell.run_as import script_at
from migrator.source import Source
from migrator.sources.python_names import PythonFile
from migrator.sources.removed_names import RemovedNames
from migrator.sources.removed_rows import BY_SETUPTOOLS, Removed, Version
from migrator.versions import dotted, numbers

_TELLING = (".py", ".toml", ".cfg", "Pipfile", "requirements.txt")
_CLASSIFIER = re.compile(r"Programming Language :: Python :: (3\.[0-9]+)\b")
_SKIPPED = re.compile(
    r"(?:.*/)?(?:tests?|testing|docs?|examples?|benchmarks?|\.?venv|env|node_modules|site-packages|_?vendor)/.*"
    r"|(?:.*/)?(?:setup|conftest|build_backend|hatch_build|test_[^/]*|[^/]*_test)\.py"
)
_MAX_FILES = 10_000
_MAX_BYTES = 200_000
_SETUPTOOLS_WITH_PKG_RESOURCES = "82"
_HELD = re.compile(r"(?:pdm|pipenv|poetry|setuptools|virtualenv)\s*(?:==|<=?|~=)\s*[0-9][0-9.]*(?:\.\*)?")
"""Installers, which are no requirements of a service, held to a version."""
_POETRYS_SCRIPT = re.compile(r"\binstall\.python-poetry\.org\b")
_ASKED_OF_IT = re.compile(
    r"(?:\bPOETRY_VERSION=|--version[= ])[\"']?(?P<version>\$\w+|\$\{\w+\}|[0-9][0-9.]*)"
)
"""The version that Poetry's own installer is told where it is called."""
_WITHOUT_SETUPTOOLS = (3, 12)
"""The first Python whose official image has no setuptools (docker-library, 2023-10)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that a newer Python would break, and where it stands."""

    place: str
    reason: str


def shown_evidence(found: Sequence[Evidence]) -> str:
    """Say the first, and how many more there are."""
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return f"{found[0].place} {found[0].reason}{more}"


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
        *_pinned(dockerfile, knowledge, required, old, target),
        *_held_installers(dockerfile, stages, knowledge, target),
        *_setup(dockerfile, stages, required, old, numbers(target)),
        *_removed(build, folders, required, RemovedNames(knowledge, old, numbers(target)), mended),
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
    pinned = tuple(one for one, row in rows if row is not None and row.fails in BY_SETUPTOOLS)
    asked = replace(required, requirements=pinned, nowhere=())
    found = [
        *_pinned(dockerfile, knowledge, asked, old, target),
        *_setup(dockerfile, stages, required, old, _WITHOUT_SETUPTOOLS),
        *_removed(build, folders, required, names, False),
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
    text = build.read(path, 4096)
    if text is not None and _minor(text) not in ("", target):
        yield Evidence(path, f"names Python {_minor(text)}")


def _classifiers(build: BuildContext, folder: str, target: str) -> Iterator[Evidence]:
    for name in PROJECT_FILES:
        path = posixpath.join(folder, name)
        minors = [int(one.partition(".")[2]) for one in _CLASSIFIER.findall(build.read(path) or "")]
        if minors and max(minors) < int(target.partition(".")[2]):
            yield Evidence(path, f"has classifiers that end at Python 3.{max(minors)}")


def _pinned(
    dockerfile: Dockerfile, knowledge: Knowledge, required: Required, old: Version, target: str
) -> Iterator[Evidence]:
    lacking = (
        (each, f"{each.name} has no file for Python {target} in the index") for each in required.nowhere
    )
    pinned = ((each, _breaks(each, knowledge, required, old, target)) for each in required.requirements)
    for each, reason in (*lacking, *pinned):
        if reason:
            inside = each.origin == dockerfile.source.path
            yield Evidence(f"line {each.line}" if inside else f"{each.origin}:{each.line}", reason)


def _breaks(found: Requirement, knowledge: Knowledge, required: Required, old: Version, target: str) -> str:
    version, row = installed_version(found, required.pin(found.name)), knowledge.python(found.name)
    fails = ""
    if row and _applies(row.python, target):  # what fails on the old Python already, does so on the new one
        python = row.python if numbers(row.python) > old else target
        fails = _fails(found, version, row, required, python)
    return fails or _without_wheel(found, version, knowledge)


def _fails(found: Requirement, version: str | None, row: PythonRow, required: Required, python: str) -> str:
    fails = f"{_named(found, version)} does not work on Python {python}"
    if row.breaks(version) and not _held_back(row, required):
        if row.fails == "compiled":
            return f"{_named(found, version)} has no wheel for Python {python}{_first_is(row.first)}"
        if not brings_module(required, row.fails):
            return f"{fails}{_first_is(row.first)}"
    other = row.breaks_beside(version, required.names)
    return f"{fails} beside {other}{_first_is(row.beside_first)}" if other else ""


def _held_back(row: PythonRow, required: Required) -> bool:
    """Tell whether something else than the newest version is asked for of what a project fails with."""
    asked = (*required.requirements, *required.constraints)
    return any(one.name in row.unless and (one.url or installed_version(one)) for one in asked)


def _without_wheel(found: Requirement, version: str | None, knowledge: Knowledge) -> str:
    native = knowledge.native(found.name, found.extras)
    first = native.first.get("x86_64") if native is not None and not native.pure else None
    if first is None or native is None or version is None or native.has_wheel(version) is not False:
        return ""
    if native.any_python or reaches(found.specifier, first):  # too new, not too old
        return ""
    return f"{_named(found, version)} has no wheel for Python 3.12 and musl{_first_is(first)}"


def _first_is(version: str) -> str:
    return f" ({version} is the first)" if version else ""


def _named(found: Requirement, version: str | None) -> str:
    if found.pinned or version is None or version.endswith(".99999"):
        return f"{found.name}{found.specifier}"
    return f"{found.name}=={version}"


def _applies(python: str, target: str) -> bool:
    return int(python.partition(".")[2]) <= int(target.partition(".")[2])


def brings_module(required: Required, fails: str) -> bool:
    """Tell whether the requirements bring a setuptools that still has what `fails` names."""
    if fails not in BY_SETUPTOOLS:
        return False
    for each in required.requirements:
        if each.name == "setuptools":
            version = installed_version(each, required.pin("setuptools"))
            return fails != "pkg_resources" or (
                version is not None and not reaches(each.specifier, _SETUPTOOLS_WITH_PKG_RESOURCES)
            )
    return False


def is_aside(path: str) -> bool:
    """Tell whether a file is a test, an example, set-up or other people's: nothing that a service runs."""
    return _SKIPPED.fullmatch(path) is not None


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
                    yield Evidence(f"line {dockerfile.source.line_of(command.span.start)}", what)


def _held_installers(
    dockerfile: Dockerfile, stages: Iterable[Stage], knowledge: Knowledge, target: str
) -> Iterator[Evidence]:
    """Give a RUN that holds setuptools or an installer to a version that fails on the newer Python."""
    for word, line in _holding(dockerfile, stages):
        held = requirement(word, dockerfile.source.path, line)
        row, version = knowledge.python(held.name), installed_version(held)
        if row is None or version is None or not _applies(row.python, target):
            continue
        if row.breaks(version):
            what = f"{word} does not work on Python {row.python}{_first_is(row.first)}"
            yield Evidence(f"line {line}", what)


def _holding(dockerfile: Dockerfile, stages: Iterable[Stage]) -> Iterator[tuple[str, int]]:
    """Give the words that hold an installer to a version, each with its line."""
    for stage in stages:
        for instruction in stage.of("RUN"):
            expand = dockerfile.environment(instruction).expand
            for command in script_at(dockerfile, instruction).commands:
                words = [word.value or word.text for word in unwrap(command).words]
                line = dockerfile.source.line_of(command.span.start)
                for word in words if "install" in words else ():
                    value = (expand(word) or "").strip("\"'")
                    if _HELD.fullmatch(value):
                        yield value, line
            yield from _asked_of_the_script(dockerfile, instruction, expand)


def _asked_of_the_script(
    dockerfile: Dockerfile, run: Instruction, expand: Callable[[str], str | None]
) -> Iterator[tuple[str, int]]:
    """Give the Poetry that its own installer is told by an option or POETRY_VERSION."""
    text = dockerfile.source.slice(run.span)
    if not _POETRYS_SCRIPT.search(text):
        return
    asked = _ASKED_OF_IT.search(text)
    word = f"poetry=={expand(asked['version'] if asked else '$POETRY_VERSION') or ''}"
    if _HELD.fullmatch(word):
        yield word, run.line


def _removed(
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
