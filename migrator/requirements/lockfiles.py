"""Reads lock files: what exactly is installed, and which files of each project the lock knows."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from migrator import regex as re
from migrator.requirements.install_options import SEVERAL
from migrator.requirements.model import Collector, Requirement, requirement, specifiers
from migrator.requirements.names import normalised
from migrator.requirements.project_files import strings, table, toml

if TYPE_CHECKING:
    from packaging.markers import Marker

MAX_LOCK_BYTES = 16 * 1024 * 1024

Entry = Mapping[str, object]

_CATEGORIES = {"default": "", "develop": "group:dev"}
_MAIN = frozenset({"main", "default"})
_NAME_LINE = re.compile(r'name = "([^"]+)"')


def read_lock(text: str, path: str, into: Collector) -> None:
    """Read the lock file at `path` into a collector; its name tells the kind."""
    try:
        if posixpath.basename(path) == "Pipfile.lock":
            _pipfile_lock(text, path, into)
        else:
            _toml_lock(text, path, into)
    except (ValueError, RecursionError) as error:
        into.problem(path, 1, f"not a lock file: {error}")


def _toml_lock(text: str, path: str, into: Collector) -> None:
    document = toml(text)
    lines = dict(_name_lines(text))
    apart = table(document, "metadata", "files")  # where older locks list the files
    packages = document.get("package", document.get("packages"))
    entries = [table(each) for each in packages] if isinstance(packages, list) else []
    reached = _uv_reach(entries) if posixpath.basename(path) == "uv.lock" else {}
    for entry in entries:
        name = entry.get("name")
        if not isinstance(name, str):
            into.problem(path, 1, "an entry without a name")
            continue
        if into.full:
            into.cut(path, 1)
            return
        group, marker = reached.get(name, (_group(entry), _marker_text(entry)))
        marker = " and ".join(f"({each})" for each in (marker, _fork(entry)) if each)
        files = (*_files(entry), *_file_names(apart.get(name)))
        try:
            into.requirements.append(_locked(entry, name, group, marker, files, path, lines.get(name, 1)))
        except ValueError as error:
            into.problem(path, lines.get(name, 1), f"{name}: {error}")


def _name_lines(text: str) -> Iterator[tuple[str, int]]:
    for number, line in enumerate(text.splitlines(), 1):
        if match := _NAME_LINE.match(line):
            yield match[1], number


def _locked(
    entry: Entry, name: str, group: str, marker: str, files: Iterable[str], path: str, line: int
) -> Requirement:
    url, place = _source(entry)
    version = entry.get("version")
    exact = isinstance(version, str) and not url and not place
    return Requirement(
        name=normalised(name),
        specifier=specifiers(f"=={version}" if exact else ""),
        origin=path,
        line=line,
        marker=_marker(marker),
        url=url,
        path=place,
        editable="editable" in table(entry.get("source")),
        group=group,
        files=tuple(dict.fromkeys(files)),
    )


def _source(entry: Entry) -> tuple[str, str]:
    """Give the URL and the path that a locked project comes from; both empty for an index."""
    source = table(entry.get("source"))
    if source.get("type") in ("git", "url"):  # Poetry
        url = str(source.get("url", ""))
        return (f"git+{url}" if source["type"] == "git" else url), ""
    if source.get("type") in ("directory", "file"):
        return "", str(source.get("url", "."))
    if source.get("git") or source.get("url"):  # uv
        return f"git+{source['git']}" if source.get("git") else str(source["url"]), ""
    for key in ("editable", "virtual", "directory", "path"):
        if isinstance(source.get(key), str):
            return "", str(source[key])
    for vcs in (entry, table(entry.get("vcs")), table(entry.get("archive"))):  # PDM, pylock
        if url := next((str(vcs[key]) for key in ("git", "url") if isinstance(vcs.get(key), str)), ""):
            return url, ""
    place = entry.get("path") or table(entry.get("directory")).get("path")
    return "", str(place or "")


def _group(entry: Entry) -> str:
    """Give the groups that Poetry or PDM notes for an entry; what they do not say belongs to all."""
    if entry.get("category") == "dev":
        return "group:dev"
    main = "extra:" if entry.get("optional") is True or entry.get("category") == "optional" else ""
    groups = strings(entry.get("groups"))
    named = (main if group in _MAIN else f"group:{group}" for group in groups)
    return SEVERAL.join(dict.fromkeys(named)) if groups else main


def _marker_text(entry: Entry) -> str:
    found = entry.get("markers") or entry.get("marker")
    if isinstance(found, Mapping):  # Poetry: by group
        found = found.get("main")
    return found if isinstance(found, str) else ""


def _fork(entry: Entry) -> str:
    """Give the marker of the fork of a ``uv.lock`` that a version belongs to, "" where it is for all.

    A fork of extras that conflict counts for all: what is installed decides on it.
    """
    forks = strings(entry.get("resolution-markers"))
    return "" if any("extra" in each for each in forks) else " or ".join(f"({each})" for each in forks)


def _marker(text: str) -> Marker | None:
    return requirement(f"x; {text}", "", 0).marker if text else None


def _files(entry: Entry) -> Iterator[str]:
    """Give the names of the files that an entry lists, in any of the forms of lock files."""
    yield from _file_names(entry.get("files"))
    yield from _file_names(entry.get("wheels"))
    yield from _file_names([entry.get("sdist")])


def _file_names(listed: object) -> Iterator[str]:
    for file in listed if isinstance(listed, list) else ():
        fields = table(file)
        name = next(
            (fields[key] for key in ("file", "name", "url", "path") if isinstance(fields.get(key), str)), ""
        )
        if name:
            yield str(name).partition("#")[0].rpartition("/")[2]


def _uv_reach(entries: list[Entry]) -> dict[str, tuple[str, str]]:
    """Give for each project of a ``uv.lock`` the groups that bring it in and the marker it comes under.

    What the dependencies of the project itself reach is for every installation, and may be in extras and
    groups as well. A marker is given only where every edge has one.
    """
    edges = {str(entry.get("name")): entry for entry in entries}
    roots = [
        entry for entry in entries if {"editable", "virtual", "directory"} & set(table(entry.get("source")))
    ]
    groups: dict[str, list[str]] = {str(root.get("name")): [""] for root in roots}
    starts: dict[str, list[object]] = {"": [root.get("dependencies") for root in roots]}
    for field, kind in (("optional-dependencies", "extra"), ("dev-dependencies", "group")):
        for name, dependencies in (one for root in roots for one in table(root.get(field)).items()):
            starts.setdefault(f"{kind}:{name}", []).append(dependencies)
    for group, listed in starts.items():
        for name in _reached(listed, edges):
            groups.setdefault(name, []).append(group)
    markers = _edge_markers(entries, (str(root.get("name")) for root in roots))
    return {name: (SEVERAL.join(dict.fromkeys(of)), markers.get(name, "")) for name, of in groups.items()}


def _reached(listed: list[object], edges: Mapping[str, Entry]) -> Iterable[str]:
    """Give everything that lists of dependencies reach, in the order in which it is found."""
    found: dict[str, None] = {}
    waiting = [*listed]
    while waiting:
        for target, _ in _edges(waiting.pop()):
            if target not in found:
                found[target] = None
                entry = edges.get(target, {})
                waiting += [entry.get("dependencies"), *table(entry.get("optional-dependencies")).values()]
    return found


def _edge_markers(entries: list[Entry], roots: Iterable[str]) -> dict[str, str]:
    """Give the marker of each project to which no unconditional edge leads.

    An edge without a marker counts as its project's own, where that has some. Those of `roots` hold always,
    and those of what a choice of extras brings: whether it does is for the installation to say.
    """
    markers: dict[str, set[str]] = {}
    bare: dict[str, set[str]] = {}
    for entry in entries:
        fields = (table(entry.get(key)) for key in ("optional-dependencies", "dev-dependencies"))
        for listed in (entry.get("dependencies"), *(each for table_ in fields for each in table_.values())):
            for target, marker in _edges(listed):
                into = markers if marker else bare
                into.setdefault(target, set()).add(marker or str(entry.get("name")))
    found = {name: each for name, each in markers.items() if name not in bare}
    chosen = {name for name, each in markers.items() if any("extra" in marker for marker in each)}
    waiting, always = set(bare), {*roots, *chosen}
    while settled := {name for name in waiting if bare[name] <= found.keys() - always}:
        for name in settled:
            found[name] = markers.get(name, set()).union(*(found[source] for source in bare[name]))
        waiting -= settled
    return {name: " or ".join(f"({marker})" for marker in sorted(each)) for name, each in found.items()}


def _edges(listed: object) -> Iterator[tuple[str, str]]:
    for each in listed if isinstance(listed, list) else ():
        fields = table(each)
        if isinstance(name := fields.get("name"), str):
            marker = fields.get("marker")
            yield name, marker if isinstance(marker, str) else ""


def _pipfile_lock(text: str, path: str, into: Collector) -> None:
    document = json.loads(text)
    lines = {name: number for number, name in _json_keys(text)}
    for section, entries in table(document).items():
        group = _CATEGORIES.get(section, f"group:{section}")
        for name, value in table(entries).items() if section != "_meta" else ():
            line = lines.get(name, 1)
            try:
                into.requirements.append(_of_pipfile(table(value), name, group, path, line))
            except ValueError as error:
                into.problem(path, line, f"{name}: {error}")


def _of_pipfile(entry: Entry, name: str, group: str, path: str, line: int) -> Requirement:
    marker = entry.get("markers")
    return Requirement(
        name=normalised(name),
        specifier=specifiers(str(entry.get("version") or "").replace("*", "")),
        origin=path,
        line=line,
        extras=tuple(sorted(strings(entry.get("extras")))),
        marker=_marker(marker if isinstance(marker, str) else ""),
        url=next((str(entry[key]) for key in ("git", "file", "url") if entry.get(key)), ""),
        path=str(entry.get("path") or ""),
        editable=entry.get("editable") is True,
        hashes=strings(entry.get("hashes")),
        group=group,
    )


def _json_keys(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r'\s*"([^"]+)": \{', line):
            yield number, match[1]
