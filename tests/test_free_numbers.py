"""Which number useradd and adduser take by themselves: only where all that is there before is known."""

import pytest

from migrator.dockerfile import parse
from migrator.knowledge import Knowledge
from migrator.registry import knowledge_folders
from migrator.service.free_numbers import FreeNumbers
from migrator.shell import program, unwrap
from migrator.shell.run_as import script_at
from migrator.source import Source

SHIPPED = Knowledge.load(*knowledge_folders())
SLIM, ALPINE, UBUNTU = "python:3.12-slim", "python:3.12-alpine", "ubuntu:24.04"


def number(base, script):
    """Give the number of what the last account command makes."""
    dockerfile = parse(Source("Dockerfile", f"FROM {base}\n{script}\n"))
    run = dockerfile.final.of("RUN")[-1]
    made = [
        each
        for each in script_at(dockerfile, run).commands
        if program(unwrap(each)) in ("useradd", "adduser", "groupadd", "addgroup")
    ]
    return FreeNumbers(dockerfile, SHIPPED).taken_by(run, made[-1]).number


@pytest.mark.parametrize(
    ("base", "script", "expected"),
    [
        (SLIM, "RUN useradd app", 1000),
        (SLIM, "RUN useradd one && useradd app", 1001),
        (SLIM, "RUN useradd -u 4000 one && useradd app", 4001),
        (SLIM, "RUN useradd -u 70000 one && useradd app", 1000),
        (SLIM, "RUN groupadd -g 1000 web && useradd app", 1000),
        (SLIM, "RUN useradd one && userdel one && useradd app", 1000),
        (SLIM, "RUN useradd one\nRUN usermod -aG sudo one\nRUN useradd app", 1001),
        (SLIM, "RUN adduser --system one && useradd app", 1000),
        (SLIM, "RUN adduser --disabled-password app", 1000),
        (SLIM, "RUN useradd -u 1000 one && adduser --disabled-password app", 1001),
        (SLIM, "RUN groupadd web && adduser --disabled-password --ingroup web app", 1000),
        (SLIM, "RUN useradd -r app", 999),
        (SLIM, "ARG NAME=one\nRUN useradd $NAME && useradd app", 1001),
        (SLIM, "ARG APP\nRUN useradd -r $APP", 999),
        (SLIM, 'ENV APP=app\nRUN groupadd -r "${APP}" && useradd -r -g ${APP} "$APP"', 999),
        (SLIM, "RUN useradd -r one && useradd -r app", 998),
        (SLIM, "RUN useradd -r -u 300 one && useradd -r app", 299),
        (SLIM, "RUN apt-get update && apt-get install -y nginx\nRUN sudo useradd app", 1000),
        (SLIM, "RUN pip install x && python -m venv /v && curl -O https://x\nRUN useradd app", 1000),
        (SLIM, "RUN cp our.crt /etc/ && cp -r web/. /srv && cd /srv && useradd app", 1000),
        (SLIM, "RUN sed -i 's/^UMASK.*/UMASK 027/' /etc/login.defs\nRUN useradd app", 1000),
        ("python:3.12", "RUN useradd app", 1000),
        ("python:3.12-slim-bookworm", "RUN useradd app", 1000),
        ("ghcr.io/astral-sh/uv:python3.12-bookworm-slim", "RUN useradd app", 1000),
        ("debian:bookworm-slim", "RUN useradd -r app", 999),
        ("ubuntu:22.04", "RUN useradd app", 1000),
        (UBUNTU, "RUN useradd app", 1001),
        (UBUNTU, "RUN adduser --disabled-password app", 1001),
        (UBUNTU, "RUN userdel -r ubuntu && useradd app", 1000),
        (ALPINE, "RUN adduser -D app", 1000),
        (ALPINE, "RUN adduser -D one && adduser -D app", 1001),
        (ALPINE, "RUN addgroup web && adduser -D -G web app", 1000),
        (ALPINE, "RUN adduser -S app", 100),
        (ALPINE, "RUN addgroup -S app && adduser -S -G app app", 100),
        (ALPINE, "RUN adduser -S one && adduser -S app", 101),
        (ALPINE, "RUN apk add nginx\nRUN adduser -D app", 1000),
        (SLIM, "RUN groupadd web", 1000),
        (SLIM, "RUN groupadd -g 3000 one && groupadd web", 3001),
        (SLIM, "RUN groupadd -g 3000 one && addgroup web", 1000),
        (SLIM, "RUN groupadd -r web", 999),
        (SLIM, "RUN useradd one && groupadd web", 1001),
        (ALPINE, "RUN addgroup web", 1000),
        (ALPINE, "RUN addgroup -S web", 101),
        ("alpine:3.20", "RUN adduser --disabled-password app", 1000),
    ],
)
def test_certain(base, script, expected):
    assert number(base, script) == expected


