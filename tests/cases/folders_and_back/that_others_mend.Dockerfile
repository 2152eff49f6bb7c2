FROM ghcr.io/astral-sh/uv:0.13-python3.12-bookworm-slim
WORKDIR /app
COPY api api
RUN cd api && uv sync
COPY web web
RUN cd web && npm ci
WORKDIR /app/api
RUN cd /app/web && npm run build
WORKDIR /srv
