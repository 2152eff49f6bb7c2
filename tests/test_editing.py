"""Edit recipes: what comes out is read again by our own parser and by BuildKit's."""

import re
from collections import Counter
from collections.abc import Iterable

import dockerfile as buildkit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator import editing
from migrator.dockerfile import Dockerfile, Instruction, parse, words
from migrator.shell import Command, script_of, unwrap
from migrator.source import Edit, Source


def read(text: str) -> Dockerfile:
    return parse(Source("Dockerfile", text))


def comments(text: str) -> Counter[str]:
    return Counter(line.strip() for line in text.split("\n") if line.lstrip().startswith("#"))


def applied(dockerfile: Dockerfile, edits: Iterable[Edit]) -> str:
    """Give the edited text; it must be a Dockerfile with the same comments and no line of blanks more."""
    before, after = dockerfile.source.text, dockerfile.source.splice(edits).text
    read(after)
    assert buildkit.parse_string(after)
    assert comments(after) >= comments(before)
    assert empty_continuations(after) <= empty_continuations(before)
    return after


def empty_continuations(text: str) -> int:
    """Count blank lines inside instructions outside of here-documents."""
    dockerfile = read(text)
    found = 0
    for one in dockerfile.instructions:
        end = one.heredocs[0].body.start if one.heredocs else one.lines.end
        found += sum(not line.strip() for line in text[one.lines.start : end].splitlines())
    return found


def the_run(dockerfile: Dockerfile, keyword: str = "RUN") -> Instruction:
    return next(one for one in dockerfile.instructions if one.keyword == keyword)


def pick(dockerfile: Dockerfile, run: Instruction, names: str) -> list[Command]:
    script = script_of(run)
    assert script.opaque is None
    found = [one for one in script.commands if one.name in names.split()]
    assert found
    return found


def without(text: str, names: str) -> str | None:
    """Delete the commands with these names from the first RUN of `text`."""
    dockerfile = read(f"FROM x\n{text}")
    run = the_run(dockerfile)
    script = script_of(run)
    edits = editing.delete_commands(dockerfile, run, script, pick(dockerfile, run, names))
    return None if edits is None else applied(dockerfile, edits).removeprefix("FROM x\n")


# commands

LEADING = """\
RUN a 1 \\
    # before b
    && b \\
    # inside b
      2 \\
    && c
USER app
"""

TRAILING = """\
RUN a 1 && \\
    b && \\
    # before c
    c
USER app
"""

SEMICOLONS = """\
RUN set -eux; \\
\ta; \\
\t\\
\tb 1 \\
\t\t2; \\
\tc
"""

