"""Where settings come from: files, per-path overrides in them, and the command line, each with its origin."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path

from migrator.discovery import Filters
from migrator.discovery.file_patterns import Patterns
from migrator.records import dataclass
from migrator.settings import (
    SEARCH_KEYS,
    Settings,
    SettingsError,
    keys,
    settings_of,
    values_of,
)

NAMES = ("dfmigrate.toml", "pyproject.toml")
COMMAND_LINE = "command line"
_NONE = Filters()
_NAME = r"(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')"
_NAMED = re.compile(
    rf"[ \t]*(?P<table>\[{{0,2}})[ \t]*(?P<name>{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*)[ \t]*(?P<end>[=\]])"
)
"""A line of TOML that begins a table or sets a key."""


@dataclass(frozen=True)
class Layer:
    """Fields that one place sets, and that place's name for people."""

    origin: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class Override:
    """Fields that a settings file sets for the paths that fit its patterns."""

    patterns: Patterns
    layer: Layer


@dataclass(frozen=True)
class SettingsFile:
    """One settings file: what it sets for all files below its folder, and what for some of them."""

    path: Path
    layer: Layer
    overrides: tuple[Override, ...] = ()

    @classmethod
    def of(cls, path: Path, table: Mapping[str, object], text: str) -> SettingsFile:
        """Give what `table`, read from `text` of `path`, sets; raises SettingsError for what is not known."""
        try:
            return cls._of(path, table)
        except SettingsError as error:
            raise _at_its_line(error, path, text) from None

    @classmethod
    def _of(cls, path: Path, table: Mapping[str, object]) -> SettingsFile:
        own = {key: value for key, value in table.items() if key != "overrides"}
        layer = Layer(str(path), values_of(own, str(path), folder=path.parent))
        blocks = table.get("overrides", [])
        if not isinstance(blocks, list) or not all(isinstance(each, dict) for each in blocks):
            raise SettingsError(
                f"{path}: overrides has the wrong type: write [[overrides]] blocks", "overrides"
            )
        return cls(path, layer, tuple(_override(path, n, block) for n, block in enumerate(blocks, 1)))

    def layers(self, file: Path) -> Iterator[Layer]:
        """Give what this file sets for `file`; a later layer wins."""
        yield self.layer
        yield from (each.layer for each in self.overrides if each.patterns.match(file))


def _at_its_line(error: SettingsError, path: Path, text: str) -> SettingsError:
    """Give `error` with the line of its key, where the text of the settings file has one."""
    said = str(error).removeprefix(str(path))
    block = re.match(r", override (\d+)", said)
    root = "tool.dfmigrate." if path.name == "pyproject.toml" else ""
    wanted = f"{root}{'overrides.' if block else ''}{error.key}".rstrip(".")
    lines = (
        line
        for line, number, name in _names_in(text, f"{root}overrides")
        if f"{name}.".startswith(f"{wanted}.") and (block is None or number == int(block[1]))
    )
    line = next(lines, None) if block or error.key else None
    return SettingsError(f"{path}{f':{line}' if line else ''}{said}", error.key)


def _names_in(text: str, overrides: str) -> Iterator[tuple[int, int, str]]:
    """Give each line that names a table or a key, how many overrides have begun, and the whole name."""
    table, block = "", 0
    for line, content in enumerate(text.split("\n"), 1):
        found = _NAMED.match(content)
        name = re.sub(r"[\"' \t]", "", found["name"]) if found else ""
        if found and found["table"]:
            table = name
            block += found["table"] == "[[" and name == overrides
            yield line, block, name
        elif found and found["end"] == "=":
            yield line, block, f"{table}.{name}" if table else name


def _override(path: Path, number: int, block: Mapping[str, object]) -> Override:
    origin = f"{path}, override {number}"
    paths = block.get("path")
    lines = [paths] if isinstance(paths, str) else paths
    if not isinstance(lines, list) or not lines or not all(isinstance(each, str) for each in lines):
        raise SettingsError(f'{origin}: path is missing; write path = "legacy/**" or a list of such')
    table = {key: value for key, value in block.items() if key != "path"}
    allowed = tuple(key for key in keys() if key not in SEARCH_KEYS)
    values = values_of(table, origin, folder=path.parent, allowed=allowed)
    return Override(Patterns.named(path.parent, lines), Layer(f"{origin} ({', '.join(lines)})", values))


@dataclass(frozen=True)
class InForce:
    """The settings of one file, and where each that is not a default comes from."""

    settings: Settings
    origins: Mapping[str, str]


