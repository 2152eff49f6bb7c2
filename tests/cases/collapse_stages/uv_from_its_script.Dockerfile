FROM python:3.12-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends curl ca-certificates && rm -rf /var/lib/apt/lists/*
# uv, by its own installer
RUN curl -LsSf https://astral.sh/uv/0.5.11/install.sh | sh && ln -s /root/.local/bin/uv /usr/local/bin/uv
ENV PATH="/root/.local/bin:$PATH"
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev

FROM python:3.12-slim
WORKDIR /app
COPY --from=builder /app/.venv .venv
COPY . .
CMD [".venv/bin/python", "app/main.py"]
