"""Dockerfiles and monorepos of any size, the same ones each time."""

import subprocess
from pathlib import Path

HEAD = """\
FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
"""
BLOCK = """\
# part {n}
ENV PART_{n}=value-{n}
WORKDIR /app/part{n}
RUN echo "part {n}" > /app/part{n}.txt && \\
    mkdir -p /var/lib/part{n} && \\
    chmod 750 /var/lib/part{n}
COPY part{n} /app/part{n}
LABEL part.{n}="{n}"
EXPOSE {port}
USER app
"""
TAIL = """\
COPY . .
CMD ["python", "-m", "service"]
"""

SINGLE = """\
FROM python:3.11-slim
WORKDIR /srv/{name}
RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev \\
    && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
CMD ["gunicorn", "{name}.wsgi"]
"""
DETOUR = """\
FROM python:3.12-slim AS builder
WORKDIR /app
COPY requirements.txt .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /opt/venv /opt/venv
ENV PATH="/opt/venv/bin:$PATH"
WORKDIR /app
COPY . .
CMD ["python", "-m", "{name}"]
"""
KEPT = """\
FROM node:22 AS web
WORKDIR /web
COPY package.json .
RUN npm ci
COPY . .
RUN npm run build
FROM nginx:1.27
COPY --from=web /web/dist /usr/share/nginx/html
"""
REQUIREMENTS = "django==5.1.2\npsycopg2==2.9.9\ngunicorn==23.0.0\nrequests==2.32.3\ncelery==5.4.0\n"


def dockerfile(lines: int) -> str:
    """Give a Dockerfile of about that many lines."""
    size, frame = BLOCK.count("\n"), HEAD.count("\n") + TAIL.count("\n")
    blocks = max(0, (lines - frame) // size)
    return HEAD + "".join(BLOCK.format(n=n, port=1024 + n % 60000) for n in range(blocks)) + TAIL


def monorepo(root: Path, services: int) -> None:
    """Write a repository of that many services with a Dockerfile each, and one compose file for twenty."""
    subprocess.run(("git", "init", "--quiet", str(root)), check=True)  # noqa: S603, S607
    for number in range(services):
        name = f"service{number:05d}"
        folder = root / f"group{number // 100:03d}" / name
        folder.mkdir(parents=True)
        text = (SINGLE, DETOUR, KEPT)[number % 3].format(name=name)
        (folder / "Dockerfile").write_text(text, encoding="utf-8")
        (folder / "requirements.txt").write_text(REQUIREMENTS, encoding="utf-8")
        (folder / "main.py").write_text("print('up')\n", encoding="utf-8")
        if number % 20 == 0:
            compose = f"services:\n  {name}:\n    build:\n      context: .\n      target: builder\n"
            (folder / "compose.yaml").write_text(compose, encoding="utf-8")
