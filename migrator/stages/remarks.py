"""The comments of a builder that speak of what does not move: where each goes, for none may be lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace

from migrator import regex as re
from migrator.dockerfile import Instruction, assignments, copy_parts
from migrator.editing.moving import blank_before, comments_above
from migrator.records import dataclass
from migrator.source import Edit, Span
from migrator.stages.model import Act
from migrator.stages.packages import system_packages
from migrator.stages.plan import Setup
from migrator.stages.runs import only_updates_installer
from migrator.stages.takes import Role
from migrator.stages.text import Piece, ends_in_rule, plain
from migrator.stages.wheels import Consumer, updates_installer

_OF_A_STAGE = re.compile(
    r"\b(?:build(?:er|ing|s)?|built|stages?|compil\w*|wheels?|dependenc\w+|deps|install\w*|requirements|packages"
    r"|venv|virtual|export\w*|base|first|1)\b",
    re.IGNORECASE,
)
_OF_AN_IMAGE = re.compile(
    r"\b(?:(?:base|official|parent|python|docker|slim|upstream) ?image|image tags?|digest"
    r"|python ?(?:version|3[.\d]*)|debian|alpine|bookworm|bullseye|trixie)\b|\bhadolint\b",
    re.IGNORECASE,
)
_OF_THE_FILE = re.compile(
    r"\b(?:images?|dockerfile|containerfile|container|service|deployments?)\b", re.IGNORECASE
)
_OF_ONE_STAGE = re.compile(r"\bstages?\b|\bbuild(?:er|ing|s)?\b", re.IGNORECASE)
_OF_ALL_ENV = re.compile(r"\benv(?:ironment)?\b|\bvariables\b|\bsettings\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]{2,}")
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where something of the builder went: into a piece (its number), or to a final `instruction`."""

    origin: int
    piece: int | None = None
    instruction: Instruction | None = None


