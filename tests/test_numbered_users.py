"""Which number a USER has: only what the file surely says."""

import pytest

from migrator.dockerfile import parse
from migrator.service.numbered_users import NumberedUsers
from migrator.source import Source


def number(run, user="app"):
    dockerfile = parse(Source("Dockerfile", f"FROM python:3.12-slim\n{run}\nUSER {user}\n"))
    return NumberedUsers(dockerfile).number(dockerfile.final.of("USER")[-1])


@pytest.mark.parametrize(
    ("run", "user", "expected"),
    [
        ("RUN useradd -u 1000 app", "app", "1000"),
        ("RUN useradd --uid=1000 -m app && mkdir /data", "app", "1000"),
        ("RUN adduser --uid 1001 --disabled-password app", "app", "1001"),
        ("RUN adduser -D -H -u 1002 -G web -s /bin/sh app", "app", "1002"),
        ("RUN groupadd -g 7 web && useradd -u 1000 app", "app:web", "1000:7"),
        ("RUN addgroup -S -g 7 web && adduser -S -u 1000 -G web app", "app:web", "1000:7"),
        ("RUN useradd -u 1000 app", "app:100", "1000:100"),
        ("", "root", "0"),
        ("RUN true", "12:app", "12:app"),
    ],
)
def test_known(run, user, expected):
    assert number(run, user) == expected


@pytest.mark.parametrize(
    ("run", "user"),
    [
        ("RUN useradd app", "app"),
        ("RUN useradd -r app", "app"),
        ("ARG UID=1000\nRUN useradd -u $UID app", "app"),
        ("ARG NAME=app\nRUN useradd -u 1000 app\nRUN useradd -u 2000 $NAME", "app"),
        ("RUN useradd -u 1000 app || true", "app"),
        ("RUN useradd -u 1000 app; true", "app"),
        ("RUN true || useradd -u 1000 app", "app"),
        ("RUN if true; then useradd -u 1000 app; fi", "app"),
        ("RUN id app || (useradd -u 1000 app)", "app"),
        ("RUN useradd -u 1000 -o app", "app"),
        ("RUN useradd -u 1000 app && usermod -u 2000 app", "app"),
        ("RUN useradd -u 1000 app && userdel app", "app"),
        ("RUN useradd -u 1000 app\nRUN sed -i s/1000/2000/ /etc/passwd", "app"),
        ("RUN useradd -u 1000 app\nCOPY passwd /etc/", "app"),
        ("RUN useradd -u 1000 app\nRUN useradd -u 1001 app", "app"),
        ("RUN useradd -u 1000 other", "app"),
        ("RUN useradd -u 1000 app", "app:app"),
        ("RUN useradd -u 1000 app", "$NAME"),
        ("RUN useradd -u 0 -o app", "app"),
        ("", "www-data"),
        ("", "root:root"),
    ],
)
def test_not_known(run, user):
    assert number(run, user) is None


def test_a_user_of_the_stage_below():
    text = "FROM python:3.12-slim AS base\nRUN useradd -u 1000 app\nFROM base\nUSER app\nFROM python:3.12\nUSER app\n"
    dockerfile = parse(Source("Dockerfile", text))
    users = [one for stage in dockerfile.stages for one in stage.of("USER")]

    assert [NumberedUsers(dockerfile).number(one) for one in users] == ["1000", None]
    assert NumberedUsers(dockerfile).numbers() == ()