HEREDOC = """\
RUN <<EOF
set -e
# first
a
b \\
  1
c && d; e

f
EOF
"""


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        (LEADING, "a", "RUN \\\n    # before b\n    b \\\n    # inside b\n      2 \\\n    && c\nUSER app\n"),
        (LEADING, "b", "RUN a 1 \\\n    # before b\n    # inside b\n    && c\nUSER app\n"),
        (LEADING, "c", "RUN a 1 \\\n    # before b\n    && b \\\n    # inside b\n      2\nUSER app\n"),
        (LEADING, "a b", "RUN \\\n    # before b\n    # inside b\n    c\nUSER app\n"),
        (LEADING, "b c", "RUN a 1\n    # before b\n    # inside b\nUSER app\n"),
        (LEADING, "a b c", "# before b\n# inside b\nUSER app\n"),
        (TRAILING, "a", "RUN b && \\\n    # before c\n    c\nUSER app\n"),
        (TRAILING, "b", "RUN a 1 && \\\n    # before c\n    c\nUSER app\n"),
        (TRAILING, "c", "RUN a 1 && \\\n    b\n    # before c\nUSER app\n"),
        (SEMICOLONS, "set", "RUN a; \\\n\t\\\n\tb 1 \\\n\t\t2; \\\n\tc\n"),
        (SEMICOLONS, "set a", "RUN b 1 \\\n\t\t2; \\\n\tc\n"),
        (SEMICOLONS, "b c", "RUN set -eux; \\\n\ta\n"),
        (SEMICOLONS, "b", "RUN set -eux; \\\n\ta; \\\n\t\\\n\tc\n"),
        (HEREDOC, "a", "RUN <<EOF\nset -e\n# first\nb \\\n  1\nc && d; e\n\nf\nEOF\n"),
        (HEREDOC, "b", "RUN <<EOF\nset -e\n# first\na\nc && d; e\n\nf\nEOF\n"),
        (HEREDOC, "c e", "RUN <<EOF\nset -e\n# first\na\nb \\\n  1\nd\n\nf\nEOF\n"),
        (HEREDOC, "c d e f", "RUN <<EOF\nset -e\n# first\na\nb \\\n  1\n\nEOF\n"),
        (HEREDOC, "set a b c d e f", "# first\n"),
        ("RUN a && b && c\n", "b", "RUN a && c\n"),
        ("RUN a;b;c\n", "b", "RUN a;c\n"),
        ("RUN a&&b&&c\n", "a", "RUN b&&c\n"),
        ("RUN a && b\\\n && c\n", "c", "RUN a && b\n"),
        ("RUN a \\\n    \\\n    && b\n", "b", "RUN a\n"),
        ("RUN \\\n    a \\\n    && b\n", "a", "RUN \\\n    b\n"),
        ("RUN a \\\n    && b", "b", "RUN a"),
        ("RUN a \\\n    # c\n    && b", "b", "RUN a\n    # c"),
        ("RUN a \\\r\n    && b \\\r\n    && c\r\n", "b", "RUN a \\\r\n    && c\r\n"),
        ("USER u\nRUN a \\\r\n    && b", "a b", "USER u\n"),
        ("RUN --network=none \\\n    a \\\n    && b\n", "a", "RUN --network=none \\\n    b\n"),
        ("RUN if t; then a && b; fi\n", "a", "RUN if t; then b; fi\n"),
        ("RUN if t; then a && b; fi\n", "b", "RUN if t; then a; fi\n"),
        ("RUN if t; then a; b; fi\n", "b", "RUN if t; then a; fi\n"),
        ("RUN if t; then \\\n  a; \\\n  b; \\\nfi\n", "b", "RUN if t; then \\\n  a; \\\nfi\n"),
        ("RUN { a; b; } && (c; d)\n", "a c", "RUN { b; } && (d)\n"),
        ("RUN for x in 1 2; do a && b $x; done\n", "a", "RUN for x in 1 2; do b $x; done\n"),
        ("RUN case a in b) c; d;; esac\n", "d", "RUN case a in b) c;; esac\n"),
        ("RUN x=$(a && b) && c\n", "a", "RUN x=$(b) && c\n"),
        ("RUN a && sh -c 'b && c'\n", "b", "RUN a && sh -c 'c'\n"),
        ('RUN a && sh -c "b && c"\n', "c", 'RUN a && sh -c "b"\n'),
        ('RUN ["sh", "-c", "a && b"]\n', "b", 'RUN ["sh", "-c", "a"]\n'),
        ('RUN ["a", "b"]\n', "a", ""),
        ("RUN a || true && b\n", "a", "RUN b\n"),
        ("RUN a || echo no || exit 1; b\n", "a", "RUN b\n"),
        ("RUN x && a || true\n", "a", "RUN x || true\n"),
        ("RUN a || true && b && c\n", "b", "RUN a || true && c\n"),
        ("RUN (a) && b || c && d\n", "d", "RUN (a) && b || c\n"),
        ("RUN a & b\n", "a", "RUN b\n"),
        ("RUN a & b\n", "b", "RUN a &\n"),
        ("RUN a && b &\n", "b", "RUN a &\n"),
        ("RUN time a && b\n", "a", "RUN b\n"),
        ("RUN a && A=1 b >x 2>&1 && c\n", "b", "RUN a && c\n"),
        ("RUN a && b $(c d) `e`\n", "b", "RUN a\n"),
        ("RUN a && b # why\n", "b", "RUN a # why\n"),
        ("RUN a # why\n", "a", "# why\n"),
        ("RUN a \\\n  && b 1 `# one` \\\n    2 \\\n  && c\n", "b", "RUN a \\\n# one\n  && c\n"),
        ("RUN cat <<EOF >f && a && b\nbody\nEOF\n", "a", "RUN cat <<EOF >f && b\nbody\nEOF\n"),
        ("RUN <<EOF\na\nx=(1 # one\n 2) b\nEOF\n", "b", "RUN <<EOF\na\n# one\nEOF\n"),
        # a semicolon moves up to what it ends, over what went, but over no comment
        (
            "RUN if a; then \\\n  b && \\\n  c && \\\n  d; \\\n fi\n",
            "c d",
            "RUN if a; then \\\n  b; \\\n fi\n",
        ),
        ("RUN if a; then b \\\n  && c ; fi\n", "c", "RUN if a; then b; fi\n"),
        ("RUN a \\\n  # why\n  && b; c\n", "b", "RUN a \\\n  # why\n  ; c\n"),
        # what only exports variables to what goes, goes with it
        ("USER x\nRUN export A=1 B \\\n  && a\n", "a", "USER x\n"),
        ("RUN export A=1 && a && b\n", "a", "RUN export A=1 && b\n"),
        ("RUN export A=$(b) && a\n", "a", "RUN export A=$(b)\n"),
        ("RUN export A=1 >f && a\n", "a", "RUN export A=1 >f\n"),
    ],
)
def test_delete_commands(text, names, expected):
    assert without(text, names) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("RUN if a; then b; fi\n", "b"),
        ("RUN if a && b; then c; fi\n", "a"),
        ("RUN while a; b; do c; done\n", "b"),
        ("RUN a | b && c\n", "a"),
        ("RUN a | b && c\n", "b"),
        ("RUN ! a && b\n", "a"),
        ("RUN a || b\n", "b"),
        ("RUN a || b\n", "a"),
        ("RUN a || true\nUSER x\n", "a"),
        ("RUN a || (b; c) && d\n", "a"),
        ("RUN a && (b)\n", "b"),
        ("RUN a && x=$(b)\n", "b"),
        ("RUN sh -c 'a'\n", "a"),
        ("RUN f() { a; }; b\n", "a"),
        ("RUN cat <<EOF >f && a\nbody\nEOF\n", "cat"),
        ("RUN <<EOF\na\ncat <<X\nb\nX\nEOF\n", "cat"),
        ("RUN a \\\n  && b # why \\\n  && c\n", "b"),
        ('RUN <<EOF\na "\n" && x=(1 # one\n 2) b\nEOF\n', "b"),
    ],
)
def test_what_cannot_be_deleted_safely_is_left(text, names):
    assert without(text, names) is None


