ARG UV_VERSION=0.13
FROM ghcr.io/astral-sh/uv:${UV_VERSION}-python3.12-trixie-slim AS builder
RUN uv venv /venv && uv pip install -p /venv flask
FROM python:3.12-slim
COPY --from=builder /venv /venv
