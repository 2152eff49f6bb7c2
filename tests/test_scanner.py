"""The scanner against BuildKit's own parser, against its own promises, and against the clock."""

from __future__ import annotations

import contextlib
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.dockerfile import Dockerfile, Instruction, UnreadableError, parse, words
from migrator.dockerfile.model import Heredoc
from migrator.source import Source, Span

oracle = pytest.importorskip("dockerfile", reason="BuildKit's parser has no wheel here")

HERE = Path(__file__).parent
DATA = HERE / "data" / "dockerfiles"
READABLE = sorted(DATA.glob("*.Dockerfile"))
REFUSED = sorted((DATA / "refused").glob("*.Dockerfile"))
CASES = sorted({*HERE.glob("cases/**/*.Dockerfile"), *HERE.glob("cases/**/Dockerfile")})

# The package holds an older BuildKit: it does not know `# check=`, and reads over what follows a JSON array.
NEWER_THAN_THE_ORACLE = {"escape-after-check-and-syntax", "json-with-something-after-it"}
# It crashes on lone surrogates and cuts strings at a NUL.
BEYOND_THE_ORACLE = {"latin-1-bytes", "nul-byte"}


def source_of(path: Path) -> Source:
    return Source.from_bytes(path.name, path.read_bytes())


def ids(path: Path) -> str:
    return path.stem if path.stem != "Dockerfile" else path.parent.name


class TestAgreesWithBuildKit:
    """Keyword, lines, flags, JSON form, value and heredocs of every instruction."""

    @pytest.mark.parametrize("path", [*READABLE, *CASES], ids=ids)
    def test_instructions(self, path):
        if path.stem in NEWER_THAN_THE_ORACLE | BEYOND_THE_ORACLE:
            pytest.skip("beyond what the package can read")
        text = path.read_bytes().decode()
        try:
            found = parse(Source("Dockerfile", text))
        except UnreadableError:
            assert path in CASES, f"{path.name} belongs into refused/"
            pytest.skip("a case about a refusal")
        expected = [theirs(command) for command in oracle.parse_string(text)]

        assert [ours(found.source, one) for one in found.instructions] == expected

    def test_what_it_refuses_we_refuse(self):
        refused = []
        for path in REFUSED:
            try:
                oracle.parse_string(path.read_bytes().decode())
            except oracle.GoParseError:
                refused.append(path.stem)

        assert len(refused) >= 10
        assert {path.stem for path in REFUSED} >= set(refused)


def ours(source: Source, instruction: Instruction) -> tuple[object, ...]:
    inner = instruction.trigger or instruction
    return (
        instruction.keyword,
        instruction.trigger.keyword if instruction.trigger else None,
        inner.json is not None,
        (instruction.line, instruction.end_line),
        [bytes_as_latin(as_written(flag.name, flag.value)) for flag in instruction.flags],
        list(value_of(inner)),
        [] if instruction.trigger else [heredoc_of(source, one) for one in instruction.heredocs],
    )


def theirs(command) -> tuple[object, ...]:
    return (
        command.cmd.upper(),
        command.sub_cmd.upper() if command.sub_cmd else None,
        command.json,
        (command.start_line, command.end_line),
        list(command.flags),
        list(command.value),
        [(one.name, one.content, one.file_descriptor) for one in command.heredocs],
    )


def as_written(name: str, value: str | None) -> str:
    return f"--{name}" if value is None else f"--{name}={value}"


def bytes_as_latin(text: str) -> str:
    """BuildKit reads flags byte by byte and takes each for a character."""
    return text.encode().decode("latin-1")


def heredoc_of(source: Source, heredoc: Heredoc) -> tuple[str, str, int]:
    return heredoc.name, source.slice(heredoc.body), heredoc.fd


def value_of(instruction: Instruction) -> list[str]:
    text = instruction.value.text
    found = words(instruction)
    if instruction.keyword == "HEALTHCHECK":
        kind, *rest = re.split(r"[\t\v\f\r ]+", text, maxsplit=1)
        return [kind, *(rest if instruction.json is None else [word.value for word in found])]
    if instruction.json is not None:
        return [word.value for word in instruction.json]
    if instruction.keyword in ("ENV", "LABEL"):
        if "=" not in found[0].text:
            return re.split(r"[\t\v\f\r ]+", text, maxsplit=1)
        return [part for word in found for part in word.text.split("=", 1)]
    return [word.text for word in found]


