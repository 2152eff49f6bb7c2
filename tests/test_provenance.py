from migrator.provenance import Provenance
from migrator.source import Edit, Source


def test_lines_lead_back_through_several_layers():
    original = Source("f", "one\ntwo\nthree\nfour\n")
    first = [Edit(4, 8, "")]  # two goes
    middle = original.splice(first)
    second = [Edit(0, 0, "zero\nzero\n")]
    last = middle.splice(second)
    provenance = Provenance(original).then(original, first).then(middle, second)

    lines = {text: number for number, text in enumerate(last.text.split("\n"), 1)}

    assert provenance.original_line(last, lines["three"]) == 3
    assert provenance.original_line(last, lines["one"]) == 1
    assert provenance.original_line(last, 2) == 1, "new text comes from where it was put"


def test_a_line_beyond_the_end_is_the_last():
    source = Source("f", "one\ntwo")

    assert Provenance(source).original_line(source, 99) == 2


def test_a_moved_line_is_told_where_it_stood_though_what_joins_it_is_new():
    original = Source("f", "FROM a AS b\nRUN pip install x\nFROM c\nCOPY --from=b / /\nCMD d\n")
    moved = [Edit(0, 30, ""), Edit(37, 55, "RUN make \\\n && pip install x \\\n && clean\n")]
    after = original.splice(moved)
    provenance = Provenance(original).then(original, moved)

    assert after.text == "FROM c\nRUN make \\\n && pip install x \\\n && clean\nCMD d\n"
    assert provenance.original_line(after, 3) == 2
    assert provenance.original_line(after, 2) == 4, "a new line comes from where it was put"
    assert provenance.original_line(after, 5) == 5


def test_lines_that_change_places_are_told_where_each_stood():
    original = Source("f", "RUN a\nRUN b\nRUN c\n")
    swapped = [Edit(0, 6, "RUN b\n"), Edit(6, 12, "RUN a\n")]
    after = original.splice(swapped)

    assert [Provenance(original).then(original, swapped).original_line(after, n) for n in (1, 2, 3)] == [
        2,
        1,
        3,
    ]
