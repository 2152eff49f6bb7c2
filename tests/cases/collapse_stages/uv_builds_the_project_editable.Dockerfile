FROM python:3.12-slim AS builder
COPY --from=ghcr.io/astral-sh/uv:0.13 /uv /bin/
WORKDIR /app
COPY . .
RUN uv sync --locked

FROM python:3.12-slim
WORKDIR /app
COPY --from=builder /app/.venv /app/.venv
CMD ["/app/.venv/bin/shop"]
