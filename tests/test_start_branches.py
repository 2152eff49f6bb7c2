"""Which way a start script takes, by the arguments that it gets."""

import pytest

from migrator.service.start_branches import Way, ways
from migrator.shell import parse_script
from migrator.source import Logical, Span, Word

CASE = "case {} in web|w*b) exec gunicorn ;; work) exec celery ;; *) exec other ;; esac"


def taken(text, *arguments):
    words = tuple(Word(f'"{one}"', one, Span(0, 0)) for one in arguments)
    found = ways(parse_script(Logical(text, ((0, 0),))), words)
    return {command.words[-1].value: way.name for command, way in found if command.name == "exec"}


def by_way(found, way):
    return [name for name, each in found.items() if each == way.name]


@pytest.mark.parametrize(
    ("subject", "arguments", "expected"),
    [
        ('"$1"', ("web",), "gunicorn"),
        ("$1", ("web",), "gunicorn"),
        ('"${1}"', ("w-b",), "gunicorn"),
        ('"$1"', ("work", "web"), "celery"),
        ('"$2"', ("work", "web"), "gunicorn"),
        ('"$1"', (), "other"),
        ('"${1:-web}"', (), "gunicorn"),
        ('"${1:-web}"', ("work",), "celery"),
        ("web", (), "gunicorn"),
    ],
)
def test_the_way_of_a_case(subject, arguments, expected):
    found = taken(CASE.format(subject), *arguments)

    assert by_way(found, Way.SURE) == [expected]
    assert len(by_way(found, Way.NOT_TAKEN)) == 2


@pytest.mark.parametrize("subject", ['"$ROLE"', '"$(role)"', '"$1-$2"', '"${1#x}"'])
def test_a_case_of_which_nothing_tells(subject):
    assert len(by_way(taken(CASE.format(subject), "web"), Way.PERHAPS)) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"mode=web\n{CASE.format('$mode')}", ["gunicorn"]),
        (f"mode=$1\nshift\n{CASE.format('$mode')}", ["celery"]),
        (f"shift\n{CASE.format('$1')}", ["other"]),
        (f'mode=web\nif [ "$#" -gt 0 ]; then mode=work; fi\n{CASE.format("$mode")}', ["celery"]),
        (f'mode=web\nif [ "$#" -gt 5 ]; then mode=work; fi\n{CASE.format("$mode")}', ["gunicorn"]),
        (f'mode=web\nif [ -n "$1" ]; then mode=work; fi\n{CASE.format("$mode")}', ["celery"]),
        (f"set -eu\n{CASE.format('$1')}", ["celery"]),
        (f"set -euo pipefail\n{CASE.format('$1')}", ["celery"]),
        (f"mode=$1\nexport mode\n{CASE.format('$mode')}", ["celery"]),
        ('if [ "$1" = "work" ]; then exec celery; fi\nexec gunicorn', ["celery"]),
        ('if [ "$1" = "work" ]; then celery; exit 0; fi\nexec gunicorn', []),
        ('if [ "$1" = "web" ]; then exec celery; fi\nexec gunicorn', ["gunicorn"]),
        ("cd /app || exit 1\nexec gunicorn", ["gunicorn"]),
        ('if [ -z "$SECRET" ]; then exit 1; fi\nexec gunicorn', ["gunicorn"]),
        ('if [ "$DEBUG" = 1 ]; then exec x; fi\nexec gunicorn', []),
        ("exec > /log\nexec gunicorn", ["exec", "gunicorn"]),
        ('mode=$1\n: "${mode:=web}"\n' + CASE.format("$mode"), []),
        ('if [ "$1" = "work" ]; then exec celery; else exec gunicorn; fi', ["celery"]),
        ('if [[ $1 == web ]]; then exec gunicorn; elif [ -z "$1" ]; then exec x; else exec y; fi', ["y"]),
        ('if test "$1" != work; then exec celery; fi; exec gunicorn', ["gunicorn"]),
    ],
)
def test_what_the_script_sets_counts(text, expected):
    assert by_way(taken(text, "work"), Way.SURE) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"set -- web\n{CASE.format('$1')}",
        f"while :; do shift; done\n{CASE.format('$1')}",
        f'if [ "$X" ]; then mode=web; else mode=work; fi\n{CASE.format("$mode")}',
        f"run() {{ {CASE.format('$1')}; }}\nrun web",
        f"mode=web\nread mode\n{CASE.format('$mode')}",
        f"mode=web\n. ./settings\n{CASE.format('$mode')}",
        f"mode=web\nfor mode in a b; do {CASE.format('$mode')}; done",
        "if [ -f /x ]; then exec gunicorn; else exec celery; fi",
        'if [ "$1" = web ] && [ -f /x ]; then exec gunicorn; fi',
        "for one in a b; do exec gunicorn; done",
    ],
)
def test_what_cannot_be_told_is_not_decided(text):
    found = taken(text, "web")

    assert by_way(found, Way.SURE) == []
    assert by_way(found, Way.PERHAPS)


def test_a_command_behind_all_of_it_is_sure():
    assert taken("if [ -f /x ]; then migrate; fi\nexec gunicorn")["gunicorn"] == "SURE"