def test_deleting_nothing_changes_nothing():
    dockerfile = read("FROM x\nRUN a\n")
    run = the_run(dockerfile)
    assert editing.delete_commands(dockerfile, run, script_of(run), []) == ()
    assert editing.delete_words(dockerfile, run, []) == ()


def test_an_unwrapped_command_can_be_deleted():
    dockerfile = read("FROM x\nRUN sudo a && b\n")
    run = the_run(dockerfile)
    script = script_of(run)
    edits = editing.delete_commands(dockerfile, run, script, [unwrap(script.commands[0])])
    assert edits is not None
    assert applied(dockerfile, edits) == "FROM x\nRUN b\n"


def test_the_backtick_as_escape_character():
    dockerfile = read("# escape=`\nFROM x\nRUN a `\n    && b `\n    && c\n")
    run = the_run(dockerfile)
    script = script_of(run)
    edits = editing.delete_commands(dockerfile, run, script, script.commands[1:])
    assert edits is not None
    assert applied(dockerfile, edits) == "# escape=`\nFROM x\nRUN a\n"


def test_onbuild():
    dockerfile = read("FROM x\nONBUILD RUN a \\\n  && b\n")
    trigger = the_run(dockerfile, "ONBUILD").trigger
    assert trigger
    script = script_of(trigger)
    edits = editing.delete_commands(dockerfile, trigger, script, script.commands[:1])
    assert edits is not None
    assert applied(dockerfile, edits) == "FROM x\nONBUILD RUN b\n"


