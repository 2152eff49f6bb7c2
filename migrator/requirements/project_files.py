"""Reads what ``pyproject.toml``, ``setup.cfg`` and ``Pipfile`` require."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from migrator import regex as re
from migrator.records import dataclass
from migrator.requirements.install_options import ALL, DEV
from migrator.requirements.model import Collector, Requirement, requirement, specifiers
from migrator.requirements.names import normalised
from migrator.versions import dotted, numbers

if TYPE_CHECKING:
    from packaging.markers import Marker

Table = Mapping[str, object]

UNSEEN_MEMBER = "${workspace}"
"""Stands for the path of a workspace's member that the build context does not show."""
_CATEGORIES = {"packages": "", "dev-packages": "group:dev"}
_NO_CATEGORIES = frozenset({"source", "requires", "scripts", "pipenv"})
"""What a Pipfile holds beside its categories."""

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_CARET = re.compile(r"(\^|~(?!=))\s*v?(\d+(?:\.\d+)*)([A-Za-z0-9.+-]*)$")
_PLAIN = re.compile(r"v?\d+(?:\.(?:\d+|\*))*[A-Za-z0-9.+-]*$")


@lru_cache(maxsize=4)  # a lock file is read for each state of a Dockerfile, and a large one takes long
def toml(text: str) -> Table:
    """Give the TOML document `text`. Raises ValueError where it is none."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def table(value: object, *keys: str) -> Table:
    """Give the table below `value` at `keys`, empty where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def strings(value: object) -> tuple[str, ...]:
    """Give the strings of a list, empty where `value` is none."""
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


@dataclass
class ProjectReader:
    """Reads project files into a collector; `nested` reads a requirements file that one names.

    `inherited` are the sources that a workspace of uv gives its members, and `member` gives the path of
    the one that is called so, None where there is none.
    """

    into: Collector
    nested: Callable[[str], None]
    inherited: Table = field(default_factory=dict)
    member: Callable[[str], str | None] = lambda _name: None
    _sources: Table = field(default_factory=dict)

    def pyproject(self, text: str, path: str) -> None:
        """Read the dependencies of a ``pyproject.toml`` in all forms that are in use."""
        try:
            document = toml(text)
        except ValueError as error:
            self.into.problem(path, 1, f"not TOML: {error}")
            return
        at = Places(text, path)
        sources = {**self.inherited, **table(document, "tool", "uv", "sources")}
        self._sources = {normalised(name): source for name, source in sources.items()}
        self._project(document, at)
        groups = groups_of(document)
        for name in groups:
            self._group(name, groups, at)
        for name, entries in table(document, "tool", "pdm", "dev-dependencies").items():
            self._listed(f"group:{name}", strings(entries), at)
        self._listed("group:dev", strings(table(document, "tool", "uv").get("dev-dependencies")), at)
        self._poetry(table(document, "tool", "poetry"), at)
        self._listed("build", strings(table(document, "build-system").get("requires")), at)

    def setup_cfg(self, text: str, path: str) -> None:
        """Read the dependencies of a ``setup.cfg``."""
        sections = ini(text)
        if sections is None:
            self.into.problem(path, 1, "not an ini file")
            return
        at = Places(text, path)
        options = sections.get("options", {})
        self._setup_cfg_value("", options.get("install_requires", ""), at)
        self._setup_cfg_value("build", options.get("setup_requires", ""), at)
        for name, value in sections.get("options.extras_require", {}).items():
            self._setup_cfg_value(f"extra:{name}", value, at)

    def pipfile(self, text: str, path: str) -> None:
        """Read the packages of a ``Pipfile``."""
        try:
            document = toml(text)
        except ValueError as error:
            self.into.problem(path, 1, f"not TOML: {error}")
            return
        at = Places(text, path)
        for section in (key for key in document if key not in _NO_CATEGORIES):
            group = _CATEGORIES.get(section, f"group:{section}")
            for name, value in table(document, section).items():
                self._entry(name, value, group, at, _pipfile_specifier)

    def _project(self, document: Table, at: Places) -> None:
        project = table(document, "project")
        self._listed("", strings(project.get("dependencies")), at)
        for name, entries in table(project, "optional-dependencies").items():
            self._listed(f"extra:{name}", strings(entries), at)
        if "dependencies" in strings(project.get("dynamic")):
            self._dynamic(document, at)

    def _dynamic(self, document: Table, at: Places) -> None:
        """Follow dependencies that setuptools reads from files; what other backends do is unknown."""
        files = table(document, "tool", "setuptools", "dynamic", "dependencies").get("file")
        names = (files,) if isinstance(files, str) else strings(files)
        if not names and not table(document, "tool", "poetry", "dependencies"):
            self.into.problem(at.origin, at.line("dynamic"), "dynamic dependencies: only a build tells them")
        for name in names:
            self.nested(name)

    def _listed(self, group: str, entries: Iterable[str], at: Places) -> None:
        for entry in entries:
            try:
                self._add(requirement(entry, at.origin, at.line(entry), group=group))
            except ValueError as error:
                self.into.problem(at.origin, at.line(entry), f"not a requirement: {error}")

    def _group(self, name: str, groups: Table, at: Places) -> None:
        """Read a dependency group (PEP 735) with all that it includes."""
        waiting, seen = [name], {name}
        while waiting:
            entries = groups.get(waiting.pop())
            self._listed(f"group:{name}", strings(entries), at)
            for included in _included(entries):
                if included not in groups:
                    self.into.problem(at.origin, at.line(included), f"there is no group {included}")
                elif included not in seen:
                    waiting.append(included)
                    seen.add(included)

    def _poetry(self, poetry: Table, at: Places) -> None:
        groups = [("", poetry.get("dependencies")), ("group:dev", poetry.get("dev-dependencies"))]
        for name, entries in table(poetry, "group").items():
            groups.append(("" if name == "main" else f"group:{name}", table(entries, "dependencies")))
        for group, entries in groups:
            for name, value in table(entries).items():
                if name != "python":
                    self._entry(name, value, group, at, poetry_specifier)

    def _entry(self, name: str, value: object, group: str, at: Places, read: Callable[[str], str]) -> None:
        """Read ``name = value`` as Poetry and Pipenv have it; a list holds one entry per environment."""
        line = at.line(name)
        for each in value if isinstance(value, list) else [value]:
            try:
                self._add(_entry(name, each, group, at.origin, line, read))
            except ValueError as error:
                self.into.problem(at.origin, line, f"{name}: {error}")

    def _setup_cfg_value(self, group: str, value: str, at: Places) -> None:
        if value.strip().startswith("file:"):
            for name in value.strip().removeprefix("file:").split(","):
                self.nested(name.strip())
            return
        lines = (line.split(" #")[0].strip() for line in value.replace(";\n", "\n").splitlines())
        self._listed(group, (line for line in lines if line and not line.startswith("#")), at)

    def _add(self, found: Requirement) -> None:
        if self.into.full:
            self.into.cut(found.origin, found.line)
            return
        source = _source(self._sources.get(found.name))
        if found.url or not source:
            self.into.requirements.append(found)
        elif source.get("workspace") is not True:
            self.into.requirements.append(_from_source(found, source))
        else:
            place = self.member(found.name) or UNSEEN_MEMBER
            self.into.requirements.append(replace(found, path=place, editable=True))