def in_force(layers: Iterator[Layer]) -> InForce:
    """Give the settings that `layers` add up to: a later one wins over an earlier one."""
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    for layer in layers:
        values |= layer.values
        origins |= dict.fromkeys(layer.values, layer.origin)
    return InForce(settings_of(values, "settings"), origins)


@dataclass(frozen=True)
class SettingsFiles:
    """The settings files of a run, each read once; of those above a folder the nearest counts.

    Nothing above the folder `top` counts, where there is one.
    """

    isolated: bool = False
    top: Path | None = None
    _seen: dict[Path, SettingsFile | None] = field(default_factory=dict, compare=False, repr=False)

    def nearest(self, folder: Path) -> SettingsFile | None:
        """Give the nearest settings file at or above `folder`, None where there is none.

        Looks for ``dfmigrate.toml``, then for ``[tool.dfmigrate]`` in ``pyproject.toml``. Raises
        SettingsError where that file cannot be read as TOML or holds an unknown key.
        """
        if self.isolated:
            return None
        if folder not in self._seen:
            found = _in_folder(folder)
            above = None if folder in (self.top, folder.parent) else folder.parent
            self._seen[folder] = found or (self.nearest(above) if above else None)
        return self._seen[folder]

    def layers(self, file: Path) -> Iterator[Layer]:
        """Give what the settings files set for `file`; a later layer wins."""
        found = self.nearest(file.absolute().parent)
        yield from found.layers(file.absolute()) if found else ()

    def filters(self, path: Path, given: Filters = _NONE) -> Filters:
        """Give the patterns for a search at `path`: the given ones and those of the nearest settings file."""
        found = self.nearest((path if os.path.isdir(path) else path.parent).absolute())

        def both(name: str, own: tuple[Patterns, ...]) -> tuple[Patterns, ...]:
            lines = found.layer.values.get(name) if found else None
            if found is None or not isinstance(lines, tuple):
                return own
            return (*own, Patterns.named(found.path.parent, lines))

        return Filters(
            both("include", given.include),
            both("exclude", given.exclude),
            both("force_exclude", given.force_exclude),
        )


def _in_folder(folder: Path) -> SettingsFile | None:
    for name in NAMES:
        path = folder / name
        if os.path.isfile(path) and (read := _table(path)) is not None:
            return SettingsFile.of(path, *read)
    return None


def _table(path: Path) -> tuple[Mapping[str, object], str] | None:
    """Give the settings of a file and its whole text, None where it has none."""
    text = ""
    try:
        text = path.read_bytes().decode("utf-8")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        if path.name == "pyproject.toml" and "tool.dfmigrate" not in text:
            return None  # a broken pyproject.toml of the service is not ours to report
        raise SettingsError(f"{path}: {error}") from error
    if path.name == "dfmigrate.toml":
        return data, text
    tool = data.get("tool", {})
    table = tool.get("dfmigrate") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise SettingsError(f"{path}: tool.dfmigrate has the wrong type: write [tool.dfmigrate]")
    return None if table is None else (table, text)


@dataclass(frozen=True)
class GivenSettings:
    """What the command line sets: ``--config KEY=VALUE`` pairs as written, and options; options win.

    A relative build context in a pair is one of `folder`, or of the current folder.
    """

    pairs: tuple[str, ...] = ()
    options: tuple[tuple[str, object], ...] = ()
    folder: Path | None = None

    def layer(self) -> Layer:
        """Give the layer of the command line; raises SettingsError for a pair that cannot be understood."""
        values: dict[str, object] = {}
        for pair in self.pairs:
            values |= _pair(pair, self.folder or Path.cwd())
        return Layer(COMMAND_LINE, values | dict(self.options))


def _pair(pair: str, folder: Path) -> Mapping[str, object]:
    """Give what ``KEY=VALUE`` sets; VALUE is TOML, or else a plain word that needs no quotes."""
    key, equals, value = pair.partition("=")
    origin = f"--config {pair}"
    if not equals or not key.strip():
        raise SettingsError(f"{origin}: write KEY=VALUE, for example --config uv-from=copy")
    errors = []
    for written in (value, json.dumps(value)):
        try:
            return values_of(tomllib.loads(f"{key} = {written}"), origin, folder=folder)
        except (tomllib.TOMLDecodeError, SettingsError) as error:
            errors.append(error)
    told = next((each for each in errors if isinstance(each, SettingsError)), None)
    raise told or SettingsError(f"{origin}: {errors[0]}")