# replacing commands


@pytest.mark.parametrize(
    ("text", "new", "expected"),
    [
        ("RUN a 1 && b\n", "x", "RUN x && b\n"),
        (
            "RUN a 1 \\\n    # why\n    2 \\\n    && b\n",
            "x \\\n    y",
            "    # why\nRUN x \\\n    y \\\n    && b\n",
        ),
        (
            "RUN b \\\n  && A=1 a 1 \\\n  # why\n   2 >f\n",
            "x",
            "RUN b \\\n  # why\n  && A=1 x >f\n",
        ),
        ("RUN b && a `# why` \\\n  2\n", "x", "# why\nRUN b && x\n"),
        (
            "RUN b \\\r\n  && a 1 \\\r\n # c\r\n 2\r\n",
            "x \\\n y",
            "RUN b \\\r\n # c\r\n  && x \\\r\n y\r\n",
        ),
        ("RUN <<EOF\nb\na 1 \\\n  2\nEOF\n", "x", "RUN <<EOF\nb\nx\nEOF\n"),
        ("RUN in\\\nstall && a 1\\\n2", "x", "RUN in\\\nstall && x"),
    ],
)
def test_replace_command(text, new, expected):
    start = "FROM x\r\n" if "\r\n" in text else "FROM x\n"
    dockerfile = read(start + text)
    run = the_run(dockerfile)
    (command,) = pick(dockerfile, run, "a")
    edits = editing.replace_command(dockerfile, run, command, new)
    assert edits is not None
    assert applied(dockerfile, edits) == start + expected


def test_replace_the_command_behind_a_wrapper():
    dockerfile = read("FROM x\nRUN sudo -E apt-get install gcc\n")
    run = the_run(dockerfile)
    edits = editing.replace_command(dockerfile, run, unwrap(script_of(run).commands[0]), "apk add gcc")
    assert edits is not None
    assert applied(dockerfile, edits) == "FROM x\nRUN sudo -E apk add gcc\n"


@pytest.mark.parametrize("text", ["RUN a >f 1\n", "RUN a=1\n"])
def test_a_command_that_is_not_one_piece_is_left(text):
    dockerfile = read(f"FROM x\n{text}")
    run = the_run(dockerfile)
    assert editing.replace_command(dockerfile, run, script_of(run).commands[0], "x") is None


# words

INSTALL = """\
RUN apt-get install -y --no-install-recommends \\
      gcc \\
      # for psycopg
      libpq-dev \\
      curl git \\
      make
"""


