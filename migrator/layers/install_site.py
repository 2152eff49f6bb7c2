"""Where an installer runs, and how what it reads there is noted: the common ground of all installers."""

from __future__ import annotations

import posixpath

from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import context_path
from migrator.dockerfile import Dockerfile, Instruction
from migrator.layers.footprint import Footprint, Surroundings
from migrator.records import dataclass
from migrator.requirements.lockfiles import MAX_LOCK_BYTES

UNKNOWN = "\0"
"""Stands for a word that is not known before the build."""

_READ_BY = (
    *("PIP_CONSTRAINT", "PIP_BUILD_CONSTRAINT", "PIP_REQUIREMENT", "PIP_CONFIG_FILE", "PIP_FIND_LINKS"),
    *("PIP_EDITABLE", "UV_CONSTRAINT", "UV_BUILD_CONSTRAINT", "UV_OVERRIDE", "UV_CONFIG_FILE"),
    *("UV_FIND_LINKS", "UV_PROJECT", "UV_WORKING_DIRECTORY", "UV_ENV_FILE", "PIPENV_PIPFILE"),
)
_WRITTEN_BY = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_SRC", "PIPENV_CUSTOM_VENV_NAME")
OF_INSTALLERS = (*_READ_BY, *_WRITTEN_BY)
"""Variables that say which other files an installer reads, or where it writes."""

_SYSTEM_ENVIRONMENTS = frozenset({"/", "/usr", "/usr/local"})


@dataclass
class InstallSite:
    """One instruction that installs, and the footprint that its commands are noted in.

    `set_names` are those of OF_INSTALLERS that ENV or ARG set where it stands, and all that the script
    sets; `user` is who it runs as, empty for who the base image says, None where that is not known.
    """

    dockerfile: Dockerfile
    build: BuildContext
    at: Instruction
    around: Surroundings
    set_names: frozenset[str]
    user: str | None
    into: Footprint

    def installer(self, name: str, path: str) -> None:
        """Note what every run of an installer reads and writes; `path` is the program as called."""
        self.into.system = True
        prefix = "UV_" if name == "uv" else ("PIP_", "PIPENV_")
        for variable in sorted(self.set_names):
            if variable in _READ_BY and variable.startswith(prefix):
                self.into.needs_source(None, f"{variable} names a file that {name} reads")
            elif variable in _WRITTEN_BY and name != "uv":
                self.into.cannot_tell(f"{variable} says where {name} installs to")
        if "/" in path:
            program = self.around.path(path)
            self.environment(posixpath.dirname(posixpath.dirname(program)) if program else None)
        for folder in self.around.environments:
            self.environment(folder)
        self._home()

    def _home(self) -> None:
        """Note that whoever is not root installs below the home directory."""
        if self.user is None:
            self.into.cannot_tell("the user it runs as is not known")
        elif self.user not in ("", "root", "0"):
            home = self.around.home or f"/home/{self.user}"
            self.into.makes |= {f"{home}/.local", f"{home}/.cache"}

    def environment(self, folder: str | None) -> None:
        """Note that packages go into the virtual environment at `folder`."""
        if folder is None:
            self.into.cannot_tell("the environment it installs into is not known")
        elif folder not in _SYSTEM_ENVIRONMENTS:
            self.into.makes.add(folder)

    def made(self, text: str) -> None:
        """Note that `text` is a folder that gets filled."""
        path = self.place(text)
        if path is None:
            self.into.cannot_tell("where it installs to is not known before the build")
        else:
            self.into.makes.add(path)

    def place(self, text: str) -> str | None:
        """Give the absolute path of `text`, None where it is not known."""
        return None if text == UNKNOWN else self.around.path(text)

    def origin(self, path: str | None) -> str | None:
        """Give the place in the build context of a path of the image."""
        return context_path(self.dockerfile, self.build, self.at, path) if path else None

    def text(self, name: str) -> str | None:
        """Give the text of a file of the image that comes from the build context."""
        found = self.origin(self.around.path(name))
        return self.build.read(found, MAX_LOCK_BYTES) if found else None

    def optional(self, *names: str) -> None:
        """Note files that are read where they exist."""
        for name in names:
            path = self.around.path(name)
            if path is not None and self.text(name) is not None:
                self.into.file(path)

    def texts(self, tool: str, *names: str) -> tuple[str, ...] | None:
        """Note files that `tool` has to have and give their texts; None where one is not to be found."""
        found: list[str] = []
        for name in names:
            path, text = self.around.path(name), self.text(name)
            if path is None or text is None:
                self.into.needs_source(None, f"{tool} needs {name}, which {self._absence(name)}")
                return None
            self.into.file(path)
            found.append(text)
        return tuple(found)

    def _absence(self, name: str) -> str:
        """Say why a file is not found where it is needed: it is nowhere, or nothing brings it there."""
        if self.build.files(name, f"**/{name}"):
            return "no COPY seen here brings to its folder"
        return "is not in the build context"
