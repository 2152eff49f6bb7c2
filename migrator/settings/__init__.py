"""What a user may set, the type and meaning of each setting, and what an unknown key costs."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from migrator.records import dataclass

T = TypeVar("T")

UV_SOURCES = ("mount", "copy", "stage", "pip")
INDEX_STRATEGIES = ("unsafe-best-match", "first-index")
SEARCH_KEYS = ("include", "exclude", "force-exclude")
"""The keys that steer the search for files; they hold for a folder, so no path can override them."""


class SettingsError(Exception):
    """A setting is unknown or has a wrong value; the message names the file, the key and what is allowed.

    `key` is the one that is to blame, with its table, empty where none is.
    """

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


def _setting(default: T, says: str) -> T:
    return field(default=default, metadata={"says": says})


def _table(says: str) -> Mapping[str, T]:
    return field(default_factory=lambda: MappingProxyType({}), metadata={"says": says})


@dataclass(frozen=True)
class Settings:
    """The settings in force for one file; names are those of the TOML keys with ``_`` for ``-``.

    `python` is a minor version or ``keep``; `uv_from` one of UV_SOURCES; `packages` maps a Debian
    package to Alpine packages, `images` a company image to the official image that it stands for.
    """

    select: tuple[str, ...] = _setting((), "transforms, bundles or rules to use; empty: the default ones")
    ignore: tuple[str, ...] = _setting((), "transforms, bundles or rules to leave out")
    harden: bool = _setting(
        default=False, says="true: also a health check, a user, pipefail, and what linters ask"
    )
    sources: bool = _setting(default=False, says="true: change Python sources too, where both libcs agree")
    shellcheck: bool = _setting(
        default=False, says="true: ask the program shellcheck about the shell scripts of the image"
    )
    python: str = _setting("3.12", 'raise to this minor version; "keep" keeps it')
    uv_from: str = _setting("mount", "mount, copy, stage (for updaters that read FROM lines), pip")
    uv_image: str = _setting("ghcr.io/astral-sh/uv:0.13", "the image that uv is taken from")
    compile_bytecode: bool = _setting(default=False, says="true: write .pyc files at install, as pip does")
    index_strategy: str = _setting(
        "unsafe-best-match", "pip's meaning of several indexes; \"first-index\" is uv's, and safer"
    )
    resolve: bool = _setting(
        default=False, says="true: ask uv and the index for wheels (network); else the table serves"
    )
    context: str | None = _setting(
        None, "the build context, from this file's folder; else found from compose files and COPY"
    )
    targets: tuple[str, ...] = _setting((), "stages that someone builds by name")
    include: tuple[str, ...] = _setting((), "patterns of files to look at beside the usual names")
    exclude: tuple[str, ...] = _setting((), "patterns of files to leave out when a folder is searched")
    force_exclude: tuple[str, ...] = _setting((), "the same, also for files that are named themselves")
    packages: Mapping[str, tuple[str, ...]] = _table("Debian package = Alpine packages, on top of the table")
    images: Mapping[str, str] = _table("a company image = the official image that it stands for")

    def __post_init__(self) -> None:
        _require(self.uv_from in UV_SOURCES, "uv-from", self.uv_from, ", ".join(UV_SOURCES))
        _require(
            self.index_strategy in INDEX_STRATEGIES,
            "index-strategy",
            self.index_strategy,
            ", ".join(INDEX_STRATEGIES),
        )
        image = "the name of one image, without blanks and commas"
        _require(bool(re.fullmatch(r"[^\s,]+", self.uv_image)), "uv-image", self.uv_image, image)
        good_python = self.python == "keep" or re.fullmatch(r"3\.\d+", self.python)
        _require(bool(good_python), "python", self.python, "keep, 3.12, 3.13, …")

    def wants(self, names: Collection[str]) -> bool:
        """Tell whether a run has one of these transforms and bundles, none of which it leaves out."""
        return not set(names).intersection(self.ignore) and (
            not self.select or bool(set(names).intersection(self.select))
        )


def _require(fine: bool, key: str, value: object, allowed: str) -> None:
    if not fine:
        raise SettingsError(f"{key}: {value!r} is not allowed; write {allowed}", key)


def keys() -> Mapping[str, str]:
    """Give every TOML key with the name of its field."""
    return {each.name.replace("_", "-"): each.name for each in fields(Settings)}


def settings_of(values: Mapping[str, object], origin: str) -> Settings:
    """Give the settings with these fields set; raises SettingsError for a value that is not allowed."""
    try:
        return replace(Settings(), **values)  # type: ignore[arg-type]
    except SettingsError as error:
        raise SettingsError(f"{origin}: {error}", error.key) from None


def values_of(
    table: Mapping[str, object], origin: str, *, folder: Path | None = None, allowed: Iterable[str] = ()
) -> Mapping[str, object]:
    """Give the fields that a TOML table sets; a relative `context` is one of `folder`.

    Raises SettingsError for an unknown key (or one not in `allowed`, if given) and a wrong type.
    """
    known = keys()
    values: dict[str, object] = {}
    for key, value in table.items():
        if key not in known or (allowed and key not in allowed):
            raise SettingsError(f"{origin}: {_unknown(key, known)}", key)
        typed = _typed(key, value, origin)
        values[known[key]] = str(folder / str(typed)) if key == "context" and folder else typed
    settings_of(values, origin)
    return values


def _unknown(key: str, known: Mapping[str, str]) -> str:
    if key in SEARCH_KEYS:
        return f"{key} cannot be set per path; set it for the whole file"
    if key == "tool":
        return "[tool.dfmigrate] is for pyproject.toml; in this file its settings stand at the top"
    if key == "overrides":
        return "overrides are tables with a path; they have their place in a settings file only"
    close = difflib.get_close_matches(key, (*known, "overrides"), n=1)
    hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(sorted(known))}"
    return f"unknown setting {key!r}; {hint}"


_LISTS = ("select", "ignore", "targets", *SEARCH_KEYS)
_FLAGS = ("harden", "sources", "shellcheck", "compile-bytecode", "resolve")
_TEXTS = ("python", "uv-from", "uv-image", "index-strategy", "context")


def _typed(key: str, value: object, origin: str) -> object:
    """Give `value` in the type of its setting."""
    if key in _LISTS and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    if key == "packages" and isinstance(value, dict):
        return MappingProxyType({name: _names(names, name, origin) for name, names in value.items()})
    if key == "images" and isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
        return MappingProxyType(dict(value))
    if key in _FLAGS and isinstance(value, bool):
        return value
    if key in _TEXTS and isinstance(value, str):
        return value
    raise SettingsError(f"{origin}: {key} has the wrong type: {value!r}; {_meant(key)} is meant", key)


def _meant(key: str) -> str:
    if key in _LISTS:
        return 'a list of texts, ["…", "…"],'
    if key in _FLAGS:
        return "true or false"
    return 'a text in quotes, "…",' if key in _TEXTS else 'a table, "name" = "…",'


def _names(value: object, key: str, origin: str) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.split())
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    what = f"{origin}: packages.{key} has the wrong type: {value!r}; a list of names is meant"
    raise SettingsError(what, f"packages.{key}")
