"""Quotes that are written into scripts: what is known of values, and that shells do the same with them."""

import re
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.dockerfile import parse
from migrator.quoting.printed_words import Worth
from migrator.quoting.script_place import quotable_script
from migrator.quoting.value_quotes import Quoted, value_quotes
from migrator.quoting.word_values import Values
from migrator.shell import parse_script
from migrator.shell.dollars import dollars
from migrator.source import Logical, Source
from tests.cases import cases, migrate
from tests.quoted_scripts import SHELLS, Stage, scripts

NAMES = [" ".join(shell) for shell in SHELLS]


# what stands where


def places(text):
    logical = Logical(text, ((0, 0),))
    return [(each.dollar.text, each.word.text) for each in dollars(logical).places(parse_script(logical))]


@pytest.mark.parametrize(
    "text, found",
    [
        ("a $X \"$Y\" '$Z' \\$W", [("$X", "$X")]),
        ("a b$X-${Y}c", [("$X", "b$X-${Y}c"), ("${Y}", "b$X-${Y}c")]),
        ('a "$(b $X)"', [("$X", "$X")]),
        ("a `b $X`", [("`b $X`", "`b $X`"), ("$X", "$X")]),
        ("a > $X 2>&1", [("$X", "> $X")]),
        ("A=$X B=$(c) d", []),
        ("a ${X:-$Y} $((X + $Z))", [("${X:-$Y}", "${X:-$Y}"), ("$((X + $Z))", "$((X + $Z))")]),
        ("case $X in $Y) a;; esac; [[ $Z ]]; for x in $W; do :; done", []),
        ("for x in $W/*; do :; done", [("$W", "$W/*")]),
        ("sh -c 'a $X'", []),
        ("a $'x' $\"y\" $", []),
        ("a $X (", []),
    ],
)
def test_what_is_not_in_quotes_is_found_with_its_word(text, found):
    assert places(text) == found


def test_loops_tell_their_name_and_words():
    (loop,) = parse_script(Logical("for a in x $Y; do b; done", ((0, 0),))).loops

    assert (loop.variable.text, [word.text for word in loop.words]) == ("a", ["x", "$Y"])
    assert (
        parse_script(Logical("for a; do b; done; for ((;;)); do c; done", ((0, 0),))).loops[0].words is None
    )


# what is known of values

HEAD = 'FROM python:3.12-slim\nARG GIVEN=1 TARGETARCH\nENV E=x EMPTY="" LIST="a b"\nWORKDIR /app\nRUN '


def worth(script):
    """Give what is known of the last expansion that is not in quotes."""
    dockerfile = parse(Source("Dockerfile", HEAD + script + "\n"))
    run = dockerfile.instructions[-1]
    place = quotable_script(dockerfile, run)
    places = [each for each in place.places if each.command is not None and each.command.name == "run"]
    last = max(places, key=lambda each: each.dollar.span.start)
    return Values(dockerfile, run, place.script, place.dollars).of(last.dollar)