EXPECTED_REFUSALS = {
    "arg-with-blank-name": (2, "blank"),
    "blank-lines-only": (3, "no instruction"),
    "comments-only": (3, "no instruction"),
    "continuation-alone": (1, "no instruction"),
    "copy-without-destination": (2, "destination"),
    "empty": (1, "no instruction"),
    "env-without-arguments": (2, "ENV needs an argument"),
    "env-without-value": (2, "no value"),
    "env-word-without-equals": (2, "NAME=VALUE"),
    "escape-given-twice": (2, "only one escape"),
    "escape-of-something-else": (1, "invalid escape"),
    "expose-without-port": (2, "EXPOSE needs"),
    "from-with-four-words": (1, "FROM wants"),
    "from-with-two-words": (1, "FROM wants"),
    "from-without-image": (1, "FROM needs"),
    "healthcheck-none-with-arguments": (2, "no arguments"),
    "healthcheck-of-unknown-kind": (2, "'curl'"),
    "heredoc-never-ends": (2, "<<EOF never ends"),
    "heredoc-tabs-without-dash": (2, "never ends"),
    "jinja-expression": (1, "template"),
    "jinja-statement": (2, "template"),
    "json-nested": (2, "strings only"),
    "json-of-numbers": (2, "strings only"),
    "no-from": (1, "no FROM"),
    "not-a-dockerfile": (1, "'import'"),
    "onbuild-alone": (2, "ONBUILD needs"),
    "onbuild-from": (2, "FROM"),
    "onbuild-onbuild": (2, "ONBUILD"),
    "run-before-from": (2, "RUN stands before"),
    "shell-without-json": (2, "JSON"),
    "stage-name-with-a-digit-first": (1, "'1x'"),
    "unknown-instruction": (2, "'RUNN'"),
}


class TestRefuses:
    def test_every_file_is_expected(self):
        assert sorted(EXPECTED_REFUSALS) == [path.stem for path in REFUSED]

    @pytest.mark.parametrize("path", REFUSED, ids=ids)
    def test_line_and_message(self, path):
        with pytest.raises(UnreadableError) as caught:
            parse(source_of(path))

        line, fragment = EXPECTED_REFUSALS[path.stem]
        assert (caught.value.line, fragment in caught.value.message) == (line, True), str(caught.value)

    def test_unknown_words_are_named_and_cut_short(self):
        with pytest.raises(UnreadableError, match=r"line 2: unknown instruction 'x{40}…': .*template"):
            parse(Source("Dockerfile", "FROM a\n" + "x" * 500))

    def test_a_line_longer_than_buildkit_reads(self):
        fits, too_long = "FROM a\nRUN " + "x" * 65531, "FROM a\nRUN " + "x" * 65532

        assert parse(Source("Dockerfile", fits))
        assert oracle.parse_string(fits)
        with pytest.raises(UnreadableError, match="line 2: the line is 65536 bytes long"):
            parse(Source("Dockerfile", too_long))
        with pytest.raises(oracle.GoParseError):
            oracle.parse_string(too_long)

    def test_a_line_feed_may_be_the_last_byte_that_fits(self):
        assert parse(Source("Dockerfile", "FROM a\nRUN " + "x" * 65531 + "\n"))
        with pytest.raises(UnreadableError):
            parse(Source("Dockerfile", "FROM a\nRUN " + "x" * 65532 + "\n"))

    def test_the_limit_counts_bytes(self):
        with pytest.raises(UnreadableError):
            parse(Source("Dockerfile", "FROM a\n# " + "é" * 32768))

    def test_a_flag_that_buildkit_would_cut_in_two(self):
        with pytest.raises(UnreadableError, match="quotes"):
            parse(Source("Dockerfile", "FROM a\nRUN --mount=type=bind,source=voilà,target=/x y\n"))
        quoted = parse(Source("Dockerfile", 'FROM a\nRUN --mount="source=voilà,target=/x" y\n'))

        assert quoted.instructions[1].flags[0].value == "source=voilà,target=/x"


def check_properties(dockerfile: Dockerfile) -> None:
    """What every reading promises, whatever the file."""
    source = dockerfile.source
    assert source.splice(()).to_bytes() == source.to_bytes()
    check_gaps(dockerfile)
    check_comments(dockerfile)
    for instruction in dockerfile.instructions:
        check_instruction(source, instruction)


