"""The table of before and after: what stands in it, where each figure comes from, and what is measured."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

import transforms
from migrator.build_context import BuildContext
from migrator.cli import main
from migrator.dockerfile import parse
from migrator.forge.body import Body
from migrator.forge.groups import Group
from migrator.knowledge import Knowledge
from migrator.report.formats import document
from migrator.report.journey import BUILD, SIZE, UNKNOWN, Journey, Known, Milestone
from migrator.report.model import Run
from migrator.report.standing import journey_of
from migrator.report.text import table
from migrator.source import Source
from tests.runs import MIGRATED

ROOT = Path(__file__).parents[1]
BEFORE = "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n"
AFTER = (
    "FROM python:3.12-alpine\nWORKDIR /app\nCOPY requirements.txt .\n"
    "RUN uv pip install --system -r requirements.txt\nCOPY . .\n"
)


@pytest.fixture(scope="module")
def knowledge():
    return Knowledge.load(transforms.DATA)


def told(before, after, folder, knowledge):
    made = journey_of(
        *(parse(Source("Dockerfile", each)) for each in (before, after)), BuildContext(folder), knowledge
    )
    return {each.key: each for each in made.milestones}


def test_each_line_says_before_after_and_how_it_is_known(tmp_path, knowledge):
    (tmp_path / "requirements.txt").write_text("flask\nredis\n")
    found = told(BEFORE, AFTER, tmp_path, knowledge)

    shown = {key: (each.before, each.after, each.known) for key, each in found.items()}
    assert shown == {
        "base": ("python:3.12-slim", "python:3.12-alpine", Known.READ),
        "stages": ("1", "1", Known.READ),
        "image-size": ("119.2 MB", "48.9 MB", Known.ESTIMATED),
        "base-packages": (UNKNOWN, "37", Known.ESTIMATED),
        "installer": ("pip", "uv", Known.READ),
        "rebuild": ("2 layers, about 8 s", "1 layer, about 1 s", Known.ESTIMATED),
    }


def test_no_figure_goes_without_its_source(tmp_path, knowledge):
    found = told(BEFORE, AFTER, tmp_path, knowledge)

    assert all(each.source for each in found.values() if {each.before, each.after} != {UNKNOWN})
    assert "python:3.12.13-slim-trixie (docker-library/repo-info" in found["image-size"].source


@pytest.mark.parametrize(
    "base",
    [
        pytest.param("ubuntu:24.04", id="another image"),
        pytest.param("python:3.12-windowsservercore", id="Windows"),
        pytest.param("python:3.12-slim-mine", id="a tag that is not official"),
        pytest.param("$BASE", id="a variable"),
        pytest.param("scratch", id="no image"),
    ],
)
def test_what_is_not_known_is_not_guessed(base, tmp_path, knowledge):
    text = f"FROM {base}\nCOPY --from=other /a /a\n"
    found = told(text, text, tmp_path, knowledge)

    assert (found["image-size"].before, found["image-size"].source) == (UNKNOWN, "")
    assert found["base-packages"].before == UNKNOWN
    assert found["rebuild"].before == "no source is copied"


def test_what_was_measured_takes_the_place_of_what_was_estimated():
    estimated = Milestone(SIZE, "Image size", "1", "2", Known.ESTIMATED, "a table")
    measured = Milestone(SIZE, "Image size", "3", "4", Known.MEASURED, "two builds")
    build = Milestone(BUILD, "Build", "5", "6", Known.MEASURED, "two builds")

    assert Journey((estimated,)).with_measured((build, measured)).milestones == (measured, build)


HOSTILE = "<b>@owner|`x`\x1b[31m"
WITH = replace(
    MIGRATED, journey=Journey((Milestone("k", "Says", HOSTILE, "new", Known.ESTIMATED, "a source"),))
)


@pytest.mark.parametrize("form", ["text", "json", "markdown", "html"])
def test_every_report_shows_it(form):
    said = "".join(document(form, Run((WITH,))))

    assert "Says" in said
    assert "estimated" in said
    assert "a source" in said
    assert "\x1b" not in said
    assert form in ("text", "json") or "<b>@owner" not in said


def test_json_with_it_is_what_its_schema_says():
    schema = json.loads((ROOT / "docs/report.schema.json").read_text())

    jsonschema.Draft7Validator(schema).validate(json.loads("".join(document("json", Run((WITH, MIGRATED))))))


def test_a_pull_request_shows_it():
    said = Body().text(Group("file", "a", (WITH,)), "main")

    assert "| Says |" in said
    assert "estimated: a source" in said
    assert "<b>" not in said


def test_a_report_without_one_shows_none():
    assert list(table(MIGRATED)) == []


def test_summary_shows_the_table_below_the_findings(tmp_path):
    (tmp_path / "Dockerfile").write_text(BEFORE)
    (tmp_path / "requirements.txt").write_text("flask\n")

    done = CliRunner().invoke(main, [str(tmp_path / "Dockerfile"), "--dry-run", "--summary", "--isolated"])

    assert "Base image of the final stage" in done.stderr
    assert "119.2 MB" in done.stderr
    quiet = CliRunner().invoke(main, [str(tmp_path / "Dockerfile"), "--check", "--summary", "-q"])
    assert "119.2 MB" in quiet.stderr, "it was asked for"
    assert "DFM" not in quiet.stderr
    assert "Base image of the final stage" not in done.stdout
    plain = CliRunner().invoke(main, [str(tmp_path / "Dockerfile"), "--dry-run", "--isolated"])
    assert "Base image of the final stage" not in plain.output
