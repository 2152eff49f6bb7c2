"""Configuration files that a stage copies or starts with, read for what only Debian has."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterator, Mapping

from migrator import regex as re
from migrator.alpine.alpine_stage import AlpineStage, Need, Obstacle, Record
from migrator.build_context.copied_paths import context_path, workdir_at
from migrator.build_context.path_patterns import compiled
from migrator.busybox.debian_commands import DebianCommand
from migrator.dockerfile import Instruction, copy_parts
from migrator.paths import joined_path, within
from migrator.records import dataclass
from migrator.shell import parse_script, program, unwrap
from migrator.shell.wrappers import SHELLS
from migrator.source import Logical, Word, line_at

_CONFIGURATION = re.compile(
    r"(?:.*/)?(?:[\w.@+-]+\.(?:ini|conf|cfg|cnf|toml|ya?ml|crontab|service|env|inc|template|j2)|[\w.-]*cron[\w.-]*"
    r"|odbc\w*|supervisord?[\w.-]*|nginx[\w.-]*)"
)
_ABOUT_OTHERS = re.compile(
    r"(?:.*/)?(?:pyproject\.toml|setup\.cfg|tox\.ini|pytest\.ini|mypy\.ini|\.?coveragerc|(?:docker-)?compose[\w.-]*"
    r"|\.gitlab-ci\.yml|\.pre-commit-config\.yaml|alembic\.ini|package\.json)"
)
_SYSTEM = re.compile(r"/(?:etc|usr|opt|var|lib|root)(?:/.*)?")
_MAX_BYTES = 64 * 1024
_MAX_FILES = 60
_LIBRARIES = re.compile(
    r"(?:/usr)?/lib/(?:x86_64|aarch64|arm|i386)-linux-gnu\w*(?:/[\w.+*-]+)*|/lib64/ld-linux[\w.-]*"
)
_PYTHON = re.compile(r"/usr/lib/python3(?:\.\d+)?/[\w/.-]*|/usr/bin/python3?(?:\.\d+)?(?![\w.-])")
_BASH = re.compile(r"(?<![\w./-])(?:/usr)?/bin/bash(?![\w-])|(?<![\w./-])bash -\w*c\b")
_STARTED = re.compile(
    r"^[ \t]*(?:command|exec|ExecStart|hook-[\w-]+|attach-daemon2?)[ \t]*=[ \t]*(?P<line>\S[^\n]*)", re.M
)
_COMMENT = re.compile(r"^[ \t]*(?:#|;|//)[^\n]*$", re.MULTILINE)
WWW_DATA = re.compile(
    r"^[ \t]*(?:user|group|uid|gid|chown|chown-socket)\b[^\n#;]*?(?<![\w./-])www-data(?![\w./-])",
    re.MULTILINE,
)
"""A setting that makes a program run as www-data, or own something."""

_PLACES: Mapping[str, tuple[str, str]] = {
    r"/etc/nginx/(?:sites-(?:enabled|available)|conf\.d)(?![\w-])": (
        "Alpine's nginx reads its servers from /etc/nginx/http.d/*.conf",
        "copy the server to /etc/nginx/http.d/default.conf, or the whole nginx.conf",
    ),
    r"/etc/apache2/(?:sites|mods|conf)-(?:enabled|available)": (
        "Alpine's apache2 reads /etc/apache2/conf.d/*.conf",
        "copy the configuration to /etc/apache2/conf.d",
    ),
    r"/etc/supervisor(?:/conf\.d)?(?![\w-])": (
        "supervisor looks for Debian's folder only on Debian",
        "start supervisord -c FILE with the file that is copied",
    ),
    r"/etc/cron\.(?:d|hourly|daily|weekly|monthly)(?![\w-])|/etc/crontab(?![\w-])": (
        "busybox's crond reads neither /etc/cron.d nor /etc/crontab",
        "put the jobs into /etc/crontabs/root without the user column, and start crond -f -l 8",
    ),
    r"/etc/ImageMagick-6(?![\w-])": ("Alpine has ImageMagick 7", "copy it to /etc/ImageMagick-7"),
    r"/etc/freetds(?:/|\Z)": ("Alpine's FreeTDS reads /etc/freetds.conf", "copy it to /etc/freetds.conf"),
    r"/etc/mysql(?:/|\Z)": ("Alpine's MariaDB client reads /etc/my.cnf", "copy it to /etc/my.cnf.d"),
    r"/etc/apt(?:/|\Z)": ("Alpine has no apt", "drop it, or say the same for apk"),
}
"""Folders of Debian's programs: why a file there is not read on Alpine, and what to do."""