def groups_of(document: Table) -> Table:
    """Give the dependency groups of a ``pyproject.toml`` (PEP 735), by their normalised names."""
    return {normalised(name): entries for name, entries in table(document, "dependency-groups").items()}


def default_groups(document: Table) -> frozenset[str]:
    """Give the groups that uv installs of a project unless it is told otherwise."""
    said = table(document, "tool", "uv").get("default-groups")
    return ALL if said == "all" else frozenset(map(normalised, strings(said))) if said is not None else DEV


def optional_groups(document: Table) -> frozenset[str]:
    """Give the groups that Poetry installs only where they are named."""
    groups = table(document, "tool", "poetry", "group")
    return frozenset(normalised(name) for name, one in groups.items() if table(one).get("optional") is True)


def _included(entries: object) -> Iterator[str]:
    """Give the normalised names of the groups that another one includes."""
    for each in entries if isinstance(entries, list) else ():
        if isinstance(name := table(each).get("include-group"), str):
            yield normalised(name)


def _source(value: object) -> Table:
    """Give an entry of ``tool.uv.sources``; of a list for several environments the one that is a folder."""
    if not isinstance(value, list):
        return table(value)
    return next((table(each) for each in value if {"path", "workspace"} & set(table(each))), {})


def _from_source(found: Requirement, source: Table) -> Requirement:
    """Give `found` as an entry of ``tool.uv.sources`` says that uv gets it."""
    url = f"git+{source['git']}" if source.get("git") else str(source.get("url") or "")
    path = str(source.get("path") or "")
    return replace(found, url=url, path=path, editable=source.get("editable") is True)


class Places:
    """Where in a file something stands, as well as a search for its text can tell."""

    def __init__(self, text: str, origin: str) -> None:
        self.origin = origin
        self._index: dict[str, int] = {}
        words: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), 1):
            for quoted in re.findall(r"\"([^\"]*)\"|'([^']*)'", line):
                self._index.setdefault("".join(quoted), number)
            if key := re.match(r"\s*([A-Za-z0-9._-]+)\s*=", line):
                self._index.setdefault(key[1], number)
            for word in _WORD.findall(line):
                words.setdefault(word, number)
        for word, number in words.items():
            self._index.setdefault(word, number)

    def line(self, entry: str) -> int:
        """Give the first line with `entry` in quotes or as a key, else with its first word, else 1."""
        if entry in self._index:
            return self._index[entry]
        word = _WORD.match(entry)
        return self._index.get(word[0], 1) if word else 1


