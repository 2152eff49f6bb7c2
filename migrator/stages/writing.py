"""The file after a collapse: the builder's lines gone, its steps in the final stage, the copies dropped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from migrator.dockerfile import Instruction, Stage, copy_parts
from migrator.editing.moving import comments_above, with_comments
from migrator.source import Edit, Source, Span
from migrator.stages.graph import renumbered
from migrator.stages.model import BY_HAND, KeptError
from migrator.stages.plan import Setup
from migrator.stages.takes import Role, Take
from migrator.stages.text import Piece, blank_above, plain, without


def spliced(
    setup: Setup,
    at: Instruction,
    pieces: Sequence[Piece],
    edits: list[Edit],
    moved: list[Span],
    hoists: tuple[Instruction, ...],
) -> Source:
    """Give the new file: `pieces` before `at`, `edits` done, the takes and what is `moved` gone."""
    source = setup.dockerfile.source
    edits += _without_builder(setup, moved)
    edits += _final_stage(setup, at, pieces)
    edits += [cut(setup, with_comments(setup.dockerfile, one)) for one in hoists]
    taken = [edit.span for edit in edits if edit.end > edit.start]
    numbers = renumbered(setup.dockerfile, setup.gone)
    edits += [edit for edit in numbers if not any(span.covers(edit.span) for span in taken)]
    return source.splice(Edit.over(one.span, one.text.replace("\n", source.newline)) for one in edits)


def _without_builder(setup: Setup, moved: list[Span]) -> Iterator[Edit]:
    for stage in setup.builder.stages:
        following = setup.dockerfile.stages[stage.index + 1].from_
        region = Span(_head(setup, stage, moved), following.lines.start)
        gone = [*moved, *_lines(setup, stage.from_, moved)]
        for one in stage.instructions:
            gone += _lines(setup, one, moved)
        yield Edit.over(region, without(setup.dockerfile, region, gone))


def _head(setup: Setup, stage: Stage, moved: list[Span]) -> int:
    """Give where the lines of a stage begin, with the comments over its FROM that move."""
    if stage.index - 1 in setup.gone:
        return stage.from_.lines.start  # they belong to the stage before, which goes as well
    above = (one for one in setup.dockerfile.instructions if one.span.start < stage.from_.span.start)
    end = max((one.lines.end for one in above), default=0)
    heads = [span.start for span in moved if end <= span.start < stage.from_.lines.start]
    return min([*heads, stage.from_.lines.start])


def _lines(setup: Setup, one: Instruction, moved: list[Span]) -> Iterator[Span]:
    """Give the lines of an instruction, except comments inside it that do not move with it."""
    source = setup.dockerfile.source
    moves = any(span.covers(one.lines) for span in moved)
    inside = {source.line_span(comment.start) for comment in one.comments}
    at = one.lines.start
    while at < one.lines.end:
        line = source.line_span(at)
        if moves or line not in inside:
            yield line
        at = line.end


def _final_stage(setup: Setup, at: Instruction, pieces: Sequence[Piece]) -> Iterator[Edit]:
    """Give the edits that put the pieces before `at` and end the copying from the builder."""
    comments = ""
    start = comments_above(setup.dockerfile, at).start
    here = Edit.at(start, "")
    copies = {take.instruction.span.start: take.instruction for take in setup.takes if take.mount is None}
    for one in copies.values():
        takes = [take for take in setup.takes if take.instruction is one]
        if all(take.role is Role.FILE for take in takes):
            yield Edit.over(one.span, _from_context(setup, one, takes))
            continue
        if any(take.role is Role.FILE for take in takes):
            raise KeptError(one.line, "is copied from for several things at once", "write one COPY for each")
        comments += plain(setup.dockerfile.source.slice(comments_above(setup.dockerfile, one)))
        if one is at:
            here = Edit(here.start, one.lines.end, "")
        else:
            yield cut(setup, with_comments(setup.dockerfile, one))
    text = _block(comments, pieces)
    if pieces and pieces[0].head and not blank_above(setup.dockerfile, at):
        text = "\n" + text
    if here.end == here.start and text and blank_above(setup.dockerfile, at):
        text += "\n"
    yield Edit.over(here.span, text)


def _block(comments: str, pieces: Sequence[Piece]) -> str:
    if not pieces:
        return comments
    text = ""
    for piece in (replace(pieces[0], comments=comments + pieces[0].comments), *pieces[1:]):
        text += "\n" if (piece.blank or piece.head) and text else ""
        text += piece.opening + piece.text + "\n"
    return text


def cut(setup: Setup, span: Span) -> Edit:
    """Take lines out, with one of the two blank lines that would meet."""
    text = setup.dockerfile.source.text
    end = span.end
    if span.start == 0 or text[: span.start].endswith(("\n\n", "\n\r\n")):
        for blank in ("\n", "\r\n"):
            if text.startswith(blank, end):
                return Edit(span.start, end + len(blank), "")
    return Edit(span.start, end, "")


def _from_context(setup: Setup, one: Instruction, takes: list[Take]) -> str:
    """Give the COPY that brings from the context what was copied from the builder."""
    source = setup.dockerfile.source
    flags = [source.slice(flag.span) for flag in one.flags if flag.name not in ("from", "link")]
    words: list[str] = []
    for take in takes:
        file = take.file.source_of(take.source) if take.file else None
        if file is None or not take.brought:
            raise KeptError(one.line, f"makes {take.source} in a way that cannot be followed", BY_HAND)
        brought = take.brought[0]
        for name in ("chown", "chmod"):
            flag = brought.instruction.flag(name)
            if flag and one.flag(name) is None:
                flags.append(source.slice(flag.span))
        if brought.origin:
            flags.append(f"--from={setup.reference(brought.origin)}")
            file = f"/{file}"
        words.append(_as_written(setup, brought.instruction, file))
    keyword = source.slice(one.keyword_span)
    end = source.slice(copy_parts(one).destination.span)
    return " ".join([keyword, *dict.fromkeys(flags), *words, end])


def _as_written(setup: Setup, one: Instruction, file: str) -> str:
    """Give a source in the words of the builder's COPY where that copies just this."""
    sources = copy_parts(one).sources
    text = setup.dockerfile.source.slice(sources[0].span)
    if not all(setup.places.fixed(one, word.text) for word in sources):
        raise KeptError(one.line, "copies what a build argument names", "write the path out")
    return text if len(sources) == 1 and text.removeprefix("./") == file else file