def check_gaps(dockerfile: Dockerfile) -> None:
    source, done = dockerfile.source, 0
    for instruction in dockerfile.instructions:
        assert_only_trivia(source.text[done : instruction.span.start])
        assert source.text[instruction.lines.start : instruction.span.start].strip() == ""
        assert instruction.lines.covers(instruction.span)
        done = instruction.span.end
    assert_only_trivia(source.text[done:])


def assert_only_trivia(text: str) -> None:
    for line in text.removeprefix("\ufeff").split("\n"):
        assert not line.strip() or line.lstrip().startswith("#"), line


def check_comments(dockerfile: Dockerfile) -> None:
    for each in (*dockerfile.comments, *dockerfile.directives):
        written = dockerfile.source.slice(each.span)
        assert written.startswith("#")
        assert "\n" not in written
        assert dockerfile.source.line_of(each.span.start) == each.line


def check_instruction(source: Source, instruction: Instruction) -> None:
    assert instruction.line == source.line_of(instruction.lines.start)
    assert instruction.end_line == source.line_of(max(instruction.lines.start, instruction.lines.end - 1))
    assert source.slice(instruction.keyword_span)[0].upper() == instruction.keyword[0]
    for position, character in enumerate(instruction.value.text):
        assert source.text[instruction.value.offset(position)] == character
    places = [flag.span for flag in instruction.flags] + [word.span for word in words(instruction)]
    places += [span for one in instruction.heredocs for span in (one.body, one.terminator)]
    assert all(instruction.span.covers(place) for place in [*places, *instruction.comments])
    assert all(source.slice(comment).startswith("#") for comment in instruction.comments)
    if instruction.trigger is not None:
        check_instruction(source, instruction.trigger)


@pytest.mark.parametrize("path", [*READABLE, *CASES], ids=ids)
def test_properties_of_every_file(path):
    try:
        dockerfile = parse(source_of(path))
    except UnreadableError:
        assert path in CASES, f"{path.name} belongs into refused/"
        return

    check_properties(dockerfile)


PIECES = [path.read_bytes().decode("utf-8", "surrogateescape") for path in READABLE]
TOKENS = [
    "\\", "`", "\n", "\r\n", "\\\n", " ", "\t", '"', "'", "<<", "<<-", "EOF", "EOF\n", "$", "${A}", "${A:-b}",
    "${", "}", "#", "# c\n", "\n\n", "[", "]", '["a"]', ",", "--", "--x=y ", "RUN ", "COPY ", "ONBUILD ",
    "FROM a\n", "ENV A=", "ARG ", "LABEL ", "HEALTHCHECK CMD ", "\xa0", "\v", "\f", "\x85", "\ufeff", "é",
    "# escape=`\n", "=", "3<<E\n", "\x1c", "\0", "\udcff", "\u2028", "AS x", "\\\\\n",
]  # fmt: skip


@st.composite
def mutants(draw: st.DrawFn) -> str:
    """Give one of the files with a few cuts and insertions."""
    text = draw(st.sampled_from(PIECES))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 4))
        inserted = draw(st.one_of(st.sampled_from(TOKENS), st.sampled_from(PIECES), st.just("")))
        text = text[:at] + inserted + text[at + cut :]
    return text


@settings(max_examples=400, deadline=None)
@given(mutants())
def test_mutants_are_read_or_refused_and_never_lose_a_byte(text):
    source = Source("Dockerfile", text)
    try:
        dockerfile = parse(source)
    except UnreadableError:
        return

    check_properties(dockerfile)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    source = Source.from_bytes("Dockerfile", b"FROM a\nRUN " + data)
    with contextlib.suppress(UnreadableError):
        check_properties(parse(source))

    assert source.to_bytes() == b"FROM a\nRUN " + data