def ini(text: str) -> Mapping[str, Mapping[str, str]] | None:
    """Give the sections of an ini file, None where it is not one."""
    from configparser import Error, RawConfigParser

    parser = RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except Error:
        return None
    return {name: dict(parser[name]) for name in parser.sections()}


def _entry(
    name: str, value: object, group: str, origin: str, line: int, read: Callable[[str], str]
) -> Requirement:
    """Give the requirement of one ``name = value``. Raises ValueError where it cannot be understood."""
    fields = {"version": value} if isinstance(value, str) else table(value)
    if not isinstance(value, str | Mapping):
        raise ValueError("neither a version nor a table")
    place = next((str(fields[key]) for key in ("git", "hg", "svn", "url", "file") if fields.get(key)), "")
    path = str(fields.get("path") or "")
    optional = "" if group or fields.get("optional") is not True else "extra:"
    return Requirement(
        name=normalised(name),
        specifier=specifiers(read(str(fields.get("version") or "*"))),
        origin=origin,
        line=line,
        extras=tuple(sorted(strings(fields.get("extras")))),
        marker=_marker(fields),
        url=f"git+{place}" if fields.get("git") and not place.startswith("git+") else place,
        path=path,
        editable=fields.get("editable") is True or fields.get("develop") is True,
        group=group or optional,
    )


def _marker(fields: Table) -> Marker | None:
    """Give the marker that the fields of an entry make up, None where it is for every environment."""
    clauses = [str(fields["markers"])] if fields.get("markers") else []
    if fields.get("platform"):
        clauses.append(f'sys_platform == "{fields["platform"]}"')
    if isinstance(wanted := fields.get("python"), str) and wanted != "*":
        spec = poetry_specifier(wanted)
        clauses += [f"python_version {_comparison(clause)}" for clause in spec.split(",") if clause]
    for key in ("sys_platform", "platform_system", "platform_machine", "os_name", "python_version"):
        if isinstance(value := fields.get(key), str):
            clauses.append(f"{key} {value}")
    if not clauses:
        return None
    return requirement("x; " + " and ".join(f"({clause})" for clause in clauses), "", 0).marker


def _comparison(clause: str) -> str:
    """Give ``>=3.8`` as ``>= "3.8"``, with two numbers, as the marker python_version has them."""
    match = re.match(r"(===|~=|==|!=|<=|>=|<|>)\s*(\d+(?:\.\d+)?)", clause)
    if match is None:
        raise ValueError(f"cannot read {clause!r}")
    return f'{match[1]} "{match[2]}"'


def _pipfile_specifier(text: str) -> str:
    return "" if text.strip() == "*" else text


def poetry_specifier(text: str) -> str:
    """Give a version constraint of Poetry as PEP 440 has it. Raises ValueError where it has no such form."""
    if "||" in text or "|" in text:
        raise ValueError(f"cannot write {text!r} as one specifier")
    clauses = re.sub(r"(===|~=|==|!=|<=|>=|<|>|\^|~)\s+", r"\1", text.strip())
    return ",".join(filter(None, map(_clause, re.split(r"\s*,\s*|\s+", clauses))))


def _clause(text: str) -> str:
    if text in ("", "*"):
        return ""
    if match := _CARET.match(text):
        return f">={match[2]}{match[3]},<{_upper(match[1], numbers(match[2]))}"
    if _PLAIN.match(text):
        return f"=={text}"
    return text


def _upper(sign: str, release: tuple[int, ...]) -> str:
    """Give the first version that ``^release`` or ``~release`` does not allow any more."""
    if sign == "~":
        keep = min(2, len(release))
    else:
        keep = next((at + 1 for at, part in enumerate(release) if part), len(release))
    return dotted((*release[: keep - 1], release[keep - 1] + 1))


def python_of(name: str, text: str) -> str:
    """Give the ``requires-python`` that a ``setup.cfg`` or ``pyproject.toml`` says, empty without one."""
    if name == "setup.cfg":
        return (ini(text) or {}).get("options", {}).get("python_requires", "")
    return _pyproject_python(text)


def _pyproject_python(text: str) -> str:
    try:
        document = toml(text)
    except ValueError:
        return ""
    if isinstance(wanted := table(document, "project").get("requires-python"), str):
        return wanted
    poetry = table(document, "tool", "poetry", "dependencies").get("python")
    if isinstance(poetry, str):
        try:
            return poetry_specifier(poetry)
        except ValueError:
            return ""
    return ""
