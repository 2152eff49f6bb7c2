"""Buildah: builds without a daemon, and runs what it built as its own child."""

from __future__ import annotations

import json
import socket
import subprocess  # for the type of what is running
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from migrator.verify.engines import Container, common, ignored
from migrator.verify.images import configuration
from migrator.verify.model import Described, LayerSize, Order
from migrator.verify.processes import REMOVAL, HindranceError, ProcessError, Processes, end


@dataclass(frozen=True)
class Buildah:
    """Buildah: it has no daemon, so what runs is its own child, on the network of this machine."""

    processes: Processes
    name: str = "buildah"

    def build(self, order: Order) -> tuple[str, ...]:
        """Give the command that builds an image, and leaves no container behind where that fails."""
        words = (self.name, "build", "--format", "docker", "--layers", "--force-rm")
        return (*words, *ignored(order), *common(order))

    def describe(self, image: str) -> Described:
        """Give configuration and layers of an image; raises ProcessError."""
        found = json.loads(self.ask("inspect", "--type", "image", image))
        docker = found["Docker"]
        sizes = [int(each["size"]) for each in json.loads(found["Manifest"])["layers"]]
        made = [each for each in docker.get("history") or [] if not each.get("empty_layer")]
        names = [each.get("created_by", "") for each in made]
        layers = map(LayerSize, names if len(names) == len(sizes) else [""] * len(sizes), sizes)
        return Described(configuration(docker["config"]), tuple(layers))

    def python(self, image: str, code: str, name: str) -> str:
        """Give what the image's Python prints for `code`, run as root; raises ProcessError."""
        with self._container(image, name):
            return self.ask("run", "--user", "0", name, "--", "python", "-", given=code)

    @contextmanager
    def start(self, image: str, ports: Sequence[int], name: str, log: Path) -> Iterator[Container]:
        """Start the image's own command; the process is ended and the container gone at the end."""
        for port in ports:  # on the network of this machine they are what they are
            if _taken(port):
                raise HindranceError(f"port {port} is taken on this machine")
        config = self.describe(image).configuration
        words = [*_words(config.get("entrypoint")), *_words(config.get("cmd"))]
        if not words:
            raise ProcessError("the image has no ENTRYPOINT and no CMD")
        with self._container(image, name):
            process = self.processes.background((self.name, "run", name, "--", *words), log)
            try:
                yield _Child(process)
            finally:
                end(process)

    def remove(self, image: str) -> None:
        """Remove an image; one that is not there is no error."""
        self.processes.works((self.name, "rmi", image), REMOVAL)

    @contextmanager
    def _container(self, image: str, name: str) -> Iterator[None]:
        try:
            self.ask("from", "--pull-never", "--name", name, image)
            yield
        finally:
            self.processes.works((self.name, "rm", name), REMOVAL)

    def ask(self, *words: str, given: str = "") -> str:
        """Give what the program prints; raises ProcessError."""
        return self.processes.output((self.name, *words), given=given)


@dataclass(frozen=True)
class _Child:
    """A container that is a child of this process."""

    process: subprocess.Popen[bytes]

    def address(self, port: int) -> tuple[str, int]:
        """Give where its port answers: it has the network of this machine."""
        return "127.0.0.1", port

    def exit_code(self) -> int | None:
        """Give the status it ended with, None while it runs."""
        return self.process.poll()

    def save_log(self, log: Path) -> None:
        """Write what it has said: it is there already."""


def _taken(port: int) -> bool:
    with socket.socket() as asked:
        asked.settimeout(1)
        return asked.connect_ex(("127.0.0.1", port)) == 0


def _words(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else []