@dataclass
class Remarks:
    """Gives every comment of the builder that has not moved a place that reads sensibly.

    What stands over a stage's FROM goes over the first instruction that moved from there, or to the
    surviving FROM where it speaks of the image; what speaks of an instruction that is gone goes over
    the one that takes its place, or else over the next that moved. `gone` are the lines that leave.
    """

    setup: Setup
    at: Instruction
    pieces: list[Piece]
    moved: list[Span]
    consumer: Consumer | None
    edits: list[Edit] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    gone: list[Span] = field(default_factory=list)
    copies: list[Edit] = field(default_factory=list)
    headed: set[int] = field(default_factory=set)

    def settle(self) -> None:
        """Find the places: fills `edits` and `gone`, and gives the pieces their comments."""
        self.copies += self._copies()
        self.places += [Place(piece.origin, number) for number, piece in enumerate(self.pieces)]
        if self.consumer:
            origin = self.consumer.wheels.instruction.span.start
            self.places.append(Place(origin, None, self.consumer.instruction))
        dockerfile = self.setup.dockerfile
        ends = [0, *(one.lines.end for one in dockerfile.instructions)]
        before = {one.span.start: end for one, end in zip(dockerfile.instructions, ends, strict=False)}
        for stage in self.setup.builder.stages:
            for paragraph in self._paragraphs(before[stage.from_.span.start], stage.from_.lines.start):
                self._of_stage(stage.from_, paragraph)
            for one in stage.instructions:
                for paragraph in self._paragraphs(before[one.span.start], one.lines.start):
                    self._of_instruction(one, paragraph)
                if inner := self._inside(one):
                    self._of_instruction(one, inner)
        self.edits += self.copies
        self.gone += self.moved

    def _copies(self) -> Iterator[Edit]:
        """Put the comments over a COPY of the builder over the COPY of the final stage that replaces it."""
        dockerfile = self.setup.dockerfile
        for take in self.setup.take_of(Role.FILE):
            for brought in take.brought if take.mount is None else ():
                one = brought.instruction
                self.places.append(Place(one.span.start, None, take.instruction))
                above = comments_above(dockerfile, one)
                whole = Span(above.start, one.lines.end)
                if whole not in self.moved:
                    self.moved.append(whole)
                    start = take.instruction.lines.start
                    yield Edit.at(start, plain(dockerfile.source.slice(above)))

    # what there is

    def _paragraphs(self, start: int, end: int) -> Iterator[tuple[Span, ...]]:
        """Give the comment lines of a gap that have not moved, those that stand together at a time."""
        source = self.setup.dockerfile.source
        found: list[Span] = []
        for comment in self.setup.dockerfile.comments:
            line = source.line_span(comment.span.start)
            if not start <= line.start < end or any(span.covers(line) for span in self.moved):
                continue
            if found and found[-1].end != line.start:
                yield tuple(found)
                found = []
            found.append(line)
        if found:
            yield tuple(found)

    def _inside(self, one: Instruction) -> tuple[Span, ...]:
        source = self.setup.dockerfile.source
        if any(span.covers(one.lines) for span in self.moved):
            return ()
        return tuple(source.line_span(comment.start) for comment in one.comments)

    def _text(self, lines: Sequence[Span]) -> str:
        source = self.setup.dockerfile.source
        return "".join(plain(source.slice(line)).strip() + "\n" for line in lines)

    # where it goes

    def _of_stage(self, from_: Instruction, lines: tuple[Span, ...]) -> None:
        """Place what stands over a FROM; what opens the file and speaks of all of it stays."""
        text = self._text(lines)
        short = len(_WORD.findall(text)) <= _MOST_WORDS
        comments = self.setup.dockerfile.comments
        opens = lines[0].start <= comments[0].span.start < lines[0].end if comments else False
        own = {self._text([line]) for line in self._over_final()}
        if {self._text([line]) for line in lines} <= own or (short and _OF_AN_IMAGE.search(text)):
            start = self.setup.final.from_.lines.start
            self.edits.append(Edit.at(start, text))
            self.gone += lines
        elif not opens or (short and _OF_A_STAGE.search(text) and not self._of_the_file(from_, lines)):
            self._to_next(from_, lines, heading=True)

    def _of_the_file(self, from_: Instruction, lines: tuple[Span, ...]) -> bool:
        """Tell whether what opens the file stands apart from its first stage and speaks of all of it."""
        text = self._text(lines)
        apart = lines[-1].end != from_.lines.start
        return apart and _OF_THE_FILE.search(text) is not None and not _OF_ONE_STAGE.search(text)

    def _over_final(self) -> tuple[Span, ...]:
        span = comments_above(self.setup.dockerfile, self.setup.final.from_)
        source = self.setup.dockerfile.source
        comments = (source.line_span(one.span.start) for one in self.setup.dockerfile.comments)
        return tuple(line for line in comments if span.covers(line))

    def _of_instruction(self, one: Instruction, lines: tuple[Span, ...]) -> None:
        counterpart = self._counterpart(one, self._text(lines))
        if counterpart is None:
            self._to_next(one, lines, heading=False)
            return
        start = comments_above(self.setup.dockerfile, counterpart).start
        apart = "\n" if lines[-1].end != one.lines.start and not one.comments else ""
        self.edits.append(Edit.at(start, self._text(lines) + apart))
        self.gone += lines

    def _to_next(self, one: Instruction, lines: tuple[Span, ...], *, heading: bool) -> None:
        """Put comments over what moved next; what had nothing behind it goes to the last that moved."""
        if not self.places:
            return
        behind = [place for place in self.places if place.origin >= one.span.start]
        place = min(behind, key=_origin) if behind else max(self.places, key=_origin)
        text = self._text(lines)
        self.gone += lines
        if place.instruction is not None:
            self._over(place.instruction, text, heading=heading)
        elif place.piece is not None:
            piece = self.pieces[place.piece]
            joint = "\n" if piece.head and (heading or place.piece in self.headed) else ""
            self.pieces[place.piece] = replace(piece, head=piece.head + joint + text)
            self.headed = (self.headed - {place.piece}) | ({place.piece} if heading else set())

    def _over(self, one: Instruction, text: str, *, heading: bool) -> None:
        start = comments_above(self.setup.dockerfile, one).start
        if heading and not self.pieces:  # the comments of what was copied come to stand below it
            start = min(start, comments_above(self.setup.dockerfile, self.at).start)
        above = not blank_before(self.setup.dockerfile, start)
        below = start < one.lines.start or any(
            edit.start == one.lines.start and edit.text for edit in self.copies
        )
        apart = any(edit.start == start and edit.text.endswith("\n\n") for edit in self.edits)
        head = "\n" if heading and above and not apart else ""
        tail = "\n" if below or (heading and ends_in_rule(text)) else ""
        self.edits.append(Edit.at(start, f"{head}{text}{tail}"))

    # what takes the place of an instruction

    def _counterpart(self, one: Instruction, text: str) -> Instruction | None:
        """Give the instruction of the final stage that does what `one` did, where that can be told."""
        taken = {take.instruction.span.start for take in self.setup.takes} | {self.at.span.start}
        own = [
            each
            for each in self.setup.final.instructions
            if each.keyword == one.keyword
            and each.span.start not in taken
            and not any(span.covers(each.lines) for span in self.moved)
        ]
        alike = self._alike(one)
        found = next((each for each in own if alike(each)), None)
        any_does = one.keyword in ("WORKDIR", "SHELL") or (one.keyword == "ENV" and _OF_ALL_ENV.search(text))
        return found or (own[0] if own and any_does else None)

    def _alike(self, one: Instruction) -> Callable[[Instruction], bool]:
        if one.keyword in ("ENV", "ARG"):
            names = {pair.name for pair in assignments(one)}
            return lambda each: bool(names & {pair.name for pair in assignments(each)})
        if one.keyword in ("COPY", "ADD"):
            sources = [word.text for word in copy_parts(one).sources]
            return lambda each: (
                each.flag("from") is None and [word.text for word in copy_parts(each).sources] == sources
            )
        if one.keyword != "RUN":
            return lambda each: each.value.text == one.value.text
        run = next(run for run in self.setup.builder.runs if run.instruction is one)
        if only_updates_installer(run):
            return updates_installer
        installing = {
            each.by.span.start for each in system_packages(self.setup.dockerfile, (self.setup.final,))
        }
        return lambda each: run.does(Act.SYSTEM) and each.span.start in installing


def _origin(place: Place) -> int:
    return place.origin