@pytest.mark.parametrize(
    ("text", "gone", "expected"),
    [
        (INSTALL, ["libpq-dev"], INSTALL.replace("      libpq-dev \\\n", "")),
        (INSTALL, ["curl"], INSTALL.replace("curl ", "")),
        (INSTALL, ["git"], INSTALL.replace(" git", "")),
        (INSTALL, ["make"], INSTALL.replace(" \\\n      make", "")),
        (INSTALL, ["curl", "git", "make"], INSTALL.replace(" \\\n      curl git \\\n      make", "")),
        (INSTALL, ["--no-install-recommends"], INSTALL.replace(" --no-install-recommends", "")),
        ("RUN a \\\n  # c\n  b \\\n  d\n", ["b", "d"], "RUN a\n  # c\n"),
        ("RUN a \\\n  b\n# after\n", ["b"], "RUN a\n# after\n"),
        ("RUN a b\\\nc d\n", ["bc"], "RUN a \\\nd\n"),
        ("RUN ab\\\ncd ef\n", ["ef"], "RUN ab\\\ncd\n"),
        ("RUN a 'b c' d && e\n", ["'b c'", "d"], "RUN a && e\n"),
        ("RUN sh -c 'a b && c'\n", ["b"], "RUN sh -c 'a && c'\n"),
        ("RUN <<EOF\na b \\\n  c\nd\nEOF\n", ["c"], "RUN <<EOF\na b\nd\nEOF\n"),
        ('RUN ["a", "b", "c"]\n', ['"b"'], 'RUN ["a", "c"]\n'),
        ('RUN ["a", "b", "c"]\n', ['"c"'], 'RUN ["a", "b"]\n'),
        ('RUN ["a", "b", "c"]\n', ['"a"', '"b"'], 'RUN ["c"]\n'),
        ('RUN ["a", "b", "c"]\n', ['"b"', '"c"'], 'RUN ["a"]\n'),
        ('RUN ["a", \\\n  "b", \\\n  "c"]\n', ['"b"'], 'RUN ["a", \\\n  "c"]\n'),
    ],
)
def test_delete_words(text, gone, expected):
    dockerfile = read(f"FROM x\n{text}")
    run = the_run(dockerfile)
    commands = script_of(run).commands
    chosen = [word for one in commands for word in one.words if word.text in gone]
    edits = editing.delete_words(dockerfile, run, chosen)
    assert edits is not None
    assert applied(dockerfile, edits) == f"FROM x\n{expected}"


def test_words_of_other_instructions():
    dockerfile = read("FROM x\nCOPY a \\\n  b \\\n  c/\n")
    copy = the_run(dockerfile, "COPY")
    edits = editing.delete_words(dockerfile, copy, words(copy)[1:2])
    assert edits is not None
    assert applied(dockerfile, edits) == "FROM x\nCOPY a \\\n  c/\n"


def test_words_are_left_where_a_comment_would_come_to_life():
    dockerfile = read("FROM x\nRUN a \\\n  b # c \\\n  && d\n")
    run = the_run(dockerfile)
    assert editing.delete_words(dockerfile, run, script_of(run).commands[0].words[1:]) is None


def test_edits_of_one_word():
    dockerfile = read("FROM x\nRUN a b c\n")
    first, second, _ = script_of(the_run(dockerfile)).commands[0].words
    edits = [editing.replace_word(second, "y"), editing.insert_after_word(first, "-q")]
    assert applied(dockerfile, edits) == "FROM x\nRUN a -q y c\n"


def test_json_word():
    assert editing.json_word('a "b" \\ é') == '"a \\"b\\" \\\\ é"'


# instructions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM x\nRUN a\nUSER b\n", "FROM x\nUSER b\n"),
        ("FROM x\n\nRUN a\n\nUSER b\n", "FROM x\n\nUSER b\n"),
        ("FROM x\r\n\r\nRUN a\r\n\r\nUSER b\r\n", "FROM x\r\n\r\nUSER b\r\n"),
        ("FROM x\n# why\nRUN a\n\nUSER b\n", "FROM x\n# why\n\nUSER b\n"),
        (
            "FROM x\n  RUN a \\\n      # c1\n\n # c2\n  b\nUSER b\n",
            "FROM x\n  # c1\n  # c2\nUSER b\n",
        ),
        ("FROM x\nRUN a", "FROM x\n"),
        ("FROM x\nRUN a \\\n # c\n b", "FROM x\n# c"),
        ("FROM x\nRUN a # b \\\n  c\n", "FROM x\n# b\n# c\n"),
        ("FROM x\nRUN <<EOF\n#!/bin/sh\n# b\na # c\nEOF\nUSER x\n", "FROM x\n# b\n# c\nUSER x\n"),
    ],
)
def test_delete_instruction(text, expected):
    dockerfile = read(text)
    edits = editing.delete_instruction(dockerfile, the_run(dockerfile))
    assert dockerfile.source.splice(edits).text == expected


