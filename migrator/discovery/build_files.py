"""Compose and bake files: which Dockerfile they build, from which context, to which stage, with what."""

from __future__ import annotations

import json
import os.path
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from migrator import regex as re
from migrator.discovery.bake_text import targets_of
from migrator.records import dataclass

MAX_BYTES = 1024 * 1024
_COMPOSE = re.compile(r"(docker-)?compose([._-].*)?\.ya?ml", re.I)
_BY_STAGE = re.compile(
    r"(?:local|dev|development|test|testing|stage|staging|prod|production|docker|stack)\.ya?ml", re.I
)
"""Names that templates of projects give their compose files, and others give theirs: what is in it tells."""
_SERVICES = re.compile(r"^services[ \t]*:", re.MULTILINE)
_BAKE = re.compile(r"(docker-)?bake([._-].*)?\.(?P<kind>hcl|json)", re.I)
_REMOTE = re.compile(r"[\w.+-]+://|git@|github\.com/|[\w-]+:[\w./-]+$")
_CONTEXT = re.compile(
    r"""(?<![\w./-])(?P<name>[\w./-]{1,200})["']?[ \t]{0,9}[=:][ \t]{0,9}["']?"""
    r"(?:target|service):(?P<of>[\w.-]+)"
)
_VARIABLE = re.compile(
    r"\$(?:(?P<escaped>\$)|(?P<plain>\w+)|\{(?P<name>\w+)(?:(?P<sign>:?[-+?])(?P<value>[^${}]*))?\})"
)


@dataclass(frozen=True)
class Build:
    """One build that a compose or bake file describes; `origin` names the file and the service.

    `arguments` are name and value, None for a value that is not known before the build; `platforms` are
    those that it names.
    """

    dockerfile: Path
    context: Path
    origin: str
    target: str | None = None
    arguments: tuple[tuple[str, str | None], ...] = ()
    platforms: tuple[str, ...] = ()


class BuildFileError(Exception):
    """A compose or bake file cannot be read; the message names it and why."""


def is_build_file(name: str) -> bool:
    """Tell whether a file of this name is a compose or bake file."""
    return is_compose_file(name) or bool(_BAKE.fullmatch(name))


def is_compose_file(name: str) -> bool:
    """Tell whether a file of this name is a compose file."""
    return bool(_COMPOSE.fullmatch(name) or _BY_STAGE.fullmatch(name))


