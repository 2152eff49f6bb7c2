"""What holds of every file, made from the pieces of real ones or mutated at random."""

import dockerfile as buildkit
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.dockerfile import UnreadableError, parse
from migrator.engine import Engine, Status
from migrator.findings import Change
from migrator.invariants import comment_lines
from migrator.registry import installed
from migrator.source import Source
from tests.contexts import surroundings
from tests.dockerfiles import dockerfiles

RELAXED = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def engine():
    return Engine(installed())


def accepted(text):
    try:
        buildkit.parse_string(text)
    except buildkit.GoParseError:
        return False
    return True


@RELAXED
@given(text=dockerfiles())
def test_every_run_ends_well(engine, text):
    before = Source("Dockerfile", text)

    result = engine.run(before, surroundings)

    assert result.failure is None, "no crash, and a second run changes nothing"
    assert not comment_lines(before) - comment_lines(result.after), "a comment is never lost"
    if accepted(text):
        assert accepted(result.after.text), "BuildKit reads the result whenever it read the input"
    untouched(result)


def untouched(result):
    """What no finding names is byte for byte the same: an unchanged file has no applied change."""
    applied = [each for each in result.outcomes if each.status is Status.APPLIED]
    assert bool(applied) == result.changed
    assert all(isinstance(each.finding, Change) for each in applied)


@RELAXED
@given(text=dockerfiles(), data=st.data())
def test_mutated_files_never_crash(engine, text, data):
    place = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 5))
    junk = data.draw(st.text(st.sampled_from("\\\n\r\"'`$(){}<>&|;# \tEOF\x00\ufeff"), max_size=4))
    mutated = text[:place] + junk + text[place + length :]

    result = engine.run(Source("Dockerfile", mutated), surroundings)

    assert result.failure is None


@RELAXED
@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    source = Source("Dockerfile", text)
    try:
        dockerfile = parse(source)
    except UnreadableError as error:
        assert 1 <= error.line <= text.count("\n") + 1
        return
    assert dockerfile.source.splice(()).text == text
