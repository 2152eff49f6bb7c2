"""pip's configuration files, as far as a Dockerfile writes or copies them, and what uv has to be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator import regex as re
from migrator.build_context.copied_paths import context_path
from migrator.dockerfile import Instruction, copy_parts
from migrator.dockerfile.mounts import mounts
from migrator.line_names import named_line
from migrator.pip.command import PipCall, bare
from migrator.pip.scene import ROOT, PipFile, Scene
from migrator.pip.table import Fate, PipTable
from migrator.pip.variables import OFF, UnsetError
from migrator.shell import Command, program, unwrap
from migrator.shell.run_as import shell_at, user_at

_FILE = re.compile(r"(?:^|[/\s>\"'=])(?:\.?pip/)?pip\.(?:conf|ini)(?:$|[\s\"',;&|)])", re.MULTILINE)
_PIP = re.compile(r"(?:.*[\s/])?pip[0-9.]*")
_READ = ("/etc/pip.conf", "/root/.pip/pip.conf", "/root/.config/pip/pip.conf")
_SECTIONS = frozenset({"global", "install"})
_WRITERS = frozenset({"tee", "cp", "mv", "ln", "install", "curl", "wget", "sed", "cat"})
_SAID = frozenset(
    {
        *("--index-url", "--extra-index-url", "--trusted-host", "--timeout", "--retries"),
        *("--cert", "--client-cert", "--proxy"),
    }
)
_PATHS = frozenset({"--cert", "--client-cert"})
_PASSWORD = re.compile(r"://[^/]*@")
_HINT = "say the same in variables of uv: UV_DEFAULT_INDEX, UV_INDEX … or mount a uv.toml"

Settings = tuple[tuple[str, str], ...]
"""Options of pip by their long names, each with one value."""


def configured(call: PipCall, scene: Scene) -> Settings:
    """Give the options that configuration files set for a call, in order.

    Raises UnsetError where one is in force that cannot be read, or that sets what uv cannot be told.
    """
    found: list[tuple[str, str]] = []
    for each in scene.telling_before(may_configure):
        one = (each.trigger if scene.instruction.trigger else None) or each
        if one.keyword in ("COPY", "ADD") and _FILE.search(_copied(one)):
            found += _of_copy(one, scene)
        elif one.keyword == "RUN":
            found += _of_commands(scene.file.script(one).commands, one, scene)
    if any(_FILE.search(parts.get("target", "")) for parts in mounts(scene.instruction)):
        raise UnsetError("a mount brings a pip.conf, which uv does not read", _HINT)
    earlier = [one for one in scene.script.commands if one.span.start < call.command.span.start]
    found += _of_commands(earlier, scene.instruction, scene)
    return _said(found, scene)


def may_configure(file: PipFile, each: Instruction) -> bool:
    """Tell whether an instruction, or its trigger, has to do with pip's configuration."""
    for one in (each, each.trigger):
        if one is not None and one.keyword in ("COPY", "ADD") and _FILE.search(_copied(one)):
            return True
        if one is not None and one.keyword == "RUN":
            commands = map(unwrap, file.script(one).commands)
            if any(set_words(each) is not None or _names_file(each) for each in commands):
                return True
    return False


def _line(one: Instruction) -> str:
    return named_line(one.line)


def _copied(one: Instruction) -> str:
    parts = copy_parts(one)
    return "\n".join(bare(word) for word in (*parts.sources, parts.destination))


def _of_copy(one: Instruction, scene: Scene) -> Iterator[tuple[str, str]]:
    place = next((path for path in _READ if _brings(one, path)), None)
    origin = place and context_path(scene.dockerfile, scene.file.build, scene.instruction, place)
    text = scene.file.build.read(origin) if origin else None
    if place is None or text is None or not _reads(place, scene):
        raise UnsetError(f"{_line(one)} copies a pip.conf, which uv does not read", _HINT)
    yield from _parsed(text, f"{origin}")


def _brings(one: Instruction, place: str) -> bool:
    target = re.sub(r"^(?:~|\$\{?HOME\}?)(?=/)", "/root", bare(copy_parts(one).destination))
    return target == place or target.rstrip("/") == place.rpartition("/")[0]


def _reads(place: str, scene: Scene) -> bool:
    return place.startswith("/etc/") or scene.user() in ROOT | {""}


# commands


def _of_commands(commands: Iterable[Command], one: Instruction, scene: Scene) -> Iterator[tuple[str, str]]:
    written: dict[str, str] = {}
    for command in map(unwrap, commands):
        words = set_words(command)
        if words is not None:
            yield from _set(words, command, one, scene)
            continue
        if _names_file(command):
            _write(command, one, scene, written)
    for text in written.values():
        yield from _parsed(text, _line(one))


