"""The engine with small transforms of the test's own."""

import pytest

from migrator.api import Change, Edit, Note, Phase, Refusal, Rule, Safety, named_line, named_lines, transform
from migrator.engine import Engine, Status
from migrator.selection import Selection
from migrator.source import Source
from tests.contexts import surroundings

ONE = Rule("DFM901", "one", "One.")
TWO = Rule("DFM902", "two", "Two.")
TEXT = 'FROM python:3.12\n# why\nRUN one\nRUN two\nUSER app\nCMD ["run"]\n'


def replacing(name, rule, old, new, *, bundle="", phase=Phase.BASE, safety=Safety.SAFE):
    """Make a transform that replaces one text by another, wherever it stands."""

    def run(dockerfile, ctx):
        at = dockerfile.source.text.find(old)
        if at >= 0:
            line = dockerfile.source.line_of(at)
            yield Change(rule, line, f"{old} becomes {new}", (Edit(at, at + len(old), new),), safety)

    return transform(name, phase=phase, rules=(rule,), bundle=bundle)(run)


def refusing(name, rule, *, bundle="", blocking=True, line=4):
    def run(dockerfile, ctx):
        yield Refusal(rule, line, "cannot", "do it by hand", blocking=blocking)

    return transform(name, phase=Phase.PACKAGES, rules=(rule,), bundle=bundle)(run)


def migrate(*transforms, text=TEXT, **options):
    return Engine(transforms, **options).run(Source("Dockerfile", text), surroundings)


def statuses(result):
    return [(outcome.finding.rule.id, outcome.status, outcome.line) for outcome in result.outcomes]


def naming(name, rule, old):
    """Make a transform that speaks of the line of a text and of the first one."""

    def run(dockerfile, ctx):
        line = dockerfile.source.line_of(dockerfile.source.text.find(old))
        yield Refusal(rule, 1, f"{named_line(line)} is in the way", f"see {named_lines((1, 2, line))}")

    return transform(name, phase=Phase.PACKAGES, rules=(rule,))(run)


def test_a_change_is_applied_and_its_line_told():
    result = migrate(replacing("a", ONE, "RUN one", "RUN 1"))

    assert result.after.text == TEXT.replace("RUN one", "RUN 1")
    assert statuses(result) == [("DFM901", Status.APPLIED, 3)]
    assert [step.bundle for step in result.steps] == ["a"]


def test_later_transforms_see_what_the_earlier_left_and_lines_stay_the_users():
    first = replacing("a", ONE, "RUN one\n", "RUN 1\nRUN 1.5\n")
    second = replacing("b", TWO, "RUN two", "RUN 2", phase=Phase.PACKAGES)

    result = migrate(first, second)

    assert "RUN 1.5\nRUN 2\n" in result.after.text
    assert statuses(result)[1] == ("DFM902", Status.APPLIED, 4)


def test_lines_that_a_text_names_are_the_users_too():
    first = replacing("a", ONE, "RUN one\n", "")

    told = migrate(first, naming("b", TWO, "RUN two")).outcomes[1].finding

    assert told.message == "line 4 is in the way"
    assert told.hint == "see lines 1, 2 and 4"


def test_lines_that_come_from_one_are_named_once():
    split = replacing("a", ONE, "RUN one", "RUN 1\nRUN one again")

    def run(dockerfile, ctx):
        yield Note(TWO, 1, f"{named_lines((3, 4))} and {named_lines((5, 3, 4))}, as {named_line(3)}")

    told = migrate(split, transform("b", phase=Phase.PACKAGES, rules=(TWO,))(run)).outcomes[1].finding

    assert told.message == "line 3 and lines 3 and 4, as line 3"


def test_a_file_that_writes_what_marks_lines_does_no_harm():
    text = "\ufdd0" + "9" * 5_000 + "\ufdd1"

    def run(dockerfile, ctx):
        yield Note(TWO, 1, f"{named_line(1)}: {text}")

    result = migrate(transform("b", phase=Phase.PACKAGES, rules=(TWO,))(run))

    assert result.outcomes[0].finding.message == f"line 1: {text}"


def test_a_refusal_takes_its_whole_bundle_back_and_no_other():
    result = migrate(
        replacing("a", ONE, "RUN one", "RUN 1", bundle="alpine"),
        refusing("b", TWO, bundle="alpine"),
        replacing("c", Rule("DFM903", "three", "Three."), "RUN two", "RUN 2", phase=Phase.INSTALLER),
    )

    assert result.after.text == TEXT.replace("RUN two", "RUN 2")
    assert [each[:2] for each in statuses(result)] == [
        ("DFM901", Status.WITHHELD),
        ("DFM902", Status.REFUSED),
        ("DFM903", Status.APPLIED),
    ]


