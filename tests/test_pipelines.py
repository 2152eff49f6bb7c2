"""Pipelines: what becomes of how they end, who may fail, who may stop early."""

import pytest

from migrator.shell import parse_script
from migrator.shell.pipe_ends import may_fail_well, may_stop_early
from migrator.shell.pipelines import Ending, pipelines
from migrator.source import Logical


def read(text):
    return parse_script(Logical(text, ((0, 0),)))


@pytest.mark.parametrize(
    ("text", "endings"),
    [
        ("a | b", [Ending.HEARD]),
        ("a | b && c", [Ending.HEARD]),
        ("c && a | b", [Ending.HEARD]),
        ("c || a | b", [Ending.HEARD]),
        ("a | b || c", [Ending.DECIDES]),
        ("a | b && c || d", [Ending.DECIDES]),
        ("! a | b", [Ending.DECIDES]),
        ("if a | b; then c; fi", [Ending.DECIDES]),
        ("if c; then a | b; fi", [Ending.HEARD]),
        ("while a | b; do c; done", [Ending.DECIDES]),
        ("{ a | b; } || c", [Ending.DECIDES]),
        ("( a | b && c ) && d", [Ending.HEARD]),
        ("a | b; c", [Ending.PASSED]),
        ("a | b\nc", [Ending.PASSED]),
        ("a | b & c", [Ending.PASSED]),
        ("if c; then a | b; fi; d", [Ending.PASSED]),
        ("if c; then a | b && e; fi; d", [Ending.HEARD]),
        ("a | b; echo $?", [Ending.HEARD]),
        ("set -e; a | b; c", [Ending.HEARD]),
        ("a | b;", [Ending.HEARD]),
        ("f() { a | b; }; f; c", [Ending.HEARD]),
        ("echo $(a | b)", [Ending.DROPPED]),
        ('if [ "$(a | b)" = c ]; then d; fi', [Ending.DROPPED]),
        ("export c=`a | b`", [Ending.DROPPED]),
        ("echo $(a | b; c)", [Ending.PASSED]),
        ("echo $(a | b && c)", [Ending.HEARD]),
        ("c=$(a | b)", [Ending.HEARD]),
        ("c=$(a | b); d", [Ending.PASSED]),
        ("c=$(a | b) d", [Ending.DROPPED]),
        ("c=$(a | b) || d", [Ending.DECIDES]),
        ("sh -c 'a | b'", []),
        ("a || b", []),
        ("a | b | c; d | e", [Ending.PASSED, Ending.HEARD]),
    ],
)
def test_what_becomes_of_how_a_pipeline_ends(text, endings):
    assert [each.ending for each in pipelines(read(text))] == endings


def test_members_that_are_compound_are_not_given():
    [found] = pipelines(read("(a; b) | c -x | while read d; do e; done"))

    assert [each and each.name for each in found.members] == [None, "c", None]


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("curl -sSL https://x", False),
        ("sudo curl -sSL https://x", False),
        ("/usr/bin/curl https://x", False),
        ("curl https://x 2>/dev/null", True),
        ("timeout 5 curl https://x", True),
        ("wget -qO- https://x", False),
        ("wget -q -O - https://x", False),
        ("wget --output-document=- https://x", False),
        ("wget https://x", True),
        ("cat a", False),
        ("sed s/a/b/", False),
        ("sed 5q", True),
        ("awk '{print $1}' a", False),
        ("awk '{exit 1}'", True),
        ("jq .a", False),
        ("jq -e .a", True),
        ("gpg --dearmor", False),
        ("gpg --verify a", True),
        ("poetry export -f requirements.txt", False),
        ("python3 -m poetry --without=win export", False),
        ("uv export --frozen", False),
        ("uv pip freeze", False),
        ("pip download a", True),
        ("grep a b", True),
        ("find /", True),
        ("ls", True),
        ("xargs cat", True),
        ("dpkg --print-architecture", False),
        ("apk --print-arch", False),
        ("apk add git", True),
        ("dpkg -s a", True),
        ("yes", True),
        ("$TOOL", True),
    ],
)
def test_who_may_fail_where_nothing_is_wrong(text, may):
    [command] = read(text).commands
    assert may_fail_well(command) is may


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("tar xz", False),
        ("tar -xzC /opt", False),
        ("tar -C / -xzf -", False),
        ("tar zxvf - -C /opt --strip-components=1", False),
        ("tar --extract --gzip --file=-", False),
        ("tar xf a.tar", True),
        ("tar --extract --file=a.tar", True),
        ("tar cz a", True),
        ("bash", False),
        ("sudo -E bash -", False),
        ("sh -s -- -y --no-modify-path", False),
        ("bash /dev/stdin --channel 8", False),
        ("bash script", True),
        ("sh -c 'cat'", True),
        ("python3 -", False),
        ("python3 - --yes", False),
        ("python3", False),
        ("python3 -c 'import json, sys; print(json.load(sys.stdin)[0])'", False),
        ("python3 -c 'print(input())'", True),
        ("python3 -m pip install -r /dev/stdin", False),
        ("uv pip install -r /dev/stdin", False),
        ("uv pip install -r a", True),
        ("gpg --dearmor -o a", False),
        ("apt-key add -", False),
        ("apt-key add a", True),
        ("tee a", False),
        ("sudo tee a", False),
        ("xargs -r apt-get install", False),
        ("xargs head", False),
        ("sort -u", False),
        ("sort a.txt", True),
        ("cut -d. -f1,2", False),
        ("cut -d . -f 1-3", False),
        ("tail -n +2", False),
        ("sha256sum -c -", False),
        ("sha256sum -c a.sum", True),
        ("head -1", True),
        ("grep a", False),
        ("grep -qE a", True),
        ("grep -m1 a", True),
        ("grep --max-count=1 a", True),
        ("sed -e s/a/b/", False),
        ("sed -n '1p;q'", True),
        ("jq -r .a", False),
        ("jq -r .a b.json", True),
        ("tee < a", True),
        ("true", True),
        ("my-tool", True),
    ],
)
def test_who_may_stop_reading_early(text, may):
    command = read(text).commands[0]
    assert may_stop_early(command) is may
