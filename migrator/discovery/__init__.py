"""Finds the Dockerfiles that a user means by a path, and the builds that are known of each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from migrator import regex as re
from migrator.discovery.build_files import Build, BuildFileError, builds_of, is_build_file, normal
from migrator.discovery.file_listing import listing, repository_root
from migrator.discovery.file_patterns import Patterns
from migrator.records import dataclass

__all__ = [
    "DiscoveryError",
    "Filters",
    "Found",
    "Place",
    "find",
    "is_dockerfile_name",
    "repository_root",
    "search",
]

_NAME = re.compile(r"(Dockerfile|Containerfile)([._-].*)?|.*\.(dockerfile|containerfile)", re.I)
_TEMPLATE = re.compile(
    r"(?P<name>.+)\.(j2|jinja2?|tmpl|gotmpl|tpl|template|erb|ejs|in|mustache|hbs|mako|jsonnet|cue)", re.I
)
# `Dockerfile.dockerignore` belongs to a Dockerfile and is none; editors leave others behind, and what is
# about Dockerfiles (pictures, highlighters) is called after them.
_NOT = re.compile(
    r".*(\.dockerignore|~|\.sw[op]|\.orig|\.rej|\.bak|\.md|\.rst|\.py|\.sh|\.ya?ml|\.json|\.toml"
    r"|\.[cm]?[jt]sx?|\.map|\.css|\.html?|\.go|\.rs|\.rb|\.java|\.vim|\.lua|\.png|\.jpe?g|\.gif|\.svg|\.webp"
    r"|\.ico|\.pdf)",
    re.I,
)


class DiscoveryError(Exception):
    """A path cannot be used; the message names it and the next step."""


@dataclass(frozen=True)
class Filters:
    """Patterns that say which files are looked at beside the usual ones, and which are not."""

    include: tuple[Patterns, ...] = ()
    exclude: tuple[Patterns, ...] = ()
    force_exclude: tuple[Patterns, ...] = ()

    def includes(self, path: Path) -> bool:
        """Tell whether a file is looked at whatever it is called."""
        return any(each.match(path) for each in self.include)

    def excludes(self, path: Path, *, named: bool = False) -> bool:
        """Tell whether a file is left out; `named` is one that the user named himself."""
        patterns = self.force_exclude if named else (*self.exclude, *self.force_exclude)
        return any(each.match(path) for each in patterns)


@dataclass(frozen=True)
class Place:
    """A Dockerfile, the builds known of it, and its top: the folder that the user named or stands in."""

    path: Path
    builds: tuple[Build, ...] = ()
    top: Path | None = None


@dataclass(frozen=True)
class Found:
    """What a search found: Dockerfiles with their known builds, templates, and what could not be read."""

    files: tuple[Place, ...]
    templates: tuple[Path, ...] = ()
    unread: tuple[str, ...] = ()


FiltersOf = Callable[[Path], Filters]
"""Gives the filters for one of the paths that the user named."""


def is_dockerfile_name(name: str) -> bool:
    """Tell whether a file of this name is looked at when a folder is searched."""
    return bool(_NAME.fullmatch(name)) and not _NOT.fullmatch(name) and not _TEMPLATE.fullmatch(name)


def is_template_name(name: str) -> bool:
    """Tell whether a file of this name is rendered to a Dockerfile by some other tool."""
    match = _TEMPLATE.fullmatch(name)
    return bool(match and _NAME.fullmatch(match["name"]) and not _NOT.fullmatch(match["name"]))


def search(paths: Iterable[Path], filters_of: FiltersOf = lambda path: Filters()) -> Found:
    """Give the Dockerfiles of all `paths` once each: files as they are, folders searched, both in order.

    Folders of other people's code, what git ignores, submodules and symbolic links are passed over.
    Raises DiscoveryError for a path that does not exist, is no regular file, or holds no Dockerfile.
    """
    looked = _Look()
    for path in paths:
        looked.at(path, filters_of(path))
    found = (
        Place(path, tuple(looked.builds.get(normal(path), ())), top) for path, top in looked.files.items()
    )
    return Found(tuple(found), tuple(looked.templates), tuple(looked.unread))


class _Look:
    """One search: what was found so far, every compose and bake file read once."""

    def __init__(self) -> None:
        self.files: dict[Path, Path | None] = {}
        self.templates: dict[Path, None] = {}
        self.unread: dict[str, None] = {}
        self.builds: dict[Path, dict[Build, None]] = {}
        self._read: set[Path] = set()

    def at(self, path: Path, filters: Filters) -> None:
        if os.path.isdir(path):
            self._folder(path, filters)
        elif not os.path.exists(path):
            raise DiscoveryError(f"{path}: no such file or folder")
        elif not os.path.isfile(path):
            raise DiscoveryError(f"{path}: not a regular file")
        elif not filters.excludes(path, named=True):
            self._above(path.parent)
            self.files.setdefault(path, _current_folder(path))

    def _folder(self, folder: Path, filters: Filters) -> None:
        inside = {normal(path): path for path in listing(folder) if not filters.excludes(path)}
        self._above(folder)
        for path in inside.values():
            if is_build_file(path.name) and not path.is_symlink():
                self._learn(path)
        wanted = sorted(inside[key] for key in inside if self._is_wanted(key, inside[key], filters))
        templates = sorted(path for path in inside.values() if is_template_name(path.name))
        if not wanted and not templates:
            raise DiscoveryError(f"{folder}: no Dockerfile in this folder; {_instead(folder, filters)}")
        for path in wanted:
            self.files.setdefault(path, folder.absolute())
        self.templates |= dict.fromkeys(path for path in templates if path not in self.files)

    def _is_wanted(self, key: Path, path: Path, filters: Filters) -> bool:
        if not (is_dockerfile_name(path.name) or key in self.builds or filters.includes(path)):
            return False
        return not is_build_file(path.name) and os.path.isfile(path) and not path.is_symlink()

    def _above(self, folder: Path) -> None:
        """Read the compose and bake files that lie in `folder` and above it in its repository.

        Where there is no repository, the folder that the user stands in is as good, if it lies above.
        """
        start = folder.absolute()
        root = repository_root(folder) or _current_folder(start)
        for place in _upwards(start, root):
            self._learn_from(place)

    def _learn_from(self, place: Path) -> None:
        if place in self._read:
            return
        self._read.add(place)
        try:
            names = sorted(entry.name for entry in os.scandir(place) if is_build_file(entry.name))
        except OSError:
            return
        for name in names:
            if not (place / name).is_symlink():
                self._learn(place / name)

    def _learn(self, path: Path) -> None:
        if (key := normal(path)) in self._read:
            return
        self._read.add(key)
        try:
            for build in builds_of(path):
                self.builds.setdefault(build.dockerfile, {})[build] = None
        except BuildFileError as error:
            self.unread[str(error)] = None


def _current_folder(path: Path) -> Path | None:
    """Give the current folder if `path` lies in it: what is unpacked there has its top there."""
    here = Path.cwd()
    return here if normal(path).is_relative_to(here) else None


def _upwards(folder: Path, root: Path | None) -> Iterator[Path]:
    """Give `folder` and, where there is a root, those above it up to that."""
    for place in (folder, *folder.parents):
        yield place
        if root is None or place == root:
            return


def _instead(folder: Path, filters: Filters) -> str:
    """Give the way out where a folder has nothing to look at."""
    left_out = sum(is_dockerfile_name(each.name) and filters.excludes(each) for each in listing(folder))
    if left_out:
        return f"exclude leaves {left_out} out (`dfmigrate config {folder}` shows the settings)"
    return "name the file itself if it is called otherwise"
