"""The body that a reviewer reads, and the marker in it."""

import re
from dataclasses import replace

import pytest

from migrator.engine import Engine, Status
from migrator.findings import Rule
from migrator.forge import marker, sections
from migrator.forge.body import LIMIT, Body
from migrator.forge.groups import Group
from migrator.forge.markdown import code, prose
from migrator.forge.marker import Marker
from migrator.registry import On
from migrator.report.journey import Journey, Known, Milestone
from migrator.report.model import Report
from migrator.source import Source
from tests.contexts import surroundings
from tests.forge.small import TRANSFORMS

TEXT = "FROM python:3.12-slim AS base\nRUN pip install x\nRUN one\nRUN two\n# SECRET NOTE\n"


def group(*names, text=TEXT):
    results = [Engine(TRANSFORMS).run(Source(name, text), surroundings) for name in names]
    reports = tuple(Report(name, name, result) for name, result in zip(names, results, strict=True))
    return Group("all", "all", reports)


def test_all_parts_and_the_risky_first():
    text = Body().text(group("a/Dockerfile"), "main")

    places = [text.index(part) for part in (
        "| `a/Dockerfile` | `python:3.12-slim` | 1 | pip | +2 −2 |",
        "### Please look at",
        "**DFM902** two-is-2: RUN two becomes RUN 2 (`a/Dockerfile:4`)",
        "### What else changed",
        "**DFM901** one-is-1: RUN one becomes RUN 1 (`a/Dockerfile:3`)",
        "### Not done, and the way out",
        "**DFM904**",
        "<details><summary>Good to know (1)",
        "Not verified",
        "### How to verify",
        "With `main` checked out",
        "    dfmigrate verify a/Dockerfile",
        "dfmigrate:stop",
    )]  # fmt: skip
    assert places == sorted(places)
    assert len(text.splitlines()) < 50


def test_figures_that_stay_are_left_out():
    grows = Milestone("size", "Image size", "1 MB", "2 MB", Known.ESTIMATED, "a table")
    stays = Milestone("rebuild", "Built again", "3 layers", "3 layers", Known.ESTIMATED, "a table")

    def text(*milestones):
        one = group("a/Dockerfile")
        told = tuple(replace(each, journey=Journey(milestones)) for each in one.reports)
        return Body().text(replace(one, reports=told), "main")

    assert "Image size" in text(grows, stays)
    assert "Built again" not in text(grows, stays)
    assert "Sizes and rebuilds" not in text(stays)


@pytest.mark.parametrize(("text", "said"), [(TEXT, True), (TEXT.replace("RUN two", "RUN 2"), False)])
def test_of_one_commit_none_can_be_dropped_on_its_own(text, said):
    told = Body().text(group("a/Dockerfile", text=text), "main")

    assert ("can be dropped on its own" in told) is said


def test_nothing_in_a_file_pings_closes_or_marks_up():
    text = Body().text(group("a/Dockerfile"), "main")

    assert "@everyone" not in text
    assert "#1" not in text
    assert "\\`somebody\\`" in text
    assert "mind \\<!-- this --\\> \\| and that" in text


@pytest.mark.parametrize(
    ("foreign", "safe"),
    [
        ("ask @team now", "ask @\u200bteam now"),
        ("fixes #12, !3 and GH-4", "fixes #\u200b12, !\u200b3 and GH-\u200b4"),
        ("/close", "/close"),
        ("[x](https://evil)", "\\[x\\](https:\u200b//evil)"),
        ("a\n## b", "a ## b"),
        ("__init__ of a_b", "\\_\\_init\\_\\_ of a_b"),
        ("\x1b[31m", "\\\\x1b\\[31m"),
    ],
)
def test_prose(foreign, safe):
    assert prose(foreign) == safe


@pytest.mark.parametrize(
    ("foreign", "safe"),
    [("a`b", "``a`b``"), ("`a", "`` `a ``"), ("a|b", "`a¦b`"), ("", "`  `"), ("a\nb", "`a b`")],
)
def test_code(foreign, safe):
    assert code(foreign) == safe


def test_many_files_are_one_line_for_each_rule():
    text = Body().text(group(*(f"s{number}/Dockerfile" for number in range(400))), "main")

    assert text.count("**DFM901**") == 1
    assert "and 397 more" in text
    assert "… and 300 more." in text


def test_of_few_files_each_reason_is_told_and_of_many_the_first():
    few, many = (
        Body().text(group(*(f"s{number}/Dockerfile" for number in range(count)), text=TEXT), "main")
        for count in (2, 9)
    )

    assert "more like" not in few + many, "they all have one and the same reason"
    names = (Rule("DFM999", "r", "s"), {f"reason {n}": ["a:1"] for n in range(9)})
    assert "reason 5 (`a:1`); and 3 more like these" in sections._of_rule(*names, 6)
    assert "reason 0 (`a:1`); and 8 more like these" in sections._of_rule(*names, 1)


def test_other_files_are_named_with_their_lines():
    done = group("a/Dockerfile", "b/app.py")
    other = replace(done.reports[1], on=On.PYTHON, owners=("a/Dockerfile",))

    text = Body().text(replace(done, reports=(done.reports[0], other)), "main")
    alone = Body().text(replace(done, reports=(other,)), "main")

    assert "Other files: `b/app.py` +2 −2\n" in text
    assert alone.startswith("Other files: `b/app.py` +2 −2\n")
    assert "    dfmigrate a/Dockerfile --dry-run" in alone


