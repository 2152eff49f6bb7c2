"""How compose files start what a Dockerfile builds: command, entrypoint and health check of its services."""

from __future__ import annotations

import os.path
import posixpath
import shlex
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.discovery.build_files import BuildFileError, build_of, is_compose_file, services_of
from migrator.discovery.callers import callers
from migrator.records import dataclass
from migrator.shell import Script, parse_script
from migrator.shell.options import split_at_operand
from migrator.source import Logical, line_at

_MAX_FILES = 5_000
_CALL = re.compile(
    r"(?:docker[ -]compose\b[^\n#;&|]*?[ \t](?:run|exec)|docker[ \t]+exec)[ \t]+(?P<rest>[^\n#;&|>]+)"
)
_VALUED = frozenset(
    {"-e", "--env", "-u", "--user", "-w", "--workdir", "--name", "-p", "-v", "--entrypoint", "--index"}
)
_KEYS = ("entrypoint", "command", "healthcheck")
_Named = tuple[str, str, Mapping[str, object]]
"""A service as it stands: its file, its name, and what is said of it."""


@dataclass(frozen=True)
class Start:
    """A command by which a compose file starts or asks a container: its file, line, stage and script.

    `cluster` is one of a manifest or chart instead, where HEALTHCHECK does not count. What stands
    `behind_entrypoint` are the words that the image's own ENTRYPOINT is given. It `has_user` where the
    service says itself who runs it.
    """

    file: str
    line: int
    target: str | None
    script: Script
    cluster: bool = False
    behind_entrypoint: bool = False
    has_user: bool = False


@dataclass(frozen=True)
class Service:
    """A service: the Dockerfile that it builds (itself, or the one whose image it names), and its table."""

    file: str
    name: str
    dockerfile: Path
    target: str | None
    table: Mapping[str, object]


def compose_starts(dockerfile: Path, repository: BuildContext) -> tuple[Start, ...]:
    """Give what the compose files of a repository run in the image that `dockerfile` builds."""
    mine = services_with(dockerfile, repository)
    calls = repository.learnt(("compose calls",), lambda: tuple(_calls(repository))) if mine else ()
    found = [start for one in mine for start in _starts(one, repository)]
    for file, line, name, command in calls:
        service = next((one for one in mine if name in (one.name, one.table.get("container_name"))), None)
        if service is not None and (script := _parsed(command)) is not None:
            found.append(Start(file, line, service.target, script))
    return tuple(found)


def services_with(dockerfile: Path, repository: BuildContext) -> tuple[Service, ...]:
    """Give the services of a repository's compose files that run what `dockerfile` builds."""
    if repository.root is None:
        return ()
    services = repository.learnt(("compose starts",), lambda: _by_dockerfile(_services(repository)))
    return tuple(services.get(Path(os.path.normpath(dockerfile.absolute())), ()))


def built_services(repository: BuildContext) -> Iterator[tuple[str, str, str, Path]]:
    """Give each service that compose files build: file, name, image ("" without one) and Dockerfile."""
    for file, name, table in _tables(repository) if repository.root is not None else ():
        if build := build_of(_path(repository, file), name, table):
            image = table.get("image")
            yield file, name, image if isinstance(image, str) else "", build.dockerfile


def unbuilt(repository: BuildContext) -> tuple[_Named, ...]:
    """Give the services that name an image which no compose file of the repository builds."""
    if repository.root is None:
        return ()
    return repository.learnt(("compose unbuilt",), lambda: tuple(_unbuilt(repository)))


def _unbuilt(repository: BuildContext) -> Iterator[_Named]:
    built = {(one.file, one.name) for one in _services(repository)}
    for file, name, table in _tables(repository):
        if (file, name) not in built and isinstance(table.get("image"), str):
            yield file, name, table


def _by_dockerfile(services: Iterable[Service]) -> Mapping[Path, list[Service]]:
    found: dict[Path, list[Service]] = {}
    for one in services:
        found.setdefault(one.dockerfile, []).append(one)
    return found


