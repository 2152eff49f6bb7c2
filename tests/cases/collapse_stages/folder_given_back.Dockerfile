FROM ghcr.io/astral-sh/uv:python3.12-bookworm-slim AS builder
WORKDIR /env
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-install-project

FROM python:3.12-slim
WORKDIR /srv
COPY --from=builder /env/.venv /env/.venv
RUN mkdir data
COPY . .
ENV PATH=/env/.venv/bin:$PATH
CMD ["python", "app.py"]
