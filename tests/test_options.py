"""Options of programs that are known in part: those asked for, in all their spellings."""

import pytest

from migrator.shell.options import given_options, option_values


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
