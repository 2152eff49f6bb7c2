"""Which number a USER has: only what the file surely says."""

import pytest

from migrator.dockerfile import parse
from migrator.knowledge import Knowledge
from migrator.registry import knowledge_folders
from migrator.service.numbered_users import NumberedUsers
from migrator.source import Source

SHIPPED = Knowledge.load(*knowledge_folders())


def number(run, user="app"):
    dockerfile = parse(Source("Dockerfile", f"FROM python:3.12-slim\n{run}\nUSER {user}\n"))
    return NumberedUsers(dockerfile, SHIPPED).number(dockerfile.final.of("USER")[-1])


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
        ("", "root:root", "0:0"),
        ("", "root:0", "0:0"),
        ("RUN groupadd -g 7 web", "root:web", "0:7"),
        ("RUN useradd -u 1000 app", "app:app", "1000:1000"),
        ("RUN useradd -u 1000 app", "root:app", "0:1000"),
        ("RUN set -e; useradd -u 1000 app; true", "app", "1000"),
        ("RUN true; useradd -u 1000 app", "app", "1000"),
        ("RUN <<X\nset -e\nuseradd -u 1000 app\ntrue\nX", "app", "1000"),
        ('SHELL ["/bin/bash", "-ec"]\nRUN useradd -u 1000 app; true', "app", "1000"),
        ("RUN useradd -u 1000 app && usermod -aG sudo app", "app", "1000"),
        ("RUN useradd -u 1000 app && adduser app sudo", "app", "1000"),
        ("RUN useradd -u 1000 app && sed -i /^ping:/d /etc/group", "app", "1000"),
        ("RUN useradd -u 1000 app && sed -i /^app:/d /etc/group", "app", "1000"),
        ("RUN useradd -u 1000 app\nCOPY nginx.conf /etc/nginx/", "app", "1000"),
        ("RUN useradd -u 1000 app\nCOPY a.conf /etc/", "app", "1000"),
        ("RUN useradd -u 1000 app\nCOPY . .", "app", "1000"),
        ("RUN useradd -u 1000 app\nRUN chmod g=u /etc/passwd", "app", "1000"),
        ("COPY rootfs/ /", "root", "0"),
        ("RUN usermod -aG sudo root", "root", "0"),
        ("ENV NAME=app\nRUN useradd $NAME && usermod -u 5 $NAME", "root", "0"),
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
        ("RUN useradd -u 1000 app && mkdir /x || true", "app"),
        ("RUN false && useradd -u 1000 app; true", "app"),
        ("RUN set -e; false && useradd -u 1000 app && true; true", "app"),
        ("RUN useradd -u 1000 app & true", "app"),
        ("RUN echo app | xargs useradd -u 1000 app", "app"),
        ("RUN useradd -u 1000 app\nCOPY rootfs/ /", "app"),
        ("RUN useradd -u 1000 app\nCOPY --from=x / /", "app"),
        ("RUN useradd -u 1000 app\nADD rootfs.tar.gz /", "app"),
        ("RUN useradd -u 1000 app\nWORKDIR /etc\nCOPY files ./", "app"),
        ("RUN useradd -u 1000 app\nRUN cat mine > /etc/passwd", "app"),
        ("RUN groupadd -g 7 web && useradd -u 1000 app && sed -i /^web:/d /etc/group", "app:web"),
        ("COPY --from=x / /", "root"),
        ("COPY files /etc/", "root"),
        ("COPY passwd /etc/passwd", "root"),
        ("RUN usermod -u 5 root", "root"),
        ("RUN usermod root --login admin", "root"),
        ("RUN newusers list", "root"),
        ("RUN usermod -u 5 root; if", "root"),
        ("RUN <<X\nusermod -u 5 root; if\nX", "root"),
        ("RUN useradd -u 1000 app\nRUN <<X\nusermod -u 5 app; if\nX", "app"),
        ("ARG NAME\nRUN usermod -u 5 $NAME", "root"),
        ("RUN echo 'root:x:5:0' > /etc/passwd", "root"),
        ("RUN groupmod -g 5 root", "root:root"),
        ("RUN useradd -r -u 999 app", "app:app"),
        ("RUN groupadd -g 1000 web && useradd -u 1000 app", "app:app"),
        ("RUN useradd -u 1000 app && groupmod -g 5 app", "app:app"),
        ("RUN useradd -u 1000 -g users app", "app:app"),
        ("RUN useradd -u 1000 app", "$NAME"),
        ("RUN useradd -u 0 -o app", "app"),
        ("", "www-data"),
    ],
)
def test_not_known(run, user):
    assert number(run, user) is None


def test_a_user_of_the_stage_below():
    text = "FROM python:3.12-slim AS base\nRUN useradd -u 1000 app\nFROM base\nUSER app\nFROM python:3.12\nUSER app\n"
    dockerfile = parse(Source("Dockerfile", text))
    known, unknown = [one for stage in dockerfile.stages for one in stage.of("USER")]
    users = NumberedUsers(dockerfile, SHIPPED)

    assert [users.number(known), users.number(unknown)] == ["1000", None]
    assert users.numbers() == ((known, "1000"),)
    assert users.last() is unknown


@pytest.mark.parametrize("base", ["scratch", "mcr.microsoft.com/windows/servercore:ltsc2022"])
def test_bases_without_root(base):
    dockerfile = parse(Source("Dockerfile", f"FROM {base}\nUSER root\n"))

    assert NumberedUsers(dockerfile, SHIPPED).numbers() == ()