@pytest.mark.parametrize(
    ("text", "new", "expected"),
    [
        ("FROM x\nRUN a  \nUSER b\n", "RUN y", "FROM x\nRUN y  \nUSER b\n"),
        ("FROM x\n  RUN a \\\n    # c\n   b", "RUN y \\\n  z", "FROM x\n  # c\n  RUN y \\\n  z"),
        ("FROM x\r\nRUN a\r\n", "RUN y\nUSER z", "FROM x\r\nRUN y\r\nUSER z\r\n"),
        (
            "FROM x\nRUN a \\\n # c\n # d\n b\n",
            "RUN y \\\n    # c\n  z",
            "FROM x\n# d\nRUN y \\\n    # c\n  z\n",
        ),
        ("FROM x\nRUN <<EOF\n# why\na\nEOF\n", "RUN y", "FROM x\n# why\nRUN y\n"),
    ],
)
def test_replace_instruction(text, new, expected):
    dockerfile = read(text)
    assert applied(dockerfile, editing.replace_instruction(dockerfile, the_run(dockerfile), new)) == expected


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("FROM x\nRUN a\n", "FROM x\nNEW\nRUN a\n", "FROM x\nRUN a\nNEW\n"),
        ("FROM x\nRUN a", "FROM x\nNEW\nRUN a", "FROM x\nRUN a\nNEW"),
        (
            "FROM x\n\n# why\n# what\nRUN a\n",
            "FROM x\n\nNEW\n# why\n# what\nRUN a\n",
            "FROM x\n\n# why\n# what\nRUN a\nNEW\n",
        ),
        ("FROM x\r\nRUN a", "FROM x\r\nNEW\r\nRUN a", "FROM x\r\nRUN a\r\nNEW"),
        ("FROM x\nRUN <<E\na\nE", "FROM x\nNEW\nRUN <<E\na\nE", "FROM x\nRUN <<E\na\nE\nNEW"),
    ],
)
def test_insert(text, before, after):
    dockerfile = read(text)
    run = the_run(dockerfile)
    new = "USER n"
    edits = editing.insert_before(dockerfile, run, new)
    assert applied(dockerfile, edits) == before.replace("NEW", new)
    edits = editing.insert_after(dockerfile, run, new)
    assert applied(dockerfile, edits) == after.replace("NEW", new)


@pytest.mark.parametrize("header", ["# licence\n", "# syntax=docker/dockerfile:1\n# licence\n"])
def test_a_header_stays_on_top(header):
    dockerfile = read(f"{header}FROM x\n")
    edits = editing.insert_before(dockerfile, dockerfile.instructions[0], "ARG A")
    assert applied(dockerfile, edits) == f"{header}ARG A\nFROM x\n"


@pytest.mark.parametrize("order", ["hadolint ignore=DL3006", "dfmigrate: ignore[DFM201]"])
def test_orders_in_a_header_stay_over_what_they_are_about(order):
    dockerfile = read(f"# escape=\\\n# licence\n# {order}\nFROM x\n")
    edits = editing.insert_before(dockerfile, dockerfile.instructions[0], "ARG A")

    assert applied(dockerfile, edits) == f"# escape=\\\nARG A\n# licence\n# {order}\nFROM x\n"


X, Y = "--mount=type=tmpfs,target=/x", "--mount=type=tmpfs,target=/y"