_OWN_CERTIFICATES = "/usr/local/share/ca-certificates"
_CERTIFICATES = re.compile(rf"{_OWN_CERTIFICATES}/[\w.-]+(?:/.*|(?<!\.crt)(?<!\.pem)(?<!\.cer)(?<!\.der))")
"""What lies in a folder below that of one's own certificates, or is one.

Alpine's update-ca-certificates (update-ca.c, read 2026-12-01) takes plain files right in it.
"""

_VARIABLE = re.compile(r"\$(?:\w+|\{\w+\})")
_WHOLE = {
    "/etc/nginx": re.compile(r"/etc/nginx/nginx\.conf\Z|/etc/nginx/?\Z"),
    "/etc/supervisor": re.compile(r"/etc/supervisord?(?:/supervisord)?\.conf\Z"),
}
"""What replaces the program's own configuration, so that it says itself what it reads."""


@dataclass(frozen=True, slots=True)
class ConfigurationFile:
    """A file of the build context that a program is configured with, and the instruction that names it."""

    instruction: Instruction
    path: str
    text: str

    def line(self, offset: int) -> int:
        """Give the line of an offset in its text."""
        return line_at(self.text, offset)


def copied_file_records(view: AlpineStage) -> Iterator[Record]:
    """Give what configuration files name that is Debian's, and copies to folders that only Debian reads."""
    for file in configuration_files(view):
        yield from _content(view, file)
    yield from _places(view)
    yield from _certificates(view)


def configuration_files(view: AlpineStage) -> Iterator[ConfigurationFile]:
    """Give the configuration files of the context that a stage puts in system folders or starts with."""
    seen: set[str] = set()
    for instruction, path in _paths(view):
        if path in seen or len(seen) >= _MAX_FILES or _ABOUT_OTHERS.fullmatch(path):
            continue
        seen.add(path)
        text = view.build.read(path, _MAX_BYTES)
        if text is not None and "\0" not in text:
            yield ConfigurationFile(instruction, path, _COMMENT.sub(lambda match: " " * len(match[0]), text))


def _paths(view: AlpineStage) -> Iterator[tuple[Instruction, str]]:
    for instruction in view.stage.of("COPY", "ADD"):
        destination = _destination(view, instruction)
        for source in copy_parts(instruction).from_context:
            if view.build.is_folder(source):
                inside = source != "." and _SYSTEM.fullmatch(destination) and destination != _home(view)
                found = view.build.files(f"{source}/**") if inside else ()
                yield from ((instruction, path) for path in found if _CONFIGURATION.fullmatch(path))
            elif _CONFIGURATION.fullmatch(source) or destination.startswith("/etc/"):
                yield instruction, source
    for call in view.runs.calls:
        for word in call.command.arguments if call.starts else ():
            name = (word.value or "").rpartition("=")[2]
            if name and _CONFIGURATION.fullmatch(name):
                found_path = context_path(view.dockerfile, view.build, call.instruction, name)
                if found_path is not None and view.build.exists(found_path):
                    yield call.instruction, found_path


def _destination(view: AlpineStage, instruction: Instruction) -> str:
    word = copy_parts(instruction).destination
    text = view.expand(instruction)(word.text) or word.value or word.text
    return joined_path(workdir_at(view.dockerfile, instruction) or "/", text)


def _home(view: AlpineStage) -> str:
    return workdir_at(view.dockerfile, view.stage.end) or "/"


# what the files say


def _content(view: AlpineStage, file: ConfigurationFile) -> Iterator[Record]:
    line = file.instruction.line
    for pattern, hint in (
        (_LIBRARIES, "libraries are in /usr/lib on Alpine"),
        (_PYTHON, "write /usr/local/bin/python3"),
    ):
        match = pattern.search(file.text)
        if match is not None and not (pattern is _PYTHON and "python3" in view.packages):
            place = f"{file.path}:{file.line(match.start())}"
            yield Obstacle(line, f"{place} names {match[0]}, which Alpine does not have", hint)
    if match := _BASH.search(file.text):
        yield Need(("bash",), file.instruction, line, "bash", f"{file.path}:{file.line(match.start())}")
    for match in _STARTED.finditer(file.text):
        yield from _started(view, file, match)


