"""The files of a repository that have images built and run: workflows of forges, task runners and scripts.

They are read as text, within bounds; nothing of them is run.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import islice

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.discovery.build_files import is_build_file
from migrator.source import line_at

MAX_FILES = 2_000
MAX_BYTES = 256 * 1024
_NAMES = re.compile(
    r"(?:.*/)?(?:\.github/.*\.ya?ml|\.circleci/.*\.ya?ml|\.gitlab-ci[^/]*\.ya?ml|\.travis\.yml"
    r"|[^/]*-pipelines\.ya?ml|cloudbuild[^/]*\.ya?ml|(?:GNU)?[Mm]akefile|[Jj]ustfile|Jenkinsfile[^/]*"
    r"|tox\.ini|[Tt]askfile(?:\.dist)?\.ya?ml"
    r"|[^/]*\.(?:sh|bash|mk|ps1))"
)
_OLD_BUILDERS = (
    (re.compile(r"\bDOCKER_BUILDKIT\b[\"']?\s*[:=]\s*[\"']?(?:0|false)\b"), "turns BuildKit off"),
    (re.compile(r"\bkaniko\b"), "builds with kaniko, which ignores RUN --mount"),
)
_COMMENT = re.compile(r"\s*(?:#|//)")
_OLD_PLATFORMS = {"captain-definition": "is for CapRover, which may build without BuildKit"}


def callers(repository: BuildContext) -> Iterator[tuple[str, str]]:
    """Give the files, each with its text; what is larger than 256 KiB is empty."""
    names = repository.learnt(("callers",), lambda: tuple(_named(repository)))
    return ((name, repository.read(name, MAX_BYTES) or "") for name in names)


def builds_without_buildkit(repository: BuildContext) -> str:
    """Give the place that says that images are built without BuildKit, and how; "" where none does."""
    return repository.learnt(("old builders",), lambda: next(_old_builders(repository), ""))


def builds_for(repository: BuildContext, platforms: tuple[str, ...]) -> str:
    """Give the place where images are built for one of these platforms, and which; "" without one."""
    return repository.learnt(("platforms", platforms), lambda: next(_places(repository, platforms), ""))


def machines(platforms: tuple[str, ...]) -> re.Pattern[str]:
    """Give the pattern of the names of platforms, those of a variant (``linux/arm/v7``) too."""
    names = "|".join(map(re.escape, platforms))
    return re.compile(rf"(?<![\w/.-])(?:{names})(?:/v[5-7])?(?![\w/.-])")


def _places(repository: BuildContext, platforms: tuple[str, ...]) -> Iterator[str]:
    pattern = machines(platforms)
    for name, text in (*callers(repository), *_build_files(repository)) if platforms else ():
        for match in pattern.finditer(text):
            before = text[: match.start()]
            if not _COMMENT.match(before.rpartition("\n")[2]):
                yield f"{name}:{line_at(text, match.start())} builds for {match[0]}"


def _build_files(repository: BuildContext) -> Iterator[tuple[str, str]]:
    """Give the bake and compose files, each with its text: they too say for which platforms they build."""
    found = (name for name in repository.own_files if is_build_file(posixpath.basename(name)))
    names = islice(found, MAX_FILES)
    return ((name, repository.read(name, MAX_BYTES) or "") for name in names)


def _named(repository: BuildContext) -> Iterator[str]:
    return islice(filter(_NAMES.fullmatch, repository.own_files), MAX_FILES)


def _old_builders(repository: BuildContext) -> Iterator[str]:
    for name in repository.own_files:
        if (why := _OLD_PLATFORMS.get(name.rpartition("/")[2])) is not None:
            yield f"{name} {why}"
    for name, text in callers(repository):
        for pattern, why in _OLD_BUILDERS:
            if match := pattern.search(text):
                yield f"{name}:{line_at(text, match.start())} {why}"