def test_a_refusal_that_does_not_block_leaves_the_bundle():
    result = migrate(
        replacing("a", ONE, "RUN one", "RUN 1", bundle="alpine"),
        refusing("b", TWO, bundle="alpine", blocking=False),
    )

    assert "RUN 1\n" in result.after.text


def test_who_depends_on_a_bundle_is_told_that_it_was_withheld():
    def run(dockerfile, ctx):
        if "alpine" in ctx.withheld:
            yield Refusal(ONE, 1, "needs Alpine", "settle DFM902 first")
        elif "RUN one" in dockerfile.source.text:
            at = dockerfile.source.text.find("RUN one")
            yield Change(ONE, 3, "because", (Edit(at, at + 7, "RUN 1"),))

    dependent = transform("a", phase=Phase.STAGES, rules=(ONE,))(run)

    result = migrate(dependent, refusing("b", TWO, bundle="alpine"))

    assert not result.changed
    assert [each[:2] for each in statuses(result)] == [("DFM901", Status.REFUSED), ("DFM902", Status.REFUSED)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("# why\n", "", "a comment would be lost: # why", id="comment"),
        pytest.param("USER app\n", "", "USER of the final image", id="user"),
        pytest.param("RUN one", "RUN one\nWORKDIR /srv/", "from None to '/srv'", id="working folder"),
        pytest.param('CMD ["run"]\n', 'CMD ["other"]\n', "CMD of the final image", id="command"),
        pytest.param(
            "RUN one", "COPY --from=nowhere a b", "nowhere, which is no earlier stage", id="dangling"
        ),
        pytest.param("python:3.12\n# why\nRUN one", "alpine\n# why\nRUN apt-get update", "apt-get", id="apt"),
        pytest.param("RUN one", "RUN one; && two", "a shell could not read `one; && two`", id="shell"),
        pytest.param("RUN one", "NONSENSE one", "cannot be read", id="unreadable"),
    ],
)
def test_a_broken_invariant_discards_the_bundle(old, new, said):
    result = migrate(replacing("a", ONE, old, new))

    assert not result.changed
    assert any(said in getattr(each.finding, "message", "") for each in result.outcomes), result.outcomes
    assert statuses(result)[0][1] is Status.WITHHELD


def test_what_a_rule_announces_it_may_alter():
    rule = Rule("DFM901", "one", "One.", alters=("USER",))

    result = migrate(replacing("a", rule, "USER app\n", "USER other\n"))

    assert "USER other" in result.after.text


def test_below_the_floor_it_is_shown_only():
    result = migrate(replacing("a", ONE, "RUN one", "RUN 1", safety=Safety.MANUAL))

    assert not result.changed
    assert statuses(result) == [("DFM901", Status.SHOWN, 3)]


def test_not_idempotent_is_a_fault_and_the_file_untouched():
    result = migrate(replacing("a", ONE, "RUN one", "RUN one one"))

    assert result.after == result.before
    assert "second run" in result.failure


def test_a_crash_is_a_fault_and_the_file_untouched():
    def run(dockerfile, ctx):
        raise ZeroDivisionError("oops")
        yield

    result = migrate(transform("a", phase=Phase.BASE, rules=(ONE,))(run))

    assert result.failure == "ZeroDivisionError: oops"
    assert not result.changed


def test_overlapping_edits_are_a_fault():
    def run(dockerfile, ctx):
        yield Change(ONE, 1, "a", (Edit(0, 5, ""), Edit(3, 8, "")))

    assert "overlaps" in migrate(transform("a", phase=Phase.BASE, rules=(ONE,))(run)).failure


def test_pragmas_silence_one_instruction():
    text = "FROM python:3.12\n# dfmigrate: ignore[DFM901] because we need it\nRUN one\nRUN one\n"

    result = migrate(replacing("a", ONE, "RUN one", "RUN 1"), text=text)

    assert not result.changed
    assert statuses(result) == [("DFM901", Status.SILENCED, 3)]


def test_a_silenced_change_withholds_its_bundle():
    text = "FROM python:3.12\n# dfmigrate: ignore[DFM901]\nRUN one\nRUN two\n"

    result = migrate(
        replacing("a", ONE, "RUN one", "RUN 1", bundle="alpine"),
        replacing("b", TWO, "RUN two", "RUN 2", bundle="alpine", phase=Phase.PACKAGES),
        text=text,
    )

    assert not result.changed


