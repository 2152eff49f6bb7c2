"""modern-syntax: what a reviewer sees, and that values and commands stay what they were."""

from __future__ import annotations

import json
import shlex

import dockerfile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.dockerfile import parse
from migrator.dockerfile.key_values import pair_value, quoted_value
from migrator.engine import Engine, Status
from migrator.source import Source
from tests.cases import cases, migrate, show, sound
from tests.contexts import hardened, surroundings
from transforms.modern_syntax import modern_syntax


@pytest.mark.parametrize("path", cases("modern_syntax"))
def test_case(path, seen):
    assert show(path, "modern-syntax") == seen


@pytest.mark.parametrize("path", cases("modern_syntax"))
def test_it_is_done_at_once_and_reads(path):
    sound(path, "modern-syntax")


@pytest.mark.parametrize("path", cases("modern_syntax"))
def test_the_environment_is_the_same(path):
    result = migrate(path, "modern-syntax")

    before, after = (_environments(source) for source in (result.before, result.after))
    assert before == after


def _environments(source):
    read = parse(source)
    return [read.environment(instruction).env for stage in read.stages for instruction in stage.instructions]


PIECES = st.sampled_from(
    [
        "a",
        "é",
        " ",
        "  ",
        "\t",
        "'",
        '"',
        "\\",
        "\\\\",
        "$",
        "$V",
        "${V}",
        "${V:-d}",
        "${W:-d e}",
        "=",
        "#",
        "/x",
        "{",
        "}",
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=9).map("".join), st.sampled_from([None, "", "x y", "a'b"]))
def test_a_legacy_value_stays_what_it_is(text, value):
    text = text.strip()
    new = pair_value(text) if text else None
    if new is None:
        return
    assert _value(f"N {text}", value) == _value(f"N={new}", value) is not None
    [instruction] = dockerfile.parse_string(f"ENV N={new}\n")
    assert instruction.value == ("N", new)


def _value(pair, variable):
    given = "" if variable is None else f"ENV V={quoted_value(variable)}\n"
    try:
        read = parse(Source("Dockerfile", f"FROM scratch\n{given}ENV {pair}\nRUN true\n"))
    except ValueError:
        return "refused"
    return read.environment(read.final.of("RUN")[0]).get("N")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12), st.sampled_from(["\\", "`"]))
def test_a_quoted_value_stands_for_its_text(text, escape):
    head = "" if escape == "\\" else "# escape=`\n"
    read = parse(Source("Dockerfile", f"{head}FROM scratch\nENV N={quoted_value(text, escape)}\nRUN true\n"))

    assert read.environment(read.final.of("RUN")[0]).get("N") == text


WORDS = st.text(st.sampled_from("ab'\" \\-/:=@%é$,"), min_size=1, max_size=6)


@given(st.lists(WORDS, max_size=4))
def test_a_plain_command_runs_with_the_same_words(arguments):
    words = ["python", *arguments]
    text = f"FROM python:3.12-slim\nCMD {shlex.join(words)}\n"
    result = Engine((modern_syntax,)).run(Source("Dockerfile", text), hardened)

    assert result.failure is None
    [_, cmd] = dockerfile.parse_string(result.after.text)
    run = shlex.split(cmd.value[2])[1:] if cmd.value[:2] == ("/bin/sh", "-c") else list(cmd.value)
    assert cmd.json
    assert run == words


@pytest.mark.parametrize(
    "command",
    ['gunicorn -b :$PORT "app:app"', "gunicorn -b :${PORT:-80} 'a\\b'", 'x "a\\"b" > /dev/null', "exec x $Y"],
)
def test_a_command_with_variables_keeps_its_script(command):
    text = f"FROM python:3.12-slim\nCMD {command}\n"
    result = Engine((modern_syntax,)).run(Source("Dockerfile", text), hardened)

    array = result.after.text.splitlines()[1].removeprefix("CMD ")
    assert json.loads(array) == ["/bin/sh", "-c", f"exec {command.removeprefix('exec ')}"]


def test_without_harden_the_form_is_shown_alone_and_says_what_changes_it():
    result = Engine((modern_syntax,)).run(
        Source("Dockerfile", "FROM python:3.12-slim\nCMD x\n"), surroundings
    )

    assert not result.changed
    (outcome,) = result.outcomes
    assert outcome.status is Status.SHOWN
    assert outcome.finding.reason.startswith("with --harden process 1, ")