@pytest.mark.parametrize(
    "script, expected",
    [
        ("A=x; run $A", Worth.ONE),
        ("A='x'\"y\"; run ${A}", Worth.ONE),
        ("A='x y'; run $A", Worth.MANY),
        ("A=*.py; run $A", Worth.MANY),
        ("A=; run $A", Worth.SOME),
        ("A=x; A=; run $A", Worth.SOME),
        ("run $A", Worth.UNKNOWN),
        ("run $E", Worth.ONE),
        ("run $EMPTY", Worth.SOME),
        ("run $LIST", Worth.MANY),
        ("run $GIVEN", Worth.UNKNOWN),
        ("run $TARGETARCH", Worth.SOME),
        ("run $HOME $PWD", Worth.ONE),
        ("cd $X && run $PWD", Worth.UNKNOWN),
        ("cd sub && run $(pwd)", Worth.ONE),
        ("A=a$E; run $A", Worth.ONE),
        ("A=a$LIST; run $A", Worth.MANY),
        ("A=$EMPTY$E; run $A", Worth.ONE),
        ("A=x; run ${A%.*}", Worth.SOME),
        ("A=x; run ${A:-y}", Worth.ONE),
        ("A=; run ${A:-y}", Worth.ONE),
        ("A=; run ${A:-'y z'}", Worth.UNKNOWN),
        ("A=x; run ${A/x/y z}", Worth.UNKNOWN),
        ("A=x; A=$A-$A; run $A", Worth.ONE),
        ("A=x; A=\"$A b\"; run $A", Worth.MANY),
        ("A=$B; B=$A; run $A", Worth.SOME),
        ("A=x; A+=' y'; run $A", Worth.UNKNOWN),
        ("A=x; A[0]='x y'; run $A", Worth.UNKNOWN),
        ("A=(x y); run $A", Worth.MANY),
        ("A=x; read A; run $A", Worth.UNKNOWN),
        ("A=x; . ./other; run $A", Worth.UNKNOWN),
        ("A=x; eval \"$B\"; run $A", Worth.UNKNOWN),
        ("A=x; . /venv/bin/activate; run $A", Worth.ONE),
        (". /etc/os-release; run $ID", Worth.SOME),
        ("VERSION=x; . /etc/os-release; run $VERSION", Worth.UNKNOWN),
        ("A=x; printf -v A %s 'a b'; run $A", Worth.UNKNOWN),
        ("A=x; run ${B:=$A}; run $B", Worth.UNKNOWN),
        # where it is surely set
        ("true && A=x; run $A", Worth.SOME),
        ("true && A=x && run $A", Worth.ONE),
        ("true || A=x && run $A", Worth.SOME),
        ("A=x & run $A", Worth.SOME),
        ("(A=x); run $A", Worth.SOME),
        ("A=x run y; run $A", Worth.SOME),
        ("export A=x; run $A", Worth.ONE),
        ("if a; then A=x; else A=y; fi; run $A", Worth.ONE),
        ("if a; then A=x; elif b; then A=y; fi; run $A", Worth.SOME),
        ("if a; then A=x; else exit 1; fi; run $A", Worth.ONE),
        ("case $E in x) A=x;; *) A=y;; esac; run $A", Worth.ONE),
        ("case $E in x) A=x;; *) echo no; exit 1;; esac; run $A", Worth.ONE),
        ("case $E in x) A=x;; y) A=y;; esac; run $A", Worth.SOME),
        ("case $E in x) A=x;; *) true && A=y;; esac; run $A", Worth.SOME),
        ("case $E in x) A=x;; *) A='y z';; esac; run $A", Worth.MANY),
        ("while a; do A=x; done; run $A", Worth.SOME),
        # loops
        ("for a in x y; do run $a; done", Worth.ONE),
        ("for a in x y; do :; done; run $a", Worth.SOME),
        ("for a in 'x y'; do run $a; done", Worth.MANY),
        ("for a in *.py; do run $a; done", Worth.NAMED),
        ("for a in $X; do run $a; done", Worth.NAMED),
        ("for a in $(cat x); do run $a; done", Worth.NAMED),
        ("for a in \"$X\"; do run $a; done", Worth.UNKNOWN),
        ("for a in \"$X\"/*; do run $a; done", Worth.NAMED),
        ("for a in $a; do run $a; done", Worth.NAMED),
        ("for a; do run $a; done", Worth.UNKNOWN),
        # commands
        ("run $(nproc)", Worth.PRINTED),
        ("run $(cat x)", Worth.UNKNOWN),
        ("A=$(nproc); run $A", Worth.PRINTED),
        ("A=a$(nproc); run $A", Worth.ONE),
        ("run $(uname -a)", Worth.UNKNOWN),
        ("run $(uname -m | cut -d_ -f1)", Worth.SOME),
        ("run $(uname -m | sed 's/x/a b/')", Worth.UNKNOWN),
        ("run $(cat x | cut -d_ -f1)", Worth.UNKNOWN),
        ("run $(command -v a)", Worth.UNKNOWN),
        ("run $(which a b)", Worth.UNKNOWN),
        ("run $(basename $E)", Worth.PRINTED),
        ("run $(basename \"$X\")", Worth.UNKNOWN),
        ("run $(dirname $(which a))", Worth.UNKNOWN),
        ("run $(sudo -u app id -u)", Worth.PRINTED),
        ("run $(date +%F)", Worth.PRINTED),
        ("run $(date -u -d '2 days ago' +%FT%T)", Worth.PRINTED),
        ("run $(date '+%F %T')", Worth.UNKNOWN),
        ("run $(git rev-parse HEAD)", Worth.PRINTED),
        ("run $(git rev-parse a..b)", Worth.UNKNOWN),
        ("run $(lsb_release -cs)", Worth.PRINTED),
        ("run $(lsb_release -ds)", Worth.UNKNOWN),
        ("run $(python -c 'import x; print(x.__file__)')", Worth.PRINTED),
        ("run $(python -c 'import psycopg2; print(psycopg2.__version__)')", Worth.UNKNOWN),
        ("run $(python -c 'import a; print(a.f())')", Worth.UNKNOWN),
        ("run $(python -c 'import sysconfig; print(sysconfig.get_paths()[\"purelib\"])')", Worth.PRINTED),
        ("run $(pip show x | grep Location | cut -d ' ' -f 2)", Worth.PRINTED),
        ("run $(pip show x | awk '/Location/ {print $2}')", Worth.PRINTED),
        ("run $(pip show x | grep Summary)", Worth.UNKNOWN),
        ("run $(echo $E)", Worth.ONE),
        ("run $(echo a b)", Worth.UNKNOWN),
        ("run $(cd x && pwd)", Worth.ONE),
        ("run $(test -f x && echo a)", Worth.SOME),
        ("run $(cat y; nproc)", Worth.UNKNOWN),
        ("run $(nproc > x)", Worth.UNKNOWN),
        ("run $(nproc 2>/dev/null)", Worth.PRINTED),
        ("run $(case $E in x) echo a;; *) echo b;; esac)", Worth.SOME),
        ("run $(case $E in x) echo a; echo b;; esac)", Worth.UNKNOWN),
        ("run $(case $E in x) cat a;; esac)", Worth.UNKNOWN),
        ("run $(if nproc; then echo a; fi)", Worth.UNKNOWN),
        ("run $(if [ -f x ]; then echo a; else echo b; fi)", Worth.SOME),
        ("run `nproc`", Worth.PRINTED),
        ("run `echo \\$E`", Worth.UNKNOWN),
        ("run $((1 + 2))", Worth.ONE),
        ("run ${#E}", Worth.ONE),
        ("run $1", Worth.UNKNOWN),
    ],
)  # fmt: skip
def test_what_is_known_of_a_value(script, expected):
    assert worth(script) is expected


