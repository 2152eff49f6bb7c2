"""Which stages are built by name: compose and bake files, CI workflows, Makefiles and scripts say so.

They are read as text, within bounds; nothing of them is run.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from migrator import regex as re
from migrator.build_context import BuildContext

_NAMES = re.compile(
    r"(?:docker-)?compose.*\.ya?ml|.*bake.*\.(?:hcl|json|ya?ml)|(?:GNU)?[Mm]akefile.*|.*\.(?:mk|mak|make)"
    r"|[Jj]ustfile|\.?[Tt]askfile.*|.*\.(?:sh|bash|zsh|ps1|bat|cmd|groovy)|Jenkinsfile.*|Earthfile|Tiltfile"
    r"|skaffold.*\.ya?ml|cloudbuild.*\.ya?ml|buildspec.*\.ya?ml|\.gitlab-ci.*\.ya?ml|\.travis\.yml"
    r"|(?:azure|bitbucket)-pipelines.*\.ya?ml|devcontainer\.json|package\.json|fly.*\.toml|captain-definition"
    r"|tox\.ini|noxfile\.py|tasks\.py|fabfile\.py|dev|ci|build|release|deploy",
)
_FOLDERS = frozenset({".github", ".circleci", ".gitlab", ".buildkite", ".woodpecker", ".drone", ".azure"})
_SKIPPED = frozenset({".git", "node_modules", "vendor", "third_party", ".venv", "venv", "__pycache__"})
_MAX_ENTRIES = 50_000
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


def build_targets(dockerfile: Path, repository: Path, names: frozenset[str]) -> Mapping[str, str]:
    """Tell which of `names` (lower case) are built by name below `repository`, and where that is said.

    Where a file does not tell which Dockerfile it builds, the name counts. What lies beyond the
    bounds (very large repositories or files) is not read.
    """
    found: dict[str, str] = {}
    inside = BuildContext(repository)
    wanted = posixpath.normpath(os.path.relpath(dockerfile, repository).replace(os.sep, "/"))
    for place in _candidates(repository):
        text = inside.read(place, _MAX_BYTES)
        if text is not None and ("arget" in text or "ontext" in text):
            for name, line in asked_for(text, place, wanted, names):
                found.setdefault(name, f"{place}:{line}")
    return found


def asked_for(text: str, place: str, dockerfile: str, names: frozenset[str]) -> Iterator[tuple[str, int]]:
    """Give which of `names` the file at `place` asks for, with the line.

    `dockerfile` is the Dockerfile that is meant, `place` and it are relative to the repository; what
    plainly builds another one is not heard. Where a variable holds the target, every name that the
    file mentions counts.
    """
    for match in (found for pattern in _ASKED for found in pattern.finditer(text)):
        if not _may_mean(_around(text, match.start("name")), place, dockerfile):
            continue
        wanted = names if match["name"] == "$" else names & {match["name"].lower()}
        mentioned = {word.lower() for word in _WORD.findall(text)} if match["name"] == "$" else wanted
        yield from ((name, _line(text, match)) for name in sorted(wanted & mentioned))
    for match in _CONTEXT.finditer(text):
        yield from ((name, _line(text, match)) for name in names & {match["name"].lower()})
    for match in _CONTEXTS.finditer(text):
        entries = (_ENTRY.match(line) for line in _below(text, match))
        given = {entry["name"].lower() for entry in entries if entry}
        yield from ((name, _line(text, match)) for name in sorted(names & given))


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.end()) + 1


def _may_mean(text: str, place: str, dockerfile: str) -> bool:
    """Tell whether the build that `text` describes may be one of `dockerfile`."""
    flags = [posixpath.basename(match["path"]) for match in _FILE_FLAG.finditer(text)]
    if flags:
        return any("$" in name or name == posixpath.basename(dockerfile) for name in flags)
    files = [match["path"] for match in _FILE.finditer(text)]
    folders = [match["path"] for match in _FOLDER.finditer(text)]
    if not files and not folders:
        return True
    here = posixpath.dirname(place)
    for file in files or ["Dockerfile"]:
        for folder in ("", *folders) if files else folders:
            ends = {posixpath.normpath(posixpath.join(start, folder, file)) for start in ("", here)}
            if "$" in file + folder or dockerfile in ends:
                return True
    return False


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


def _candidates(repository: Path) -> Iterator[str]:
    """Give the files below `repository` that may start builds, in order, within bounds."""
    entries = files = 0
    for place, folders, names in os.walk(repository, followlinks=False):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        relative = Path(os.path.relpath(place, repository))
        pipelines = bool(_FOLDERS.intersection(relative.parts))
        for name in sorted(names):
            entries += 1
            if _NAMES.fullmatch(name) or (pipelines and name.endswith((".yml", ".yaml", ".sh", ".py"))):
                files += 1
                yield (relative / name).as_posix()
        if entries > _MAX_ENTRIES or files > _MAX_FILES:
            return
