"""How the files that a builder's RUN read get to the final stage without staying there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import field

from migrator import regex as re
from migrator.dockerfile import Instruction, copy_parts
from migrator.dockerfile.environment import references
from migrator.paths import joined_path, within
from migrator.records import dataclass
from migrator.requirements.installers import in_folder
from migrator.source import Word
from migrator.stages.builder import Brought, Run
from migrator.stages.model import BY_HAND, Act, KeptError, Step
from migrator.stages.places import File
from migrator.stages.plan import Setup, made_by_users
from migrator.stages.projects import project_of, synced_project

_TARGET = re.compile(r"(?:^|,)(?:target|dst|destination)=([^,]+)")
_QUIET = frozenset({"COPY", "ADD", "ENV", "ARG", "LABEL", "EXPOSE", "STOPSIGNAL"})
_RELATIVE = re.compile(r"(?:\w|\$\{?\w+\}?[.-])[\w./${}-]*")
_EDITABLE = re.compile(r"^[ \t]*(?:-e\b|--editable\b)", re.MULTILINE)
_INCLUDED = re.compile(r"^[ \t]*(?:-r|--requirement)[ \t=]*(\S+)", re.MULTILINE)
_INCLUDES = re.compile(
    r"^[ \t]*(?:-[rcef]|--(?:requirement|constraint|editable|find-links)\b|[\w.-]*/|file:)|@[ \t]*file:",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Move:
    """A COPY that goes along; `source` and `path` where it is to copy something else, or elsewhere.

    `left` are those of its files that it does not bring any more.
    """

    brought: Brought
    source: str | None = None
    path: str | None = None
    left: tuple[File, ...] = ()


@dataclass
class Supply:
    """What becomes of the builder's COPY.

    `moves` maps the offset of a COPY to how it goes along, `mounts` that of a RUN to the flags that
    bring it a file, `renamed` a path in the builder to the text that names the same file now, `ends` to
    where that is; `mounted` are RUN that get all of a project, and so work in any folder,
    `projects` the offset of one that builds a project to the folder where that is mounted,
    `doubles` the offset of a COPY that goes along to the final stage's own that says just the same.
    """

    setup: Setup
    at: Instruction
    folder: str
    moves: dict[int, Move] = field(default_factory=dict)
    renamed: dict[tuple[int, str], str] = field(default_factory=dict)
    ends: dict[tuple[int, str], str] = field(default_factory=dict)
    doubles: dict[int, Instruction] = field(default_factory=dict)
    mounts: dict[int, list[str]] = field(default_factory=dict)
    mounted: set[int] = field(default_factory=set)
    projects: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._at = self.at
        self._folder = self.folder

    def bring(self, run: Run, by: Instruction | None = None) -> None:
        """Bring all that `run` reads; raises KeptError where that cannot be done.

        `by` is the instruction of the final stage that will do what `run` does, if it is there already.
        """
        folder = self.setup.places.folder(by) if by else None
        self._at = by or self.at
        self._folder = run.folder if needs_own_folder(run) else folder or self.folder
        if self._project(run) or self._synced(run):
            return
        for step in run.steps:
            for path, text in self._read(run, step):
                if not _from_mount(run, path):
                    self._file(run, step, path, text)
            if (step.here and step.act is not Act.FILES) or step.paths:
                self._everything(run, writes=True)
            elif any(self._text(run, word) is None for word in step.files):
                self._everything(run)

    def name_from(self, run: Run, now: str) -> None:
        """Name the files that `run` reads beside it for where it stands in the folder `now` instead."""
        start = run.instruction.span.start
        for step in run.steps:
            if step.folder != run.folder:
                continue
            if any(self._text(run, word) is None for word in step.files):
                reason = "reads files that only the build knows, from another folder than before"
                raise KeptError(run.instruction.line, reason, "write their names out")
            for _, text in self._read(run, step):
                end = joined_path(self.folder, self.renamed.get((start, text), text))
                end = self.ends.setdefault((start, text), end)
                if not text.startswith("/") or (start, text) in self.renamed:
                    self.renamed[start, text] = _named(end, now)

    def _project(self, run: Run) -> bool:
        """Mount the project that `run` installs where the final stage does not copy it; tell whether."""
        bringers = self._bringers(run)
        project = project_of(run, bringers)
        copied = any(one.start in self.moves for one, _ in bringers)
        if project is None or copied or any(_same(each, project.file) for _, each in self.setup.given):
            return False
        start = run.instruction.span.start
        self.mounts.setdefault(start, []).append(project.flag)
        self.mounted.add(start)
        for step in run.steps:
            for word in (*step.paths, *step.files):
                self.renamed[start, word.value or word.text] = project.name_of(word, step)
        return True

    def _synced(self, run: Run) -> bool:
        """Mount the project that `run` builds beside its venv; tell whether that can be done."""
        bringers = self._bringers(run)
        project = synced_project(run, bringers)
        copied = any(one.start in self.moves for one, _ in bringers)
        if project is None or copied or self._is_given(project.file):
            return False
        start = run.instruction.span.start
        self.projects[start] = f"/tmp{project.file.path}"  # noqa: S108
        self.mounts.setdefault(start, []).append(project.flag_to(self.projects[start]))
        return True

    def _text(self, run: Run, word: Word) -> str | None:
        """Give what a word becomes, None where a build argument or the shell decides."""
        if word.value is not None:
            return word.value
        environment = self.setup.dockerfile.environment(run.instruction)
        fixed = references(word.text) <= environment.env.keys()
        return environment.expand(word.text) if fixed else None

    def _read(self, run: Run, step: Step) -> Iterator[tuple[str, str]]:
        for word in step.files:
            text = self._text(run, word)
            if text is not None and "://" not in text and not text.startswith("/dev/"):
                yield joined_path(step.folder, text), text

    def _bringers(self, run: Run) -> tuple[tuple[Brought, File], ...]:
        before = (one for one in self.setup.builder.brought if one.start < run.instruction.span.start)
        return tuple((one, file) for one in before if not one.is_tool for file in one.files)

    def _file(self, run: Run, step: Step, path: str, text: str) -> None:
        bringers = [(one, file) for one, file in self._bringers(run) if file.covers(path)]
        if not bringers:
            raise KeptError(run.instruction.line, f"reads {path}, which no COPY brings", BY_HAND)
        one, file = bringers[-1]
        source = file.source_of(path)
        if self._at is not self.at and source is not None and self._has_editable(source):
            reason = f"makes a wheel of an editable requirement ({source}), which pip would install otherwise"
            raise KeptError(run.instruction.line, reason, "name it without -e, or keep the stage")
        if self._moved(one, file) and self.moves[one.start].path is None:
            end: str | None = path
        elif one.origin is not None:
            end = None
        elif source is None or self._includes_others(source):
            self._everything(run)
            return
        else:
            end = self._placed(one, file, path, source)
        if end is None:
            self._mount(run, step, one, file, path, text)
        elif joined_path(self._step_folder(run, step), text) != end:
            self.renamed[run.instruction.span.start, text] = _named(end, self._step_folder(run, step))

    def _step_folder(self, run: Run, step: Step) -> str:
        return self._folder if step.folder == run.folder else step.folder

    def _has_editable(self, source: str, depth: int = 5) -> bool:
        """Tell whether a file of requirements, or one that it includes, has one with ``-e``."""
        text = self.setup.places.build.read(source) or ""
        folder = posixpath.dirname(source)
        others = (joined_path(folder, each) for each in _INCLUDED.findall(text))
        within_others = depth > 0 and any(self._has_editable(each, depth - 1) for each in others)
        return _EDITABLE.search(text) is not None or within_others

    def _includes_others(self, source: str) -> bool:
        text = self.setup.places.build.read(source)
        return text is not None and _INCLUDES.search(text) is not None

    def _placed(self, one: Brought, file: File, path: str, source: str) -> str | None:
        """Use the copy of `source` that the final stage makes anyway; None where it makes none."""
        ends = [(given, end) for given, own in self.setup.given if (end := own.path_of(source)) is not None]
        before = [end for given, end in ends if given.span.start < self._at.span.start]
        if before:
            return path if path in before else before[-1]
        if not ends:
            return None
        end = path if any(each == path for _, each in ends) else ends[0][1]
        if any(within(end, folder) for folder in made_by_users(self.setup, self.at)):
            return None  # it would make the folder as root
        whole = file.tree and file.source == "."
        if len(one.files) > 1 and (end != path or whole):
            return None
        if end == path and not whole and self._is_given(file):
            self._move(one)
        elif whole or not file.tree:
            self.moves[one.start] = Move(one, source, end)
        else:
            return None
        return end

    def _moved(self, one: Brought, file: File) -> bool:
        """Tell whether a COPY goes along, and brings `file` still."""
        move = self.moves.get(one.start)
        return move is not None and file not in move.left

    def _is_given(self, file: File) -> bool:
        """Tell whether the final stage has all of `file` at the same path."""
        return any(_same(each, file) for _, each in self.setup.given)

    def _move(self, one: Brought) -> None:
        """Take a COPY along, without the files that the final stage does not have.

        The final stage's own goes where it would do the same again.
        """
        words = copy_parts(one.instruction).sources
        kept = [(word, file) for word, file in zip(words, one.files, strict=True) if self._is_given(file)]
        files = tuple(file for _, file in kept)
        if len(kept) < len(one.files) and one.instruction.json is None:
            source = " ".join(self.setup.dockerfile.source.slice(word.span) for word, _ in kept)
            left = tuple(file for file in one.files if file not in files)
            self.moves[one.start] = Move(one, source, left=left)
        else:
            self.moves[one.start] = Move(one)
        self._note_double(one, [word.text for word, _ in kept], files)

    def _note_double(self, one: Brought, words: list[str], files: tuple[File, ...]) -> None:
        """Note the final stage's COPY that does the same right after what moves."""
        for given in self.setup.final.instructions:
            if given.span.start < self.at.span.start or any(t.instruction is given for t in self.setup.takes):
                continue
            if given.keyword not in _QUIET:
                return
            if given.keyword == one.instruction.keyword and not given.flags and not one.instruction.flags:
                sources = [word.text for word in copy_parts(given).sources]
                if sources == words and self.setup.places.files(given) == files:
                    self.doubles[one.start] = given
                    return

    def _mount(self, run: Run, step: Step, one: Brought, file: File, path: str, text: str) -> None:
        source = file.source_of(path)
        known = source is not None and self.setup.places.build.read(source) is not None
        if source is None or (file.tree and file.source == "." and not known):
            reason = f"copies files that the final image does not have ({path} is needed of them)"
            raise KeptError(
                one.instruction.line, reason, "copy what is needed by its name, or keep the stage"
            )
        target = posixpath.join(self._folder, text) if step.folder == run.folder else path
        if one.origin is None and not file.tree and self._is_there(source, target):
            return
        origin = f"from={self.setup.reference(one.origin)}," if one.origin else ""
        source = f"/{source}" if one.origin else source
        flags = self.mounts.setdefault(run.instruction.span.start, [])
        flag = f"--mount=type=bind,{origin}source={source},target={target}"
        if flag not in flags:
            flags.append(flag)

    def _is_there(self, source: str, target: str) -> bool:
        """Tell whether a COPY of the final stage has brought `source` to `target` by now."""
        before = (file for one, file in self.setup.given if one.span.start < self._at.span.start)
        return any(file.path_of(source) == target for file in before)

    def _everything(self, run: Run, *, writes: bool = False) -> None:
        """Bring all files that the builder has by then, each to the very same path.

        Where `run` writes among them, a folder has to be copied, not mounted.
        """
        for one, file in self._bringers(run):
            if self._moved(one, file):
                continue
            own = [given for given, each in self.setup.given if _same(each, file)]
            if any(given.span.start < self._at.span.start for given in own):
                continue
            if own and one.origin is None:
                self._move(one)
            elif one.origin is None and file.source not in (None, ".") and not (file.tree and writes):
                self._mount_whole(run, one, file)
            else:
                reason = f"reads all of {file.path}, which the final image does not have"
                raise KeptError(
                    one.instruction.line, reason, "copy what is needed by its name, or keep the stage"
                )

    def _mount_whole(self, run: Run, one: Brought, file: File) -> None:
        """Mount what one COPY brought; where that was the working folder itself, elsewhere."""
        step = next(step for step in run.steps if step.files or step.here or step.paths)
        text = posixpath.relpath(file.path, run.folder)
        if text != "." or file.source is None:
            self._mount(run, step, one, file, file.path, text)
            return
        place = f"/tmp/{posixpath.basename(file.source)}"  # noqa: S108
        self._mount(run, step, one, file, file.path, place)
        for each in run.steps:
            for word in each.files:
                text = word.value or word.text
                if each.folder != run.folder or not _RELATIVE.fullmatch(text):
                    raise KeptError(run.instruction.line, f"reads {text}, which no COPY brings", BY_HAND)
                self.renamed[run.instruction.span.start, text] = f"{place}/{text}"


def _same(given: File, file: File) -> bool:
    """Tell whether the final stage's own COPY brings just what the builder's brings, or more."""
    if file.source is None:
        return given.path == file.path and given.tree
    return given.path_of(file.source) == file.path


def _from_mount(run: Run, path: str) -> bool:
    for flag in run.instruction.flags:
        match = _TARGET.search(flag.value or "")
        if match and within(path, joined_path(run.folder, match[1])):
            return True
    return False


def _named(end: str, folder: str) -> str:
    """Give what a file is called in a folder: by its whole path where it is not below."""
    return posixpath.relpath(end, folder) if within(end, folder) and folder != "/" else end


def needs_own_folder(run: Run) -> bool:
    """Tell whether a RUN only works in the folder it has."""
    return any(step.here or step.paths or _goes_by_relative_path(step) for step in run.steps)


def _goes_by_relative_path(step: Step) -> bool:
    words = step.command.words
    name = step.command.name or "/"
    if (told := in_folder(step.command)[0]) is not None:
        return not (told.value or "").startswith("/")
    if name in ("cd", ".", "source"):
        return len(words) > 1 and not (words[1].value or "/").startswith("/")
    return "/" in name and not name.startswith("/")
