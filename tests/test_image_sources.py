"""What brings a file into the image where no COPY does."""

import pytest

from migrator.dockerfile import parse
from migrator.line_names import told_lines
from migrator.requirements.image_sources import image_source
from migrator.source import Source


def found(text, path):
    dockerfile = parse(Source("Dockerfile", f"FROM python:3.12-slim AS base\n{text}\n"))
    return image_source(dockerfile, dockerfile.instructions[-1], path)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("RUN pip install -r r.txt", "r.txt"),
        ("RUN pip install -r r.txt 2> r.txt", "r.txt"),
        ("RUN grep -v x r.txt >&2", "r.txt"),
        ("RUN curl -o other.txt https://example.com/r.txt", "r.txt"),
        ("RUN curl https://example.com/r.txt", "r.txt"),
        ("RUN git clone https://example.com/tool.git && cd x", "/tools/r.txt"),
        ("RUN git pull https://example.com/tool.git", "tool/r.txt"),
        ("RUN cd $SOMEWHERE && touch x > r.txt", "r.txt"),
        ("RUN echo x > r.txt\nFROM python:3.12-slim\nRUN true", "r.txt"),
        ("ARG CERT\nCOPY $CERT /etc/ssl/certs/\nWORKDIR /app\nRUN true", "r.txt"),
        ("ARG KIND=a\nCOPY $KIND/r.txt .\nRUN true", "r.txt"),
    ],
)
def test_nothing_is_known_to_bring_it(text, path):
    assert found(text, path) is None


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        (
            "RUN grep -v torch all.txt > /tmp/r.txt && pip install -r /tmp/r.txt",
            "/tmp/r.txt",
            "line 2 writes it",
        ),
        ("WORKDIR /app\nRUN sed 1d all.txt >>r.txt\nRUN true", "/app/r.txt", "line 3 writes it"),
        ("RUN cut -f1 all.txt | tee -a r.txt", "r.txt", "line 2 writes it"),
        (
            "ARG TO=/opt\nRUN curl -fsSLo ${TO}/r.txt https://example.com/x",
            "/opt/r.txt",
            "line 3 downloads it",
        ),
        (
            "RUN cd /opt && \\\n  curl -sSO https://example.com/r.txt?raw=1",
            "/opt/r.txt",
            "line 3 downloads it",
        ),
        ("RUN wget --output-document=r.txt https://example.com/x", "r.txt", "line 2 downloads it"),
        ("RUN wget https://example.com/r.txt", "r.txt", "line 2 downloads it"),
        (
            "ARG KIND\nWORKDIR /app\nCOPY $KIND/ ./\nRUN true",
            "r.txt",
            "line 4 lets a variable decide from where to copy it",
        ),
        (
            "ARG KIND\nCOPY $KIND.txt /tmp/r.txt\nRUN true",
            "/tmp/r.txt",
            "line 3 lets a variable decide from where to copy it",
        ),
        ("RUN git clone -b main https://example.com/tool.git", "tool/r.txt", "line 2 clones it"),
        (
            "RUN git clone --depth 1 https://example.com/tool /src\nWORKDIR /src\nRUN true",
            ".",
            "line 2 clones it",
        ),
        ("RUN echo x > r.txt\nFROM base\nRUN true", "r.txt", "line 2 writes it"),
    ],
)
def test_what_brings_it(text, path, reason):
    source = found(text, path)

    assert source is not None
    assert told_lines(source.reason, int) == reason
