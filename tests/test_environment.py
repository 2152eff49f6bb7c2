"""ARG and ENV as a build sees them; what only the build knows stays unknown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.dockerfile import Environment, parse
from migrator.dockerfile.lexer import UNKNOWN, LexError, expand, literal
from migrator.dockerfile.patterns import replace, trim_prefix, trim_suffix
from migrator.source import Source


def end_of(text: str) -> Environment:
    """Give what a last RUN would see."""
    dockerfile = parse(Source("Dockerfile", text + "\nRUN last\n"))
    return dockerfile.environment(dockerfile.instructions[-1])


class TestExpansion:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("plain", "plain"),
            ("$A", "one"),
            ("${A}", "one"),
            ("$A-${A}.x", "one-one.x"),
            ("'$A'", "$A"),
            ('"$A b"', "one b"),
            (r"\$A", "$A"),
            (r'"\$A \"q\" \n"', r'$A "q" \n'),
            ("${A:-x}", "one"),
            ("${E:-x}", "x"),
            ("${E-x}", ""),
            ("${U-x}", "x"),
            ("${U:-$A}", "one"),
            ("${U:-${E:-deep}}", "deep"),
            ("${A:+x}", "x"),
            ("${E:+x}", ""),
            ("${E+x}", "x"),
            ("${U+x}", ""),
            ("${A?no}", "one"),
            ("${P#*/}", "b/c.tar.gz"),
            ("${P##*/}", "c.tar.gz"),
            ("${P%.*}", "a/b/c.tar"),
            ("${P%%.*}", "a/b/c"),
            ("${P/b/X}", "a/X/c.tar.gz"),
            ("${P//a/-}", "-/b/c.t-r.gz"),
            (r"${P/\/*\//:}", "a:c.tar.gz"),
            ("${P#zzz}", "a/b/c.tar.gz"),
            ("$1$@", ""),
            ("a$", "a$"),
            ("$.", "$."),
            ("", ""),
        ],
    )
    def test_forms(self, text, expected):
        values = {"A": "one", "E": "", "P": "a/b/c.tar.gz"}

        assert expand(text, values.get) == expected

    @pytest.mark.parametrize(
        "text",
        ["'", '"', '"${A"', "${", "${}", "${:x}", "${{A}}", "${A", "${A:}", "${A=x}", "${A:=x}", "${A:#x}",
         "${A#\\x}", "${A/x}", "${A/x/y", "${U?}", "${U:?gone}", "${A!x}"],
    )  # fmt: skip
    def test_what_buildkit_refuses(self, text):
        with pytest.raises(LexError):
            expand(text, {"A": "one"}.get)

    @pytest.mark.parametrize(
        "text",
        ["$Q", "a${Q}b", "${Q:-x}", "${Q-x}", "${Q:+x}", "${Q:?}", "${Q#a}", "${Q%a}", "${Q/a/b}", "${A#$Q}",
         "${A/$Q/b}", "${U:-$Q}", '"$Q"', "${A+$Q}"],
    )  # fmt: skip
    def test_unknown_values_make_unknown_texts(self, text):
        assert UNKNOWN in expand(text, {"A": "one", "Q": UNKNOWN}.get)

    @pytest.mark.parametrize("text", ["'$Q'", r"\$Q", "${A:-$Q}", "${U+$Q}"])
    def test_an_unknown_value_that_is_not_needed(self, text):
        assert UNKNOWN not in expand(text, {"A": "one", "Q": UNKNOWN}.get)

    def test_backtick_as_escape_character(self):
        assert expand("C:\\x`$A", {"A": "one"}.get, "`") == "C:\\x$A"

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("a b", "a b"),
            ("'a b'", "a b"),
            ('"a"\\ b', "a b"),
            ("$A", None),
            ('"$A"', None),
            ("'$A'", "$A"),
            ("'", None),
        ],
    )
    def test_literal(self, text, expected):
        assert literal(text) == expected


def as_regex(pattern: str, *, longest: bool) -> str:
    wild = {"*": ".*" if longest else ".*?", "?": "."}
    return "".join(wild.get(char, re.escape(char)) for char in pattern)


class TestPatterns:
    """Against regular expressions, which say the same as long as nobody is nasty to them."""

    @given(st.text("ab\n", max_size=8), st.text("ab*?\n", max_size=5), st.booleans())
    def test_prefix(self, value, pattern, longest):
        match = re.match(as_regex(pattern, longest=longest), value)

        assert trim_prefix(value, pattern, longest=longest) == (value[match.end() :] if match else value)

    @given(st.text("ab\n", max_size=8), st.text("ab*?\n", max_size=5), st.booleans())
    def test_suffix(self, value, pattern, longest):
        match = re.match(as_regex(pattern[::-1], longest=longest), value[::-1])
        expected = value[::-1][match.end() :][::-1] if match else value

        assert trim_suffix(value, pattern, longest=longest) == expected

    @given(st.text("ab\n", max_size=8), st.text("ab*?\n", max_size=5))
    def test_first_replacement(self, value, pattern):
        expected = re.sub(as_regex(pattern, longest=True), "-", value, count=1)

        assert replace(value, pattern, "-", everywhere=False) == expected

    @given(st.text("ab", max_size=8), st.text("ab?", min_size=1, max_size=5))
    def test_every_replacement(self, value, pattern):
        expected = re.sub(as_regex(pattern, longest=True), "-", value)

        assert replace(value, pattern, "-", everywhere=True) == expected

    def test_nasty_patterns_end(self):
        assert trim_prefix("a" * 900, "*a*a*a*a*a*a*b", longest=True) == "a" * 900

    def test_values_too_long_to_look_into(self):
        assert trim_prefix("a" * 5000, "*a", longest=True) is None
        assert end_of(f"FROM a\nENV A={'a' * 5000}\nENV B=${{A#a}}").get("B") is None


class TestInAStage:
    def test_env_and_arg(self):
        seen = end_of("FROM a\nARG V=1\nENV A=$V-x B='$V'\nENV C a  $A")

        assert [seen.get(name) for name in "VABC"] == ["1", "1-x", "$V", "a  1-x"]
        assert dict(seen.env) == {"A": "1-x", "B": "$V", "C": "a  1-x"}

    def test_one_env_sees_the_values_before_it(self):
        seen = end_of("FROM a\nENV A=1\nENV A=2 B=$A")

        assert (seen.get("A"), seen.get("B")) == ("2", "1")

    def test_one_arg_sees_what_stands_left_of_it(self):
        assert end_of("FROM a\nARG A=1 B=${A}2 A=3").get("B") == "12"

    def test_only_what_stands_before_counts(self):
        dockerfile = parse(Source("Dockerfile", "FROM a\nENV A=1\nRUN x\nENV A=2\nENV B=2\nRUN y\n"))
        first, last = (dockerfile.environment(one) for one in dockerfile.final.of("RUN"))

        assert (first.get("A"), first.is_set("B")) == ("1", False)
        assert (last.get("A"), last.get("B")) == ("2", "2")

    def test_arg_without_default_is_set_but_unknown(self):
        seen = end_of("FROM a\nARG V\nENV A=$V B=${V:-x}")

        assert (seen.is_set("V"), seen.knows("V"), seen.get("V")) == (True, False, None)
        assert dict(seen.env) == {"A": None, "B": None}
        assert seen.expand("x$V") is None

    def test_what_the_base_image_may_set_is_unknown(self):
        seen = end_of("FROM python:3.11\nENV PATH=/app/bin:$PATH A=${HOME:-/root}")

        assert dict(seen.env) == {"PATH": None, "A": None}
        assert (seen.is_set("HOME"), seen.expand("$HOME"), seen.expand("/x")) == (False, None, "/x")

    def test_scratch_sets_nothing_but_path(self):
        seen = end_of("FROM scratch\nENV A=${HOME:-/root} B=$PATH")

        assert (seen.get("A"), seen.get("B")) == ("/root", None)

    def test_env_after_arg_wins(self):
        assert end_of("FROM a\nARG A=1\nENV A=2").get("A") == "2"

    def test_arg_after_an_env_of_another_value_is_unknown(self):
        """Builders differ here."""
        seen = end_of("FROM a\nENV A=2 B=1\nARG A=1 B=1")

        assert (seen.get("A"), seen.get("B"), seen.env["A"]) == (None, "1", "2")

    def test_names_from_variables(self):
        assert end_of("FROM a\nARG N=X\nENV A_$N=1").get("A_X") == "1"

    def test_backtick_file(self):
        assert end_of("# escape=`\nFROM a\nENV A=C:\\x B=a` b").env == {"A": "C:\\x", "B": "a b"}

    @pytest.mark.parametrize("bad", ["'open", '"open', "${A", "${A:=x}"])
    def test_what_a_build_would_fail_on_is_unknown(self, bad):
        assert end_of(f"FROM a\nENV A={bad}").get("A") is None

    def test_values_do_not_explode(self):
        lines = ["FROM scratch", "ENV A0=" + "x" * 1000]
        lines += [f"ENV A{n}=$A{n - 1}$A{n - 1}" for n in range(1, 60)]
        seen = end_of("\n".join(lines))

        assert (len(seen.get("A5")), seen.get("A50")) == (32_000, None)
        assert end_of("FROM a\nENV A=" + "x" * 60_000 + "\nENV B=" + "$A" * 30_000).get("B") is None

    def test_an_onbuild_trigger_sets_nothing_here(self):
        assert not end_of("FROM a\nONBUILD ENV A=1").is_set("A")


class TestAcrossStages:
    def test_a_stage_inherits_env_and_arg(self):
        seen = end_of("FROM a AS base\nARG V=1\nENV A=$V\nFROM base AS next\nENV B=$A\nFROM NEXT")

        assert [seen.get(name) for name in "VAB"] == ["1", "1", "1"]

    def test_another_stage_does_not(self):
        seen = end_of("FROM a AS base\nENV A=1\nFROM b")

        assert (seen.is_set("A"), dict(seen.env)) == (False, {})

    def test_the_parent_counts_with_all_it_sets(self):
        text = "FROM scratch AS one\nENV A=1\nFROM one AS two\nENV A=2\nFROM one"

        assert end_of(text).get("A") == "1"
        assert end_of(text + "\nENV B=${C:-c}").get("B") == "c"


class TestGlobalArgs:
    def test_must_be_declared_again_in_a_stage(self):
        assert not end_of("ARG V=1\nFROM a").is_set("V")
        assert end_of("ARG V=1\nFROM a\nARG V").get("V") == "1"
        assert end_of("ARG V=1\nFROM a\nARG V=2").get("V") == "2"
        assert end_of("ARG V=1\nFROM a\nARG V\nENV A=$V").env == {"A": "1"}

    def test_without_default_anywhere(self):
        seen = end_of("ARG V\nFROM a\nARG V")

        assert (seen.is_set("V"), seen.get("V")) == (True, None)

    def test_build_on_each_other(self):
        assert end_of("ARG A=1\nARG B=${A}2 C=$B\nARG A=3\nFROM x\nARG A\nARG C").expand("$A$C") == "312"

    def test_a_bare_arg_does_not_take_a_default_away(self):
        assert end_of("ARG A=1\nARG A\nFROM x\nARG A").get("A") == "1"

    def test_platform_arguments_are_set_but_unknown(self):
        seen = end_of("FROM a\nARG TARGETARCH\nENV A=${TARGETARCH:-amd64}")

        assert (seen.is_set("TARGETARCH"), seen.get("A")) == (True, None)

    def test_a_from_sees_the_global_ones_only(self):
        text = "ARG V=1\nFROM a:$V\nENV V=2 W=3\nFROM b:$V$W\n"
        dockerfile = parse(Source("Dockerfile", text))
        seen = dockerfile.environment(dockerfile.stages[1].from_)

        assert (seen.get("V"), seen.is_set("W"), seen.expand("$V$W")) == ("1", False, "1")

    def test_an_arg_before_from_sees_those_above_it(self):
        dockerfile = parse(Source("Dockerfile", "ARG A=1\nARG B=2\nFROM a\n"))
        seen = dockerfile.environment(dockerfile.global_args[1])

        assert (seen.get("A"), seen.is_set("B")) == ("1", False)
