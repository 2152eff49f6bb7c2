FROM company/python
COPY a a
RUN pip install flask
FROM ghcr.io/astral-sh/uv:python3.12-bookworm
COPY a a
