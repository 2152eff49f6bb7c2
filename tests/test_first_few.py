"""Long lists in messages."""

import pytest

from migrator.first_few import and_more, first_few


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a, b"),
        (["a", "b", "c"], "a, b and 1 more"),
        (["a", "b", "c", "d"], "a, b and 2 more"),
    ],
)
def test_the_first_are_named(texts, shown):
    assert first_few(texts, 2) == shown


def test_only_what_is_left_is_counted():
    assert and_more(["a"]) == ""
    assert and_more(["a", "b", "c"]) == " (and 2 more)"
