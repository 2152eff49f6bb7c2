FROM python:3.12-slim AS builder
RUN deps=" \
      gcc \
    " \
    && apt-get update && apt-get install -y $deps
RUN python -m venv /opt/venv
RUN poetry install

FROM python:3.12-slim
COPY --from=builder /opt/venv /opt/venv
