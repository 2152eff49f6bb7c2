"""The image a FROM names, through ARG and defaults, and how to write another one in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from migrator import regex as re
from migrator.dockerfile import Assignment, Dockerfile, Instruction, Stage, assignments
from migrator.images.reference import ImageReference
from migrator.records import dataclass
from migrator.source import Edit, Span

_VARIABLE = re.compile(
    r"\$(?:\{(?P<braced>[A-Za-z_][A-Za-z0-9_]*)(?:(?P<operator>:?-)(?P<default>[^{}$\"'\\]*))?\}"
    r"|(?P<plain>[A-Za-z_][A-Za-z0-9_]*))"
)
_SPECIAL = re.compile(r"[$'\"]")
_MAX_DEPTH = 10


class DynamicError(Exception):
    """What a FROM names cannot be told from the file; the message says why, `hint` the way out."""

    def __init__(self, message: str, hint: str = "give each image an ARG of its own") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an image reference and where its text stands, character by character.

    `reference` is the variable in the FROM that it comes through, None where it stands in the FROM
    itself; `name` is that of the ARG that holds it.
    """

    text: str
    start: int
    reference: Span | None = None
    name: str = ""


@dataclass(frozen=True)
class BaseText:
    """The whole reference that a FROM names, in pieces; `end` is where the FROM's word ends."""

    stage: Stage
    pieces: tuple[Piece, ...]
    end: int

    @property
    def text(self) -> str:
        """The reference as a build without further arguments sees it."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def arguments(self) -> frozenset[str]:
        """The names of the ARG that it is made of."""
        return frozenset(piece.name for piece in self.pieces if piece.name)

    def image(self) -> ImageReference:
        """Give the reference; raises DynamicError where it is none."""
        try:
            return ImageReference.parse(self.text)
        except ValueError as error:
            raise DynamicError(str(error)) from error

    def replaced(
        self, start: int, end: int, text: str, inline: frozenset[str] = frozenset()
    ) -> tuple[Edit, ...]:
        """Give the edits after which ``self.text[start:end]`` reads `text`.

        What stands in an ARG is edited there, unless `inline` has its name: then the variable in the
        FROM gives way to the text. A variable of which nothing is left leaves the FROM. Raises
        DynamicError where only a part of a variable in `inline` is meant.
        """
        head = _common_parts(self.text[start:end], text)
        start, text = start + head, text[head:]
        if start == end:
            return (Edit(*self._insertion(start), text),) if text else ()
        return tuple(self._replacements(start, end, text, inline))

    def held_by(self, start: int, end: int) -> frozenset[str]:
        """Give the names of the ARG that hold a part of ``self.text[start:end]``."""
        return frozenset(piece.name for piece, _, _ in self._overlaps(start, end) if piece.name)

    def _insertion(self, at: int) -> tuple[int, int]:
        """Give the place for new text: in the FROM, unless one ARG holds the image's name as well."""
        position = 0
        for piece in self.pieces:
            stop = position + len(piece.text)
            inside = position < at < stop or (at == stop and _names_image(self._through(piece.reference)))
            if inside or (piece.reference is None and position <= at <= stop):
                offset = piece.start + at - position
                return offset, offset
            position = stop
        position = 0
        for piece in self.pieces:
            position += len(piece.text)
            if position == at and piece.reference is not None:
                return piece.reference.end, piece.reference.end
        return self.end, self.end

    def _through(self, reference: Span | None) -> str:
        if reference is None:
            return ""
        return "".join(piece.text for piece in self.pieces if piece.reference == reference)

    def _replacements(self, start: int, end: int, text: str, inline: frozenset[str]) -> Iterator[Edit]:
        gone: list[Span] = []
        for piece, first, last in self._overlaps(start, end):
            reference = piece.reference
            whole = reference is not None and self._covered(reference, start, end)
            if reference is not None and whole and (not text or piece.name in inline):
                if reference not in gone:
                    gone.append(reference)
                    yield Edit.over(reference, text)
            elif piece.name in inline:
                raise DynamicError(f"{piece.name} also names the image of another stage")
            else:
                yield Edit(piece.start + first, piece.start + last, text)
            text = ""

    def _overlaps(self, start: int, end: int) -> Iterator[tuple[Piece, int, int]]:
        """Give each piece that a range touches, with the part of its text."""
        position = 0
        for piece in self.pieces:
            first, last = max(start - position, 0), min(end - position, len(piece.text))
            if first < last:
                yield piece, first, last
            position += len(piece.text)

    def _covered(self, reference: Span, start: int, end: int) -> bool:
        position = 0
        for piece in self.pieces:
            stop = position + len(piece.text)
            if piece.reference == reference and not (start <= position and stop <= end):
                return False
            position = stop
        return True


