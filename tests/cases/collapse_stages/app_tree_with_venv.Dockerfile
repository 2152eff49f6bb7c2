FROM python:3.14-slim AS base

FROM base AS builder

COPY --from=ghcr.io/astral-sh/uv:0.13 /uv /bin/uv

# bytecode makes the first start faster
ENV UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy

WORKDIR /app

COPY pyproject.toml uv.lock ./

RUN uv sync --frozen --no-install-project --no-dev

COPY . .

RUN uv sync --frozen --no-dev

FROM base AS runtime

RUN groupadd -r app && useradd -r -d /app -g app app

COPY --from=builder --chown=app:app /app /app

ENV PATH="/app/.venv/bin:$PATH"

WORKDIR /app

USER app
CMD ["fastapi", "run"]
