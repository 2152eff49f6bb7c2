import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.source import ConflictError, Edit, Logical, Source, Span


@given(st.binary(max_size=200))
def test_any_bytes_come_back(data):
    source = Source.from_bytes("f", data)

    assert source.to_bytes() == data
    assert source.splice(()).to_bytes() == data


def test_edits_are_applied_in_order_of_place():
    source = Source("f", "abcdef")

    after = source.splice([Edit(4, 6, "X"), Edit(0, 0, "<"), Edit(1, 2, "")])

    assert after.text == "<acdX"


def test_edits_over_a_span_and_at_a_place():
    over, at = Edit.over(Span(1, 3), "X"), Edit.at(4, "Y")

    assert Source("f", "abcdef").splice([over, at]).text == "aXdYef"
    assert (over.span, at.span) == (Span(1, 3), Span(4, 4))


def test_insertions_at_one_place_keep_their_order():
    assert Source("f", "ab").splice([Edit(1, 1, "1"), Edit(1, 1, "2")]).text == "a12b"


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param([Edit(0, 3, ""), Edit(2, 4, "")], id="overlap"),
        pytest.param([Edit(3, 2, "")], id="backwards"),
        pytest.param([Edit(0, 99, "")], id="outside"),
    ],
)
def test_conflicts_are_faults(edits):
    with pytest.raises(ConflictError):
        Source("f", "abcdef").splice(edits)


def test_lines_end_at_newline_only():
    source = Source("f", "a\x0cb\u2028c\rd\ne")

    assert source.line_of(0) == source.line_of(6) == 1
    assert source.line_of(8) == 2
    assert source.line_span(8) == Span(8, 9)


def test_newline_is_that_of_the_first_line():
    assert Source("f", "a\r\nb\n").newline == "\r\n"
    assert Source("f", "a\nb\r\n").newline == "\n"
    assert Source("f", "").newline == "\n"


def test_logical_text_knows_its_source():
    logical = Logical("abcdef", ((0, 10), (3, 20)))

    assert logical.span(1, 3) == Span(11, 13)
    assert logical.span(1, 4) == Span(11, 21)
    assert logical.span(3, 3) == Span(20, 20)
    assert logical.part(2, 5) == Logical("cde", ((0, 12), (1, 20)))
