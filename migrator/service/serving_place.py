"""Ports and listeners, and what of a container's surroundings decides on them."""

from __future__ import annotations

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_path
from migrator.dockerfile import Dockerfile, Instruction, copy_parts
from migrator.paths import within
from migrator.records import dataclass

_VARIABLE = re.compile(r"\$(?:(?P<plain>[A-Za-z_]\w*)|\{(?P<name>[A-Za-z_]\w*)(?::?-(?P<default>\d+))?\})")


@dataclass(frozen=True, slots=True)
class Port:
    """A port: a number, or the variable that holds it when the container runs, with its default."""

    number: int | None
    variable: str = ""
    default: str = ""

    @property
    def likely(self) -> int | None:
        """The number it has unless somebody sets the variable."""
        return self.number if self.number is not None else int(self.default) if self.default else None


@dataclass(frozen=True, slots=True)
class Listener:
    """A server: `port` and `host` are where it listens, `app` is the module and name that it serves.

    `kind` is the server's name, ``runserver`` for Django's own, ``file`` for a Python file that starts
    several; `folder` is where it looks for `app`. An `obstacle` says why the port cannot be told; `tls` that
    it speaks HTTPS, `http` that it speaks HTTP.
    """

    kind: str
    port: Port | None = None
    host: str = "127.0.0.1"
    app: str = ""
    folder: str = ""
    tls: bool = False
    http: bool = True
    obstacle: str = ""


@dataclass(frozen=True)
class Place:
    """The final image as a program finds it when it starts.

    `assigned` are the variables that scripts set on the way there.
    """

    dockerfile: Dockerfile
    build: BuildContext
    assigned: frozenset[str] = frozenset()

    def port(self, text: str) -> Port | None:
        """Give the port that a word stands for when the container runs; None where it cannot be told."""
        if text.isdecimal() and 0 < int(text) < 65536:
            return Port(int(text))
        match = _VARIABLE.fullmatch(text)
        if match is None:
            return None
        name = match["plain"] or match["name"]
        if name in self.assigned:
            return None
        environment = self.dockerfile.environment(self._end).env if self._end else {}
        known = environment.get(name)
        if known is not None and not known.isdecimal():
            return None
        if name not in environment and match["default"] is None and self._is_argument(name):
            return None
        return Port(None, name, known or match["default"] or "")

    def _is_argument(self, name: str) -> bool:
        """Tell whether a variable is an ARG, which a container no longer has."""
        return self._end is not None and self.dockerfile.environment(self._end).is_set(name)

    @property
    def _end(self) -> Instruction | None:
        final = self.dockerfile.final
        return final.instructions[-1] if final.instructions else None

    def read(self, path: str) -> str | None:
        """Give the text of a file of the image that came from the build context."""
        if self._end is None:
            return None
        found = context_path(self.dockerfile, self.build, self._end, path)
        return None if found is None else self.build.read(found)

    def is_copied(self, path: str) -> bool:
        """Tell whether a file of the build context comes into some stage of the image."""
        copies = self.dockerfile.of("COPY", "ADD")
        return any(within(path, source) for one in copies for source in copy_parts(one).from_context)

    def setting(self, name: str) -> str | None:
        """Give the value that ENV sets for the final image."""
        return self.dockerfile.environment(self._end).env.get(name) if self._end else None
