"""What pip and ``uv pip`` read: requirements files with all that they name, paths, folders of packages."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from migrator import regex as re
from migrator.layers.install_site import UNKNOWN
from migrator.layers.local_reads import LocalReads
from migrator.paths import joined_path
from migrator.requirements import Requirements, read_file
from migrator.requirements.install_options import InstallLine
from migrator.requirements.installers import bootstraps
from migrator.requirements.local_paths import path_of

REMOTE = re.compile(r"(?:[a-z0-9]+\+)?(?:https?|ssh|git|s3|gs)://.*|git@.*")
_PATH = re.compile(
    r"(?:\.{1,2}|~|/.*|\./.*|\.\./.*|~/.*|file:.*)(?:\[.*\])?|[^@\s=<>!~;]+/.*|.*\.(?:whl|tar\.gz|zip)"
)
_DIRECT = re.compile(r"[\w.-]+(?:\[.*\])?\s*@\s*(?P<place>(?:[a-z+]+:|\.{0,2}/)[^\s;]*)", re.IGNORECASE)
_NAMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]]*\])?(?:\s*(?:[=<>~!]=|[<>@;]).*)?", re.DOTALL)
_ARCHIVES = (".whl", ".tar.gz", ".zip")
_LISTS = ("-r", "--requirement", "--requirements", "--override", "--overrides", "--excludes")
_CONSTRAINTS = ("-c", "--constraint", "--constraints", "-b", "--build-constraint", "--build-constraints")
_WRITES = (
    *("-t", "--target", "--prefix", "--root", "--src", "-w", "--wheel-dir", "-d", "--dest", "--log"),
    *("--report", "--cache-dir"),
)
_QUIET = frozenset(
    [
        *("uninstall", "list", "freeze", "check", "show", "cache", "config", "debug", "help"),
        *("inspect", "index", "tree", "completion", "hash"),
    ]
)
_INSTALLS = frozenset({"install", "wheel", "download", "sync"})


class PipReads(LocalReads):
    """Notes what pip reads."""

    def pip(self, words: tuple[str, ...]) -> None:
        """Note what ``pip WORDS`` or ``uv pip WORDS`` reads and writes."""
        verb, line = InstallLine.behind_verb(words)
        if not verb or verb in _QUIET:
            return
        if verb not in _INSTALLS:
            self.into.cannot_tell(f"what pip {verb} reads is not known")
            return
        self.into.costly = self.into.costly or not bootstraps(words[words.index(verb) + 1 :])
        for value in line.values(*_WRITES):
            self.made(value)
        for value in line.values("-p", "--python"):
            if "/" in value and (path := self.place(value)) is not None:
                self.environment(posixpath.dirname(posixpath.dirname(path)))
        self._given(line, synced=verb == "sync")

    def _given(self, line: InstallLine, *, synced: bool) -> None:
        self.lists(line.operands if synced else line.values(*_LISTS), constraint=False)
        self.lists(line.values(*_CONSTRAINTS), constraint=True)
        for group in line.values("--group"):
            self._list(group.rpartition(":")[0] or "pyproject.toml", constraint=False)
        for value in line.values("-e", "--editable"):
            self._editable(value)
        for value in line.values("-f", "--find-links"):
            if path := path_of(value):
                self.into.needs_source(self.place(path), "it takes packages from a local folder")
        for operand in () if synced else line.operands:
            self.operand(operand)

    def operand(self, text: str) -> None:
        """Note what a word that names what to install reads: a path or nothing."""
        if text == UNKNOWN:
            self.into.cannot_tell("what it installs is not known before the build")
        elif text == "-" or REMOTE.fullmatch(text) or not path_of(text):
            return
        elif direct := _DIRECT.match(text):
            self.operand(direct["place"])
        elif _PATH.fullmatch(text):
            self._path(text)
        elif not _NAMED.fullmatch(text):
            self.into.cannot_tell(f"{text} is not a requirement as pip reads it")

    def _path(self, text: str) -> None:
        place = path_of(text)
        path = self.place(place)
        if path is not None and "*" in place:
            self.into.reads.add(path)
        elif path is not None and path.endswith(_ARCHIVES):
            self.into.file(path)
        else:
            self.project(path, f"it installs the project itself ({text})")

    def _editable(self, text: str) -> None:
        if text != UNKNOWN and not path_of(text):
            self.made("src")  # where pip checks out what is editable and remote
        else:
            path = self.place(path_of(text))
            shown = "" if text == UNKNOWN else f" (-e {text})"
            self.project(path, f"it installs the project itself, editable{shown}")

    # requirements files

    def lists(self, names: Iterable[str], *, constraint: bool) -> None:
        """Note requirements files and all that they name."""
        for name in names:
            self._list(name, constraint=constraint)

    def _list(self, name: str, *, constraint: bool) -> None:
        if re.match(r"https?://", name):
            return
        path = None if name == "-" else self.place(name)
        if path is None:
            self.into.cannot_tell("which requirements file it reads is not known before the build")
            return
        origin = self.origin(path)
        if origin is None:
            self.into.file(path)
            self.into.needs_source(None, f"nothing here brings {name} from the build context")
            return
        self.into.file(path)
        found = read_file(self.build, origin, constraint)
        self._nested(path, origin, found, name)
        self.beyond_files(posixpath.dirname(path), found)

    def _nested(self, path: str, origin: str, found: Requirements, name: str) -> None:
        """Note the files that a requirements file names; they have to lie beside it in the image too."""
        folder, home = posixpath.dirname(path), posixpath.dirname(origin) or "."
        for each in found.read:
            below = each if each.startswith("/") else posixpath.relpath(each, home)
            inside = joined_path(folder, below)
            if self.origin(inside) != each:
                self.into.needs_source(None, f"{name} names {each}, which is not copied beside it")
            self.into.file(inside)
