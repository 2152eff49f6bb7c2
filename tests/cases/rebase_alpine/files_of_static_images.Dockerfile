FROM python:3.11-slim
COPY --from=ghcr.io/astral-sh/uv:0.13 /uv /bin/
COPY --from=node:20-alpine /usr/local/bin/node /usr/local/bin/node
RUN --mount=from=ghcr.io/astral-sh/uv:0.13,source=/uv,target=/tmp/uv /tmp/uv pip install --system flask
