"""What compose files mount into the containers of what a Dockerfile builds: folders of the host, volumes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.discovery.compose_starts import Service, line_of, services_with, unbuilt
from migrator.paths import joined_path
from migrator.records import dataclass

_HOST = re.compile(r"[.~/$].*", re.DOTALL)
_READ_ONLY = frozenset({"ro", "readonly"})


@dataclass(frozen=True)
class Ends:
    """Both ends of an entry of ``volumes``: `source` is empty for a volume, and of the host else."""

    source: str
    target: str
    read_only: bool


@dataclass(frozen=True)
class Mount:
    """One mount that can be written: the compose file, its line there, the stage that runs, and both ends.

    `source` is a folder or file of the host as the file has it, empty for a volume; `target` is an
    absolute path of the container.
    """

    file: str
    line: int
    stage: str | None
    source: str
    target: str

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        return f"{self.file}:{self.line}"

    @property
    def is_root_s(self) -> bool:
        """Whether it lies in root's home, which others cannot enter."""
        return f"{self.target}/".startswith("/root/")

    @property
    def from_repository(self) -> str | None:
        """The path that it mounts, from the repository's root; None where it is not in the repository."""
        if not self.source.startswith("."):
            return None
        return joined_path(posixpath.dirname(self.file), self.source)


def compose_mounts(dockerfile: Path, repository: BuildContext) -> tuple[Mount, ...]:
    """Give what compose files mount where the image of `dockerfile` runs; without what is read only.

    A service that names an image of which no file tells where it is built may run it as well: what that
    mounts in root's home is given too, where hardly any image of others has something.
    """
    found = [mount for one in services_with(dockerfile, repository) for mount in _mounts(one, repository)]
    for file, name, table in unbuilt(repository):
        service = Service(file, name, dockerfile, None, table)
        found += (mount for mount in _mounts(service, repository) if mount.is_root_s)
    return tuple(found)


def _mounts(service: Service, repository: BuildContext) -> Iterator[Mount]:
    volumes = service.table.get("volumes")
    for entry in volumes if isinstance(volumes, list) else ():
        ends = ends_of(entry)
        if ends is not None and not ends.read_only and ends.target.startswith("/"):
            text = repository.read(service.file) or ""
            line = line_of(text, service.name, "volumes")
            yield Mount(service.file, line, service.target, ends.source, posixpath.normpath(ends.target))


def ends_of(entry: object) -> Ends | None:
    """Give both ends of an entry of ``volumes``; None for what is neither of the host nor a volume."""
    if isinstance(entry, str):
        # ${NAME:-default} has a colon of its own
        parts = re.sub(r"\$\{[^}]*\}", lambda match: match[0].replace(":", "\0"), entry).split(":")
        read_only = len(parts) > 2 and not _READ_ONLY.isdisjoint(parts[2].split(","))
        source, target = (parts[0], parts[1]) if len(parts) > 1 else ("", parts[0])
        return Ends((source if _HOST.fullmatch(source) else "").replace("\0", ":"), target, read_only)
    if not isinstance(entry, dict) or entry.get("type") not in ("bind", "volume"):
        return None
    source = str(entry.get("source")) if entry["type"] == "bind" else ""
    return Ends(source, str(entry.get("target")), bool(entry.get("read_only")))