@pytest.mark.parametrize(
    ("text", "flags", "expected"),
    [
        ("RUN a\n", [X], f"RUN {X} \\\n    a\n"),
        ("RUN a\n", [X, Y], f"RUN {X} \\\n    {Y} \\\n    a\n"),
        ("RUN --network=none a\n", [X], f"RUN --network=none \\\n    {X} \\\n    a\n"),
        (f"RUN {Y} \\\n  a \\\n  && b\n", [X], f"RUN {Y} \\\n  {X} \\\n  a \\\n  && b\n"),
        ("RUN \\\n\t# c\n\ta\n", [X], f"RUN \\\n\t# c\n\t{X} \\\n\ta\n"),
        ("RUN a\r\n", [X], f"RUN {X} \\\n    a\r\n"),
        ('RUN ["a"]\n', [X], f'RUN {X} \\\n    ["a"]\n'),
        ("RUN <<EOF\na\nEOF\n", [X], f"RUN {X} \\\n    <<EOF\na\nEOF\n"),
        ("RUN a\n", [], "RUN a\n"),
        ("    RUN a\n", [X], f"    RUN {X} \\\n        a\n"),
        ("  RUN a\n", [X], f"  RUN {X} \\\n    a\n"),
        ("\tRUN a\n", [X], f"\tRUN {X} \\\n\t\ta\n"),
        ("    RUN a \\\n    b\n", [X], f"    RUN {X} \\\n    a \\\n    b\n"),
        ("    RUN a\nRUN c && \\\n  d\n", [X], f"    RUN {X} \\\n      a\nRUN c && \\\n  d\n"),
    ],
)
def test_add_flags(text, flags, expected):
    dockerfile = read(f"FROM x\n{text}")
    run = the_run(dockerfile)
    after = applied(dockerfile, editing.add_flags(dockerfile, run, flags))
    assert after == f"FROM x\n{expected}"
    again = the_run(read(after))
    assert again.value.text == run.value.text
    assert len(again.flags) == len(run.flags) + len(flags)


def test_flags_on_one_line():
    dockerfile = read("FROM x\nCOPY a b\n")
    edits = editing.add_flags(dockerfile, the_run(dockerfile, "COPY"), ["--link"], inline=True)
    assert applied(dockerfile, edits) == "FROM x\nCOPY --link a b\n"


# style


@pytest.mark.parametrize(
    ("text", "chained"),
    [
        ("FROM x\n", "a \\\n    && b"),
        ("FROM x\nRUN a \\\n  && b\n", "a \\\n  && b"),
        ("FROM x\nRUN a && \\\n\tb && \\\n\tc\n", "a && \\\n\tb"),
        ("# escape=`\nFROM x\nRUN a `\n  # c\n   && b\n", "a `\n   && b"),
    ],
)
def test_style_of_chains(text, chained):
    assert editing.Style.of(read(text)).chain("a", "b") == chained


def test_style_of_keywords_and_line_ends():
    style = editing.Style.of(read("from x\r\nrun a\r\nUSER b\r\n"))
    assert (style.keyword("Run"), style.newline) == ("run", "\r\n")
    assert editing.Style.of(read("FROM x\nrun a\n")).keyword("run") == "RUN"


# any chain

ARGUMENTS = st.lists(st.sampled_from(["-y", "x", '"q r"', "z=1", ">f", "2>&1", "$v", "é"]), max_size=3)
NOTE = re.compile(r"# n[0-9]+")
SHAPES = ["plain", "flag", "if", "group", "sh -c", "onbuild", "heredoc"]


