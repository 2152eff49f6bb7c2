"""What a Python file makes of its own place and writes to, and what is not read for it."""

import re

import pytest

from migrator.service.written_paths import written_paths

SETTING = re.compile("LOG_DIR").fullmatch
VARIABLES = {"DATA_DIR": "/app/data"}


def written(text):
    head = "import os\nfrom pathlib import Path\n"
    return [each.path for each in written_paths(head + text, "/app/src/log.py", SETTING, VARIABLES)]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ('open(os.path.join(os.path.dirname(__file__), "x"), "w")', ["/app/src/x"]),
        ('LOG_DIR = Path(__file__).parents[1] / "logs"', ["/app/logs"]),
        ('LOG_DIR = Path(__file__).parents[99999999999] / "logs"', ["/logs"]),
        ('open(os.path.join(os.path.dirname(__file__), "x"))', []),
    ],
)
def test_paths(text, paths):
    assert written(text) == paths


@pytest.mark.parametrize("literal", [r'"C:\Users\me"', r'"\N{nope}"', r'"\x"', 'b"é"'])
def test_what_python_itself_refuses_is_not_read(literal):
    assert written(f'X = {literal}\nopen(os.path.join(__file__, "x"), "w")') == []


def test_a_text_that_doubles_has_an_end():
    doubled = "p = p + p\n" * 60

    assert written(f'p = __file__ + "/x"\n{doubled}open(p, "w")') == [""]
