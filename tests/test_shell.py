"""Shell bodies: against shfmt as an oracle, and by hand where shfmt says nothing."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from migrator.dockerfile import Instruction, parse
from migrator.shell import Command, Script, parse_script, program, script_of, unwrap
from migrator.source import Logical, Source, Span

DATA = sorted((Path(__file__).parent / "data" / "shell").glob("*.sh"))


def read(text: str) -> Script:
    return parse_script(Logical(text, ((0, 0),)))


def words(command: Command) -> list[str]:
    return [word.text for word in command.words]


def lines(script: Script) -> list[str]:
    assert script.opaque is None
    return [" ".join(words(command)) for command in script.commands]


def values(text: str) -> list[str | None]:
    return [word.value for word in read(text).commands[0].words]


def instruction(text: str, keyword: str = "RUN") -> tuple[Source, Instruction]:
    source = Source("Dockerfile", text)
    found = next(one for one in parse(source).instructions if one.keyword == keyword)
    return source, found


def run(text: str, keyword: str = "RUN", shell: tuple[str, ...] | None = None) -> Script:
    _, found = instruction(f"FROM scratch\n{text}\n", keyword)
    return script_of(found, shell)


# the oracle


Ranges = tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]


def shfmt(text: str) -> list[Ranges]:
    """Give the byte ranges of assignments, words and redirects of all simple commands."""
    tool = Path(sys.executable).with_name("shfmt")
    done = subprocess.run(
        [tool, "--to-json", "-ln", "bash"], input=text.encode(), capture_output=True, check=True
    )
    found: list[Ranges] = []
    _walk(json.loads(done.stdout), found)
    return sorted(found)


def _range(node: dict) -> tuple[int, int]:
    return node["Pos"]["Offset"], node["End"]["Offset"]


def _walk(node: object, found: list[Ranges]) -> None:
    if isinstance(node, list):
        for child in node:
            _walk(child, found)
    elif isinstance(node, dict):
        if "Cmd" in node or "Redirs" in node:
            found += _simple(node.get("Cmd"), node.get("Redirs", []))
        for child in node.values():
            _walk(child, found)


def _simple(command: dict | None, redirects: list[dict]) -> list[Ranges]:
    starts = [(one.get("N") or {}).get("Pos", one["OpPos"])["Offset"] for one in redirects]
    targets = tuple(
        (start, one["Word"]["End"]["Offset"]) for start, one in zip(starts, redirects, strict=True)
    )
    if command is None:
        return [((), (), targets)]
    arguments = tuple(map(_range, command.get("Args", [])))
    match command["Type"]:
        case "CallExpr":
            return [(tuple(map(_range, command.get("Assigns", []))), arguments, targets)]
        case "DeclClause":
            return [((), (_range(command["Variant"]), *arguments), targets)]
    return []


def ours(text: str) -> list[Ranges]:
    script = read(text)
    assert script.opaque is None
    at = [len(text[:index].encode()) for index in range(len(text) + 1)]

    def ranges(found) -> tuple[tuple[int, int], ...]:
        return tuple((at[word.span.start], at[word.span.end]) for word in found)

    return sorted(
        (ranges(one.assignments), ranges(one.words), ranges(one.redirects))
        for one in script.commands
        if "sh -c" not in one.nesting
    )


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.stem)
def test_words_stand_where_shfmt_sees_them(path):
    text = path.read_text()
    assert ours(text) == shfmt(text)


def test_there_are_bodies_to_compare():
    assert len(DATA) >= 40


# words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a 'b c' \"d e\" f\\ g", ["a", "b c", "d e", "f g"]),
        ('a $b "$c" `d` $(e) ${f}', ["a", None, None, None, None, None]),
        ("a '$b' \\$c \"\\$d\" $ \"$\" $'\\t\\''", ["a", "$b", "$c", "$d", "$", "$", "\t'"]),
        ("a *.py b? [ab]c {a,b} {1..3} ~/x", ["a", None, None, None, None, None, None]),
        (
            "a '*.py' b\\? \"[ab]c\" '{a,b}' \\~/x x~ {} {a}",
            ["a", "*.py", "b?", "[ab]c", "{a,b}", "~/x", "x~", "{}", "{a}"],
        ),
        (
            "pip install uvicorn[standard]==0.30 x[!a,c]>=1",
            ["pip", "install", "uvicorn[standard]==0.30", None],
        ),
        ("[ -f a ]", ["[", "-f", "a", "]"]),
        ("a\\\nb c", ["ab", "c"]),
        ("a \"\"  ''", ["a", "", ""]),
        ("a \"x\\\ny\" 'x\\\ny'", ["a", "xy", "x\\\ny"]),
        ("a --x=~/y", ["a", "--x=~/y"]),
    ],
)
def test_value(text, expected):
    assert values(text) == expected


def test_an_unquoted_requirement_is_cut_by_its_redirect():
    (command,) = read("pip install flask>=2 'django>=4'").commands
    assert words(command) == ["pip", "install", "flask", "'django>=4'"]
    assert [word.text for word in command.redirects] == [">=2"]


def test_redirects_and_assignments_are_words_of_their_own():
    (command,) = read("A='b c' D=$e make 2> /dev/null >&2 <<< $x").commands
    assert [word.value for word in command.assignments] == ["A=b c", None]
    assert [word.value for word in command.redirects] == ["2>/dev/null", ">&2", None]
    assert words(command) == ["make"]
    assert command.span == Span(0, len("A='b c' D=$e make 2> /dev/null >&2 <<< $x"))


def test_the_name_is_unknown_where_a_variable_decides():
    assert [one.name for one in read("$PIP install x; FOO=1; pip x").commands] == [None, None, "pip"]


# structure


def borders(text: str) -> list[tuple[str, str | None, str | None]]:
    found = read(text).commands
    return [
        (" ".join(words(one)), one.before and one.before.text, one.after and one.after.text) for one in found
    ]


def test_operators_join_neighbours_of_one_list():
    assert borders("a && b || c; d | e |& f & g") == [
        ("a", None, "&&"),
        ("b", "&&", "||"),
        ("c", "||", ";"),
        ("d", ";", "|"),
        ("e", "|", "|&"),
        ("f", "|&", "&"),
        ("g", "&", None),
    ]
    assert borders("if a; then b\nc; fi; d &") == [
        ("a", None, None),
        ("b", None, "\n"),
        ("c", "\n", None),
        ("d", ";", "&"),
    ]


@pytest.mark.parametrize(
    ("text", "nesting"),
    [
        ("x", ()),
        ("(x)", ("(",)),
        ("{ x; }", ("{",)),
        ("if x; then :; fi", ("if",)),
        ("for a in b; do x; done", ("for",)),
        ("until x; do :; done", ("while",)),
        ("case a in b) x;; esac", ("case",)),
        ("echo $(x)", ("$(",)),
        ('echo "${a:-$(x)}"', ("$(",)),
        ("echo `x`", ("`",)),
        ('echo "`echo \\"$(x)\\"`"', ("`", "$(")),
        ("cat <(x)", ("<(",)),
        ("f() { x; }", ("function", "{")),
        ("sh -c 'x'", ("sh -c",)),
        ('sudo bash -euxc "( x )"', ("sh -c", "(")),
        ("bash -o pipefail -c 'x'", ("sh -c",)),
        ("busybox ash -c 'x'", ("sh -c",)),
        ("sh -ec -- 'x'", ("sh -c",)),
        ("bash -s a <<'E'\nx\nE\n", ("sh -c",)),
        ("bash -o errexit <<E\nx $y\nE\n", ("sh -c",)),
        ('echo "${a:-it\'s $(x)}"', ("$(",)),
        ("echo $(( '1' + $(x) ))", ("$(",)),
        ('echo $(("1" \\) )); x', ()),
        ("bash <<'E'\nx\nE\n", ("sh -c",)),
        ("cat <<E\n$(x)\nE\n", ("$(",)),
        ("((a); x)", ("(",)),
        ("echo $((a); x)", ("$(",)),
    ],
)
def test_nesting(text, nesting):
    script = read(text)
    assert script.opaque is None
    assert [one.nesting for one in script.commands if one.name == "x"] == [nesting]


def test_commands_come_in_source_order_the_outer_one_first():
    assert lines(read("a $(b `c`) && sh -c 'd; e' | f")) == [
        "a $(b `c`)",
        "b `c`",
        "c",
        "sh -c 'd; e'",
        "d",
        "e",
        "f",
    ]


def test_lists_know_their_members_and_what_is_a_condition():
    script = read("if a && ! b; then c | d; time e; fi; f &")
    found = [(one.nesting, one.condition, len(one.items)) for one in script.lists]
    assert found == [((), False, 2), (("if",), True, 2), (("if",), False, 2)]
    kept = [item.command and item.command.name for one in script.lists for item in one.items]
    assert kept == [None, "f", "a", None, None, "e"]


def test_functions_are_known_by_name():
    script = read(
        "log() { echo; }\nfunction up { log; }\nfunction down() ( log )\nsh -c 'in() { :; }; in'\nlog"
    )

    assert script.functions == {"log", "up", "down", "in"}
    assert read("log | cat; echo 'f() { :; }'").functions == frozenset()


def test_a_comment_swallows_the_rest_of_a_joined_line():
    script = run("RUN a \\\n  && b # why \\\n  && c")
    assert lines(script) == ["a", "b"]
    assert len(script.comments) == 1


@pytest.mark.parametrize(
    "text",
    [
        "a &&",
        "a | ; b",
        "a;; b",
        "if a; then b",
        "if a; fi; else",
        "(a",
        "a)",
        "{ a;",
        "a 'b",
        'a "b',
        "a `b",
        "a $(b",
        "a ${b",
        "a ${}",
        "a ${b c}",
        "case a in b",
        "for",
        "for a in b; echo",
        "done",
        "a <<E\nb",
        "a <<$E\nb",
        "a >",
        "a > # b",
        "coproc a",
        "[[ a",
        "a (b)",
        "f() a",
        "a $((1",
        "a x=(1)",
        "&& a",
        "a & && b",
        "! ",
        "a=(1",
        "a <<'E",
        "a <<",
        "a <<E",
        "a <<'E\nF'\nb\nE\nF",
        "a $'b",
        "a @(b",
        'a "${b',
        "a $[1",
        "((a",
        "a $((1 '",
    ],
)
def test_what_cannot_be_read_is_opaque(text):
    script = read(text)
    assert script.opaque
    assert script.commands == script.lists == ()


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "(" * 10_000 + ")" * 10_000,
        "$(" * 10_000,
        '"$(' * 10_000,
        "`\\`" * 10_000,
        "${a:-" * 10_000,
        "((" * 10_000,
        "$((" * 10_000,
        "{ " * 10_000,
        "if " * 10_000,
        "a <<E\n" * 10_000,
        "a[" * 30_000,
        "{," * 30_000,
        "a " + "[" * 60_000,
        "sh -c '" * 10_000,
        "bash <<'E'\n" * 10_000,
        "@(" * 10_000,
        "'" * 10_001,
        "\\" * 60_001,
        "a=(" * 10_000,
        "case a in " * 10_000,
        "f()" * 10_000,
        "$'\\" * 20_000,
        "! " * 60_000,
        "~:" * 30_000,
    ],
    ids=range(25),
)
def test_hostile_text_is_read_in_no_time(text):
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 1


def test_time_grows_with_the_text_only():
    def cost(size: int) -> float:
        text = 'a `b \\\n` && c "$(d \'e\')" ; ((f)) || [[ g ]] \\\n | h <<< "i" # j\n' * size
        start = time.process_time()
        assert len(read(text).commands) == 5 * size
        return time.process_time() - start

    cost(100)
    assert cost(4000) < 40 * max(cost(400), 0.005)


# wrappers and scripts inside


@pytest.mark.parametrize(
    ("text", "wrappers", "rest"),
    [
        ("sudo -E -u root apt-get update", ("sudo",), "apt-get update"),
        ("sudo A=1 env -i B=2 make", ("sudo", "env"), "make"),
        ("exec gosu app:app python x", ("exec", "gosu"), "python x"),
        ("xargs -r -n 1 pip install", ("xargs",), "pip install"),
        ("nohup timeout -k 5 10 nice -n 5 a -n", ("nohup", "timeout", "nice"), "a -n"),
        ("/usr/bin/env python3 -V", ("env",), "python3 -V"),
        ("env", (), "env"),
        ("command -v apt-get", (), "command -v apt-get"),
        ("env -S 'a b'", (), "env -S 'a b'"),
        ("sudo -i", (), "sudo -i"),
        ("sudo $x", ("sudo",), "$x"),
        ("sudo -$x a", (), "sudo -$x a"),
        ("time a", (), "a"),
        ("apt-get sudo", (), "apt-get sudo"),
    ],
)
def test_unwrap(text, wrappers, rest):
    (command,) = read(text).commands
    found = unwrap(command)
    assert (found.wrappers, " ".join(words(found)), found.span) == (wrappers, rest, command.span)


def test_unwrap_hands_on_the_assignments_of_env():
    (command,) = read("A=1 env B=2 make").commands
    assert [word.value for word in unwrap(command).assignments] == ["A=1", "B=2"]


def test_program_drops_the_path():
    assert [program(one) for one in read("/usr/bin/apt-get x; $a; B=1").commands] == ["apt-get", None, None]


@pytest.mark.parametrize(
    "text",
    [
        'sh -c "a \\"b\\""',
        'sh -c "$(a)"',
        'sh -c a"b"',
        "sh -c $a",
        "sh -c \"echo '$a'\"",
        "sh -c 'a &&'",
        'eval "$(a)"',
        "su app -c 'a'",
        "bash <<E\n`a`\nE\n",
        "bash <<-'E'\n\ta\n\tE\n",
        "sh -c 'if'",
        "(bash <<E)\na\nE\n",
        "busybox sh -c $x",
    ],
)
def test_a_script_inside_that_cannot_be_listed_is_told(text):
    outer = read(text).commands[0]
    assert outer.opaque_inner
    assert not any("sh -c" in one.nesting for one in read(text).commands)


@pytest.mark.parametrize("text", ["sh -c", "bash run.sh -c x", "bash", "curl x | sh", "su", "sh -x a.sh"])
def test_no_script_inside_no_complaint(text):
    assert all(one.opaque_inner is None for one in read(text).commands)


# instructions


def sliced(text: str, keyword: str = "RUN") -> list[list[str]]:
    source, found = instruction(f"FROM scratch\n{text}\n", keyword)
    script = script_of(found)
    assert script.opaque is None
    return [[source.slice(word.span) for word in one.words] for one in script.commands]


def test_spans_lead_back_through_continuations():
    text = "RUN apt-get inst\\\nall -y \\\n  # why\n\n  gcc \\\r\n && pip x"
    assert sliced(text) == [["apt-get", "inst\\\nall", "-y", "gcc"], ["pip", "x"]]


def test_a_words_value_does_not_see_the_continuation():
    (command,) = run("RUN apt-get inst\\\nall").commands
    assert command.words[1].value == command.words[1].text == "install"


def test_the_escape_character_of_the_file_counts():
    _, found = instruction("# escape=`\nFROM scratch\nRUN a `\n  b && c\n")
    assert lines(script_of(found)) == ["a b", "c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "RUN <<EOF\napt-get update\napt-get install -y \\\n  gcc\nEOF",
            ["apt-get update", "apt-get install -y gcc"],
        ),
        ("RUN <<-EOF\n\ta\n\t\tb c\n\tEOF", ["a", "b c"]),
        ("RUN <<'EOF'\n#!/bin/bash -e\na && b\nEOF", ["a", "b"]),
        ("RUN <<EOF\n#!/usr/bin/env sh\na\nEOF", ["a"]),
        ("RUN bash -ex <<EOF\na\nb $x\nEOF", ["bash -ex", "a", "b $x"]),
        ("RUN cat <<EOF > /run.sh && b\napt-get update\nEOF", ["cat", "b"]),
        ("RUN <<A cat && <<B cat\na\nA\nb\nB", ["cat", "cat"]),
        ("RUN --mount=type=cache,target=/x <<EOF\na\nEOF", ["a"]),
        ("RUN a <<EOF\nEOF", ["a"]),
    ],
)
def test_heredoc_forms(text, expected):
    assert lines(run(text)) == expected


def test_spans_lead_back_into_heredocs():
    assert sliced("RUN <<-EOF\n\t\ta b\n\tc\n\tEOF\n") == [["a", "b"], ["c"]]
    assert sliced("RUN sh <<EOF && d\na b\nEOF\n") == [["sh"], ["d"], ["a", "b"]]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("RUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF", "the body is run by python3"),
        ("RUN <<EOF\n#!/usr/bin/perl -w\nx\nEOF", "the body is run by perl"),
        ("RUN <<EOF\na\r\nEOF", "carriage returns"),
    ],
)
def test_opaque_heredocs(text, reason):
    assert reason in (run(text).opaque or "")


def test_the_exec_form_is_one_command():
    script = run('RUN ["apt-get", "install", "-y", "a b"]')
    assert lines(script) == ['"apt-get" "install" "-y" "a b"']
    assert script.commands[0].exec
    assert script.commands[0].name == "apt-get"


def test_the_exec_form_of_a_shell_lists_its_script():
    text = 'RUN ["/bin/bash", "-o", "pipefail", "-c", "a && b | c"]'
    assert sliced(text)[1:] == [["a"], ["b"], ["c"]]
    assert [one.nesting for one in run(text).commands] == [(), ("sh -c",), ("sh -c",), ("sh -c",)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('["sh", "-c", "a \\"b\\""]', "the script is escaped"),
        ('["su", "x", "-c", "a"]', "what su runs is not one plain word"),
        ('["sh", "-c", "if a"]', "'then' is missing before 'the end'"),
    ],
)
def test_the_exec_form_of_a_shell_that_cannot_be_read_is_told(text, reason):
    (command,) = run(f"RUN {text}").commands
    assert command.opaque_inner == reason
    assert [word.value for word in command.arguments] == [word.value for word in command.words[1:]]


@pytest.mark.parametrize(
    ("text", "keyword", "expected"),
    [
        ("CMD python app.py", "CMD", ["python app.py"]),
        ('ENTRYPOINT ["tini", "--"]', "ENTRYPOINT", ['"tini" "--"']),
        ("HEALTHCHECK --timeout=5s CMD curl -f x || exit 1", "HEALTHCHECK", ["curl -f x", "exit 1"]),
        ('HEALTHCHECK CMD ["curl", "x"]', "HEALTHCHECK", ['"curl" "x"']),
        ("HEALTHCHECK NONE", "HEALTHCHECK", []),
    ],
)
def test_other_instructions(text, keyword, expected):
    assert lines(run(text, keyword)) == expected


def test_the_trigger_of_onbuild():
    _, found = instruction("FROM scratch\nONBUILD RUN a && b\n", "ONBUILD")
    assert found.trigger
    assert lines(script_of(found.trigger)) == ["a", "b"]


@pytest.mark.parametrize(
    "shell", [("powershell", "-Command"), ("cmd", "/S", "/C"), ("/usr/bin/python3", "-c")]
)
def test_other_shells_are_opaque(shell):
    assert run("RUN a b", shell=shell).opaque == f"SHELL is {shell[0]}"
    assert run('RUN ["a", "b"]', shell=shell).opaque is None


def test_a_wrapped_shell_is_a_shell():
    assert run("RUN a", shell=("conda", "run", "-n", "x", "/bin/bash", "-c")).opaque is None
