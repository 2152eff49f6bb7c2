"""What must hold of every run over every text: the same questions for hypothesis and for the long fuzzing runs."""

from __future__ import annotations

from dataclasses import replace

import dockerfile as buildkit

from migrator.dockerfile import UnreadableError, parse
from migrator.engine import Engine, Status
from migrator.findings import Change, Safety
from migrator.invariants import comment_lines
from migrator.registry import installed
from migrator.shell import script_of
from migrator.source import Source
from tests.contexts import hardened, surroundings

INSERTS_ELSEWHERE = frozenset({"DFM330", "DFM331", "DFM352", "DFM355", "DFM776"})
"""Rules that name the line which needs something, and add that above it, its comments too."""


def engine():
    """Give an engine with all transforms, each of them watched."""
    return Engine(tuple(_watched(each) for each in installed()))


def check_reading(data):
    """Read `data`: the same bytes come back, every span lies in the file, or the refusal names a line."""
    source = Source.from_bytes("Dockerfile", data)
    assert source.splice(()).to_bytes() == data
    try:
        dockerfile = parse(source)
    except UnreadableError as error:
        assert 1 <= error.line <= data.count(b"\n") + 1
        return
    end = 0
    for each in dockerfile.instructions:
        assert end <= each.span.start <= each.span.end <= len(source.text), each
        end = each.span.end
        if each.keyword in ("RUN", "CMD", "ENTRYPOINT"):
            _commands_lie_in(script_of(each), each.span)


def _commands_lie_in(script, span):
    for command in script.commands:
        assert span.covers(command.span), command
        assert all(span.covers(word.span) for word in command.words), command


def check(engine, text, contexts=(surroundings, hardened)):
    """Run over `text` in each of the contexts and ask everything."""
    before = Source("Dockerfile", text)
    for context in contexts:
        judge(before, engine.run(before, context))


def judge(before, result):
    """Ask everything of the `result` of a run over the source `before`."""
    assert result.failure is None, result.failure
    applied = [each for each in result.outcomes if each.status is Status.APPLIED]
    assert bool(applied) == result.changed, "nothing changes without a finding"
    assert all(isinstance(each.finding, Change) for each in applied)
    broken = [each.finding.message for each in result.outcomes if each.finding.rule.id == "DFM002"]
    assert not broken, ("a transform should have refused", broken)
    assert not comment_lines(before) - comment_lines(result.after), "a comment is never lost"
    if result.changed and accepted(before.text):
        assert accepted(result.after.text), "BuildKit reads the result whenever it read the input"


def accepted(text):
    """Tell whether BuildKit's own parser reads `text`."""
    try:
        buildkit.parse_string(text)
    except (buildkit.GoParseError, UnicodeEncodeError, ValueError):
        return False
    return True


def _watched(transform):
    def run(dockerfile, context):
        findings = list(transform.run(dockerfile, context))
        changes = [each for each in findings if isinstance(each, Change) and each.safety > Safety.MANUAL]
        for change in changes:
            _edits_where_it_says(dockerfile, change)
        if changes and "dfmigrate" not in dockerfile.source.text:  # a pragma may silence some of them
            _others_stay(dockerfile, [edit for change in changes for edit in change.edits])
        yield from findings

    return replace(transform, run=run)


def _edits_where_it_says(dockerfile, change):
    """Edits touch the instruction that the finding names; elsewhere it only adds, and only some rules do."""
    assert change.edits, change
    assert change.reason, change
    assert 1 <= change.line <= len(dockerfile.source.line_starts), change
    named = [each for each in dockerfile.instructions if _holds(dockerfile.source, each.span, change.line)]
    touching = any(_touches(edit, each.span) for edit in change.edits for each in named)
    adds = all(edit.start == edit.end for edit in change.edits)
    assert touching or (adds and change.rule.id in INSERTS_ELSEWHERE), (change, "edits elsewhere")


def _holds(source, span, line):
    return source.line_of(span.start) <= line <= source.line_of(max(span.start, span.end - 1))


def _touches(edit, span):
    return edit.start <= span.end + 1 and edit.end >= span.start - 1


def _others_stay(dockerfile, edits):
    """Instructions that no edit touches are read from the result as they were, in their order."""
    try:
        after = parse(dockerfile.source.splice(edits))
    except UnreadableError:
        return  # the engine takes the bundle back
    kept = [each for each in dockerfile.instructions if not any(_touches(edit, each.span) for edit in edits)]
    rest = iter([after.source.slice(each.span) for each in after.instructions])
    for each in kept:
        text = dockerfile.source.slice(each.span)
        assert any(text == other for other in rest), (text, "is not what it was")