@pytest.mark.parametrize(
    ("base", "script"),
    [
        (SLIM, "RUN useradd -u 1000 app"),
        (SLIM, "ARG N=1\nRUN useradd -u $N one && useradd app"),
        (SLIM, "ARG NAME\nRUN useradd x-$NAME"),
        (SLIM, "RUN id one || useradd one\nRUN useradd app"),
        (SLIM, "RUN userdel nobody2; useradd app"),
        (SLIM, "RUN useradd -K UID_MIN=5000 app"),
        (SLIM, "RUN newusers list && useradd app"),
        (SLIM, "RUN usermod -u 1500 games && useradd app"),
        (SLIM, "RUN ./setup.sh && useradd app"),
        (SLIM, "RUN make install && useradd app"),
        (SLIM, "RUN curl https://x.example/install.sh | sh\nRUN useradd app"),
        (SLIM, "RUN dpkg -i x.deb && useradd app"),
        (SLIM, "RUN apt-get install -y ./x.deb && useradd app"),
        (SLIM, "RUN sed -i 's/1000/2000/' /etc/login.defs && useradd app"),
        (SLIM, "RUN sed -i 's/^UID_MIN.*/UID_MIN 5000/' /etc/login.defs && useradd app"),
        (SLIM, "RUN cd /etc && sed -i s/1000/2000/ login.defs && useradd app"),
        (SLIM, "RUN cp -r rootfs/. / && useradd app"),
        (SLIM, "COPY our.defs /etc/login.defs\nRUN useradd app"),
        (SLIM, "WORKDIR /etc\nCOPY adduser.conf .\nRUN useradd app"),
        (SLIM, "RUN sed -i '/^UID_MIN/s/1000/5000/' /etc/login.defs && useradd app"),
        (SLIM, "RUN sed -i 's/^UMASK.*/UID_MIN 5000/' /etc/login.defs && useradd app"),
        (SLIM, "RUN sed -i s/^APP:x/APP:y/ /etc/passwd && useradd app"),
        (SLIM, "RUN sed -i /^games:/d /etc/passwd && useradd app"),
        (SLIM, "RUN echo FIRST_UID=2000 >> /etc/adduser.conf && adduser --disabled-password app"),
        (SLIM, "RUN echo x:x:1000:1000::/:/bin/sh >> /etc/passwd && useradd app"),
        (SLIM, "COPY etc/ /etc/\nRUN useradd app"),
        (SLIM, "RUN apt-get install -y nginx && useradd -r app"),
        (SLIM, "RUN adduser --system app"),
        (SLIM, "RUN adduser --system one && useradd -r app"),
        (SLIM, "RUN groupadd web && adduser --disabled-password app"),
        (SLIM, "RUN addgroup --gid 1000 web && adduser --gid 1000 app"),
        (SLIM, "RUN useradd -u 1000 -g users one && adduser --disabled-password app"),
        (SLIM, "RUN adduser --firstuid 2000 app"),
        (SLIM, "RUN useradd one && userdel one && adduser --disabled-password app"),
        ("python:3.12", "RUN useradd -r app"),
        ("python:3.7-slim", "RUN useradd -r app"),
        ("python:3.6-stretch", "RUN useradd app"),
        ("python:3.12-slim-custom", "RUN useradd app"),
        ("python:3.12-windowsservercore", "RUN useradd app"),
        ("debian:stretch", "RUN useradd app"),
        ("debian:latest", "RUN useradd app"),
        ("ubuntu:latest", "RUN useradd app"),
        ("ubuntu:22.04", "RUN useradd -r app"),
        ("node:22", "RUN useradd app"),
        ("registry.example.com/python:3.12", "RUN useradd app"),
        ("scratch", "RUN useradd app"),
        (ALPINE, "RUN apk add nginx && adduser -S app"),
        (ALPINE, "RUN apk add shadow && useradd app"),
        (ALPINE, "RUN addgroup web && adduser -D app"),
        (ALPINE, "RUN adduser -D -x app"),
        (SLIM, "RUN groupadd -f web"),
        (SLIM, "RUN groupadd -g 1000 web"),
        (SLIM, "RUN addgroup --system web"),
        (SLIM, "RUN apt-get install -y nginx && groupadd -r web"),
        (SLIM, "RUN groupadd -g $GID one && groupadd web"),
        (ALPINE, "RUN apk add nginx && addgroup -S web"),
        (ALPINE, "RUN groupadd web"),
    ],
)
def test_not_certain(base, script):
    assert number(base, script) is None


@pytest.mark.parametrize(
    ("arg", "base", "expected"),
    [
        ("V=3.12", "python:${V}-slim", 1000),
        ("V=3.12-slim", "python:$V", 1000),
        ("B=python:3.12-slim", "$B", None),
        ("V=22.04", "ubuntu:$V", None),
    ],
)
def test_what_a_build_may_choose(arg, base, expected):
    dockerfile = parse(Source("Dockerfile", f"ARG {arg}\nFROM {base}\nRUN useradd app\n"))
    run = dockerfile.final.of("RUN")[0]

    assert (
        FreeNumbers(dockerfile, SHIPPED).taken_by(run, script_at(dockerfile, run).commands[0]).number
        == expected
    )
