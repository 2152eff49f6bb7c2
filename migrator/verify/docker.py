"""Docker and podman: in which words these two are asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from migrator.verify.engines import Container, common, ignored
from migrator.verify.images import configuration
from migrator.verify.model import Described, LayerSize, Order
from migrator.verify.processes import REMOVAL, ProcessError, Processes

_UNWATCHED = ("--no-healthcheck",)
"""Podman needs systemd to watch over a container's health; what asks it here needs none of that."""


@dataclass(frozen=True)
class Docker:
    """Docker with BuildKit; `buildx` where the plugin is there, which `builder` needs."""

    processes: Processes
    buildx: bool = True
    builder: str = ""
    platform: str = ""
    name: str = "docker"

    def build(self, order: Order) -> tuple[str, ...]:
        """Give the command that builds an image and brings it to this machine's images."""
        words = (self.name, "buildx", "build", "--load") if self.buildx else (self.name, "build")
        builder = ("--builder", self.builder) if self.builder else ()
        return (*words, *builder, "--progress", "plain", *common(order))

    def describe(self, image: str) -> Described:
        """Give configuration and layers of an image; raises ProcessError."""
        found = json.loads(self.ask("image", "inspect", image))[0]
        layers = tuple(each for each in self._layers(image) if each.size)  # what only configures has none
        return Described(configuration(found.get("Config") or {}, found), layers)

    def _layers(self, image: str) -> Iterator[LayerSize]:
        form = ("--no-trunc", "--human=false", "--format", "{{json .}}")
        rows = [json.loads(line) for line in self.ask("history", *form, image).splitlines()]
        for row in reversed(rows):
            yield LayerSize(row["CreatedBy"], _bytes(row["Size"]))

    def python(self, image: str, code: str, name: str) -> str:
        """Give what the image's Python prints for `code`, run as root; raises ProcessError."""
        run = (
            "run",
            *_UNWATCHED,
            "--rm",
            "--interactive",
            "--name",
            name,
            "--network",
            "none",
            "--user",
            "0",
        )
        try:
            return self.ask(*run, *self._platform(), "--entrypoint", "python", image, "-", given=code)
        except BaseException:
            self._quietly("rm", "--force", name)
            raise

    @contextmanager
    def start(self, image: str, ports: Sequence[int], name: str, log: Path) -> Iterator[Container]:
        """Start a container whose `ports` answer on this machine only; it is gone at the end."""
        published = (word for port in ports for word in ("--publish", f"127.0.0.1::{port}"))
        try:
            self.ask("run", *_UNWATCHED, "--detach", "--name", name, *self._platform(), *published, image)
            yield _Detached(self, name)
        finally:
            self._quietly("rm", "--force", "--volumes", name)

    def remove(self, image: str) -> None:
        """Remove an image; one that is not there is no error."""
        self._quietly("image", "rm", image)

    def _platform(self) -> tuple[str, ...]:
        return ("--platform", self.platform) if self.platform else ()

    def ask(self, *words: str, given: str = "") -> str:
        """Give what the program prints; raises ProcessError."""
        return self.processes.output((self.name, *words), given=given)

    def _quietly(self, *words: str) -> None:
        self.processes.works((self.name, *words), REMOVAL)


@dataclass(frozen=True)
class Podman(Docker):
    """Podman; its images are made in docker's format, since OCI's has no health check."""

    name: str = "podman"

    def build(self, order: Order) -> tuple[str, ...]:
        """Give the command that builds an image, and leaves no container behind where that fails."""
        words = (self.name, "build", "--format", "docker", "--layers", "--force-rm")
        return (*words, *ignored(order), *common(order))

    def _layers(self, image: str) -> Iterator[LayerSize]:
        for row in reversed(json.loads(self.ask("history", "--no-trunc", "--format", "json", image))):
            yield LayerSize(row.get("CreatedBy", ""), int(row.get("size", 0)))


@dataclass(frozen=True)
class _Detached:
    """A container that the engine runs for us."""

    engine: Docker
    name: str

    def address(self, port: int) -> tuple[str, int]:
        """Give where on this machine its port answers; raises ProcessError."""
        said = self.engine.ask("port", self.name, f"{port}/tcp").split()
        host, colon, number = said[0].rpartition(":") if said else ("", "", "")
        if not colon or not number.isdigit():
            raise ProcessError(f"port {port} is not published")
        return host.strip("[]"), int(number)

    def exit_code(self) -> int | None:
        """Give the status it ended with, None while it runs."""
        state = json.loads(self.engine.ask("container", "inspect", self.name))[0]["State"]
        return None if state.get("Running") else int(state.get("ExitCode", 0))

    def save_log(self, log: Path) -> None:
        """Write what it has said."""
        self.engine.processes.logged((self.engine.name, "logs", self.name), log, 60)


def _bytes(size: object) -> int:
    """Give the number in a size: ``123``, ``123B``."""
    match = re.match(r"\d+", str(size))
    return int(match[0]) if match else 0
