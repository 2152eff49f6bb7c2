"""The ways to write a Dockerfile otherwise change none of its meaning, and what comes out otherwise is told."""

from pathlib import Path

import pytest

from fuzz.variants import WAYS, Trial, Way, difference, meaning
from migrator.dockerfile import parse
from migrator.engine import Result
from migrator.source import Source

TEXT = """\
# syntax=docker/dockerfile:1
FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y gcc \\
    && rm -rf /var/lib/apt/lists/*
FROM python:3.12-slim
RUN echo "a && b" > /tmp/text && pip install flask
COPY --from=build /usr/bin/gcc /usr/bin/
"""


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_way_changes_the_text_and_not_the_meaning(way: Way) -> None:
    other = way(parse(Source("Dockerfile", TEXT)))

    assert other != TEXT
    assert list(meaning(Source("Dockerfile", other))) == list(meaning(Source("Dockerfile", TEXT)))


def test_what_comes_out_otherwise_is_told() -> None:
    one, other = (Source("Dockerfile", text) for text in (TEXT, TEXT.replace("flask", "django")))

    assert "django" in difference(Result(one, one, ()), Result(other, other, ()))
    assert not difference(Result(one, one, ()), Result(one, one, ()))


def test_a_file_is_migrated_in_every_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text(TEXT, encoding="utf-8")
    trial = Trial(())

    trial.judge(path)

    assert trial.runs == 1 + len(WAYS)
    assert capsys.readouterr().out == ""
