FROM python:3.12-slim AS base
COPY --from=ghcr.io/astral-sh/uv /uv /uvx /bin/
FROM base
RUN pip install flask
