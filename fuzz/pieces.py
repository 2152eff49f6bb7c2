"""A Dockerfile from any bytes: most bytes stand for a piece of grammar, the others for themselves."""

from tests.dockerfiles import APT, BASES, COMMENTS, PIP_OPTIONS, SIMPLE, WHAT

_GLUE = (
    "\n", " \\\n    ", " && ", " && \\\n    ", "; ", " || ", "\r\n", "\n\n", " | ", "\n# why\n", " \\\n# inside\n  ",
    '"', "'", "$(", ")", "${X:-", "}", "`", "{ ", "; }", "(", "<<EOF\n", "\nEOF\n", "<<-'E'\n", "\\", "\t", "=", ",",
    "if x; then ", "; fi", "for i in a b; do ", "; done", "case $x in a) ", ";; esac", "! ", "& ",
)  # fmt: skip
_STARTS = (
    "FROM ", "RUN ", "COPY ", "ENV ", "ARG ", "CMD ", "USER ", "SHELL ", "ONBUILD ", "LABEL ", "ADD ", "run ",
    "RUN apt-get update && apt-get install -y ", "RUN apt-get install --no-install-recommends -y ",
    "apt-get install ", "RUN pip install ", "pip install ", "python -m pip install ", "RUN --mount=type=cache,target=/root/.cache/pip ",
    "rm -rf /var/lib/apt/lists/*", "apt-get clean", "apt-get purge -y --auto-remove ", "useradd ", "groupadd ", "chown -R app:app ",
    "python -m venv /opt/venv", "pip uninstall -y ", "uv pip install ", "apk add --no-cache ", "bash -c ", "set -eux", "cd /app",
    "[", "]", "# syntax=docker/dockerfile:1\n", "# escape=`\n", "# dfmigrate: ignore[", "--from=builder ", " AS builder\n", " AS x\n",
)  # fmt: skip
_WORDS = (*(f"FROM {base}\n" for base in BASES), *(f"{each} " for each in (*APT, *PIP_OPTIONS, *WHAT)))
_PIECES = (*_STARTS, *_GLUE, *_WORDS, *(f"{each}\n" for each in (*SIMPLE, *COMMENTS)))
_RAW = 255


def text_of(data: bytes) -> str:
    """Give the text that `data` stands for; 255 lets the next byte stand for itself."""
    parts: list[str] = []
    rest = iter(data)
    for byte in rest:
        if byte == _RAW:
            parts.append(bytes([next(rest, 10)]).decode("latin-1"))
        else:
            parts.append(_PIECES[byte % len(_PIECES)])
    return "".join(parts)
