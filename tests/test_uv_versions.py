"""Whether the uv that a RUN finds is new enough, as far as the file says."""

import pytest

from migrator.dockerfile import parse
from migrator.pip.uv_versions import has_uv_since
from migrator.source import Source
from tests.cases import migrate

IMAGE = "ghcr.io/astral-sh/uv"
URL = "https://astral.sh/uv"


def answer(body):
    dockerfile = parse(Source("Dockerfile", f"{body}\n"))
    return has_uv_since(dockerfile, dockerfile.instructions[-1], (0, 4, 16))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"FROM python\nCOPY --from={IMAGE}:0.13 /uv /bin/\nRUN uv sync", id="copied"),
        pytest.param(f"FROM python\nCOPY --from={IMAGE}:0.4 /uv /bin/\nRUN uv sync", id="newest of a series"),
        pytest.param(f"FROM python\nCOPY --from={IMAGE} /uv /uvx /bin/\nRUN uv sync", id="no tag"),
        pytest.param(
            f"FROM python\nRUN --mount=from={IMAGE}:0.5.1,source=/uv,target=/bin/uv uv sync", id="mount"
        ),
        pytest.param(f"FROM {IMAGE}:python3.12-alpine\nRUN uv sync", id="image"),
        pytest.param(f"FROM {IMAGE}:0.4.16-python3.12-alpine\nRUN uv sync", id="image with a version"),
        pytest.param(
            f"FROM {IMAGE}:0.6 AS uv\nFROM python\nCOPY --from=uv /uv /bin/\nRUN uv sync", id="stage"
        ),
        pytest.param(
            "FROM python AS b\nRUN pip install uv\nFROM python\nCOPY --from=b /usr/bin/uv /bin/\nRUN uv sync",
            id="installed in a stage",
        ),
        pytest.param("FROM python\nRUN pip install 'uv>=0.1' && uv sync", id="at least"),
        pytest.param("FROM python\nRUN pip install uv\nRUN uv sync", id="pip"),
        pytest.param("FROM python\nARG V=0.5.0\nRUN pip install uv==${V}\nRUN uv sync", id="an argument"),
        pytest.param(f"FROM python\nRUN curl -LsSf {URL}/install.sh | sh\nRUN uv sync", id="installer"),
        pytest.param(f"FROM python\nADD {URL}/0.5.4/install.sh /i.sh\nRUN sh /i.sh\nRUN uv sync", id="ADD"),
    ],
)
def test_it_is_new_enough(body):
    assert answer(body)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("FROM python\nRUN uv sync", id="nothing brings it"),
        pytest.param("FROM python\nRUN uv pip install flask\nRUN uv sync", id="it was there"),
        pytest.param(
            "FROM python\nRUN uv pip install uv\nRUN uv sync", id="it was there, and brings another"
        ),
        pytest.param(
            "FROM python\nRUN pip install uv\nRUN uv pip install uv==0.2\nRUN uv sync", id="by itself"
        ),
        pytest.param(
            f"FROM python\nRUN uv sync\nRUN uv sync\nFROM {IMAGE}\nFROM python\nRUN uv sync", id="elsewhere"
        ),
        pytest.param(f"FROM python\nCOPY --from={IMAGE}:0.4.15 /uv /bin/\nRUN uv sync", id="old image"),
        pytest.param(f"FROM python\nCOPY --from={IMAGE}:0.3 /uv /bin/\nRUN uv sync", id="old series"),
        pytest.param(
            f"FROM python\nCOPY --from={IMAGE}@sha256:{'0' * 64} /uv /bin/\nRUN uv sync", id="digest"
        ),
        pytest.param(
            "FROM python\nCOPY --from=example.com/tools:1 /uv /bin/\nRUN uv sync", id="another image"
        ),
        pytest.param(
            "FROM python AS b\nFROM python\nCOPY --from=b /uv /bin/\nRUN uv sync", id="unknown stage"
        ),
        pytest.param("FROM python\nRUN pip install uv==0.4.1\nRUN uv sync", id="old pin"),
        pytest.param("FROM python\nRUN pip install 'uv<0.4'\nRUN uv sync", id="bound"),
        pytest.param("FROM python\nARG V\nRUN pip install uv==$V\nRUN uv sync", id="unknown argument"),
        pytest.param("FROM python\nRUN pip install -c c.txt uv\nRUN uv sync", id="constraints"),
        pytest.param("FROM alpine\nRUN apk add uv\nRUN uv sync", id="apk"),
        pytest.param(
            f"FROM python\nRUN curl -LsSf {URL}/0.2.0/install.sh | sh\nRUN uv sync", id="old installer"
        ),
        pytest.param(
            f"FROM python\nARG V\nRUN curl {URL}/$V/install.sh | sh\nRUN uv sync", id="some installer"
        ),
        pytest.param(
            f"FROM {IMAGE}:python3.12-alpine\nRUN pip install uv==0.1.0\nRUN uv sync", id="one of two is old"
        ),
    ],
)
def test_it_is_old_or_not_known(body):
    assert not answer(body)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("uv", ""),
        ("'uv>=0.2'", ""),
        ("'uv<1'", ""),
        ("uv==0.5.1", ""),  # that very version comes
        ("'uv>=0.2.27,<0.3'", "0.13 and not uv>=0.2.27,<0.3"),
        ("'uv==0.5.*'", "0.13 and not uv==0.5.*"),
        ("'uv~=0.4.2'", "0.13 and not uv~=0.4.2"),
    ],
)
def test_a_uv_that_was_held_to_older_versions_is_for_review(tmp_path, asked, said):
    (tmp_path / "Dockerfile").write_text(f"FROM python:3.12-slim\nRUN pip install {asked}\n")

    result = migrate(tmp_path / "Dockerfile", "pip-to-uv")

    (found,) = (one.finding for one in result.outcomes if one.finding.rule.id == "DFM402")
    assert found.reason.endswith(said or "uv comes from its image")
    assert (found.safety.name == "REVIEW") is bool(said)
