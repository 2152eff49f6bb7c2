"""Dev containers: what a ``devcontainer.json`` of the repository puts on the image that a Dockerfile builds.

Its features are scripts that install on top of the image, most of them with apt-get; its commands run in the
container and may install as well. Neither is seen in the Dockerfile.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.discovery.compose_starts import services_with
from migrator.paths import joined_path
from migrator.records import dataclass
from migrator.source import line_at

_NAME = re.compile(r"(?:.*/)?\.?devcontainer\.json")
_MAX_FILES = 200
_MAX_BYTES = 256 * 1024
_ASIDE = re.compile(r'(?P<text>"(?:[^"\\\n]|\\.)*+")|//[^\n]*|/\*(?s:.*?)\*/')
_LAST_COMMA = re.compile(r'(?P<text>"(?:[^"\\\n]|\\.)*+")|,(?=\s*[\]}])')
_DOCKERFILE = re.compile(r"\"docker[Ff]ile\"\s*:\s*\"(?P<name>[^\"\n]+)\"")
_COMMANDS = (
    "onCreateCommand",
    "updateContentCommand",
    "postCreateCommand",
    "postStartCommand",
    "postAttachCommand",
)
_ALTERING = frozenset(
    {
        *("dockerComposeFile", "workspaceFolder", "workspaceMount", "mounts", "containerEnv"),
        *("remoteEnv", "runArgs"),
    }
)
"""What may give a command another folder, other files or other variables than the image alone would."""
_APT = re.compile(r"(?<![\w./-])(?P<what>apt(?:-get)?|dpkg)(?![\w.=-])")
_INSTALLS = re.compile(
    r"(?<![\w.-])(?P<what>(?:pip3?|poetry|pdm|pipenv) install|pip-sync|uv sync|uv pip (?:install|sync))"
    r"(?![\w-])"
)
_FOR_ALPINE = re.compile(r"ghcr\.io/devcontainers/features/common-utils(?::.*)?")
"""The feature whose notes name Alpine among what it runs on (devcontainers/features, read 2026-11-30)."""


@dataclass(frozen=True)
class DevContainer:
    """A dev container that is made from a Dockerfile: its file, the text of it, and what it says.

    Of a `broken` file, which is no JSON, only the name of the Dockerfile is known.
    """

    file: str
    text: str
    table: Mapping[str, object]
    broken: bool = False

    def given(self, argument: str) -> str:
        """Give where it gives a build argument, "" where it does not."""
        args = _table(_table(self.table, "build"), "args")
        return self._place(argument) if argument in args else ""

    @property
    def target(self) -> str | None:
        """The stage that it builds, None for the last."""
        target = _table(self.table, "build").get("target")
        return target if isinstance(target, str) else None

    @property
    def lone_command(self) -> str:
        """The command that is all it runs; "" where it runs more, elsewhere or with other settings."""
        texts = [text for key in _COMMANDS for text in _texts(self.table.get(key))]
        return texts[0] if len(texts) == 1 and not _ALTERING & self.table.keys() else ""

    def in_workspace(self, path: str) -> str:
        """Give what `path` is called in the repository, from the folder that it opens."""
        folder = posixpath.dirname(self.file)
        above = posixpath.dirname(folder) if posixpath.basename(folder) == ".devcontainer" else folder
        return joined_path(above, path)

    def wants_debian(self, *, installs_nothing: bool = False) -> str:
        """Give what it does that is known to work on Debian alone or cannot be told, "" for nothing.

        With `installs_nothing` what it installs is there already.
        """
        if self.broken:
            return f"{self.file} is no JSON, so that what it puts on it cannot be told"
        for feature in _table(self.table, "features"):
            if not _FOR_ALPINE.fullmatch(feature):
                return f"{self._place(feature)} puts {feature} on it, which may be for Debian"
        for key in _COMMANDS:
            command = " \n ".join(_texts(self.table.get(key)))
            if match := _APT.search(command):
                return f"{self._place(key)} calls {match['what']} in it"
            if not installs_nothing and (match := _INSTALLS.search(command)):
                return f"{self._place(key)} has {match['what']} bring into it what this file does not tell"
        return ""

    def _place(self, key: str) -> str:
        return f"{self.file}:{line_at(self.text, max(0, self.text.find(json.dumps(key))))}"


def dev_containers(dockerfile: Path, repository: BuildContext) -> tuple[DevContainer, ...]:
    """Give the dev containers of a repository that are made from what `dockerfile` builds."""
    if repository.root is None:
        return ()
    all_of_them = repository.learnt(("dev containers",), lambda: tuple(_read(repository)))
    own = repository.name_of(dockerfile)
    return tuple(one for one in all_of_them if _builds(one, own, dockerfile, repository))


def _read(repository: BuildContext) -> Iterator[DevContainer]:
    for file in islice(filter(_NAME.fullmatch, repository.own_files), _MAX_FILES):
        text = repository.read(file, _MAX_BYTES) or ""
        table = _parsed(text)
        if isinstance(table, dict):
            yield DevContainer(file, text, table)
        elif table is None and (match := _DOCKERFILE.search(_plain(text))):
            yield DevContainer(file, text, {"dockerFile": match["name"]}, broken=True)


def _parsed(text: str) -> object:
    """Read JSON with comments and commas before a closing bracket, as these files may have."""
    try:
        return json.loads(_LAST_COMMA.sub(lambda match: match["text"] or "", _plain(text)))
    except (ValueError, RecursionError):
        return None


def _plain(text: str) -> str:
    return _ASIDE.sub(lambda match: match["text"] or " ", text)


def _builds(one: DevContainer, own: str, dockerfile: Path, repository: BuildContext) -> bool:
    folder = posixpath.dirname(one.file)
    named = _table(one.table, "build").get("dockerfile", one.table.get("dockerFile"))
    if isinstance(named, str):
        return joined_path(folder, named) == own
    listed = one.table.get("dockerComposeFile")
    paths = [each for each in (listed if isinstance(listed, list) else [listed]) if isinstance(each, str)]
    files = {joined_path(folder, each) for each in paths}
    service = one.table.get("service")
    return bool(files) and any(
        each.name == service and each.file in files for each in services_with(dockerfile, repository)
    )


def _table(table: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = table.get(key)
    return found if isinstance(found, dict) else {}


def _texts(value: object) -> Iterator[str]:
    """Give a command, a list of its words, or a table of several, as texts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield " ".join(each for each in value if isinstance(each, str))
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
