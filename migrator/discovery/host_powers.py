"""What compose files give a container of its host that only root can use: processes, devices, sockets."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.discovery.compose_mounts import ends_of
from migrator.discovery.compose_starts import Service, line_of, services_with
from migrator.records import dataclass

_OF_ROOT = re.compile(
    r"/|/(?:proc|sys|dev|root)(?:/.*)?|/var/(?:log|lib/(?:docker|containers))(?:/.*)?|.*\.sock"
)

_NO = ("no", "n", "off", "false")
"""What compose takes for a no, in quotes too; the value of a variable may be a yes."""


@dataclass(frozen=True)
class HostPower:
    """One such thing: the compose file and line that say it, the stage that runs, and what it is."""

    file: str
    line: int
    stage: str | None
    what: str

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        return f"{self.file}:{self.line}"


def host_powers(dockerfile: Path, repository: BuildContext) -> tuple[HostPower, ...]:
    """Give what the services that run the image of `dockerfile` may do to their host.

    A service that names its user itself does not count, and what can be written is a mount like others.
    """
    services = services_with(dockerfile, repository)
    return tuple(
        HostPower(one.file, line_of(repository.read(one.file) or "", one.name, key), one.target, what)
        for one in services
        if "user" not in one.table
        for key, what in _powers(one)
    )


def _powers(service: Service) -> Iterator[tuple[str, str]]:
    if str(service.table.get("privileged") or "no").lower() not in _NO:
        yield "privileged", "makes the container privileged"
    if service.table.get("pid") == "host":
        yield "pid", "shows it all processes of the host"
    for key in ("cap_add", "devices"):
        if isinstance(listed := service.table.get(key), list) and listed:
            yield key, f"gives it {', '.join(str(each) for each in listed[:2])}"
    volumes = service.table.get("volumes")
    for ends in filter(None, map(ends_of, volumes if isinstance(volumes, list) else ())):
        source = posixpath.normpath(ends.source)
        if ends.read_only and source.startswith("/") and _OF_ROOT.fullmatch(source):
            yield "volumes", f"has it read {source}, of which much is root's"