class Chain:
    """A Dockerfile with one RUN, drawn at random; `commands` are the words of its chain."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data
        self.shape = self.draw(*SHAPES)
        self.escape = "\\" if self.shape == "heredoc" else self.draw("\\", "`")
        count = data.draw(st.integers(2, 6))
        self.commands = [[f"c{number}", *data.draw(ARGUMENTS)] for number in range(count)]
        if self.shape == "sh -c":
            self.commands = [[word.replace('"q r"', "qr") for word in one] for one in self.commands]
        self.notes = 0
        self.text = self._file(self._chain())

    def draw(self, *choices: str) -> str:
        return self.data.draw(st.sampled_from(choices))

    def note(self) -> str:
        self.notes += 1
        return f"# n{self.notes}\n"

    def gap(self) -> str:
        kind = self.draw("blank", "blank", "break", "comment", "comments", "spacer")
        indent = self.draw("    ", "\t", " ")
        if kind == "blank":
            return self.draw(" ", "  ")
        if self.shape == "heredoc":
            return f" {self.escape}\n{indent}"
        notes = {"comment": 1, "comments": 2}.get(kind, 0)
        spacer = f"{indent}{self.escape}\n" if kind == "spacer" else ""
        return f" {self.escape}\n{spacer}" + "".join(indent + self.note() for _ in range(notes)) + indent

    def _operator(self) -> str:
        operator = self.draw("&&", ";", "\n") if self.shape == "heredoc" else self.draw("&&", ";")
        if operator == "\n":
            return self.draw("\n", f" {self.note()}", f"\n{self.note()}\n  ")
        return (self.draw("", " ") if operator == ";" else self.gap()) + operator + self.gap()

    def _chain(self) -> str:
        text = ""
        for index, one in enumerate(self.commands):
            text += (self._operator() if index else "") + one[0]
            text += "".join(self.gap() + word for word in one[1:])
        return text

    def _file(self, chain: str) -> str:
        run = {
            "plain": f"RUN {chain}",
            "flag": f"RUN --network=none{self.gap()}{chain}",
            "if": f"RUN if t; then{self.gap()}{chain}; fi",
            "group": f"RUN ({chain}{self.gap()}) && {{ u; }}",
            "sh -c": f"RUN sh -c '{chain}'",
            "onbuild": f"ONBUILD RUN{self.gap()}{chain}",
            "heredoc": f"RUN <<EOF\n{chain}\nEOF",
        }[self.shape]
        whole = f"# escape={self.escape}\nFROM x\n{run}" + self.draw("", "\n", "\n\nUSER x\n")
        return whole if self.shape == "heredoc" else whole.replace("\n", self.draw("\n", "\r\n"))

    def words(self, text: str) -> list[str]:
        """Give the words of the chain in `text` as BuildKit hands them to the shell."""
        run = buildkit.parse_string(text)[1]
        body = run.heredocs[0].content if self.shape == "heredoc" else run.value[-1]
        if self.shape == "heredoc":
            lines = body.replace("\\\n", "").split("\n")
            body = "\n".join(line.partition("# n")[0] for line in lines)
        start, end = {"if": ("then", "fi"), "group": ("(", ") &&"), "sh -c": ("'", "'")}.get(
            self.shape, ("", "")
        )
        body = body.partition(start)[2] if start else body
        body = body.rpartition(end)[0] if end else body
        body = body.replace(";", " ").replace("&&", " ").replace('"q r"', '"q_r"')
        return [word.replace("q_r", "q r") for word in body.split()]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_commands_of_any_chain_can_go(data):
    chain = Chain(data)
    dockerfile = read(chain.text)
    run = dockerfile.instructions[1].trigger or dockerfile.instructions[1]
    script = script_of(run)
    every = range(len(chain.commands))
    gone = data.draw(st.sets(st.sampled_from(every), min_size=1, max_size=len(every) - 1))
    wanted = [one for one in script.commands if one.name in {f"c{number}" for number in gone}]
    edits = editing.delete_commands(dockerfile, run, script, wanted)
    assert edits is not None
    after = kept(chain, dockerfile, edits)
    left = [word for number, one in enumerate(chain.commands) if number not in gone for word in one]
    assert chain.words(after) == left


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_words_of_any_chain_can_go(data):
    chain = Chain(data)
    dockerfile = read(chain.text)
    run = dockerfile.instructions[1].trigger or dockerfile.instructions[1]
    script = script_of(run)
    names = {one[0] for one in chain.commands}
    arguments = [word for one in script.commands if one.name in names for word in one.words[1:]]
    gone = [word for word in arguments if data.draw(st.booleans())]
    edits = editing.delete_words(dockerfile, run, gone)
    assert edits is not None
    after = kept(chain, dockerfile, edits)
    expected = Counter(word for one in chain.commands for word in one) - Counter(word.text for word in gone)
    assert Counter(chain.words(after)) == expected


def kept(chain: Chain, dockerfile: Dockerfile, edits: Iterable[Edit]) -> str:
    """Give the edited text; its comments, line ends and last line must be as they were."""
    after = applied(dockerfile, edits)
    assert sorted(NOTE.findall(after)) == sorted(NOTE.findall(chain.text))
    assert after.count("\r") in (0, after.count("\n"))
    assert after.endswith("\n") == chain.text.endswith("\n")
    return after