def _calls(repository: BuildContext) -> Iterator[tuple[str, int, str, str]]:
    """Give the file, line, service and command of each ``docker compose run`` in workflows and scripts.

    The same for each ``docker exec``, which names a container.
    """
    for file, text in callers(repository):
        for match in _CALL.finditer(text) if "docker" in text else ():
            service, command = split_at_operand(match["rest"].split(), _VALUED)
            if command and command not in (["bash"], ["sh"], ["/bin/bash"]):
                yield file, line_at(text, match.start()), service, " ".join(command)


def _services(repository: BuildContext) -> Iterator[Service]:
    """Give all services that are built from the repository, those that share an image or a name too."""
    tables = _tables(repository)
    built: dict[tuple[str, str], tuple[Path, str | None]] = {}
    images: dict[str, tuple[Path, str | None]] = {}
    for file, name, table in tables:
        if build := build_of(_path(repository, file), name, table):
            built.setdefault((posixpath.dirname(file), name), (build.dockerfile, build.target))
            if isinstance(table.get("image"), str):
                images.setdefault(str(table["image"]), (build.dockerfile, build.target))
    for file, name, table in tables:
        own = build_of(_path(repository, file), name, table)
        source = (own.dockerfile, own.target) if own else None
        source = source or images.get(str(table.get("image"))) if "image" in table else source
        source = source or built.get((posixpath.dirname(file), name))
        if source is not None:
            yield Service(file, name, *source, table)


def _tables(repository: BuildContext) -> tuple[_Named, ...]:
    return repository.learnt(("compose tables",), lambda: tuple(_read(repository)))


def _read(repository: BuildContext) -> Iterator[_Named]:
    files = (file for file in repository.own_files if is_compose_file(posixpath.basename(file)))
    for file in islice(files, _MAX_FILES):
        try:
            yield from ((file, name, table) for name, table in services_of(_path(repository, file)))
        except BuildFileError:
            continue  # discovery reports it


def _path(repository: BuildContext, file: str) -> Path:
    assert repository.root is not None  # noqa: S101
    return repository.root / file


def _starts(service: Service, repository: BuildContext) -> Iterator[Start]:
    text = repository.read(service.file) or ""
    for key in _KEYS:
        value = service.table.get(key)
        if key == "healthcheck":
            value = value.get("test") if isinstance(value, dict) else None
        script = _script(value, check=key == "healthcheck")
        if script is not None:
            place = line_of(text, service.name, "test" if key == "healthcheck" else key)
            behind = key == "command" and service.table.get("entrypoint") is None
            user = "user" in service.table
            yield Start(service.file, place, service.target, script, behind_entrypoint=behind, has_user=user)


def _script(value: object, *, check: bool) -> Script | None:
    """Give the script of a command as compose takes it: words, a text that it splits, or for the shell."""
    if isinstance(value, list):
        words = [str(word) for word in value]
        if check and words[:1] == ["CMD-SHELL"]:
            return _parsed(" ".join(words[1:]))
        if check and words[:1] in (["NONE"], []):
            return None
        return script_of_words(words[1:] if check else words)
    if not isinstance(value, str) or not value.strip():
        return None
    return _parsed(value)


def script_of_words(words: Iterable[str]) -> Script | None:
    """Give the script that a list of words is, as they stand after an entrypoint; None for none."""
    return _parsed(shlex.join(words))


def _parsed(text: str) -> Script | None:
    plain = text.replace("$$", "$")
    script = parse_script(Logical(plain, ((0, 0),))) if plain.strip() else None
    return script if script is not None and script.commands else None


def line_of(text: str, service: str, key: str) -> int:
    """Give the line of a key of a service, or the service's own where the key is written in another way."""
    head = re.search(rf"(?m)^[ \t]+[\"']?{re.escape(service)}[\"']?[ \t]*:", text)
    start = head.start() if head else 0
    found = re.search(rf"(?m)^[ \t]+{key}[ \t]*:", text[start:])
    return line_at(text, start + (found.start() if found else 0))
