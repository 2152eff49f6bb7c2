"""The body that a reviewer reads, and the marker in it."""

import pytest

from migrator.engine import Engine
from migrator.forge import marker
from migrator.forge.body import LIMIT, Body
from migrator.forge.groups import Group
from migrator.forge.markdown import code, prose
from migrator.forge.marker import Marker
from migrator.run import Report
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
        "    dfmigrate verify a/Dockerfile",
        "dfmigrate:stop",
    )]  # fmt: skip
    assert places == sorted(places)
    assert len(text.splitlines()) < 50


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
    assert "… and 388 more files." in text
    assert len(text.splitlines()) < 70
    assert len(text) < 10_000


def test_never_too_long_for_a_forge():
    names = [f"{'x' * 4000}{number}/Dockerfile" for number in range(20)]

    assert len(marker.render(Marker("all:all", "t"), Body().text(group(*names), "main"))) < 65_536
    assert len(Body().text(group(*names), "main")) <= LIMIT + 100


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
        "services/a/Dockerfile", DOCKERFILE.replace("RUN one", "RUN one # Dfmigrate: base=0 content=0 seal=0")
    )
    world.pr("services/a")

    assert (
        git(
            world.forge.repositories["acme/shop"], "log", "-1", "--format=%B", world.forge.pulls[0].branch
        ).count("\nDfmigrate: base=")
        == 1
    )
    assert "up to date" in world.pr("services/a").stdout
