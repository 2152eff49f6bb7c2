"""Options of programs that are known in part: those asked for, in all their spellings."""

import pytest

from migrator.shell import parse_script
from migrator.shell.options import given_options, operands_of, option_values, split_at_operand
from migrator.source import Logical


@pytest.mark.parametrize(
    "words",
    ["", "app", "-b", "--bind", "--binding x", "--bind-to=x", "bind x", "b=x", "-- x"],
)
def test_no_value(words):
    assert option_values(words.split(), "-b", "--bind") == ()


@pytest.mark.parametrize("words", ["-b x", "-bx", "-b=x", "--bind x", "--bind=x", "run -v -b x y"])
def test_every_spelling(words):
    assert option_values(words.split(), "-b", "--bind") == ("x",)


def test_an_equals_sign_in_the_value_belongs_to_it():
    assert option_values(("--env=A=b",), "--env") == ("A=b",)


def test_the_options_come_in_the_order_of_the_words():
    words = ["create", "--prefix=/opt/app", "-n", "app", "-p", "/opt/other"]

    assert list(given_options(words, "-n", "-p", "--prefix")) == [
        ("--prefix", "/opt/app"),
        ("-n", "app"),
        ("-p", "/opt/other"),
    ]


def test_an_option_of_the_same_name_may_be_a_value():
    assert option_values(("-b", "-b"), "-b") == ("-b",)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("apk", []),
        ("apk -U --virtual .deps", []),
        ("apk add -t .deps gcc musl-dev", ["add", "gcc", "musl-dev"]),
        ("apk add --virtual=.deps gcc", ["add", "gcc"]),
        ("apk '--virtual' .deps add $packages", ["add", "$packages"]),
    ],
)
def test_operands(line, expected):
    (command,) = parse_script(Logical(line, ((0, 0),))).commands

    assert [word.text for word in operands_of(command.arguments, ("-t", "--virtual"))] == expected


@pytest.mark.parametrize(
    ("words", "first", "rest"),
    [
        ("", "", []),
        ("-v --user app", "", []),
        ("--user app web sh -c ls", "web", ["sh", "-c", "ls"]),
        ("--user=app web", "web", []),
    ],
)
def test_the_first_operand_and_what_follows(words, first, rest):
    assert split_at_operand(words.split(), ("--user",)) == (first, rest)
