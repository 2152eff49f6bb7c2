"""The engines that build images: which is there, and what is asked of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from migrator.verify.model import Described, Order
from migrator.verify.processes import Processes

NAMES = ("docker", "podman", "buildah")
"""In the order in which they are looked for."""


class EngineError(Exception):
    """There is no engine that can build; the message says what was looked for."""


class Container(Protocol):
    """A container that runs."""

    def address(self, port: int) -> tuple[str, int]:
        """Give where on this machine its port answers; raises ProcessError."""

    def exit_code(self) -> int | None:
        """Give the status it ended with, None while it runs."""

    def save_log(self, log: Path) -> None:
        """Write what it has said."""


class Engine(Protocol):
    """What builds and runs images."""

    @property
    def name(self) -> str:
        """The name of its program."""

    @property
    def processes(self) -> Processes:
        """What runs its program."""

    def build(self, order: Order) -> tuple[str, ...]:
        """Give the command that builds an image."""

    def describe(self, image: str) -> Described:
        """Give configuration and layers of an image; raises ProcessError."""

    def python(self, image: str, code: str, name: str) -> str:
        """Give what the image's Python prints for `code`, run as root; raises ProcessError."""

    def start(
        self, image: str, ports: Sequence[int], name: str, log: Path
    ) -> AbstractContextManager[Container]:
        """Start a container named `name`; it is gone at the end. Raises ProcessError."""

    def remove(self, image: str) -> None:
        """Remove an image; one that is not there is no error."""


def find(processes: Processes, wanted: str = "", builder: str = "", platform: str = "") -> Engine:
    """Give the engine that is `wanted`, else the first that is there; raises EngineError."""
    if builder and wanted not in ("", "docker"):
        raise EngineError(f"--builder is docker's, {wanted} has none")
    names = (wanted,) if wanted else ("docker",) if builder else NAMES
    makers: dict[str, Callable[[], Engine | None]] = {
        "docker": lambda: _docker(processes, builder, platform),
        "podman": lambda: _podman(processes, platform),
        "buildah": lambda: _buildah(processes),
    }
    engine = next((found for name in names if (found := makers[name]()) is not None), None)
    if engine is None:
        raise EngineError(
            f"no engine to build with: {', '.join(names)} {'is' if len(names) == 1 else 'are'} not here "
            "or not running, or docker lacks its plugin buildx; everything but `verify` does without"
        )
    return engine


def _docker(processes: Processes, builder: str, platform: str) -> Engine | None:
    from migrator.verify.docker import Docker

    # A client alone, without the daemon that it talks to, builds nothing.
    if not processes.works(("docker", "version", "--format", "{{.Server.Version}}")):
        return None
    buildx = processes.works(("docker", "buildx", "version"))
    if builder and not buildx:
        raise EngineError("--builder needs docker's plugin buildx, which is not here")
    # Without the plugin, an older client has BuildKit where it is told so, a newer one has none.
    own = processes if buildx else Processes({**processes.environment, "DOCKER_BUILDKIT": "1"})
    if not buildx and not own.works(("docker", "build", "--help")):
        return None
    return Docker(own, buildx, builder, platform)


def _podman(processes: Processes, platform: str) -> Engine | None:
    from migrator.verify.docker import Podman

    return Podman(processes, platform=platform) if processes.works(("podman", "info")) else None


def _buildah(processes: Processes) -> Engine | None:
    from migrator.verify.buildah import Buildah

    return Buildah(processes) if processes.works(("buildah", "info")) else None


def common(order: Order) -> tuple[str, ...]:
    """Give the words that all engines share, up to the context."""
    return ("--file", str(order.file), "--tag", order.tag, *order.handed.words(), str(order.context))


def ignored(order: Order) -> tuple[str, ...]:
    """Give the option of podman and buildah for an ignore file; docker finds that beside the Dockerfile."""
    return ("--ignorefile", str(order.ignore_file)) if order.ignore_file else ()