class TestSpans:
    def test_words_point_into_the_source_across_continuations(self):
        text = "FROM a\nCOPY one \\\n  # why\n\n  two \\\n  /app/\n"
        source = Source("Dockerfile", text)
        copy = parse(source).instructions[1]

        assert [source.slice(word.span) for word in words(copy)] == ["one", "two", "/app/"]
        assert [source.slice(comment) for comment in copy.comments] == ["# why"]

    def test_a_word_that_a_continuation_cuts(self):
        text = "FROM a\nCOPY one-\\\ntwo /\n"
        word = words(parse(Source("Dockerfile", text)).instructions[1])[0]

        assert (word.text, text[word.span.start : word.span.end]) == ("one-two", "one-\\\ntwo")

    def test_json_words(self):
        text = 'FROM a\nCMD ["python", \\\n   "-m", "a\\u00e9\\"b"]\n'
        command = parse(Source("Dockerfile", text)).instructions[1]

        assert [text[word.span.start : word.span.end] for word in command.json] == [
            '"python"',
            '"-m"',
            '"a\\u00e9\\"b"',
        ]
        assert [word.value for word in command.json] == ["python", "-m", 'aé"b']

    def test_trigger_of_onbuild(self):
        text = "FROM a\nONBUILD RUN --network=none pip \\\n  install x\n"
        outer = parse(Source("Dockerfile", text)).instructions[1]
        inner = outer.trigger

        assert (outer.keyword, inner.keyword, inner.value.text) == ("ONBUILD", "RUN", "pip   install x")
        assert text[inner.span.start : inner.span.end] == "RUN --network=none pip \\\n  install x"
        assert inner.flag("network").value == "none"
        assert (inner.line, inner.end_line, inner.lines) == (outer.line, outer.end_line, outer.lines)

    def test_heredocs(self):
        text = "FROM a\nRUN cat <<-'A' 3<<B\n\tx\n\tA\n\ty\nB\nCMD z"
        source = Source("Dockerfile", text)
        first, second = parse(source).instructions[1].heredocs

        assert (first.name, first.chomp, first.expand, first.fd) == ("A", True, False, 0)
        assert (second.name, second.chomp, second.expand, second.fd) == ("B", False, True, 3)
        assert [source.slice(one.body) for one in (first, second)] == ["\tx\n", "\ty\n"]
        assert [source.slice(one.terminator) for one in (first, second)] == ["A", "B"]

    def test_heredoc_with_a_blank_before_its_name(self):
        found = parse(Source("Dockerfile", "FROM a\nRUN cat << EOF\nx\nEOF\nCMD y\n"))

        assert [one.keyword for one in found.instructions] == ["FROM", "RUN", "CMD"]

    def test_lines_hold_indentation_and_line_end_but_no_byte_order_mark(self):
        text = "\ufeff  FROM a \r\n\tRUN b"
        first, second = parse(Source("Dockerfile", text)).instructions

        assert (first.lines, first.span) == (Span(1, 12), Span(3, 9))
        assert (second.lines, second.span) == (Span(12, 18), Span(13, 18))

    def test_directives_and_comments(self):
        text = "# Escape = `\n#syntax=x/y:1 \n# note\nFROM a\n# end"
        found = parse(Source("Dockerfile", text))

        assert [(one.name, one.value, one.line) for one in found.directives] == [
            ("escape", "`", 1),
            ("syntax", "x/y:1", 2),
        ]
        assert [text[one.span.start : one.span.end] for one in found.comments] == ["# note", "# end"]
        assert found.escape == "`"

    def test_check_is_a_directive(self):
        found = parse(source_of(DATA / "escape-after-check-and-syntax.Dockerfile"))

        assert [one.name for one in found.directives] == ["syntax", "check", "escape"]

    def test_something_after_an_array_makes_it_a_shell_form(self):
        found = parse(source_of(DATA / "json-with-something-after-it.Dockerfile"))

        assert [one.json for one in found.instructions[1:]] == [None, None]


HUGE = {
    "continuation lines": "FROM a\nRUN x" + " \\\n && y" * 100_000,
    "comments in a continuation": "FROM a\nRUN x" + " \\\n # c\n\n && y" * 50_000,
    "blank text": "FROM a\n" + (" " * 60_000 + "\n") * 80,
    "one value of 5 MB": "FROM a\nENV A=" + ("x" * 60_000 + "\\\n") * 80,
    "open quotes": "FROM a\nARG " + ("\"'x' " * 10_000 + "\\\n") * 20,
    "quotes in a heredoc line": "FROM a\nRUN " + ("\"a\" 'b' " * 5_000 + "\\\n") * 5 + "<<X\nX\n",
    "array without end": "FROM a\nRUN [" + ('"a\\n",' * 9_000 + "\\\n") * 20,
    "brackets": "FROM a\nRUN " + "[" * 60_000,
    "nested variables": "FROM a\nRUN <<X " + "${a:-" * 10_000,
    "a line of 5 MB": "FROM a\nRUN " + "x" * 5_000_000,
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE.keys())
def test_huge_files_take_seconds_at_most(text):
    source = Source("Dockerfile", text)
    start = time.process_time()
    with contextlib.suppress(UnreadableError):
        parse(source)

    assert time.process_time() - start < 5