def _common_parts(one: str, other: str) -> int:
    """Give the length of what two texts begin with alike, cut behind a separator."""
    length = 0
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            break
        if left in "-:./@":
            length = index + 1
    return len(one) if other.startswith(one) else length


def _names_image(text: str) -> bool:
    """Tell whether a variable's text is an image and not only (a part of) its tag."""
    return ":" in text or "/" in text or text.isalpha()


def base_text(dockerfile: Dockerfile, stage: Stage) -> BaseText:
    """Give what the FROM of `stage` names; raises DynamicError where the file does not tell."""
    word = stage.base
    if dockerfile.source.slice(word.span) != word.text:
        raise DynamicError("the image's name runs over several lines")
    pieces = _pieces(dockerfile, word.text, word.span.start, None, None, "", 0)
    return BaseText(stage, tuple(_joined(pieces)), word.span.end)


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Join the pieces that stand in one run of characters."""
    last: Piece | None = None
    for piece in pieces:
        if last is not None and _follows(last, piece):
            last = replace(last, text=last.text + piece.text)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _follows(last: Piece, piece: Piece) -> bool:
    if last.start + len(last.text) != piece.start:
        return False
    return replace(last, text=piece.text, start=piece.start) == piece


def _pieces(
    dockerfile: Dockerfile,
    text: str,
    start: int,
    reference: Span | None,
    argument: Instruction | None,
    name: str,
    depth: int,
) -> Iterator[Piece]:
    """Give the pieces of `text`, which stands at `start`; what is in quotes is given without them."""
    if "\\" in text or "`" in text or depth > _MAX_DEPTH:
        raise DynamicError("escapes in it are not followed")
    at, quote = 0, ""
    while at < len(text):
        character = text[at]
        match = _VARIABLE.match(text, at) if character == "$" and quote != "'" else None
        if character in ("'", '"') and quote in ("", character):
            quote = "" if quote else character
            at += 1
        elif match is not None:
            through = reference or Span(start + at, start + match.end())
            yield from _variable(dockerfile, match, start, through, argument, depth)
            at = match.end()
        elif character == "$" and quote != "'":
            raise DynamicError(f"{text[at:]} is not followed")
        else:
            special = _SPECIAL.search(text, at + 1)
            end = special.start() if special else len(text)
            yield Piece(text[at:end], start + at, reference, name)
            at = end


def _variable(
    dockerfile: Dockerfile,
    match: re.Match[str],
    start: int,
    reference: Span,
    argument: Instruction | None,
    depth: int,
) -> Iterator[Piece]:
    name = match["braced"] or match["plain"]
    found = _global_default(dockerfile, name, argument)
    empty = found is not None and found[1].value is not None and not found[1].value.text.strip("\"'")
    if found is None or (empty and match["operator"] == ":-"):
        default = match["default"]
        if not default:
            raise DynamicError(f"{name} has no default in this file")
        place = start + match.start("default")
        yield from _pieces(dockerfile, default, place, reference, argument, "", depth + 1)
        return
    instruction, assignment = found
    value = assignment.value
    if value is None or dockerfile.source.slice(value.span) != value.text:
        raise DynamicError(f"{name} has no plain default in this file")
    yield from _pieces(
        dockerfile, value.text, value.span.start, reference, instruction, assignment.name, depth + 1
    )


def _global_default(
    dockerfile: Dockerfile, name: str, before: Instruction | None
) -> tuple[Instruction, Assignment] | None:
    """Give the last ARG before the first FROM that gives `name` a default."""
    limit = before.span.start if before is not None else len(dockerfile.source.text)
    for instruction in reversed(dockerfile.global_args):
        if instruction.span.start >= limit:
            continue
        for assignment in reversed(assignments(instruction)):
            if assignment.name == name and assignment.value is not None:
                return instruction, assignment
    return None


def external(dockerfile: Dockerfile) -> tuple[Stage, ...]:
    """Give the stages that build on an image and not on another stage."""
    return tuple(stage for stage in dockerfile.stages if dockerfile.parent(stage) is None)


def without_digest(image: ImageReference) -> ImageReference:
    """Give a reference without its digest."""
    return replace(image, digest=None)
