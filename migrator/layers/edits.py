"""Turns a planned order into edits: blocks that move, files that are copied beforehand, a RUN in two."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable, Iterator

from migrator import regex as re
from migrator.build_context.copied_paths import folder_at, path_in, workdir_at
from migrator.dockerfile import Dockerfile, Instruction, copy_parts
from migrator.editing.moving import Block, blank_at, block_of, put_before, put_behind, says, taken_out
from migrator.editing.style import Style
from migrator.layers.independence import Independence
from migrator.layers.plan import PROJECT, REST, Needed, Plan, Step
from migrator.paths import joined_path
from migrator.records import dataclass
from migrator.source import Edit, Source, Span

_INSTALLING = re.compile(r"(?i)\b(?:install|depend|requirement|packages?\b|pip\b|poetry|uv\b|librar)")
_EARLY = re.compile(r"(?i)\b(?:first|before|early|earlier)\b")
_PLAIN = re.compile(r"[\w./@%+,:=~-]+")
_FOLDER_ITSELF = (".", "./")


@dataclass(frozen=True)
class _Move:
    """What one late step becomes: its text further down, and what takes the place of `span`."""

    text: str
    spaced: bool
    span: Span | None
    copies: str


@dataclass(frozen=True)
class PlanEdits:
    """Makes the edits that bring one stage into the order of `plan`."""

    plan: Plan
    independence: Independence

    @property
    def dockerfile(self) -> Dockerfile:
        """The file that is ordered."""
        return self.independence.effects.dockerfile

    def edits(self) -> tuple[Edit, ...] | None:
        """Give the edits: what is late moves down, or, where that is less, what is early moves up.

        None where the order cannot be written exactly.
        """
        return self._up_edits(self._up()) if self._goes_up() else self.down()

    def _goes_up(self) -> bool:
        up = self._up()
        return len(self.plan.late) > len(up) and self._can_go_up(up)

    # down

    def down(self) -> tuple[Edit, ...] | None:
        """Give the edits by which what is late moves down."""
        last = self.plan.early[-1].instruction
        found = [self._move(step, folder_at(self.dockerfile, last)) for step in self.plan.late]
        moves = [move for move in found if move is not None]
        if len(moves) < len(found):
            return None
        spans = [move.span for move in moves if move.span is not None]
        edits = [
            taken_out(self.dockerfile, span)
            for span in _joined(m.span for m in moves if m.span and not m.copies)
        ]
        edits += [Edit.over(move.span, move.copies) for move in moves if move.span and move.copies]
        texts = [(move.text, move.spaced) for move in moves]
        if moves[0].span is not None:
            whole = next(span for span in _joined(spans) if span.covers(moves[0].span))
            apart = moves[0].spaced and moves[0].text.lstrip().startswith("#")
            texts[0] = (moves[0].text, apart or blank_at(self.dockerfile, whole.end))
        return (*edits, *self._halved(), *put_behind(self.dockerfile, last, texts))

    def _move(self, step: Step, folder: str) -> _Move | None:
        if step.part == PROJECT:
            return _Move(self._alone(step), False, None, "")
        block = block_of(self.dockerfile, step.instruction)
        copies = self._copies(step)
        moved = self._moved_copy(step, folder)
        if copies is None or moved is None:
            return None
        span = block.lines if self._leaves_comment(step, block, copies) else block.span
        return _Move(self._text(span, moved), block.spaced_above, span, copies)

    def _leaves_comment(self, step: Step, block: Block, copies: str) -> bool:
        """Tell whether the comment over a step that moves down speaks of what is left in its place."""
        return says(self.dockerfile, block, _INSTALLING) and bool(copies or self._heads(step))

    def untrue(self) -> str:
        """Give the word by which a comment over what comes late now says that it comes early; "" for none."""
        goes_up = self._goes_up()
        for step in (one for one in self.plan.late if one.part != PROJECT):
            block = block_of(self.dockerfile, step.instruction)
            match = _EARLY.search(self.dockerfile.source.slice(block.comments))
            if match and (goes_up or not self._leaves_comment(step, block, self._copies(step) or "")):
                return match[0].lower()
        return ""

    def _heads(self, step: Step) -> bool:
        """Tell whether the next late step follows directly and leaves something in its place."""
        following = next((one for one in self.plan.late if one.place > step.place), None)
        if following is None or following.instruction.lines.start != step.instruction.lines.end:
            return False
        return any(index == following.index for index, _ in self.plan.needed)

    # up

    def _up(self) -> tuple[Step, ...]:
        """Give the costly early steps and those of the early ones that they depend on."""
        found: list[Step] = []
        for step in reversed(self.plan.early):
            needed = any(self.independence.obstacles(step.effects, one.effects) for one in found)
            if step.effects.costly or needed:
                found.insert(0, step)
        return tuple(found)

    def _can_go_up(self, up: tuple[Step, ...]) -> bool:
        """Tell whether the COPYs keep their meaning and the needed files can take the first one's place."""
        moves_folder = any(step.instruction.keyword == "WORKDIR" for step in up)
        return not moves_folder and {index for index, _ in self.plan.needed} <= {self.plan.late[0].index}

    def _up_edits(self, up: tuple[Step, ...]) -> tuple[Edit, ...] | None:
        edits: list[Edit] = []
        texts: list[tuple[str, bool]] = []
        for step in self.plan.late:
            copies = self._copies(step)
            if copies is None:
                return None
            texts += [(copies, False)] if copies else []
        for step in up:
            block = block_of(self.dockerfile, step.instruction)
            rest = _without_project(step) if step.part == REST else ()
            texts.append((self._text(block.span, rest), block.spaced_above or block.spaced_below))
            alone = self._alone(step) if step.part == REST else ""
            removed = Edit.over(block.span, alone) if alone else taken_out(self.dockerfile, block.span)
            edits.append(removed)
        below = block_of(self.dockerfile, self.plan.late[0].instruction)
        if texts and below.spaced_above and below.comments.start < below.comments.end:
            texts[-1] = (texts[-1][0], True)
        return (*put_before(self.dockerfile, below.span.start, texts), *edits)

    # a RUN in two

    def _halved(self) -> Iterator[Edit]:
        for step in self.plan.early:
            yield from _without_project(step) if step.part == REST else ()

    def _alone(self, step: Step) -> str:
        """Give a RUN with the command that installs the project and what cleans up behind it."""
        assert step.project is not None  # noqa: S101
        source, run = self.dockerfile.source, step.instruction
        start = source.slice(Span(run.lines.start, run.value.offset(0)))
        return start + source.slice(Span(step.project.command.span.start, run.span.end)) + source.newline

    # the source

    def _text(self, span: Span, edits: Iterable[Edit]) -> str:
        inside = [Edit(edit.start - span.start, edit.end - span.start, edit.text) for edit in edits]
        return Source("", self.dockerfile.source.slice(span)).splice(inside).text

    def _moved_copy(self, step: Step, folder: str) -> tuple[Edit, ...] | None:
        """Give the edit that keeps a relative destination right where another WORKDIR is in force."""
        if step.instruction.keyword not in ("COPY", "ADD"):
            return ()
        here = workdir_at(self.dockerfile, step.instruction)
        stays = folder_at(self.dockerfile, step.instruction) == folder
        word = copy_parts(step.instruction).destination
        text = self.dockerfile.environment(step.instruction).expand(word.text)
        if stays or (text is not None and text.startswith("/")):
            return ()
        if here is None or word.value is None:
            return None
        end = joined_path(here, word.value)
        slash = "/" if word.value.endswith(("/", ".")) else ""
        new = ("./" if word.value.endswith("/") else ".") if end == folder else end + slash
        return (Edit.over(word.span, json.dumps(new) if step.instruction.json else new),)

    def _copies(self, step: Step) -> str | None:
        """Give the lines that copy the needed files of one COPY beforehand, None where that is impossible."""
        files = [file for index, file in self.plan.needed if index == step.index]
        folders: dict[str, list[Needed]] = {}
        for file in sorted(files, key=lambda one: (one.path.count("/"), one.path)):
            folders.setdefault(posixpath.dirname(file.path), []).append(file)
        lines = [self._copy_line(step.instruction, folder, group) for folder, group in folders.items()]
        return None if None in lines else "".join(line for line in lines if line)

    def _copy_line(self, one: Instruction, folder: str, files: list[Needed]) -> str | None:
        source = self.dockerfile.source
        flags = [
            source.slice(flag.span)
            for flag in one.flags
            if flag.name not in ("exclude", "keep-git-dir", "unpack")
        ]
        target = self._target(one, folder, len(files) > 1)
        names = sorted({file.source for file in files}, key=lambda name: (name.endswith(".lock"), name))
        same_names = all(posixpath.basename(file.source) == posixpath.basename(file.path) for file in files)
        if target is None or not same_names or not all(_PLAIN.fullmatch(name) for name in names):
            return None
        indent = source.slice(Span(one.lines.start, one.span.start))
        keyword = Style.of(self.dockerfile).keyword("COPY")
        return " ".join([indent + keyword, *flags, *names, target]) + source.newline

    def _target(self, one: Instruction, folder: str, several: bool) -> str | None:
        """Give the destination for files that go to `folder`, written the way the COPY itself has it."""
        parts = copy_parts(one)
        written = parts.destination.text.strip("\"'")
        value = self.dockerfile.environment(one).expand(parts.destination.text)
        if value is None or not _PLAIN.fullmatch(re.sub(r"\$\{?\w+\}?", "x", written)):
            return None
        end = path_in(folder_at(self.dockerfile, one), value)
        below = posixpath.relpath(folder, end)
        if below.startswith(".."):
            return None
        if below == ".":
            if written in _FOLDER_ITSELF:
                return "./" if several else written
            return written.rstrip("/") + "/"
        head = "" if written in _FOLDER_ITSELF else written.rstrip("/") + "/"
        return f"{head}{below}/"


def _without_project(step: Step) -> tuple[Edit, ...]:
    """Give the edits by which the command of a halved RUN leaves the project out."""
    assert step.project is not None  # noqa: S101
    return step.project.edits


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Give spans sorted, those that touch as one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and found[-1].end == span.start:
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found