def _started(view: AlpineStage, file: ConfigurationFile, match: re.Match[str]) -> Iterator[Record]:
    place = f"{file.path}:{file.line(match.start())}"
    for name in _programs(match["line"]):
        row = DebianCommand.of(view.knowledge, name)
        if name in ("cron", "apache2", "service", "systemctl"):
            message = f"{place} starts {name}, which Alpine does not have"
            hint = "crond -f -l 8 is busybox's cron" if name == "cron" else "start the program itself"
            yield Obstacle(file.instruction.line, message, hint)
        elif row is not None and row.image <= view.moved.before and name != "bash":
            if not row.apk:
                yield Obstacle(
                    file.instruction.line, f"{place} starts {name}, which Alpine does not have", row.note
                )
            elif not view.packages.issuperset(row.apk):
                yield Need(row.apk, file.instruction, file.instruction.line, name, place)


def _programs(line: str) -> Iterator[str]:
    """Give the names of what a line of a configuration starts, and of what the shell that it starts runs."""
    try:
        words = shlex.split(line)
    except ValueError:
        words = line.split()
    name = posixpath.basename(words[0]) if words else ""
    yield name
    if name in SHELLS and len(words) > 1:
        script = parse_script(Logical(shlex.join(words), ((0, 0),)))
        yield from filter(None, (program(unwrap(command)) for command in script.commands[1:]))


# where they go


def _places(view: AlpineStage) -> Iterator[Record]:
    destinations = {one.span.start: _destination(view, one) for one in view.stage.of("COPY", "ADD")}
    starts_cron = any(program(unwrap(call.command)) == "cron" for call in view.runs.calls)
    for one in view.stage.of("COPY", "ADD"):
        destination = destinations[one.span.start]
        for pattern, (why, hint) in _PLACES.items():
            if not re.match(pattern, destination) or ("cron" in pattern and starts_cron):
                continue  # what is said about cron itself says this too
            whole = next((each for folder, each in _WHOLE.items() if destination.startswith(folder)), None)
            if whole is None or not (
                any(map(whole.search, destinations.values())) or _is_named(view, destination)
            ):
                yield Obstacle(one.line, f"{destination} is not read: {why}", hint)


def _certificates(view: AlpineStage) -> Iterator[Record]:
    """Give the first place of certificates that Alpine does not look at, where Debian does."""
    if "update-ca-certificates" not in view.dockerfile.source.text:
        return
    for line, place, linked in _certificate_places(view):
        if _CERTIFICATES.fullmatch(place) or (linked and place.startswith(f"{_OWN_CERTIFICATES}/")):
            why = f"Alpine's update-ca-certificates takes plain files right in {_OWN_CERTIFICATES}"
            yield Obstacle(line, f"{place} is not read: {why}", "put it there itself, as NAME.crt")
            return


def _certificate_places(view: AlpineStage) -> Iterator[tuple[int, str, bool]]:
    """Give the places that are copied to or named, each with its line and whether it is a link."""
    for one in view.stage.of("COPY", "ADD"):
        yield one.line, _destination(view, one), False
    for call in view.runs.calls:
        linked = program(unwrap(call.command)) == "ln"
        yield from ((call.line, word.value or "", linked) for word in call.command.arguments)


def _is_named(view: AlpineStage, destination: str) -> bool:
    """Tell whether the command that starts names the file or its folder."""
    starters = (call for call in view.runs.calls if call.starts)
    return any(_names(word, destination) for call in starters for word in call.command.arguments)


def _names(word: Word, destination: str) -> bool:
    """Tell whether a word names a place or what is in it: ``/etc/x/$ROLE.ini``, whatever ROLE is."""
    if word.value is not None:
        return within(word.value, destination)
    pattern = _VARIABLE.sub("*", word.text.strip("\"'"))
    return "$" not in pattern and compiled(pattern).fullmatch(destination) is not None