def test_skip_file_leaves_all_alone():
    result = migrate(
        replacing("a", ONE, "RUN one", "RUN 1"),
        text="# dfmigrate: skip-file because legacy\nFROM python\nRUN one\n",
    )

    assert not result.changed
    assert "legacy" in result.outcomes[0].finding.message


def test_selection_by_rule_and_by_name():
    both = (replacing("a", ONE, "RUN one", "RUN 1"), replacing("b", TWO, "RUN two", "RUN 2"))

    assert "RUN two" in migrate(*both, selection=Selection(select=frozenset({"DFM901"}))).after.text
    assert "RUN one" in migrate(*both, selection=Selection(ignore=frozenset({"a"}))).after.text


ALPINE = replacing("a", ONE, "RUN one", "RUN 1", bundle="alpine")
LATER = replacing("b", TWO, "RUN two", "RUN 2", bundle="alpine", phase=Phase.PACKAGES)
WITHOUT_LATER = pytest.mark.parametrize(
    "selection",
    [
        pytest.param(Selection(ignore=frozenset({"b"})), id="left out by name"),
        pytest.param(Selection(select=frozenset({"a"})), id="not selected"),
        pytest.param(Selection(select=frozenset({"DFM901"})), id="not selected by rule"),
    ],
)


@WITHOUT_LATER
def test_a_member_that_is_left_out_withholds_what_needs_it(selection):
    result = migrate(ALPINE, LATER, selection=selection)

    assert not result.changed
    assert statuses(result) == [("DFM901", Status.WITHHELD, 3), ("DFM902", Status.SILENCED, 4)]


@WITHOUT_LATER
def test_so_does_what_it_would_have_refused(selection):
    result = migrate(ALPINE, refusing("b", TWO, bundle="alpine"), selection=selection)

    assert not result.changed
    assert statuses(result) == [("DFM901", Status.WITHHELD, 3), ("DFM902", Status.SILENCED, 4)]


@WITHOUT_LATER
def test_one_that_has_nothing_to_do_is_not_missed(selection):
    idle = replacing("b", TWO, "RUN three", "RUN 3", bundle="alpine", phase=Phase.PACKAGES)
    by_hand = replacing("b", TWO, "two", "2", bundle="alpine", phase=Phase.PACKAGES, safety=Safety.MANUAL)
    warning = refusing("b", TWO, bundle="alpine", blocking=False)

    for other in (idle, by_hand, warning):
        result = migrate(ALPINE, other, selection=selection)
        assert statuses(result) == [("DFM901", Status.APPLIED, 3)]


def test_a_pragma_counts_for_what_a_member_that_is_left_out_refuses():
    text = TEXT.replace("RUN two", "# dfmigrate: ignore[DFM902] because it is there\nRUN 2")
    refuses = refusing("b", TWO, bundle="alpine", line=5)

    result = migrate(ALPINE, refuses, text=text, selection=Selection(ignore=frozenset({"b"})))

    assert statuses(result) == [("DFM901", Status.APPLIED, 3)]


def test_a_member_of_an_earlier_or_the_same_phase_may_be_left_out():
    beside = replacing("b", TWO, "RUN two", "RUN 2", bundle="alpine")

    later = migrate(ALPINE, beside, selection=Selection(ignore=frozenset({"b"})))
    earlier = migrate(ALPINE, LATER, selection=Selection(ignore=frozenset({"a"})))

    assert statuses(later) == [("DFM901", Status.APPLIED, 3)]
    assert statuses(earlier) == [("DFM902", Status.APPLIED, 4)]


def test_where_nothing_was_done_a_member_that_is_left_out_is_not_asked():
    nothing = replacing("a", ONE, "RUN three", "RUN 3", bundle="alpine")

    assert statuses(migrate(nothing, LATER, selection=Selection(ignore=frozenset({"b"})))) == []


@pytest.mark.parametrize("text", ["", "# only\n", "{{ template }}\n", "hello world\n", "RUN before from\n"])
def test_what_is_no_dockerfile_is_refused(text):
    result = migrate(replacing("a", ONE, "o", "0"), text=text)

    assert not result.changed
    assert statuses(result)[0][:2] == ("DFM001", Status.REFUSED)


def test_notes_do_nothing():
    def run(dockerfile, ctx):
        yield Note(ONE, 2, "look")

    result = migrate(transform("a", phase=Phase.BASE, rules=(ONE,))(run))

    assert statuses(result) == [("DFM901", Status.NOTED, 2)]
    assert not result.changed
