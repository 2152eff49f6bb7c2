FROM python:3.12-slim AS builder
RUN pip install poetry==1.8.3
WORKDIR /app
COPY poetry.lock pyproject.toml ./
RUN POETRY_VIRTUALENVS_IN_PROJECT=1 poetry install --only main

FROM python:3.12-slim
WORKDIR /app
COPY --from=builder /app/.venv /app/.venv
CMD ["/app/.venv/bin/python"]
