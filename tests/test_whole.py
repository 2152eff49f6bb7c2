"""All transforms together: the examples, and inputs that a peer gets wrong."""

import re

import dockerfile as buildkit
import pytest

from migrator.invariants import comment_lines
from tests.cases import ROOT, cases, migrate, show

EXAMPLES = [
    pytest.param(ROOT / "examples" / name / "Dockerfile", id=name) for name in ("version-1", "version-2")
]


@pytest.mark.parametrize("path", EXAMPLES)
def test_example(path, seen):
    assert show(path) == seen


@pytest.mark.parametrize("path", cases("peer_defects"))
def test_peer_defect(path, seen):
    assert show(path) == seen


@pytest.mark.parametrize("path", EXAMPLES + cases("peer_defects"))
def test_buildkit_reads_it_and_no_comment_is_lost(path):
    result = migrate(path)

    buildkit.parse_string(result.after.text)
    assert result.failure is None
    assert not comment_lines(result.before) - comment_lines(result.after)


def test_version_1_becomes_version_3():
    text = migrate(ROOT / "examples/version-1/Dockerfile").after.text

    assert text.count("FROM ") == 1
    assert "FROM python:3.12-alpine\n" in text
    assert re.findall(r"[\w.-]*\blibpq\b(?!-)", text) == ["libpq"], "the client library stays, installed once"
    assert "uv pip install" in text
    assert " pip install" not in text.replace("uv pip install", "")
    assert (
        text.index("--virtual .build-deps")
        < text.index("uv pip install")
        < text.index("apk del --no-network .build-deps")
    )
    assert text.endswith('CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000"]\n')


def test_version_2_gets_uv_and_nothing_else():
    result = migrate(ROOT / "examples/version-2/Dockerfile")
    before, after = result.before.text.splitlines(), result.after.text.splitlines()

    assert [line for line in before if line not in after] == [
        "RUN pip install --no-cache-dir -r requirements.txt"
    ]
    assert all("uv" in line for line in after if line not in before)