def services_of(path: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Give the services of a compose file by name, with all that it says; raises BuildFileError."""
    data = _yaml(path, _text(path))
    services = data.get("services") if isinstance(data, dict) else None
    for name, table in services.items() if isinstance(services, dict) else ():
        if isinstance(table, dict):
            yield str(name), table


def secrets_of(path: Path) -> Mapping[str, str]:
    """Give the secrets of a compose file that are files of the host, by name; raises BuildFileError."""
    data = _yaml(path, _text(path))
    secrets = data.get("secrets") if isinstance(data, dict) else None
    tables = secrets.items() if isinstance(secrets, dict) else ()
    files = ((str(name), table.get("file")) for name, table in tables if isinstance(table, dict))
    return {name: file for name, file in files if isinstance(file, str)}


def build_of(path: Path, name: str, service: Mapping[str, object]) -> Build | None:
    """Give what a service of the compose file at `path` builds; None where that is nothing, or not known."""
    table = _build_table(service)
    return _entry(path, name, table) if table else None


def _build_table(service: Mapping[str, object]) -> Mapping[str, object]:
    """Give what a service of compose says of its build, empty without one.

    It is built for the platform that it runs on, unless its build names others.
    """
    build, platform = service.get("build"), service.get("platform")
    table = {"context": build} if isinstance(build, str) else build
    if not isinstance(table, dict) or not table:
        return {}
    return {"platforms": [platform], **table} if isinstance(platform, str) else table


def builds_of(path: Path) -> tuple[Build, ...]:
    """Give the builds that the file at `path` describes, in its order; raises BuildFileError."""
    tables = (_entry(path, name, table) for name, table in _tables(path))
    return tuple(build for build in tables if build)


def named_contexts(path: Path) -> Iterator[tuple[str, Path]]:
    """Give the names by which Dockerfiles stand on another build of the file at `path`, and its Dockerfile.

    These are ``contexts`` with ``target:…`` in a bake file, and ``additional_contexts`` with ``service:…``
    in a compose file. Raises BuildFileError.
    """
    text = _text(path)
    tables = dict(_tables(path)) if _CONTEXT.search(text) else {}
    for match in _CONTEXT.finditer(text):
        build = _entry(path, match["of"], tables.get(match["of"], {}))
        if match["of"] in tables and build is not None:
            yield match["name"], build.dockerfile


def _tables(path: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Give each service or target by name, with what it says about its build."""
    text = _text(path)
    bake = _BAKE.fullmatch(path.name)
    if bake and bake["kind"].lower() == "hcl":
        yield from targets_of(text).items()
        return
    data = _json(path, text) if bake else _yaml(path, text)
    group = data.get("target" if bake else "services") if isinstance(data, dict) else None
    for name, entry in group.items() if isinstance(group, dict) else ():
        table = _build_table(entry) if isinstance(entry, dict) and not bake else entry
        if isinstance(table, dict) and (bake or table):
            yield str(name), table


def _text(path: Path) -> str:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe would make it wait
            raise BuildFileError(f"{path}: no regular file, not read")
        if found.st_size > MAX_BYTES:
            raise BuildFileError(f"{path}: larger than {MAX_BYTES:,} bytes, not read")
        return path.read_text("utf-8", "replace")
    except OSError as error:
        raise BuildFileError(f"{path}: {error.strerror}") from error


def _json(path: Path, text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BuildFileError(f"{path}: not JSON: {error}") from error


def _yaml(path: Path, text: str) -> object:
    if _BY_STAGE.fullmatch(path.name) and not _SERVICES.search(text):
        return None
    import yaml  # 55 ms: only where there is a compose file

    try:
        return _loaded(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        line = f"line {where.line + 1}: " if where else ""
        reason = getattr(error, "problem", None) or str(error).split("\n")[0]
        if _BY_STAGE.fullmatch(path.name):
            return None  # a template of whatever kind: nothing says that compose reads it
        raise BuildFileError(f"{path}: {line}not YAML: {reason}") from error


def _loaded(text: str) -> object:
    import yaml

    try:
        return _values(text, safe_loader())
    except yaml.composer.ComposerError as error:
        if "duplicate anchor" not in (error.context or ""):
            raise
    return _values(text, _with_anchors_again())


def _values(text: str, safe: Any) -> object:  # noqa: ANN401 – a class of PyYAML's
    import yaml

    class Loader(safe):  # type: ignore[misc]
        """Reads plain values; what a tag of compose (``!reset``) makes of one is of no interest."""

    Loader.add_multi_constructor("!", lambda loader, suffix, node: None)
    return yaml.load(text, Loader)  # noqa: S506 – a safe one


def _with_anchors_again() -> type:
    """Give a loader that takes an anchor which is set again: YAML and compose do, PyYAML does not."""
    import yaml

    class Loader(yaml.SafeLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:  # noqa: ANN401 – as PyYAML has it
            if not self.check_event(yaml.AliasEvent):
                event = self.peek_event()  # type: ignore[no-untyped-call]
                self.anchors.pop(event.anchor, None)
            return super().compose_node(parent, index)

    return Loader


def safe_loader() -> Any:  # noqa: ANN401 – one of two classes
    """Give the loader of libyaml, as safe and seven times as fast; some builds of PyYAML are without it."""
    import yaml

    return yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


def _entry(path: Path, name: str, table: Mapping[str, object]) -> Build | None:
    """Give the build of one service; None where what it builds is not here or not known."""
    if table.get("dockerfile_inline") or table.get("dockerfile-inline"):
        return None
    context = _expanded(table.get("context", "."))
    dockerfile = _expanded(table.get("dockerfile", "Dockerfile"))
    if not context or not dockerfile or _REMOTE.match(context) or _REMOTE.match(dockerfile):
        return None
    folder = normal(path.parent / context)
    target = _expanded(table.get("target"))
    listed = table.get("platforms")
    return Build(
        normal(folder / dockerfile),
        folder,
        f"{path}: {name}",
        target,
        tuple(_arguments(table.get("args"))),
        tuple(str(each) for each in listed) if isinstance(listed, list) else (),
    )


def normal(path: Path) -> Path:
    """Give `path` absolute, without ``.`` and ``..``; links stay as they are written."""
    return Path(os.path.normpath(path.absolute()))


def _arguments(value: object) -> Iterator[tuple[str, str | None]]:
    """Give the build arguments: a mapping, or a list of ``NAME=value`` and ``NAME``."""
    if isinstance(value, dict):
        for name, given in value.items():
            yield str(name), _expanded(given)
    for each in value if isinstance(value, list) else ():
        name, equals, given = str(each).partition("=")
        yield name, _expanded(given) if equals else None


def _expanded(value: object) -> str | None:
    """Give a text with its variables at their defaults; None where it is no text or a variable has none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    unknown = []

    def default(match: re.Match[str]) -> str:
        if match["escaped"]:
            return "$"
        if match["sign"] in ("-", ":-"):
            return match["value"] or ""
        unknown.append(match[0])
        return ""

    text = _VARIABLE.sub(default, str(value))
    return None if unknown else text
