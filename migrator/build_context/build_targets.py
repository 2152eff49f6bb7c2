"""Which stages are built by name: compose and bake files, CI workflows, Makefiles and scripts say so.

They are read as text, within bounds; nothing of them is run.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.memory import remembered
from migrator.paths import joined_path
from migrator.records import dataclass
from migrator.source import line_at

_NAMES = re.compile(
    r"(?:docker-)?compose.*\.ya?ml|.*bake.*\.(?:hcl|json|ya?ml)|(?:GNU)?[Mm]akefile.*|.*\.(?:mk|mak|make)"
    r"|[Jj]ustfile|\.?[Tt]askfile.*|.*\.(?:sh|bash|zsh|ps1|bat|cmd|groovy)|Jenkinsfile.*|Earthfile|Tiltfile"
    r"|skaffold.*\.ya?ml|cloudbuild.*\.ya?ml|buildspec.*\.ya?ml|\.gitlab-ci.*\.ya?ml|\.travis\.yml"
    r"|(?:azure|bitbucket)-pipelines.*\.ya?ml|devcontainer\.json|package\.json|fly.*\.toml|captain-definition"
    r"|tox\.ini|noxfile\.py|tasks\.py|fabfile\.py|dev|ci|build|release|deploy",
)
_FOLDERS = frozenset({".github", ".circleci", ".gitlab", ".buildkite", ".woodpecker", ".drone", ".azure"})
_SCRIPTS = (".yml", ".yaml", ".sh", ".py")
_MAX_FILES = 2_000
_MAX_BYTES = 256 * 1024

_VALUE = r"""["']?(?P<name>[A-Za-z0-9][\w.-]*|\$)"""
_ASKED = (
    re.compile(rf"""--target(?:["',\s]+|[=\s]+["']?){_VALUE}"""),
    re.compile(rf"""(?:^|[\s{{,("'])(?:build-)?target["']?[ \t]*[:=][ \t]*{_VALUE}""", re.MULTILINE),
)
_CONTEXT = re.compile(rf"""--build-context[=\s]+{_VALUE}=""")
_CONTEXTS = re.compile(r"""^[ \t]*(?:additional_contexts|(?:build-)?contexts)[ \t]*[:=]""", re.MULTILINE)
_ENTRY = re.compile(rf"""[ \t-]*{_VALUE}["']?[ \t]*[:=]""")
_FILE = re.compile(
    r"""(?:^|[\s"'{,])(?:docker)?file["']?[ \t]*[:=][ \t]*["']?(?P<path>[^"'\s,#}]+)""",
    re.MULTILINE | re.IGNORECASE,
)
_FOLDER = re.compile(
    r"""(?:^|[\s"'{,])(?:context|build)["']?[ \t]*[:=][ \t]*["']?(?P<path>[^"'\s,#{}]+)""",
    re.MULTILINE | re.I,
)
_FILE_FLAG = re.compile(r"""\s(?:-f|--file)[= \t]*["']?(?P<path>[^"'\s]+)""")
_WORD = re.compile(r"[A-Za-z0-9][\w.-]*")


@dataclass(frozen=True, slots=True)
class _Ask:
    """A place in a file that builds one of `names` (lower case): of any Dockerfile, or of one of these."""

    names: frozenset[str]
    line: int
    any: bool = True
    paths: frozenset[str] = frozenset()
    """Dockerfiles, relative to the repository."""
    files: frozenset[str] = frozenset()
    """Names of Dockerfiles in whatever folder."""

    def may_mean(self, dockerfile: str) -> bool:
        return self.any or dockerfile in self.paths or posixpath.basename(dockerfile) in self.files


def build_targets(dockerfile: Path, repository: BuildContext, names: frozenset[str]) -> Mapping[str, str]:
    """Tell which of `names` (lower case) are built by name in `repository`, and where that is said.

    Where a file does not tell which Dockerfile it builds, the name counts; where a variable holds the
    target, every name that the file mentions does. What lies beyond the bounds (very large repositories
    or files) is not read. The repository is read once, however many Dockerfiles are asked for.
    """
    if repository.root is None:
        return {}
    found: dict[str, str] = {}
    wanted = repository.name_of(dockerfile)
    for place, ask in _asks_in(repository):
        if (named := names & ask.names) and ask.may_mean(wanted):
            for name in named:
                found.setdefault(name, f"{place}:{ask.line}")
    return found


@remembered
def _asks_in(repository: BuildContext) -> tuple[tuple[str, _Ask], ...]:
    """Give what all files of a repository ask for, each with its place."""
    assert repository.root is not None  # noqa: S101
    reading = BuildContext(repository.root)  # a memory of its own: the texts are wanted no more
    texts = ((place, reading.read(place, _MAX_BYTES)) for place in _candidates(repository))
    return tuple((place, ask) for place, text in texts if text for ask in _asks(text, place))


def _asks(text: str, place: str) -> Iterator[_Ask]:
    if "arget" not in text and "ontext" not in text:
        return
    mentioned: frozenset[str] | None = None
    for match in (found for pattern in _ASKED for found in pattern.finditer(text)):
        names = frozenset({match["name"].lower()})
        if match["name"] == "$":
            names = mentioned = mentioned or frozenset(word.lower() for word in _WORD.findall(text))
        yield _ask(names, _line(text, match), _around(text, match.start("name")), place)
    for match in _CONTEXT.finditer(text):
        yield _Ask(frozenset({match["name"].lower()}), _line(text, match))
    for match in _CONTEXTS.finditer(text):
        entries = (_ENTRY.match(line) for line in _below(text, match))
        yield _Ask(frozenset(entry["name"].lower() for entry in entries if entry), _line(text, match))


def _line(text: str, match: re.Match[str]) -> int:
    return line_at(text, match.end())


def _ask(names: frozenset[str], line: int, text: str, place: str) -> _Ask:
    """Give the ask of a build that `text` describes."""
    flags = frozenset(posixpath.basename(match["path"]) for match in _FILE_FLAG.finditer(text))
    if flags:
        return _Ask(names, line, any("$" in name for name in flags), files=flags)
    files = [match["path"] for match in _FILE.finditer(text)]
    folders = [match["path"] for match in _FOLDER.finditer(text)]
    if not files and not folders:
        return _Ask(names, line)
    here = posixpath.dirname(place)
    paths = frozenset(
        joined_path(start, folder, file)
        for file in files or ["Dockerfile"]
        for folder in (("", *folders) if files else folders)
        for start in ("", here)
    )
    return _Ask(names, line, any("$" in path for path in paths), paths)


def _around(text: str, at: int) -> str:
    """Give the lines that belong together around `at`: one command, or a block of one indentation."""
    lines = text.split("\n")
    first = last = text.count("\n", 0, at)
    depth = _depth(lines[first])
    while first > 0 and (_continued(lines[first - 1]) or _within(lines[first - 1], lines[first], depth)):
        first -= 1
    while last + 1 < len(lines) and (_continued(lines[last]) or _inside(lines[last + 1], depth)):
        last += 1
    return "\n".join(lines[first : last + 1])


def _continued(line: str) -> bool:
    return line.rstrip().endswith("\\")


def _within(line: str, following: str, depth: int) -> bool:
    """Tell whether a line belongs to the block of the one below it, no list entry between them."""
    return _inside(line, depth) and not following.lstrip().startswith("- ")


def _inside(line: str, depth: int) -> bool:
    return depth > 0 and (not line.strip() or _depth(line) >= depth)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" \t-"))


def _below(text: str, match: re.Match[str]) -> Iterable[str]:
    """Give the lines that are indented deeper than the one that `match` begins on."""
    depth = _depth(match[0])
    for line in text[match.end() :].split("\n")[1:]:
        if line.strip() and _depth(line) <= depth:
            return
        yield line


def _candidates(repository: BuildContext) -> Iterator[str]:
    """Give the files of `repository` that may start builds, in order, within bounds."""
    return islice(filter(_may_build, repository.own_files), _MAX_FILES)


def _may_build(file: str) -> bool:
    folder, name = posixpath.split(file)
    pipelines = name.endswith(_SCRIPTS) and bool(_FOLDERS.intersection(folder.split("/")))
    return pipelines or bool(_NAMES.fullmatch(name))
