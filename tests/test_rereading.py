"""An edited file is read in part, and comes out as if all of it were read."""

import random
from pathlib import Path

import pytest

from migrator.dockerfile import UnreadableError, parse
from migrator.dockerfile import reader as whole
from migrator.source import Edit, Source

CASES = sorted(
    each for each in Path(__file__).parent.joinpath("cases").rglob("*ockerfile*") if each.is_file()
)
PIECES = (
    *("", "\n", "\n\n", " ", "x", "\\", "\\\n", "`", '"', "é", "\ufeff", "\r\n", "# c\n", "# escape=`\n"),
    *("RUN x\n", "ENV a=b", "FROM a\n", "ONBUILD RUN x\n", 'CMD ["a", "b"]\n'),
    *("<<EOF", "EOF\n", "RUN cat <<EOF\nabc\nEOF\n", "COPY <<A <<B /x\n", "A\n", "B\n"),
)
TEXT = """\
# syntax=docker/dockerfile:1
# about
FROM python:3.11 AS base
# one
RUN one && \\
    # inside
    two
COPY <<EOF /file
text
EOF
# two
ONBUILD COPY --from=base a b /c/
CMD ["python", "app.py"]
# end
"""


def read(text):
    try:
        return parse(Source("Dockerfile", text))
    except UnreadableError as error:
        return error.line, error.message


def edited(text, edits):
    try:
        return parse(Source("Dockerfile", text)).edited(edits)
    except UnreadableError as error:
        return error.line, error.message


def check(text, edits):
    assert edited(text, edits) == read(Source("Dockerfile", text).splice(edits).text), edits


@pytest.mark.parametrize("piece", PIECES)
def test_anything_put_anywhere(piece):
    for at in range(len(TEXT) + 1):
        check(TEXT, [Edit(at, at, piece)])


def test_any_line_taken_out():
    lines = TEXT.splitlines(keepends=True)
    for number in range(len(lines)):
        start = sum(map(len, lines[:number]))
        check(TEXT, [Edit(start, start + len(lines[number]), "")])


@pytest.mark.parametrize("path", CASES[::4], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_random_edits_of_real_files(path):
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    if isinstance(read(text), tuple):
        return
    chance = random.Random(path.name)
    for _ in range(30):
        places = sorted(chance.choices(range(len(text) + 1), k=2 * chance.choice((1, 1, 2, 3))))
        check(
            text, [Edit(a, b, chance.choice(PIECES)) for a, b in zip(places[::2], places[1::2], strict=True)]
        )


def test_what_no_edit_touches_is_not_read_again(monkeypatch):
    many = parse(Source("Dockerfile", "FROM a\n" + "RUN x\n" * 100))
    at = many.instructions[50].lines.start
    read_again = []
    make = whole._Reader.instruction
    monkeypatch.setattr(whole._Reader, "instruction", lambda self: read_again.append(1) or make(self))

    after = many.edited([Edit(at, at, "RUN y\n")])

    assert len(read_again) == 2
    assert after.instructions[10] is many.instructions[10]
    assert after == parse(Source("Dockerfile", many.source.text[:at] + "RUN y\n" + many.source.text[at:]))


def test_the_edited_file_is_known_when_its_text_is_read():
    after = parse(Source("Dockerfile", TEXT)).edited([Edit(0, 0, "# more\n")])

    assert parse(after.source) is after


def test_no_edit_is_the_same_file():
    before = parse(Source("Dockerfile", TEXT))

    assert before.edited([]) is before