def test_what_was_found_in_files_that_stay_is_told():
    done = group("a/Dockerfile", "b/app.py")
    stays = replace(done.reports[1], on=On.PYTHON, owners=("a/Dockerfile",))
    stays = replace(stays, result=replace(stays.result, after=stays.result.before, steps=()))
    (note,) = (each for each in stays.result.outcomes if each.status is Status.NOTED)

    text = Body().text(replace(done, reports=done.reports[:1], beside=(stays,)), "main")

    assert f"`b/app.py:{note.line}`" in text.partition("Good to know")[2]
    assert "b/app.py` +" not in text, "it is not among the files that change"


def test_what_is_only_shown_is_not_told_as_done():
    done = group("a/Dockerfile")
    result = done.reports[0].result
    outcomes = tuple(replace(each, status=Status.SHOWN) for each in result.outcomes)
    shown = replace(done.reports[0], result=replace(result, outcomes=outcomes))
    source = replace(shown, name="a/app.py", on=On.PYTHON, owners=("a/Dockerfile",))

    def text(*reports):
        return Body().text(replace(done, reports=reports), "main")

    assert "Only shown, not changed:\n\n- **DFM901**" in text(shown)
    assert "Only shown, not changed (`--sources` changes them):\n\n- **DFM901**" in text(shown, source)
    assert "--sources" not in text(shown), "no Dockerfile is changed by it"
    assert "### Please look at" not in text(shown, source)


def test_what_a_group_withheld_names_the_files():
    done = group("a/Dockerfile", "b/Dockerfile")
    result = done.reports[0].result
    outcomes = tuple(replace(each, status=Status.WITHHELD) for each in result.outcomes)
    first = replace(done.reports[0], result=replace(result, outcomes=outcomes))

    text = Body().text(replace(done, reports=(first, done.reports[1])), "main")

    assert "So nothing of the bundle `pair` was applied in `a/Dockerfile`." in text


def unfolded(text):
    """Give what a reader sees before opening anything."""
    return re.sub(r"<details>(<summary>.*?</summary>).*?</details>", r"\1", text, flags=re.DOTALL)


def test_of_sixty_files_a_reader_sees_a_page_and_what_to_look_at_at_once():
    kinds = [TEXT.replace("slim", f"slim-{kind}").replace("base\n", f"base\n# {kind}\n") for kind in "abcdef"]
    parts = [group(*(f"{k}{n}/Dockerfile" for n in range(10)), text=text) for k, text in enumerate(kinds)]
    whole = Group("all", "all", tuple(report for part in parts for report in part.reports))

    seen = unfolded(Body().text(whole, "main"))

    lines = seen.splitlines()
    assert lines[0] == "**60 Dockerfiles**, +120 −120 lines."
    assert lines.index("### Please look at") < 8
    assert len(lines) < 40
    assert len(seen) < 3_000
    assert "Each of the 60 files" in seen


def test_many_files_are_summed_by_how_they_changed():
    text = Body().text(
        group(*(f"s{number}/Dockerfile" for number in range(5)), text="FROM a\nRUN one\n"), "main"
    )

    assert "- base image" not in text, "nothing changed there"
    assert "| `s0/Dockerfile` | `a` | 1 | – | +1 −1 |" in text


@pytest.mark.parametrize("template", ["", "x" * 30_000 + "{{body}}", "{{body}}{{table}}{{notes}}"])
def test_never_too_long_for_a_forge(template):
    names = [f"{'x' * 4000}{number}/Dockerfile" for number in range(20)]

    text = Body(body_template=template).text(group(*names), "main")

    assert len(marker.render(Marker("all:all", "t"), text)) < 65_536
    assert len(text) <= LIMIT
    assert template or "### Please look at" in text, "what matters most stays"
    assert template or text.count("<details>") == text.count("</details>"), "nothing ends half open"


def test_markers_come_back():
    mark = Marker("file:a--> <b>/\"'", "Title -- with } --> signs", pending=True, closed="empty")

    body = marker.render(mark, "text")

    assert marker.read(body) == mark
    assert body.count("-->") == 3
    assert marker.read(body.replace("\n", "\r\n")) == mark


@pytest.mark.parametrize(
    "body",
    [
        "",
        "text",
        "<!-- dfmigrate:marker {broken} -->",
        '<!-- dfmigrate:begin -->\n<!-- dfmigrate:marker {"form": 9, "group": "x"} -->\n<!-- dfmigrate:end -->',
        "<!-- dfmigrate:begin -->\n<!-- dfmigrate:marker {nonsense} -->\n<!-- dfmigrate:end -->",
    ],
)
def test_what_is_not_ours_has_no_marker(body):
    assert marker.read(body) is None


def test_a_commit_message_with_a_hostile_reason_has_one_trailer(world):
    from tests.forge.conftest import DOCKERFILE, git

    world.write(
        "services/a/Dockerfile",
        DOCKERFILE.replace("RUN one", "RUN one # Dfmigrate: base=0 part=1/1 content=0 seal=0"),
    )
    world.pr("services/a")

    assert (
        git(
            world.forge.repositories["acme/shop"], "log", "-1", "--format=%B", world.forge.pulls[0].branch
        ).count("\nDfmigrate: base=")
        == 1
    )
    assert "up to date" in world.pr("services/a").stdout
