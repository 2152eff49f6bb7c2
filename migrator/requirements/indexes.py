"""Which indexes a RUN installs from: options of its command lines, and variables that pip and uv read."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.dockerfile import Dockerfile, Instruction
from migrator.requirements.install_options import InstallLine
from migrator.requirements.model import Option

_LONG = {"-i": "--index-url", "--pypi-url": "--index-url", "-f": "--find-links"}
_NAMES = frozenset(
    {"--index-url", "--extra-index-url", "--index", "--default-index", "--find-links", "--no-index"}
)
_VARIABLES = {
    "PIP_INDEX_URL": "--index-url",
    "PIP_EXTRA_INDEX_URL": "--extra-index-url",
    "PIP_FIND_LINKS": "--find-links",
    "UV_DEFAULT_INDEX": "--index-url",
    "UV_INDEX_URL": "--index-url",
    "UV_INDEX": "--extra-index-url",
    "UV_EXTRA_INDEX_URL": "--extra-index-url",
}


def index_options(line: InstallLine, origin: str, number: int) -> Iterator[Option]:
    """Give the options of a command line that choose indexes, in their long form."""
    for name, value in line.options:
        if (long := _LONG.get(name, name)) in _NAMES:
            yield Option(long, value, origin, number)


def set_for_pip(dockerfile: Dockerfile, at: Instruction) -> Iterator[Option]:
    """Give what ARG and ENV say about indexes at an instruction; one of the build stays ``$NAME``."""
    environment = dockerfile.environment(at)
    for variable, name in _VARIABLES.items():
        if environment.is_set(variable):
            for value in (environment.get(variable) or f"${variable}").split():
                yield Option(name, value, dockerfile.source.path, at.line)
