"""A project that a builder installs from its own sources, which the final image does not have."""

from __future__ import annotations

from migrator import regex as re
from migrator.paths import joined_path, within
from migrator.records import dataclass
from migrator.requirements.installers import in_folder
from migrator.source import Word
from migrator.stages.builder import Brought, Run
from migrator.stages.model import Act, Step
from migrator.stages.places import File

_EDITABLE = frozenset({"-e", "--editable"})
_WITH_EXTRAS = re.compile(r"[\w./-]+\[[\w,.-]+\]")
"""A path with extras that has no quotes: a pattern to the shell, which nothing matches."""


@dataclass(frozen=True, slots=True)
class Project:
    """The folder of sources that one RUN installs from; a mount can bring it, since nothing of it stays."""

    file: File

    @property
    def flag(self) -> str:
        """The flag that brings it; what an installer writes among the sources goes with the mount."""
        return self.flag_to(self.file.path)

    def flag_to(self, folder: str) -> str:
        """Give the flag that brings it to a folder."""
        source = "" if self.file.source == "." else f"source={self.file.source},"
        return f"--mount=type=bind,{source}target={folder},rw"

    def name_of(self, word: Word, step: Step) -> str:
        """Give a path in the project written out, with the extras that follow it."""
        plain, bracket, extras = (_literal(word) or "").partition("[")
        path = joined_path(step.folder, plain)
        quote = word.text[0] if word.text[:1] in ("'", '"') else ""
        return f"{quote}{path}{bracket}{extras}{quote}"


def project_of(run: Run, bringers: tuple[tuple[Brought, File], ...]) -> Project | None:
    """Give the project that `run` installs, where it needs nothing but that and writes nothing into it."""
    trees = _trees(bringers)
    if not trees or not any(step.paths for step in run.steps):
        return None
    tree, folder = trees[-1], trees[-1].path
    alone = all(_holds(tree, file) for _, file in bringers if within(file.path, folder))
    fits = folder != "/" and all(_fits(step, folder) for step in run.steps)
    return Project(tree) if alone and fits else None


def synced_project(run: Run, bringers: tuple[tuple[Brought, File], ...]) -> Project | None:
    """Give the project that a ``uv sync --no-editable`` of `run` builds, where it needs nothing but that."""
    trees = _trees(bringers)
    syncs = [step for step in run.steps if step.act is not Act.NEUTRAL]
    if len(syncs) != 1 or not trees or trees[-1].path != syncs[0].folder:
        return None
    words = [word.text for word in syncs[0].command.words]
    plain = words[:2] == ["uv", "sync"] and "--no-editable" in words and not syncs[0].command.assignments
    return Project(trees[-1]) if plain else None


def _trees(bringers: tuple[tuple[Brought, File], ...]) -> list[File]:
    """Give the folders that come from the build context."""
    return [file for one, file in bringers if file.tree and file.source is not None and one.origin is None]


def _holds(tree: File, file: File) -> bool:
    """Tell whether a folder of sources brings the same as another COPY, to the same place."""
    return file is tree or (file.source is not None and tree.path_of(file.source) == file.path)


def _fits(step: Step, folder: str) -> bool:
    words = (*step.paths, *step.files)
    paths = [_path(step, word) for word in words]
    editable = any(option[0].text.partition("=")[0] in _EDITABLE for option in step.options)
    inside = step.place.startswith("/") and within(step.place, folder)
    relative = "/" in (step.command.name or "/") and not (step.command.name or "/").startswith("/")
    readable = all(path is not None and within(path, folder) for path in paths)
    return readable and not (editable or inside or relative or _moves(step) or step.here)


def _moves(step: Step) -> bool:
    """Tell whether a step goes to a folder, which need not be there where the project is mounted."""
    told = in_folder(step.command)[0] is not None
    return told or (step.act is Act.NEUTRAL and step.command.name in ("cd", ".", "source"))


def _path(step: Step, word: Word) -> str | None:
    text = _literal(word)
    if text is None or "://" in text or text.startswith("file:"):
        return None
    return joined_path(step.folder, text.partition("[")[0])


def _literal(word: Word) -> str | None:
    return word.text if word.value is None and _WITH_EXTRAS.fullmatch(word.text) else word.value
