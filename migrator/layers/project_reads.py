"""What uv, Poetry and Pipenv read of a project with a lock file."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from migrator import regex as re
from migrator.layers.footprint import ProjectInstall
from migrator.layers.install_site import UNKNOWN
from migrator.layers.pip_reads import PipReads
from migrator.layers.static_project import PROJECT_FILE, has_workspace, static_install
from migrator.requirements.install_options import InstallLine
from migrator.requirements.project_files import Table, strings, table, toml
from migrator.shell import Command
from migrator.source import Edit

_FLAGS = {"uv": "--no-install-project", "poetry": "--no-root"}
_IN_PROJECT = re.compile(r"in-project\s*[= ]\s*true")
_POETRY_IN_PROJECT = re.compile(rf"\bPOETRY_VIRTUALENVS_IN_PROJECT\b|{_IN_PROJECT.pattern}")
_PIPENV_IN_PROJECT = re.compile(r"\bPIPENV_VENV_IN_PROJECT\b")
_LOCAL_SOURCES = ("editable", "virtual", "directory", "path")
_INTO = ("--system", "--target", "-t", "--prefix")
"""Options of ``uv pip`` that say where it installs, as ``--python`` does with a path."""
_ELSEWHERE = ("--project", "--directory", "--script", "-C", "-P")
_LOCAL_IN_PIPFILE = re.compile(r'"?(?:path|file)"?\s*[:=]\s*"(?!https?:)')
_QUIET_UV = frozenset({"", "cache", "self", "version", "--version", "help"})


class ProjectReads(PipReads):
    """Notes what the tools of projects read."""

    # uv

    def uv(self, command: Command, words: tuple[str, ...]) -> None:
        """Note what ``uv WORDS`` reads and writes."""
        verb, line = InstallLine.behind_verb(words)
        if verb == "pip":
            rest = words[words.index("pip") + 1 :]
            self.pip(rest)
            self._uv_pip_environment(rest)
            self._uv_settings()
            self._uv_pip_project(command, rest)
        elif verb == "venv":
            self.venv(words[words.index("venv") + 1 :])
            self.optional(".python-version")
        elif verb == "sync":
            self._elsewhere("uv", words)
            self._uv_sync(command, line)
        elif verb in ("tool", "python") and line.operands[:1] == ("install",):
            self.into.costly = True
        elif verb not in _QUIET_UV:
            self.into.cannot_tell(f"what uv {verb} reads is not known")

    def _uv_pip_environment(self, words: tuple[str, ...]) -> None:
        """Note the ``.venv`` that ``uv pip`` works on, in the working directory or above it, untold."""
        line = InstallLine.behind_verb(words)[1]
        told = self.around.active or {"UV_SYSTEM_PYTHON", "VIRTUAL_ENV"} & self._variables()
        if told or line.has(*_INTO) or self._names_a_python(line):
            return
        folder = self.around.folder
        while folder is not None:
            self.around.relative = True
            self.into.makes.add(posixpath.join(folder, ".venv"))
            folder = posixpath.dirname(folder) if folder != "/" else None

    def _names_a_python(self, line: InstallLine) -> bool:
        """Tell whether ``uv pip`` is told which Python by its path: by a version, a .venv may be it.

        What only the build knows is taken for a path: a migration writes ``$(command -v python3)`` itself.
        """
        told = (*line.values("--python", "-p"), self.around.variables.get("UV_PYTHON", ""))
        return any(sign in each for each in told for sign in ("/", "$", UNKNOWN))

    def _variables(self) -> frozenset[str]:
        """Give the names that ENV or the script itself sets."""
        return frozenset((*self.around.variables, *self.around.local))

    def _uv_pip_project(self, command: Command, words: tuple[str, ...]) -> None:
        """Note the project whose dependencies ``uv pip install`` could install without it, from its file."""
        found = static_install(command, words)
        folder = self.place(found.place) if found else None
        text = self.text(posixpath.join(folder, PROJECT_FILE)) if folder else None
        if found is None or folder is None or text is None or self.around.folder is None:
            return
        if found.serves(text) and not any(map(has_workspace, self._projects_above(folder))):
            self.into.file(posixpath.join(folder, PROJECT_FILE))
            self.into.project = ProjectInstall(command, found.edits, folder, self.around.folder)

    def _projects_above(self, folder: str | None) -> Iterator[str]:
        while folder is not None and folder != "/":
            folder = posixpath.dirname(folder)
            yield self.text(posixpath.join(folder, PROJECT_FILE)) or ""

    def _uv_settings(self) -> None:
        """Note the files in which uv finds its settings: in the working directory or above it."""
        folder = self.around.folder
        while folder is not None and folder != "/":
            for name in ("uv.toml", "pyproject.toml"):
                path = posixpath.join(folder, name)
                text = self.text(path)
                if text is not None and (name == "uv.toml" or "[tool.uv" in text):
                    self.around.relative = True
                    self.into.file(path)
            folder = posixpath.dirname(folder)

    def _uv_sync(self, command: Command, line: InstallLine) -> None:
        self.into.costly = True
        if line.has("--package", "--all-packages"):
            self.into.needs_source(self.around.folder, "uv works on a workspace")
        if any(map(has_workspace, self._projects_above(self.around.folder))):
            self.into.needs_source(None, "the project is part of a workspace, whose members may lie anywhere")
        if not line.has("--active"):
            self.made(self.around.variables.get("UV_PROJECT_ENVIRONMENT", ".venv"))
        texts = self.texts("uv", "pyproject.toml", "uv.lock")
        self._uv_settings()
        self.optional(".python-version")
        if texts is None:
            return
        project, lock = _parsed(texts[0]), _parsed(texts[1])
        if project is None or lock is None:
            self.into.needs_source(None, "pyproject.toml or uv.lock is not TOML")
        elif why := _uv_obstacle(project, lock, frozen=line.has("--frozen")):
            self.into.needs_source(self.around.folder, why)
        elif not line.has("--no-install-project", "--no-install-workspace") and not _is_virtual(lock):
            self._installs_project(command, "uv", "sync")
        self.named_in("pyproject.toml", "uv.lock")

    # Poetry

    def poetry(self, command: Command, words: tuple[str, ...]) -> None:
        """Note what ``poetry WORDS`` reads and writes."""
        verb, line = InstallLine.behind_verb(words)
        if verb in ("config", "self", "--version", "") and not line.has("--local"):
            if _IN_PROJECT.search(" ".join(words)):
                self.made(".venv")
            return
        if verb not in ("install", "sync"):
            self.into.cannot_tell(f"what poetry {verb} reads is not known")
            return
        self.into.costly = True
        self._elsewhere("poetry", words)
        texts = self.texts("poetry", "pyproject.toml", "poetry.lock")
        self.optional("poetry.toml")
        if self._told(_POETRY_IN_PROJECT) or _IN_PROJECT.search(self.text("poetry.toml") or ""):
            self.made(".venv")
        if texts is not None:
            self._poetry_project(command, verb, line, texts)

    def _poetry_project(self, command: Command, verb: str, line: InstallLine, texts: tuple[str, ...]) -> None:
        project = _parsed(texts[0])
        if project is None:
            self.into.needs_source(None, "pyproject.toml is not TOML")
        elif re.search(r'^type = "(?:directory|file)"', texts[1], re.MULTILINE):
            self.into.needs_source(self.around.folder, "poetry.lock names a local path")
        elif line.has("--only-root"):
            self.into.needs_source(self.around.folder, "it installs the project itself (--only-root)")
        elif not line.has("--no-root") and table(project, "tool", "poetry").get("package-mode") is not False:
            self._installs_project(command, "poetry", verb)
        self.named_in("pyproject.toml", "poetry.lock")

    # Pipenv

    def pipenv(self, words: tuple[str, ...]) -> None:
        """Note what ``pipenv WORDS`` reads and writes."""
        verb, line = InstallLine.behind_verb(words)
        if verb in ("--version", ""):
            return
        if verb not in ("install", "sync"):
            self.into.cannot_tell(f"what pipenv {verb} reads is not known")
            return
        self.into.costly = True
        texts = self.texts("pipenv", "Pipfile", "Pipfile.lock")
        if verb == "install" and not line.has("--deploy", "--ignore-pipfile"):
            why = "pipenv install may lock anew and write Pipfile.lock; with --deploy it does not"
            self.into.needs_source(self.around.folder, why)
        if self._told(_PIPENV_IN_PROJECT):
            self.made(".venv")
        for operand in line.operands:
            self.operand(operand)
        if texts and _LOCAL_IN_PIPFILE.search("\n".join(texts)):
            self.into.needs_source(self.around.folder, "Pipfile names a local path")
        self.named_in("Pipfile", "Pipfile.lock")

    # what they share

    def _told(self, setting: re.Pattern[str]) -> bool:
        """Tell whether the file speaks of a setting up to here: ENV, ARG or a command of an earlier RUN."""
        return setting.search(self.dockerfile.source.text[: self.at.span.end]) is not None

    def _elsewhere(self, tool: str, words: tuple[str, ...]) -> None:
        """Note that a tool may be told to work on a project that lies in another folder."""
        if InstallLine.of(words).has(*_ELSEWHERE):
            self.into.needs_source(None, f"{tool} works in another folder")

    def venv(self, words: tuple[str, ...]) -> None:
        """Note the folder that a virtual environment is made in."""
        line = InstallLine.of(words)
        self.into.system = True
        for operand in line.operands or (".venv",):
            self.made(operand)

    def _installs_project(self, command: Command, tool: str, verb: str) -> None:
        folder = self.around.folder
        self.into.needs_source(folder, f"{tool} {verb} installs the project itself")
        if folder is not None:
            end = command.words[-1].span.end
            edits = (Edit.at(end, f" {_FLAGS[tool]}"),)
            self.into.project = ProjectInstall(command, edits, folder, folder)


def _parsed(text: str) -> Table | None:
    try:
        return toml(text)
    except ValueError:
        return None


def _uv_obstacle(project: Table, lock: Table, *, frozen: bool) -> str:
    """Say why uv needs more than the project's two files to install dependencies; empty if it does not."""
    places = [str(value) for each in _sources(lock) for key, value in each.items() if key in _LOCAL_SOURCES]
    if any(place != "." for place in places) or table(project, "tool", "uv", "workspace"):
        return "the project has members or dependencies in folders of its own"
    if strings(table(project, "project").get("dynamic")) and not frozen:
        return (
            "the project's metadata is dynamic, so uv builds it before it trusts the lock (not with --frozen)"
        )
    return ""


def _is_virtual(lock: Table) -> bool:
    """Tell whether the project is one that uv does not install."""
    found = _sources(lock)
    return any("virtual" in each for each in found) and not any("editable" in each for each in found)


def _sources(lock: Table) -> list[Table]:
    entries = lock.get("package")
    return [table(each, "source") for each in entries] if isinstance(entries, list) else []
