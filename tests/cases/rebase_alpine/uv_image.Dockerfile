FROM ghcr.io/astral-sh/uv:python3.11-bookworm-slim AS builder
RUN uv pip install --system flask