def test_a_file_that_means_harm_is_not_looked_into_for_ever():
    doubled = "; ".join(f"A{n + 1}=$A{n}$A{n}" for n in range(40))

    assert worth(f"A0=x; {doubled}; run $A40") is Worth.UNKNOWN


# shells do the same


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    return Stage(tmp_path_factory.mktemp("stage"))


def quoted(text):
    """Give a Dockerfile with the quotes that its RUNs get."""
    dockerfile = parse(Source("Dockerfile", text))
    found = [value_quotes(dockerfile, run) for run in dockerfile.instructions if run.keyword == "RUN"]
    edits = [edit for each in found for one in each if isinstance(one, Quoted) for edit in one.edits]
    return dockerfile.source.splice(edits).text


@pytest.mark.parametrize("shell", SHELLS, ids=NAMES)
@pytest.mark.parametrize(
    "path",
    [
        each
        for group in ("value_quotes", "shell_words")
        for each in cases(group)
        if "no_python" not in each.id and "stay" not in each.id and "several" not in each.id
    ],
)
def test_programs_get_the_same_arguments_in_the_cases(path, shell, stage):
    result = migrate(path, "value-quotes", "shell-words")
    pairs = zip(scripts(result.before.text), scripts(result.after.text), strict=True)
    for before, after in pairs:
        said = [
            stage.run(shell, re.sub(r"cd /app|set -e\b", ":", each), TOOL="tool", OUT="out", PACKAGES="a b")
            for each in (before, after)
        ]
        assert said[0] == tuple(
            re.sub(r"(?<=[\[ ])\./(?=\*|[ab]\.)", "", each) if isinstance(each, str) else each
            for each in said[1]
        )


