"""multi-platform: what a reviewer sees, and that amd64 still gets the same."""

from __future__ import annotations

import re

import dockerfile
import pytest

from migrator.dockerfile import parse
from migrator.knowledge import Knowledge
from migrator.registry import knowledge_folders
from migrator.service.machines import Machines
from migrator.source import Source
from tests.cases import cases, migrate, show


@pytest.mark.parametrize("path", cases("multi_platform"))
def test_case(path, seen):
    assert show(path, "multi-platform") == seen


@pytest.mark.parametrize("path", cases("multi_platform"))
def test_every_result_is_read_by_buildkit(path):
    result = migrate(path, "multi-platform")

    assert result.failure is None
    assert dockerfile.parse_string(result.after.text)


@pytest.mark.parametrize("path", cases("multi_platform"))
def test_amd64_gets_what_it_got(path):
    result = migrate(path, "multi-platform")

    before, after = (_as_on_amd64(source.text) for source in (result.before, result.after))
    assert before == after


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
