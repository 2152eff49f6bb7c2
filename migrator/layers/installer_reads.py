"""Which files of the image an installer of Python packages reads, through everything that they name."""

from __future__ import annotations

import posixpath

from migrator.layers.install_site import UNKNOWN
from migrator.layers.project_reads import ProjectReads
from migrator.requirements.install_options import InstallLine
from migrator.requirements.installers import PIP
from migrator.shell import Command, unwrap
from migrator.shell.wrappers import PYTHON


class InstallerReads(ProjectReads):
    """Notes what the installers of one instruction read and write."""

    def take(self, command: Command) -> bool:
        """Note what a command reads and writes if it is an installer; else give False and note nothing."""
        inner = unwrap(command)
        words = tuple(UNKNOWN if text is None else text for text in self.around.texts(inner.words))
        path = words[0] if words else ""
        name, rest = posixpath.basename(path), words[1:]
        if PYTHON.fullmatch(name):
            module = _module(rest)
            if module is None:
                return False
            name, rest = module
        if PIP.fullmatch(name):
            self.installer("pip", path)
            self.pip(rest)
            return True
        return self._other(inner, name, path, rest)

    def _other(self, command: Command, name: str, path: str, words: tuple[str, ...]) -> bool:
        if name in ("venv", "virtualenv"):
            self.venv(words)
            return True
        if name in ("uv", "poetry", "pipenv", "pipx", "pip-sync"):
            self.installer(name, path)
        if name == "uv":
            self.uv(command, words)
        elif name == "poetry":
            self.poetry(command, words)
        elif name == "pipenv":
            self.pipenv(words)
        elif name == "pipx":
            self._pipx(words)
        elif name == "pip-sync":
            self.into.costly = True
            self.lists(InstallLine.of(words).operands or ("requirements.txt",), constraint=False)
        else:
            return name in ("ensurepip", "--version", "-V")
        return True

    def _pipx(self, words: tuple[str, ...]) -> None:
        verb, line = InstallLine.behind_verb(words)
        if verb in ("install", "inject"):
            self.into.costly = True
            for operand in line.operands:
                self.operand(operand)
        elif verb not in ("ensurepath", "list", "--version"):
            self.into.cannot_tell(f"what pipx {verb} does is not known")


def _module(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
    """Give the module that ``python -m`` runs and its arguments; None where it runs something else."""
    for index, word in enumerate(words):
        if word == "-m" and index + 1 < len(words):
            return words[index + 1], words[index + 2 :]
        if word in ("--version", "-V"):
            return word, ()
        if not word.startswith("-"):
            return None
    return None