def _names_file(command: Command) -> bool:
    """Tell whether a command may write a configuration file."""
    targets = [word.value or word.text for word in command.redirects]
    if program(command) in _WRITERS:
        targets += [bare(word) for word in command.words[1:]]
    return any(map(_FILE.search, targets))


def set_words(command: Command) -> list[str] | None:
    """Give the words behind ``pip config``, options taken out; None for another command."""
    values = [bare(word) for word in command.words]
    if "config" not in values or not any(_PIP.fullmatch(value) for value in values):
        return None
    return [value for value in values[values.index("config") + 1 :] if not value.startswith("-")]


def _set(words: list[str], command: Command, one: Instruction, scene: Scene) -> Iterator[tuple[str, str]]:
    if words[:1] != ["set"]:
        if words[:1] in (["unset"], ["edit"]):
            raise UnsetError(f"{_line(one)} changes pip's configuration, which uv does not read", _HINT)
        return
    everyone = any(bare(word) == "--global" for word in command.words)
    same = everyone or user_at(scene.dockerfile, one) == scene.user()  # else another home, another file
    section, _, key = words[1].partition(".") if len(words) == 3 else ("", "", "")
    if command.nesting or not key or not same or any(word.value is None for word in command.words):
        raise UnsetError(f"{_line(one)} writes pip's configuration, which uv does not read", _HINT)
    if section in _SECTIONS:
        yield key, words[2]


def _write(command: Command, one: Instruction, scene: Scene, written: dict[str, str]) -> None:
    """Put what ``echo`` or ``printf`` writes into `written`. Raises UnsetError where that is not known."""
    text = _printed(command, one, scene)
    target = re.sub(r"[\s\"']", "", command.redirects[0].text) if len(command.redirects) == 1 else ""
    path = re.sub(r"^(?:~|\$\{?HOME\}?)(?=/)", "/root", target.lstrip(">"))
    if text is None or command.nesting or path not in _READ or not _reads(path, scene):
        raise UnsetError(f"{_line(one)} writes pip's configuration, which uv does not read", _HINT)
    written[path] = written.get(path, "") + text if target.startswith(">>") else text


def _printed(command: Command, one: Instruction, scene: Scene) -> str | None:
    """Give what a command prints; None where that is not known, or where shells differ in it."""
    values = [word.value for word in command.words]
    if None in values or any(len(word.value or "") > 5000 for word in command.words):
        return None
    texts = [value for value in values if value is not None]
    if program(command) == "printf" and len(texts) == 2 and "%" not in texts[1]:
        return _unescaped(texts[1])
    if program(command) != "echo" or texts[1:2] == ["-n"]:
        return None
    bash = any(word.endswith("bash") for word in shell_at(scene.dockerfile, one) or ())
    debian = not bash and "alpine" not in scene.base.name and scene.base.row is not None
    text = " ".join(texts[2:] if texts[1:2] == ["-e"] else texts[1:])
    if "\\" in text:
        known = bash if texts[1:2] == ["-e"] else debian
        return _unescaped(text) + "\n" if known else None
    return None if texts[1:2] == ["-e"] and debian else text + "\n"


def _unescaped(text: str) -> str:
    return text.replace("\\n", "\n").replace("\\t", "\t")


# what it means


def _parsed(text: str, where: str) -> Iterator[tuple[str, str]]:
    import configparser  # only here: few files have such a configuration

    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        raise UnsetError(f"{where}: pip's configuration cannot be read here", _HINT) from None
    for section in parser.sections():
        if section in _SECTIONS:
            yield from parser.items(section)


def _said(found: Iterable[tuple[str, str]], scene: Scene) -> Settings:
    """Give the options that uv has to be told; the last value counts."""
    table, values = scene.file.table, {}
    for key, value in found:
        values[f"--{key.strip().lower().replace('_', '-').removeprefix('--')}"] = value
    told: list[tuple[str, str]] = []
    for name, value in values.items():
        row = table.option(name, "install")
        if row is not None and row.name in _SAID:
            told += [(row.name, part) for part in _parts(value, name)]
        elif not _harmless(name, value, table):
            raise UnsetError(f"pip's configuration sets {name}, which uv is not told", _HINT)
    return tuple(told)


def _parts(value: str, name: str) -> list[str]:
    if _PASSWORD.search(value) or "$" in value:
        raise UnsetError(f"pip's configuration holds a password or a variable in {name}", _HINT)
    if name in _PATHS and not re.fullmatch(r"/\S+", value.strip()):
        raise UnsetError(f"where {name} of pip's configuration lies is not known", _HINT)
    return value.split()


def _harmless(name: str, value: str, table: PipTable) -> bool:
    row, variable = table.option(name, "install"), table.row("PIP_" + name[2:].upper().replace("-", "_"))
    if variable is not None and variable.fate in (Fate.HARMLESS, Fate.REFUSE):
        return variable.fate is Fate.HARMLESS
    return row is not None and (row.fate is Fate.DROP or (not row.valued and value.lower() in OFF))
