"""What dfmigrate knows about packages, images and commands: typed look-ups over the tables.

The tables are TOML files in the folders that dfmigrate and its plugins ship; the head of each file
says where its facts come from and how sure each is. A later folder wins over an earlier one, the
settings win over all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from migrator.knowledge.rows import (
    AptRow,
    NativeRow,
    PythonRow,
    Role,
    Works,
    apt_row,
    apt_word,
    native_row,
    python_row,
)
from migrator.knowledge.tables import Fields, Row, Table, TableError, sections
from migrator.memory import remembered
from migrator.requirements.names import normalised

__all__ = [
    "SURVEYED",
    "AptRow",
    "Knowledge",
    "NativeRow",
    "PythonRow",
    "Role",
    "TableError",
    "Works",
    "apt_word",
]

SETTINGS = "settings"
"""The certainty of what the user's settings say."""
SURVEYED = "surveyed"
"""The certainty of what the newest version of a project says, which older ones need not."""
_NATIVE = ("wheels.toml", "pypi-survey.toml")
"""The tables of PyPI projects with native code, what was looked at one by one before what a survey found."""
_List = tuple[Mapping[str, str], tuple[tuple[re.Pattern[str], str], ...]]
"""The rows of a table that lists projects: by name, and by pattern."""


class Knowledge:
    """The tables of all folders, or of files that hold several; nothing is read before it is asked for.

    Every look-up gives None for what is not known and raises TableError where a table is broken.
    """

    def __init__(
        self,
        folders: tuple[Path, ...],
        packages: Mapping[str, tuple[str, ...]] | None = None,
        images: Mapping[str, str] | None = None,
    ) -> None:
        self._folders = folders
        self._packages = MappingProxyType(dict(packages or {}))
        self._images = MappingProxyType(dict(images or {}))
        self._tables: dict[str, tuple[Table, ...]] = {}
        self._texts: dict[str, str] = {}
        self._apt: dict[str, AptRow | None] = {}
        self._lists: dict[str, _List] = {}

    @classmethod
    def load(cls, *folders: Path) -> Knowledge:
        """Give the knowledge of `folders`, a later one wins; reads nothing yet."""
        return cls(folders)

    def check(self, files: Iterable[Path]) -> None:
        """Read every row of the tables in `files`. Raises TableError for a table or row that is none."""
        for file in files:
            own = Knowledge((file,))
            names = [f"{name}.toml" for name in sections(file)] if file.is_file() else []
            for name in names or sorted(path.name for path in file.glob("*.toml")):
                if not any(folder.joinpath(name).is_file() for folder in self._folders if folder != file):
                    known = sorted(path.stem for path in self._folders[0].glob("*.toml"))
                    raise TableError(f"{file}: no table is called {name}; known: {', '.join(known)}")
                for key in own.names(name):
                    try:
                        own._read_row(name, key)
                    except TableError as error:
                        named = str(error).startswith(f"{file}: ")
                        raise TableError(str(error) if named else f"{file}: {error}") from error

    def _read_row(self, file: str, key: str) -> None:
        if file == "packages.toml":
            apt_row(key, Fields(self._row(file, key) or {}, f"{file}: {key}"))
        elif file in _NATIVE:
            native_row(key, Fields(self._row(file, key) or {}, f"{file}: {key}"))
        elif file == "python.toml":
            self.python(key)
        elif file == "images.toml":
            self.image_packages(key)
        elif file == "debian-depends.toml":
            self._needs(key)
        else:
            self._row(file, key)

    def overlaid(
        self, packages: Mapping[str, tuple[str, ...]] | None = None, images: Mapping[str, str] | None = None
    ) -> Knowledge:
        """Give this knowledge with what the settings say on top.

        `packages` maps a Debian package to its Alpine packages (none: it is not needed), `images` a
        company's image to the official one that it stands for.
        """
        if not packages and not images:
            return self
        all_packages = {**self._packages, **(packages or {})}
        other = Knowledge(self._folders, all_packages, {**self._images, **(images or {})})
        other._tables, other._texts = self._tables, self._texts  # the same files: read once
        return other

    def digest(self) -> str:
        """Give what stands for the content of all tables; raises OSError."""
        import hashlib

        found = hashlib.blake2b(digest_size=16)
        for folder in self._folders:
            for file in sorted(folder.iterdir()) if folder.is_dir() else (folder,):
                if file.is_file():
                    found.update(f"{file.name}\0".encode() + file.read_bytes())
        return found.hexdigest()

    def apt(self, name: str) -> AptRow | None:
        """Give the row of a Debian package, as written on an apt command line, None if unknown."""
        if name not in self._apt:
            self._apt[name] = self._find_apt(name)
        return self._apt[name]

    def native(self, name: str, extras: Iterable[str] = ()) -> NativeRow | None:
        """Give the row of a PyPI project; a row for one of its `extras` (``transformers[torch]``) wins."""
        plain = normalised(name)
        for key in (*(f"{plain}[{normalised(extra)}]" for extra in sorted(extras)), plain):
            if (row := self._native(key)) is not None:
                return row
        return None

    @remembered
    def _native(self, key: str) -> NativeRow | None:
        for file in _NATIVE:
            if (row := self.fields(file, key)) is not None:
                return native_row(key, row)
            if key in self._listed("pure.toml")[0] or self._lists_name("pypi-pure.txt", key):
                break  # it has no row in the survey, which is long
        return None

    def pure(self, name: str) -> bool:
        """Tell whether a PyPI project, and all that it needs, is known to install on musl as it is."""
        key = normalised(name)
        return self._named("pure.toml", key) is not None or self._lists_name("pypi-pure.txt", key)

    def telling(self, name: str) -> str:
        """Give what the name of a project tells that it needs, where no table knows it; empty for none."""
        key = normalised(name)
        return "" if self.pure(key) else self._named("native-names.toml", key) or ""

    def _named(self, file: str, name: str) -> str | None:
        """Give the row of `file` that has a project's name, or a pattern for it; None if none has."""
        projects, patterns = self._listed(file)
        fits = (key for pattern, key in patterns if pattern.fullmatch(name))
        return projects.get(name) or next(fits, None)

    def _listed(self, file: str) -> _List:
        if file not in self._lists:
            self._lists[file] = self._list(file)
        return self._lists[file]

    def _list(self, file: str) -> _List:
        rows = tuple(self.rows(file))
        projects = {name: key for key, take in rows for name in take.names("projects")}
        patterns = ((_compiled(one, file), key) for key, take in rows for one in take.names("patterns"))
        return projects, tuple(patterns)

    def python(self, name: str) -> PythonRow | None:
        """Give the row of a PyPI project that speaks against a newer Python, None if none is known."""
        return self._python(normalised(name))

    @remembered
    def _python(self, key: str) -> PythonRow | None:
        row = self.fields("python.toml", key)
        return None if row is None else python_row(key, row)

    def apk_exists(self, name: str) -> bool:
        """Tell whether Alpine has a package of that exact name."""
        return self._lists_name("apk-names.txt", name)

    def in_image(self, apk: str) -> bool:
        """Tell whether python:alpine has the Alpine package `apk` already."""
        return apk in self.image_packages("python-alpine")

    @remembered
    def image_packages(self, flavour: str) -> tuple[str, ...]:
        """Give what is installed in an official image: ``python-alpine``, ``python-slim`` or ``python``.

        ``python-slim`` is what every release of it has, ``python-slim-trixie`` what that one has beside;
        so are ``python`` and ``python-full-trixie``.
        """
        row = self.fields("images.toml", flavour)
        return () if row is None else row.names("packages")

    @remembered
    def some_have(self, flavour: str) -> tuple[str, ...]:
        """Give what only some releases of an official image have: it may or may not be in one of them."""
        releases = (name for name in self.names("images.toml") if name.startswith(f"{flavour}-"))
        return tuple(dict.fromkeys(one for name in releases for one in self.image_packages(name)))

    def all_needs(self, package: str) -> frozenset[str]:
        """Give what a Debian package depends on, and that in turn, as far as a Dockerfile may name it."""
        found: set[str] = set()
        left = [package]
        while left:
            new = set(self._needs(left.pop())) - found
            found |= new
            left += new
        return frozenset(found - {package})

    @remembered
    def _needs(self, package: str) -> tuple[str, ...]:
        row = self.fields("debian-depends.toml", package)
        return () if row is None else row.names("needs")

    @property
    def maps_images(self) -> bool:
        """Whether the settings say of any image what it stands for."""
        return bool(self._images)

    def image(self, name: str) -> str | None:
        """Give the official image that the settings say `name` stands for."""
        return self._images.get(name)

    def row(self, file: str, key: str) -> Row | None:
        """Give a row as it stands in the table `file`: for tables that have a reader of their own."""
        return self._row(file, key)

    def fields(self, file: str, key: str) -> Fields | None:
        """Give the fields of a row of the table `file`, by their types; None where it has no such row."""
        row = self._row(file, key)
        return None if row is None else Fields(row, f"{file}: {key}")

    def rows(self, file: str) -> Iterator[tuple[str, Fields]]:
        """Give the fields of all rows of the table `file`, each with its key, in the order of `names`."""
        for key in self.names(file):
            if (fields := self.fields(file, key)) is not None:
                yield key, fields

    def names(self, file: str) -> tuple[str, ...]:
        """Give the keys of all rows of the table `file`, each once, in the order of the files."""
        return tuple(dict.fromkeys(key for table in self._tables_of(file) for key in table.names()))

    @remembered
    def _lists_name(self, file: str, name: str) -> bool:
        """Tell whether a file of names, one a line, has that exact one."""
        if file not in self._texts:
            files = (folder.joinpath(file) for folder in self._folders if folder.is_dir())
            texts = (path.read_text("utf-8") for path in files if path.is_file())
            self._texts[file] = "\n".join(("", *texts, ""))
        return bool(name) and "\n" not in name and f"\n{name}\n" in self._texts[file]

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], str, Table], ...]:
        """The rows of package-patterns.toml, of later folders first."""
        tables = reversed(self._tables_of("package-patterns.toml"))
        return tuple((_compiled(key, table.name), key, table) for table in tables for key in table.names())

    def _tables_of(self, file: str) -> tuple[Table, ...]:
        if file not in self._tables:
            self._tables[file] = tuple(Table.read(folder, file) for folder in self._folders)
        return self._tables[file]

    def _row(self, file: str, key: str) -> Row | None:
        rows = (table.get(key) for table in reversed(self._tables_of(file)))
        return next((row for row in rows if row is not None), None)

    def _find_apt(self, text: str) -> AptRow | None:
        word = apt_word(text)
        if word is None:
            return None
        known = self._known_apt(word.name)
        if word.name in self._packages:
            return _from_settings(word.name, self._packages[word.name], known)
        if known is None and text.endswith("+"):  # "install it", as apt has it beside "name-" for "remove it"
            return self.apt(text[:-1])
        return known

    def _known_apt(self, name: str) -> AptRow | None:
        if (row := self.fields("packages.toml", name)) is not None:
            return apt_row(name, row)
        found = (self._by_pattern(name, *each) for each in self._patterns)
        return next((row for row in found if row is not None), None)

    def _by_pattern(self, name: str, pattern: re.Pattern[str], key: str, table: Table) -> AptRow | None:
        """Give the row that a pattern makes for `name`; None where it does not fit or names nothing real."""
        match = pattern.fullmatch(name)
        if match is None:
            return None
        take = Fields(table.get(key) or {}, f"{table.name}: {key}")
        if same := take.text("same-as"):
            known = self._row("packages.toml", match.expand(same))
            if known is None:
                return None
            like = apt_row(name, Fields(known, f"packages.toml: {same}"))
            certainty = take.text("sure") or like.certainty
            return replace(like, certainty=certainty, note=take.text("note") or like.note)
        made = apt_row(name, take)
        made = replace(
            made,
            apk=tuple(match.expand(each) for each in made.apk),
            runtime=tuple(match.expand(each) for each in made.runtime),
            pypi=match.expand(made.pypi),
        )
        return made if all(map(self.apk_exists, made.apk + made.runtime)) else None


def _compiled(pattern: str, file: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise TableError(f"{file}: {pattern!r} is not a pattern: {error}") from error


def _from_settings(name: str, apk: tuple[str, ...], known: AptRow | None) -> AptRow:
    """Give the row that the settings make: their packages, and of what is known what still fits."""
    if not apk:
        return AptRow(name, Role.DROP, certainty=SETTINGS)
    if known is None or not known.apk or known.role in (Role.IN_IMAGE, Role.NONE):
        return AptRow(name, Role.TOOL, apk, certainty=SETTINGS)
    return replace(known, apk=apk, differs=False, note="", certainty=SETTINGS, source="")
