"""What a call of pip is asked to install, and whether uv takes it."""

from __future__ import annotations

from collections.abc import Iterable

from migrator import regex as re
from migrator.pip.command import PipCall, bare
from migrator.pip.files import FileFindings
from migrator.pip.scene import Scene
from migrator.pip.table import Fate
from migrator.pip.url_requirements import CHECK_OUT, UNNAMED, WAY_OUT, foreign_control, is_unnamed_download
from migrator.pip.uv_words import UntranslatedError, split
from migrator.requirements.names import normalised
from migrator.source import Word

ALONE = frozenset({"pip", "setuptools", "wheel"})
"""Projects that depend on nothing: upgrading them upgrades nothing else."""

_NAME = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(?P<rest>(?:[<>=!~;@(\s].*)?)"
)
_PINNED = re.compile(r"===?\s*[^*,;]+\Z")
_ARCHIVE = r"\.(?:whl|zip|tar\.gz|tgz|tar\.bz2)"
_LOCAL = re.compile(rf"(?:\.{{0,2}}/|~|file:|\.{{1,2}}\Z|\.\[).*|.*/.*|.*{_ARCHIVE}(?:\[.*)?", re.DOTALL)
_FRAGMENT = re.compile(rf".*{_ARCHIVE}#.*")
_WHOLLY_VARIABLE = re.compile(r"[\"']?(?:\$\{?\w+[^}]*\}?|\$\(.*\)|`.*`)[\"']?", re.DOTALL)
_PLAIN_VARIABLE = re.compile(r"[\"']?\$\{?(?P<name>\w+)\}?[\"']?")


def is_package(word: Word, name: str) -> bool:
    """Tell whether an operand asks an index for the project `name`, in any version."""
    match = _NAME.fullmatch(bare(word))
    return match is not None and normalised(match["name"]) == name and not match["rest"].startswith("@")


def project_of(text: str) -> str | None:
    """Give the name of the project that a requirement asks an index for; None where it is no such one."""
    match = _NAME.fullmatch(text)
    return match["name"] if match is not None and not is_local(text) else None


def is_local(text: str) -> bool:
    """Tell whether a requirement is a path."""
    return bool(_LOCAL.fullmatch(text))


def has_project(call: PipCall) -> bool:
    """Tell whether a call installs a project from its source."""
    texts = [*(one.value.strip("\"'") for one in call.given("--editable")), *map(bare, call.operands)]
    return any(is_local(text) and not text.endswith(".whl") for text in texts)


def unpinned(call: PipCall, operands: Iterable[Word], files: FileFindings) -> list[str] | None:
    """Give the names asked for that are not held to one version; None where not all are known.

    Paths and URLs do not count: what they name is installed in any case.
    """
    names: list[str] = []
    if files.unread or "xargs" in call.command.wrappers or call.has("--group"):
        return None
    for word in operands:
        text = bare(word)
        if is_local(text):
            continue
        match = _NAME.fullmatch(text)
        if match is None:
            return None
        if not _PINNED.match(match["rest"]):
            names.append(match["name"])
    names += [one.name for one in files.requirements if one.name and not one.pinned and not one.url]
    return list(dict.fromkeys(names))


def require_taken(word: Word, scene: Scene) -> None:
    """Raise UntranslatedError where uv does not take an operand."""
    text = bare(word)
    if is_unnamed_download(scene.expand(text) or text):
        raise UntranslatedError(UNNAMED, WAY_OUT)
    if kind := foreign_control(text):
        way_out = "use git+https" if kind.startswith("git") else CHECK_OUT
        raise UntranslatedError(f"{kind}…: uv knows only git, over https or ssh", way_out)
    if _FRAGMENT.fullmatch(text):
        raise UntranslatedError("uv refuses a # behind an archive's name", "write it as NAME @ URL")


def is_variable(word: Word) -> bool:
    """Tell whether nothing but a variable or a command decides what an operand is."""
    return word.value is None and bool(_WHOLLY_VARIABLE.fullmatch(word.text))


def held_options(word: Word, scene: Scene) -> list[str] | None:
    """Give the long options that a bare variable may hold; None where what it holds is not known.

    Raises UntranslatedError where uv takes one of them in another way.
    """
    values = _values(word, scene)
    if values is None:
        return None
    return [_held(word, part, scene) for value in values for part in split(value) if part.startswith("-")]


def _held(word: Word, part: str, scene: Scene) -> str:
    row = scene.file.table.option(part.partition("=")[0], "install")
    if row is None or row.fate not in (Fate.KEEP, Fate.OTHER) or row.name in ("--upgrade", "--user"):
        raise UntranslatedError(f"{word.text} holds {part}, which uv takes in another way", "write it out")
    return row.name


def _values(word: Word, scene: Scene) -> list[str] | None:
    """Give what a bare variable may hold: what the script assigns, or ENV and ARG say; None if unknown."""
    match = _PLAIN_VARIABLE.fullmatch(word.text)
    if match is None:
        return None
    name = match["name"]
    if name not in scene.shadowed:
        known = scene.expand(f"${name}")
        return None if known is None else [known]
    found: list[str] = []
    for given in scene.assigned(name):
        if given.value is None:
            return None
        found.append(given.value.partition("=")[2])
    return found or None
