"""Images that a repository builds itself, and the Dockerfiles in it that stand on them.

Which Dockerfile builds which image is said by compose and bake files, workflows, Makefiles, scripts, READMEs
and comments of Dockerfiles; where none of them says it, by its own name: ``base/Dockerfile`` and
``Dockerfile.base`` build ``acme/base``. All of it is read as text, within bounds; nothing of it is run.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.discovery import is_dockerfile_name
from migrator.discovery.build_commands import built_by_commands
from migrator.discovery.build_files import BuildFileError, is_build_file, named_contexts
from migrator.discovery.compose_starts import built_services
from migrator.discovery.image_names import expanded, is_called, is_same, name_of
from migrator.first_few import first_few
from migrator.records import dataclass
from migrator.source import line_at

MAX_FILES = 20_000
MAX_BYTES = 256 * 1024
_BASE = (
    r"^[ \t]*(?:FROM[ \t]+(?:--\S+[ \t]+)*(?P<base>\S+)(?:[ \t]+AS[ \t]+(?P<stage>\S+))?"
    r"|ARG[ \t]+(?P<name>\w+)=[\"']?(?P<value>[^\"'\s]+)"
)
_SOURCE = r"|(?:COPY|ADD|RUN)\b[^\n]*?(?:--from=|[,=]from=)(?P<source>[^\s,]+)"
_FROM = re.compile(f"{_BASE}|(?P<source>(?!)))", re.MULTILINE | re.IGNORECASE)
_FROM_AND_COPIES = re.compile(f"{_BASE}{_SOURCE})", re.MULTILINE | re.IGNORECASE)
"""The same with what takes files out of an image: as it looks at whole lines, for such files alone."""


@dataclass(frozen=True)
class Standing:
    """A place that stands on an image of the same repository, or takes files out of it.

    `file` and `line` say where, relative to the repository, `image` what it is called there; `said` where
    the image is built under that name, "" where only the names tell.
    """

    file: str
    line: int
    image: str
    said: str


@dataclass(frozen=True)
class _Built:
    name: tuple[str, ...]
    dockerfile: str
    said: str


@dataclass(frozen=True)
class _Use:
    file: str
    line: int
    image: str


def standing_on(dockerfile: Path, repository: BuildContext) -> tuple[Standing, ...]:
    """Give the other Dockerfiles of a repository that stand on what `dockerfile` builds."""
    if repository.root is None:
        return ()
    own = repository.name_of(dockerfile)
    return repository.remembered(("standing on", own), lambda: tuple(_standing(own, repository)))


def _standing(own: str, repository: BuildContext) -> Iterator[Standing]:
    found: list[Standing] = []
    for name, uses in repository.learnt(("images in use",), lambda: _uses(repository)).items():
        said = _said(name, own, repository)
        if said is not None:
            found += [Standing(one.file, one.line, one.image, said) for one in uses if one.file != own]
    yield from sorted(found, key=lambda one: (one.file, one.line))


def built_here(image: str, dockerfile: Path, repository: BuildContext) -> str:
    """Give the Dockerfile, other than `dockerfile`, that builds `image`; "" where none or several do."""
    name = name_of(image)
    if repository.root is None or not name:
        return ""
    own = repository.name_of(dockerfile)
    builders = [each.dockerfile for each in _builds_of(name, repository)]
    builders = builders or [
        file for file in dockerfiles(repository) if is_called(file, name, _project(repository))
    ]
    others = [file for file in dict.fromkeys(builders) if file and file != own]
    return others[0] if len(others) == 1 else ""


def may_be_built_by(image: str, dockerfile: Path, repository: BuildContext, *, alone: bool = False) -> bool:
    """Tell whether `image` may be what `dockerfile` builds: something says so, or its name alone.

    With `alone` a name counts that nothing stands before, as in a cluster on one's own machine.
    """
    name = name_of(image)
    if alone and len(name) == 1:
        name = ("", *name)
    return bool(name) and _said(name, repository.name_of(dockerfile), repository) is not None


def _said(name: tuple[str, ...], own: str, repository: BuildContext) -> str | None:
    """Give where it is said that a Dockerfile builds an image, "" where only the names tell; None if not."""
    builds = _builds_of(name, repository)
    mine = next((each for each in builds if each.dockerfile == own), None)
    if mine is not None:
        return mine.said
    if any(each.dockerfile for each in builds) or not is_called(own, name, _project(repository)):
        return None
    return builds[0].said if builds else ""


def _project(repository: BuildContext) -> str:
    return (repository.root or Path()).name


def _builds_of(name: tuple[str, ...], repository: BuildContext) -> tuple[_Built, ...]:
    """Give the builds that may be of an image of this name."""
    built = repository.learnt(("images built",), lambda: _by_last(_named(repository)))
    return tuple(each for each in built.get(name[-1], ()) if is_same(each.name, name))


def _by_last(builds: Iterable[_Built]) -> dict[str, list[_Built]]:
    found: dict[str, list[_Built]] = {}
    for each in builds:
        found.setdefault(each.name[-1], []).append(each)
    return found


def _named(repository: BuildContext) -> Iterator[_Built]:
    for file, name, image, dockerfile in built_services(repository):
        path = repository.name_of(dockerfile)
        project = posixpath.basename(posixpath.dirname(file)) or _project(repository)
        names = [image] if image else [f"{project}{sign}{name}" for sign in "-_"]
        yield from (_Built(parts, path, file) for parts in map(name_of, names) if parts)
    for file, name, dockerfile in _contexts(repository):
        if parts := name_of(name):
            yield _Built(parts, repository.name_of(dockerfile), file)
    for built in built_by_commands(repository, dockerfiles(repository)):
        if parts := name_of(built.image):
            yield _Built(parts, built.dockerfile, built.said)


def _contexts(repository: BuildContext) -> Iterator[tuple[str, str, Path]]:
    """Give the names by which builds of bake and compose files stand on others: file, name, Dockerfile."""
    files = (file for file in repository.own_files if is_build_file(posixpath.basename(file)))
    for file in islice(files, MAX_FILES):
        try:
            found = tuple(named_contexts((repository.root or Path()) / file))
        except BuildFileError:
            continue  # discovery reports it
        yield from ((file, name, dockerfile) for name, dockerfile in found)


def dockerfiles(repository: BuildContext) -> tuple[str, ...]:
    """Give the names of the Dockerfiles of a repository, as they are named by rule."""

    def found() -> tuple[str, ...]:
        files = (file for file in repository.own_files if is_dockerfile_name(posixpath.basename(file)))
        return tuple(islice(files, MAX_FILES))

    return repository.learnt(("dockerfiles",), found)


def _uses(repository: BuildContext) -> dict[tuple[str, ...], list[_Use]]:
    """Give the places that name an image, by its name."""
    found: dict[tuple[str, ...], list[_Use]] = {}
    for file in dockerfiles(repository):
        for use in _uses_in(file, repository):
            found.setdefault(name_of(use.image), []).append(use)
    return found


def _uses_in(file: str, repository: BuildContext) -> Iterator[_Use]:
    lines = repository.read(file, MAX_BYTES) or ""
    text = lines.replace("\\\n", "  ").replace("\\\r\n", "   ")
    pattern = _FROM_AND_COPIES if "from=" in text else _FROM
    values: dict[str, str] = {}
    stages: set[str] = set()
    for match in pattern.finditer(text):
        if match["name"]:
            values.setdefault(match["name"], match["value"])
            continue
        image = expanded(match["base"] or match["source"], values)
        if image.lower() not in stages and not image.isdecimal() and name_of(image):
            yield _Use(file, line_at(lines, match.start()), image)
        stages.add((match["stage"] or "").lower())


def shown(standing: tuple[Standing, ...], most: int = 2) -> str:
    """Give the places for a message: ``api/Dockerfile:1, worker/Dockerfile:1 and 3 more stand on it``."""
    places = [f"{one.file}:{one.line}" for one in standing]
    return f"{first_few(places, most)} {'stands' if len(places) == 1 else 'stand'} on it"
