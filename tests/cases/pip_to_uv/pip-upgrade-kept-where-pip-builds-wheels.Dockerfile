FROM python:3.12-slim AS builder
RUN pip install --upgrade pip
RUN pip wheel --wheel-dir /wheels flask
FROM python:3.12-slim
COPY --from=builder /wheels /wheels
RUN pip install --upgrade pip && pip install --no-cache-dir /wheels/*
