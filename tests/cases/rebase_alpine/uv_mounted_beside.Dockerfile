FROM python:3.12-slim
RUN --mount=from=ghcr.io/astral-sh/uv:0.13,source=/uv,target=./uv \
    ./uv pip install --system flask
