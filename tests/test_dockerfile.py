"""The model: stages, words, pairs, copies, base images."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.dockerfile import (
    Dockerfile,
    Instruction,
    UnreadableError,
    assignments,
    copy_parts,
    parse,
    words,
)
from migrator.dockerfile.operands import _split, _split_by_library
from migrator.source import Source


def read(text: str) -> Dockerfile:
    return parse(Source("Dockerfile", text))


def only(line: str, escape: str = "\\") -> Instruction:
    """Give one instruction of a small file."""
    return read(f"# escape={escape}\nFROM a\n{line}\n").instructions[1]


class TestStages:
    TEXT = (
        "ARG TAG=3.11-slim\n"
        "FROM --platform=$BUILDPLATFORM python:${TAG} AS Base\n"
        "RUN one\n"
        "FROM base as build\n"
        "USER app\n"
        "CMD first\n"
        "CMD second\n"
        "FROM scratch\n"
        "COPY --from=build /x /x\n"
    )

    def test_what_a_stage_is(self):
        base, build, last = read(self.TEXT).stages

        assert [(one.index, one.name, one.base.text) for one in (base, build, last)] == [
            (0, "Base", "python:${TAG}"),
            (1, "build", "base"),
            (2, None, "scratch"),
        ]
        assert (base.base.value, build.base.value) == (None, "base")
        assert (base.platform, build.platform) == ("$BUILDPLATFORM", None)
        assert [one.keyword for one in build.instructions] == ["USER", "CMD", "CMD"]

    def test_base_has_the_image_word_as_its_span(self):
        dockerfile = read(self.TEXT)

        assert dockerfile.source.slice(dockerfile.stages[0].base.span) == "python:${TAG}"

    def test_instructions_by_keyword(self):
        build = read(self.TEXT).stages[1]

        assert [one.value.text for one in build.of("USER", "CMD")] == ["app", "first", "second"]
        assert build.last("CMD").value.text == "second"
        assert build.last("RUN") is None

    def test_final(self):
        assert read(self.TEXT).final.index == 2

    def test_stage_of(self):
        dockerfile = read(self.TEXT)
        indexes = [dockerfile.stage_of(one) for one in dockerfile.instructions]

        assert [stage.index if stage else None for stage in indexes] == [None, 0, 0, 1, 1, 1, 1, 2, 2]

    def test_stage_of_a_trigger(self):
        dockerfile = read("FROM a\nFROM b\nONBUILD RUN x\nFROM c\n")

        assert dockerfile.stage_of(dockerfile.instructions[2].trigger).index == 1

    @pytest.mark.parametrize(
        ("name", "index"),
        [
            ("base", 0),
            ("BASE", 0),
            ("Build", 1),
            ("0", 0),
            ("2", 2),
            ("3", None),
            ("x", None),
            ("99999999999", None),
        ],
    )
    def test_stage_named(self, name, index):
        found = read(self.TEXT).stage_named(name)

        assert (found.index if found else None) == index

    def test_stage_named_before_another(self):
        dockerfile = read(self.TEXT)
        build = dockerfile.stages[1]

        assert dockerfile.stage_named("build", build) is None
        assert dockerfile.stage_named("1", build) is None
        assert dockerfile.stage_named("base", build).index == 0

    def test_the_last_of_two_stages_with_one_name(self):
        dockerfile = read("FROM a AS x\nFROM b AS X\nFROM x\n")

        assert dockerfile.stage_named("x").index == 1
        assert dockerfile.stage_named("x", dockerfile.stages[1]).index == 0
        assert dockerfile.parent(dockerfile.final).index == 1

    def test_a_stage_may_bear_the_name_of_its_image(self):
        dockerfile = read("FROM python AS python\nFROM python\n")

        assert dockerfile.parent(dockerfile.stages[0]) is None
        assert dockerfile.parent(dockerfile.stages[1]).index == 0

    def test_a_number_in_from_is_an_image(self):
        dockerfile = read("FROM a\nFROM 0\n")

        assert dockerfile.parent(dockerfile.final) is None

    def test_lineage(self):
        dockerfile = read("FROM a AS x\nFROM x AS y\nFROM b AS z\nFROM y\n")

        assert [stage.index for stage in dockerfile.lineage(dockerfile.final)] == [3, 1, 0]
        assert dockerfile.root(dockerfile.final) is dockerfile.stages[0]

    def test_a_stage_ends_with_its_last_instruction_or_its_from(self):
        dockerfile = read("FROM a\nRUN x\nCMD y\nFROM b\n")

        assert [stage.end.line for stage in dockerfile.stages] == [3, 4]

    def test_instructions_of_all_stages(self):
        dockerfile = read("ARG A\nFROM a\nRUN x\nARG A\nFROM b\nRUN y\nCMD z\nRUN z\n")

        assert [one.line for one in dockerfile.of("RUN")] == [3, 6, 8]
        assert [one.line for one in dockerfile.of("ARG", "CMD")] == [4, 7]

    def test_what_an_onbuild_holds(self):
        dockerfile = read("FROM a\nONBUILD RUN x\nRUN y\n")

        assert [one.inner.keyword for one in dockerfile.instructions] == ["FROM", "RUN", "RUN"]

    def test_a_parent_named_by_an_argument(self):
        dockerfile = read("ARG MODE=dev\nFROM a AS dev\nFROM b AS prod\nFROM $MODE\n")

        assert dockerfile.parent(dockerfile.final).name == "dev"


class TestBaseImage:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("FROM python:3.11", "python:3.11"),
            ("ARG V=3.11\nFROM python:$V-slim", "python:3.11-slim"),
            ("ARG B=python:3.9\nFROM ${B}", "python:3.9"),
            ("ARG V=3\nARG B=python:$V\nFROM ${B}", "python:3"),
            ("FROM ${B:-python:3.9}", "python:3.9"),
            ("FROM python:3.9${SUFFIX}", "python:3.9"),
            ('ARG B="python:3.9"\nFROM "$B"', "python:3.9"),
            ("FROM a:1 AS x\nFROM x AS y\nFROM y", "a:1"),
            ("FROM scratch", "scratch"),
            ("ARG B\nFROM $B", None),
            ("ARG B\nFROM ${B:-python}", None),
            ("FROM python:$TARGETARCH", None),
            ("FROM IMAGE", None),
            ("FROM {{image}}", None),
            ("FROM $NOTHING", None),
            ("FROM ${B", None),
        ],
    )
    def test_of_the_final_stage(self, text, expected):
        dockerfile = read(text + "\n")
        found = dockerfile.base_image(dockerfile.final)

        assert (str(found) if found else None) == expected


class TestWords:
    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("COPY a  b\t/c/", ["a", "b", "/c/"]),
            ('COPY ["a b", "/c"]', ["a b", "/c"]),
            ("COPY 'a' \"b\" c\\ d", ["a", "b", "c", "d"]),
            ("WORKDIR /a b ", ["/a b"]),
            ('USER "app"', ["app"]),
            ("USER $U", [None]),
            ("EXPOSE 80 $PORT 443/tcp", ["80", None, "443/tcp"]),
            ('VOLUME ["/a", "$B"]', ["/a", None]),
            ("STOPSIGNAL SIGINT", ["SIGINT"]),
            ('ENV A=1 B="x y"', ["A=1", "B=x y"]),
            ("RUN pip install x", [None]),
            ('RUN ["sh", "-c", "echo $A"]', ["sh", "-c", "echo $A"]),
            ("CMD", []),
            ("HEALTHCHECK CMD curl x", [None]),
            ('HEALTHCHECK CMD ["curl", "x"]', ["curl", "x"]),
            ('SHELL ["/bin/bash", "-c"]', ["/bin/bash", "-c"]),
        ],
    )
    def test_values(self, line, expected):
        assert [word.value for word in words(only(line))] == expected

    def test_flags_are_no_words(self):
        assert [word.text for word in words(only("COPY --link --from=x a b"))] == ["a", "b"]


class TestAssignments:
    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("ENV A=1", [("A", "1", "1")]),
            ("ENV A=1 B='x y' C=", [("A", "1", "1"), ("B", "'x y'", "x y"), ("C", "", "")]),
            ("ENV A a  b", [("A", "a  b", "a  b")]),
            ('ENV A\t"a" b=c', [("A", '"a" b=c', "a b=c")]),
            ("ENV A=$B", [("A", "$B", None)]),
            ('ENV A=a\\ b"c"', [("A", 'a\\ b"c"', "a bc")]),
            ("ENV A=b=c", [("A", "b=c", "b=c")]),
            ("ENV A=b\\\\\\", [("A", "b\\\\\\", "b\\")]),
            ('LABEL "a.b"="c d" e=f', [("a.b", '"c d"', "c d"), ("e", "f", "f")]),
            ("LABEL a b c", [("a", "b c", "b c")]),
        ],
    )
    def test_pairs(self, line, expected):
        found = assignments(only(line))
        assert [(one.name, one.value.text, one.value.value) for one in found] == expected

    def test_braces_hold_no_words_together(self):
        with pytest.raises(UnreadableError, match="no = in 'b}'"):
            only("ENV A=${B:-a b}")

    def test_arg_without_default(self):
        found = assignments(only("ARG A=1 B C='x y'"))

        assert [(one.name, one.value and one.value.value) for one in found] == [
            ("A", "1"),
            ("B", None),
            ("C", "x y"),
        ]

    def test_spans(self):
        text = "FROM a\nENV A=1 \\\n  # why\n  B='x y'\n"
        dockerfile = read(text)
        _, second = assignments(dockerfile.instructions[1])

        assert dockerfile.source.slice(second.span) == "B='x y'"
        assert dockerfile.source.slice(second.value.span) == "'x y'"

    def test_backtick_file(self):
        found = assignments(only("ENV A=C:\\ B=x` y", "`"))

        assert [(one.name, one.value.value) for one in found] == [("A", "C:\\"), ("B", "x y")]

    def test_other_keywords_have_none(self):
        assert assignments(only("RUN A=1")) == ()

    @given(st.text(alphabet="a =\\\"'$\t\u00a0#", max_size=30).map(str.strip))
    def test_both_ways_to_split_agree(self, text):
        places = list(_split(text, "\\"))

        assert list(_split_by_library(text)) == places
        assert re.sub(r"\s", "", text) == re.sub(r"\s", "", "".join(text[a:b] for a, b in places))


class TestCopyParts:
    def test_sources_and_destination(self):
        parts = copy_parts(only("COPY --from=build --chown=1:2 --chmod=755 a b* $C /d/"))

        assert [word.text for word in parts.sources] == ["a", "b*", "$C"]
        assert [word.value for word in parts.sources] == ["a", None, None]
        assert parts.destination.value == "/d/"
        assert (parts.from_, parts.chown, parts.chmod) == ("build", "1:2", "755")

    def test_json(self):
        parts = copy_parts(only('ADD ["a b", "c d/"]'))

        assert ([word.value for word in parts.sources], parts.destination.value) == (["a b"], "c d/")
        assert (parts.from_, parts.chown, parts.chmod, parts.heredocs) == (None, None, None, ())

    def test_here_documents_are_no_sources(self):
        text = "FROM a\nCOPY <<one plain <<-'two' /d/\nx\none\n\ty\n\ttwo\n"
        parts = copy_parts(read(text).instructions[1])

        assert [word.text for word in parts.sources] == ["plain"]
        assert [one.name for one in parts.heredocs] == ["one", "two"]

    def test_other_keywords(self):
        with pytest.raises(ValueError, match="RUN copies nothing"):
            copy_parts(only("RUN x"))


class TestFlags:
    def test_last_one_wins(self):
        run = only("RUN --mount=a --network=none --mount=b --x y")

        assert run.flag("mount").value == "b"
        assert run.flag("x").value is None
        assert run.flag("y") is None
        assert [one.name for one in run.flags] == ["mount", "network", "mount", "x"]

    def test_span_is_as_written(self):
        text = 'FROM a\nRUN --mount=type=secret,id="a b" x\n'
        flag = read(text).instructions[1].flags[0]

        assert text[flag.span.start : flag.span.end] == '--mount=type=secret,id="a b"'
        assert flag.value == "type=secret,id=a b"


class TestUnreadable:
    def test_says_where(self):
        error = UnreadableError(3, "what")

        assert (error.line, error.message, str(error)) == (3, "what", "line 3: what")

    def test_a_template_in_from_is_hinted_at(self):
        with pytest.raises(UnreadableError, match="template"):
            read("FROM {{ base }} AS x\n")