LITERALS = st.sampled_from(
    ["x", "3.12", "a-b", "''", '"x y"', "'*.conf'", "*.conf", "x$A", "$B", '"$A"', "${A%.*}", "${B:-z}"]
)
COMMANDS = st.sampled_from(
    ["$(nproc)", "$(uname -m)", "$(curl u)", "$(echo $A)", "`nproc`", "$(uname -m | sed 's/x86/y/')"]
)
SETTINGS = st.builds("{}={}".format, st.sampled_from("ABC"), LITERALS | COMMANDS)
USES = st.sampled_from(
    [*("run $A", "run $A$B", "run a$B-c $C", "run ${A%.*}x", 'run "q"$C', "run --o=$A -j$B u://h/$C"),
     *("run $(nproc) p$(uname -m)q", "run `nproc` `nproc`x", "run *.conf$A > out", "run /d/$(curl u)/e $B", "run a > $A")]
)  # fmt: skip
SIMPLE = SETTINGS | USES
GROUPS = st.one_of(
    SIMPLE,
    st.builds("if run; then {}; else {}; fi".format, SIMPLE, SIMPLE),
    st.builds("case $A in x) {};; *) {};; esac".format, SIMPLE, SIMPLE),
    st.builds("case $(uname -m) in x*) {};; esac".format, SIMPLE),
    st.builds("for A in {} {}; do {}; done".format, LITERALS, LITERALS, SIMPLE),
    st.builds("({})".format, SIMPLE),
    st.builds("true && {}".format, SIMPLE),
    st.builds("false || {}".format, SIMPLE),
)
SCRIPTS = st.builds(
    lambda parts, ends: "".join(part + end for part, end in zip(parts, ends, strict=False)) + "true",
    st.lists(GROUPS, min_size=1, max_size=5),
    st.lists(st.sampled_from(["; ", " && "]), min_size=5, max_size=5),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=SCRIPTS)
def test_programs_get_the_same_arguments(script, stage):
    text = f"FROM python:3.12-slim\nENV B=b\nRUN {script}\n"
    after = quoted(text)
    if after == text:
        return
    for shell in SHELLS:
        said = [stage.run(shell, scripts(each)[0], B="b") for each in (text, after)]

        assert said[0] == said[1], (shell, script, scripts(after)[0])


@settings(max_examples=60)
@given(script=SCRIPTS)
def test_what_has_quotes_needs_none(script):
    text = quoted(f"FROM python:3.12-slim\nENV B=b\nRUN {script}\n")

    assert quoted(text) == text


# wildcards, with the programs themselves


@pytest.mark.parametrize("shell", SHELLS, ids=NAMES)
@pytest.mark.parametrize(
    "before, after",
    [
        ("rm *.deb", "rm ./*.deb"),
        ("rm -f *.none *.deb", "rm -f ./*.none ./*.deb"),
        ("tar -xf *.tar", "tar -xf ./*.tar"),
        ("chmod 600 *.txt", "chmod 600 ./*.txt"),
        ("cat *.txt > all", "cat ./*.txt > all"),
        ("cp *.txt to", "cp ./*.txt to"),
        ("mv -f *.txt to", "mv -f ./*.txt to"),
        ("rm *.none", "rm ./*.none"),
    ],
)
def test_programs_do_the_same_behind_a_folder(before, after, shell, tmp_path):
    assert scripts(migrated(f"FROM python:3.12-slim\nRUN {before}\n", tmp_path)) == [after]
    ends = [tree(tmp_path / name, shell, script) for name, script in (("a", before), ("b", after))]

    assert ends[0] == ends[1]


def migrated(text, folder):
    file = folder / "Dockerfile"
    file.write_text(text)
    return migrate(file, "shell-words").after.text


def tree(place, shell, script):
    (place / "to").mkdir(parents=True)
    for name in ("a.txt", "b.txt", "a.deb"):
        (place / name).write_text(name)
    subprocess.run(["tar", "-cf", "x.tar", "a.txt"], cwd=place, check=True)
    done = subprocess.run([*shell, "-c", script], cwd=place, capture_output=True, check=False)
    files = sorted(each for each in place.rglob("*") if each.is_file() and each.suffix != ".tar")
    return done.returncode, [
        (str(each.relative_to(place)), each.read_text(), each.stat().st_mode) for each in files
    ]
