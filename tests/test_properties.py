"""What holds of every file, made of the pieces of real ones or mutated at random: the short form of `python -m fuzz`."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import properties
from tests.dockerfiles import dockerfiles

CASES = tuple(
    sorted(
        path
        for path in Path("tests/cases").rglob("*Dockerfile")
        if path.is_file() and path.stat().st_size < 3000
    )
)
JUNK = st.text(st.sampled_from("\\\n\r\"'`$(){}<>&|;# \tEOF\x00\ufeff"), max_size=4)

# The same inputs each time: what a long run finds becomes a case, not a test that fails now and then.
RELAXED = settings(
    deadline=None, max_examples=150, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def engine():
    return properties.engine()


@st.composite
def mutated(draw, texts):
    """Give one of `texts` with up to five characters replaced somewhere."""
    text = draw(texts)
    place = draw(st.integers(0, len(text)))
    return text[:place] + draw(JUNK) + text[place + draw(st.integers(0, 5)) :]


@st.composite
def cases(draw):
    """Give the text of a case of the transforms."""
    return draw(st.sampled_from(CASES)).read_text("utf-8", "surrogateescape")


@pytest.mark.parametrize("path", CASES, ids=str)
def test_every_case_through_all_transforms(engine, path):
    properties.check(engine, path.read_text("utf-8", "surrogateescape"))


@RELAXED
@given(text=dockerfiles())
def test_files_of_pieces(engine, text):
    properties.check(engine, text)


@RELAXED
@given(text=mutated(dockerfiles()))
def test_mutated_files_of_pieces(engine, text):
    properties.check(engine, text)


@RELAXED
@given(text=mutated(cases()))
def test_mutated_cases(engine, text):
    properties.check(engine, text)


@RELAXED
@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    properties.check_reading(text.encode("utf-8", "surrogateescape"))


@RELAXED
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    properties.check_reading(data)
