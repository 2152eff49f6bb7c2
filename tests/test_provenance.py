from migrator.provenance import Provenance
from migrator.source import Edit, Source


def test_lines_lead_back_through_several_layers():
    original = Source("f", "one\ntwo\nthree\nfour\n")
    first = [Edit(4, 8, "")]  # two goes
    middle = original.splice(first)
    second = [Edit(0, 0, "zero\nzero\n")]
    last = middle.splice(second)
    provenance = Provenance(original).then(first).then(second)

    lines = {text: number for number, text in enumerate(last.text.split("\n"), 1)}

    assert provenance.original_line(last, lines["three"]) == 3
    assert provenance.original_line(last, lines["one"]) == 1
    assert provenance.original_line(last, 2) == 1, "new text comes from where it was put"


def test_a_line_beyond_the_end_is_the_last():
    source = Source("f", "one\ntwo")

    assert Provenance(source).original_line(source, 99) == 2
