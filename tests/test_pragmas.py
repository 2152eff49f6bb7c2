"""Pragmas that do nothing are told; one that does its work, or may do it in another run, is not."""

import pytest

from migrator.engine import Status
from migrator.knowledge import Knowledge
from migrator.registry import installed, knowledge_folders
from migrator.run import Runner
from tests.runs import TRANSFORMS


def told(tmp_path, text, **settings):
    path = tmp_path / "Dockerfile"
    path.write_text(text)
    runner = Runner(TRANSFORMS, Knowledge.load(*knowledge_folders()), tuple(settings.items()), isolated=True)
    found = runner.file(path).result.outcomes
    return [
        (each.line, each.finding.message, each.finding.hint)
        for each in found
        if each.finding.rule.id == "DFM004"
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("FROM python\n# dfmigrate: ignore[DFM901]\nRUN pip install a\n", id="by rule"),
        pytest.param("FROM python\n# dfmigrate: ignore[pip] because\nRUN pip install a\n", id="by transform"),
        pytest.param("FROM python\n# dfmigrate: ignore because we know\nRUN pip install a\n", id="all"),
        pytest.param("FROM python\nRUN a \\\n# dfmigrate: ignore[DFM901]\n  && pip install a\n", id="inside"),
        pytest.param("# dfmigrate: skip-file because legacy\nFROM python\n", id="the whole file"),
        pytest.param("FROM python\n# dfmigrate is nice\n# see dfmigrate: it is nice\nRUN a\n", id="prose"),
        pytest.param("FROM python\nRUN echo dfmigrate: ignore\n", id="no comment"),
    ],
)
def test_what_is_in_order_says_nothing(tmp_path, text):
    assert told(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "FROM python\n# dfmigrate: ignore[DFM901]\nRUN uv pip install a\n",
            "silences nothing for DFM901 here",
        ),
        (
            "FROM python\n# dfmigrate: ignore[DFM901,DFM902]\nRUN pip install a\n",
            "silences nothing for DFM902 here",
        ),
        ("FROM python\n# dfmigrate: ignore[DFM999]\nRUN pip install a\n", "silences nothing for DFM999 here"),
        ("FROM python\n# dfmigrate: ignore\nRUN true\n", "silences nothing here"),
        ("FROM python\n# dfmigrate: ignroe[DFM901]\nRUN pip install a\n", "there is no pragma 'ignroe'"),
        ("FROM python\n# dfmigrate: ignore DFM901\nRUN pip install a\n", "not a pragma that can be read"),
    ],
)
def test_what_does_nothing_is_told(tmp_path, text, said):
    ((line, message, hint),) = told(tmp_path, text)

    assert said in message
    assert line == 2
    assert hint


def test_the_next_best_verb_is_named(tmp_path):
    ((_, _, hint),) = told(tmp_path, "# dfmigrate: skipfile\nFROM python\n")

    assert hint == "did you mean skip-file?"


def test_in_a_run_that_leaves_the_transform_out_it_is_not_told(tmp_path):
    text = "FROM python\n# dfmigrate: ignore[DFM901]\nRUN true\n# dfmigrate: ignore\nRUN true\n"

    assert told(tmp_path, text, select=("apt",)) == []


def test_over_the_line_that_a_finding_names_a_pragma_works_though_a_collapse_moves_that_line(tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_text(
        "FROM python:3.12-slim AS build\nRUN python -m venv /venv\nRUN /venv/bin/pip install flask\n\n"
        "FROM python:3.12-slim\nCOPY --from=build /venv /venv\n"
    )
    runner = Runner(tuple(installed()), Knowledge.load(*knowledge_folders()), isolated=True)
    lines = path.read_text().splitlines()

    (named,) = [one.line for one in runner.file(path).result.outcomes if one.finding.rule.id == "DFM401"]
    lines.insert(named - 1, "# dfmigrate: ignore[DFM401] because it stays")
    path.write_text("\n".join(lines))
    after = runner.anew().file(path).result

    assert named == 3
    assert {one.status for one in after.outcomes if one.finding.rule.id == "DFM401"} == {Status.SILENCED}
    assert not [one for one in after.outcomes if one.finding.rule.id == "DFM004"]
