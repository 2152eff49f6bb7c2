"""Hypothesis strategies for Dockerfiles made of the pieces that real ones are made of."""

from __future__ import annotations

from hypothesis import strategies as st

BASES = (
    "python:3.12-slim",
    "python:3.9-slim-bullseye",
    "python:3.11",
    "python:3.12-alpine",
    "localhost:5000/library/python:3.10-slim",
    "${BASE}",
    "python:${VERSION}-slim",
    "node:20",
    "debian:bookworm",
    "scratch",
    "builder",
)
APT = (
    "gcc",
    "libpq-dev",
    "libpq5",
    "curl",
    "git",
    "build-essential",
    "no-such-package",
    "gcc=4:12.2.0-3",
    "$PKGS",
)
PIP_OPTIONS = (
    "--no-cache-dir",
    "--user",
    "-U",
    "--root /x",
    "--pre",
    "-q",
    "--extra-index-url https://i.example/s",
)
WHAT = (
    "-r requirements.txt",
    "flask gunicorn==21.2",
    ".",
    "-e .",
    "'django>=4'",
    "$EXTRA",
    "torch",
    "psycopg2",
    "uv",
)
COMMENTS = ("# why", "#", "  # indented comment", "# dfmigrate: ignore[DFM401] because", "# FROM x")
SIMPLE = (
    "WORKDIR /app",
    "COPY . .",
    "COPY requirements.txt ./",
    "COPY --chown=app:app --from=builder /opt/venv /opt/venv",
    "COPY --from=0 /root/.local /root/.local",
    'ENV PATH="/opt/venv/bin:$PATH"',
    "ENV PIP_INDEX_URL https://pypi.example/simple",
    "ENV A=1 B='x y' \\\n    C=3",
    "ARG VERSION=3.11",
    "ARG BASE",
    "USER app",
    "USER 1000:1000",
    "EXPOSE 8000/tcp",
    "VOLUME /data",
    'CMD ["gunicorn", "app:app"]',
    "CMD python3.9 app.py",
    'ENTRYPOINT ["/entrypoint.sh"]',
    "HEALTHCHECK CMD curl -f http://localhost/ || exit 1",
    "STOPSIGNAL SIGINT",
    'SHELL ["/bin/bash", "-c"]',
    "LABEL a=b",
    "ONBUILD RUN pip install x",
    "MAINTAINER me",
    'RUN ["pip", "install", "flask"]',
    "RUN useradd -r -u 1000 -g app -G www-data app2",
    "RUN groupadd --system app && useradd --system -g app app",
    "RUN <<EOF\napt-get update\napt-get install -y gcc\n# in the body\npip install flask\nEOF",
    "COPY <<EOF /x\nFROM y\nEOF",
    "RUN python -m venv /opt/venv",
    "RUN . /opt/venv/bin/activate && pip install flask",
    "RUN if [ -f x ]; then pip install -r x; fi",
    "RUN (apt-get update; apt-get install -y git)",
    "RUN sh -c 'pip install flask'",
    "RUN rm --recursive /tmp/x",
    'RUN echo "a\\nb"',
)


@st.composite
def apt_runs(draw):
    names = draw(st.lists(st.sampled_from(APT), min_size=1, max_size=4))
    options = draw(st.sampled_from(("-y", "-y --no-install-recommends", "-qqy", "-t backports -y")))
    joint = draw(st.sampled_from((" ", " \\\n    ", " \\\n  # why this\n  ")))
    tail = draw(st.sampled_from(("", " && rm -rf /var/lib/apt/lists/*", " \\\n && apt-get clean")))
    return f"RUN apt-get update && apt-get install {options}{joint}{joint.join(names)}{tail}"


@st.composite
def pip_runs(draw):
    flags = draw(st.sampled_from(("", "--mount=type=cache,target=/root/.cache/pip ", "--network=none ")))
    caller = draw(
        st.sampled_from(("pip", "pip3", "python -m pip", "/opt/venv/bin/pip", "PIP_NO_CACHE_DIR=1 pip"))
    )
    options = " ".join(draw(st.lists(st.sampled_from(PIP_OPTIONS), max_size=2)))
    what = " ".join(draw(st.lists(st.sampled_from(WHAT), min_size=1, max_size=2)))
    before = draw(
        st.sampled_from(("", "pip install -U pip && ", "pip install -U pip setuptools wheel && \\\n    "))
    )
    after = draw(st.sampled_from(("", " && rm -rf ~/.cache/pip", " \\\n    && apt-get purge -y gcc")))
    return f"RUN {flags}{before}{caller} install {options} {what}{after}"


@st.composite
def dockerfiles(draw):
    """Give the text of a Dockerfile that BuildKit would mostly accept."""
    parts = [
        draw(st.sampled_from(("", "# syntax=docker/dockerfile:1", "# escape=\\", "ARG BASE=python:3.9-slim")))
    ]
    for index in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(("", "", " AS builder", " as builder"))) if index == 0 else ""
        parts.append(f"FROM {draw(st.sampled_from(BASES))}{name}")
        pieces = st.one_of(
            st.sampled_from(SIMPLE), st.sampled_from(COMMENTS), apt_runs(), pip_runs(), st.just("")
        )
        parts += draw(st.lists(pieces, max_size=8))
    text = "\n".join(parts) + draw(st.sampled_from(("\n", "")))
    if draw(st.booleans()) and draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return text if not draw(st.sampled_from((False, False, True))) else text.replace("RUN ", "run ")
