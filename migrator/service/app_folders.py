"""Which folders of an image belong to the application: those that it is started in, copied to, and writes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cached_property

from migrator import regex as re
from migrator.build_context.copied_paths import workdir_at
from migrator.dockerfile import Dockerfile, Instruction, copy_parts, words
from migrator.paths import joined_path, within
from migrator.records import dataclass
from migrator.shell import program, unwrap
from migrator.shell.options import OptionSpec
from migrator.shell.run_as import script_at

_SYSTEM = re.compile(
    r"/(?:bin|boot|dev|etc|lib\w*|proc|root|sbin|sys|tmp"
    r"|usr/(?!src(?:/|\Z))\w+|var/(?:cache|lib/(?:apt|dpkg)|mail|spool|tmp)|run/secrets)(?:/.*)?"
)
_SHARED = frozenset(
    {
        *("/", "/home", "/media", "/mnt", "/opt", "/run", "/srv", "/usr", "/usr/src", "/var"),
        *("/var/lib", "/var/log"),
        *("/var/run", "/var/www"),
    }
)
_VENV = re.compile(r"(?:.*/)?\.?(?:venv|virtualenv|site-packages)(?:/.*)?")
_CACHES = frozenset(
    {
        *(
            "HF_HOME",
            "HUGGINGFACE_HUB_CACHE",
            "TRANSFORMERS_CACHE",
            "SENTENCE_TRANSFORMERS_HOME",
            "TORCH_HOME",
        ),
        *("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "MPLCONFIGDIR", "NUMBA_CACHE_DIR"),
        *("PROMETHEUS_MULTIPROC_DIR", "prometheus_multiproc_dir", "PYTHONPYCACHEPREFIX", "TMPDIR", "HOME"),
    }
)
_OPTIONS = {
    "mkdir": OptionSpec.of("m/mode= p/parents v/verbose"),
    "rm": OptionSpec.of("r/recursive R/recursive f/force v/verbose d/dir"),
}


@dataclass(frozen=True)
class AppFolders:
    """The folders of the final image that are the application's, shared and system folders left out."""

    dockerfile: Dockerfile

    @cached_property
    def instructions(self) -> tuple[Instruction, ...]:
        """The instructions of the final stage and of the stages that it builds on, oldest first."""
        lineage = reversed(self.dockerfile.lineage(self.dockerfile.final))
        return tuple(one for stage in lineage for one in stage.instructions)

    @cached_property
    def workdir(self) -> str | None:
        """The folder in which the container starts; None where it is not known."""
        if not self.instructions:
            return "/"
        last = self.instructions[-1]
        folder = workdir_at(self.dockerfile, last)
        if last.keyword != "WORKDIR" or folder is None:
            return folder
        return self.path(last, last.value.text)

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The folders that the application writes to: its own, VOLUME, what mkdir makes, caches."""
        gone = set(self._operands("rm"))
        found = [self.workdir or "/", *self._operands("mkdir"), *self._volumes(), *self._caches()]
        return tuple(dict.fromkeys(path for path in found if is_own(path) and path not in gone))

    def copied(self) -> Iterator[tuple[Instruction, str | None]]:
        """Give the instructions that copy into the application's folders or to an unknown place."""
        for one in self.instructions:
            if one.keyword not in ("COPY", "ADD"):
                continue
            parts = copy_parts(one)
            path = self.path(one, parts.destination.text)
            if path is None:
                yield one, None
            elif self._is_apps(path) and not _VENV.fullmatch(path):
                yield one, path

    def path(self, at: Instruction, text: str) -> str | None:
        """Give an absolute path, variables replaced; None where one is not known."""
        value = self.dockerfile.environment(at).expand(text)
        folder = workdir_at(self.dockerfile, at)
        if value is None or (folder is None and not value.startswith("/")):
            return None
        return joined_path(folder or "/", value).replace("//", "/")

    def holds(self, path: str) -> bool:
        """Tell whether a path lies in a folder that the application may write to."""
        return any(within(path, folder) for folder in (*self.written, "/tmp", "/dev", "/proc"))  # noqa: S108

    def _is_apps(self, path: str) -> bool:
        if not is_own(path):
            return False
        return any(within(path, folder) or within(folder, path) for folder in self.written)

    def _operands(self, name: str) -> Iterator[str]:
        """Give the paths that ``mkdir`` makes, or ``rm`` removes."""
        for one in self.instructions:
            if one.keyword != "RUN":
                continue
            for command in script_at(self.dockerfile, one).commands:
                inner = unwrap(command)
                given = _OPTIONS[name].read(inner.arguments) if program(inner) == name else None
                for word in given.operands if given else ():
                    path = self.path(one, word.text) if word.value or "$" in word.text else None
                    if path is not None:
                        yield path

    def _volumes(self) -> Iterator[str]:
        for one in self.instructions:
            for word in words(one) if one.keyword == "VOLUME" else ():
                path = self.path(one, word.plain)
                if path is not None:
                    yield path

    def _caches(self) -> Iterator[str]:
        if not self.instructions:
            return
        environment = self.dockerfile.environment(self.instructions[-1]).env
        for name, value in environment.items():
            if name in _CACHES and value and value.startswith("/"):
                yield posixpath.normpath(value)


def is_own(path: str) -> bool:
    """Tell whether a folder can belong to an application: it is no folder of the system's or of all."""
    return path.startswith("/") and path not in _SHARED and not _SYSTEM.fullmatch(path)
