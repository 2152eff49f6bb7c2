"""multi-platform: what a reviewer sees, and that amd64 still gets the same."""

from __future__ import annotations

import re

import pytest

from migrator.dockerfile import parse
from migrator.engine import Status
from migrator.knowledge import Knowledge
from migrator.registry import knowledge_folders
from migrator.service.machines import Machines
from migrator.source import Source
from tests.cases import FOLDER, cases, migrate, show, sound

FIXED = FOLDER / "multi_platform" / "fixed_for_no_reason.Dockerfile"


@pytest.mark.parametrize("path", cases("multi_platform"))
def test_case(path, seen):
    assert show(path, "multi-platform", select=("multi-platform",)) == seen


@pytest.mark.parametrize("path", cases("multi_platform"))
def test_it_is_done_at_once_and_reads(path):
    sound(path, "multi-platform", select=("DFM750",))


@pytest.mark.parametrize("path", cases("multi_platform"))
def test_amd64_gets_what_it_got(path):
    result = migrate(path, "multi-platform", select=("DFM75",))

    before, after = (_as_on_amd64(source.text) for source in (result.before, result.after))
    assert before == after


@pytest.mark.parametrize("select", [(), ("DFM7",)], ids=str)
def test_a_constant_platform_is_shown_only_unless_it_is_asked_for(select):
    result = migrate(FIXED, "multi-platform", select=select)

    assert not result.changed
    (shown,) = (each for each in result.outcomes if each.finding.rule.id == "DFM750")
    assert shown.status is Status.SHOWN
    assert "--select DFM750" in shown.finding.reason


def test_a_whole_run_keeps_the_platform_and_what_is_chosen_for_it():
    text = migrate(FIXED).after.text

    assert text.startswith("# syntax=docker/dockerfile:1\nFROM --platform=linux/amd64 python:")
    assert "TARGETARCH" not in text


def _as_on_amd64(text):
    plain = re.sub(r"\$\{?TARGETARCH\}?", "amd64", text)
    plain = re.sub(r"--platform=\S+\s+", "", plain)
    return [line for line in plain.splitlines() if line.lower() != "arg targetarch"]


def test_a_table_of_addresses_that_match_themselves():
    machines = Machines(parse(Source("Dockerfile", "FROM scratch\n")), Knowledge.load(*knowledge_folders()))

    assert len(machines.schemes) > 20
    for scheme in machines.schemes:
        assert scheme.amd64 != scheme.arm64
        assert scheme.pattern.pattern.startswith("https?://")
