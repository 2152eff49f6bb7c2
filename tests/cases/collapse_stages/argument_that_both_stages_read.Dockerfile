FROM python:3.12-slim AS builder
ARG EXTRA=redis
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -r requirements.txt $EXTRA

FROM python:3.12-slim
ARG EXTRA=redis
LABEL extra=$EXTRA
COPY --from=builder /venv /venv
COPY . /app
CMD ["/venv/bin/python", "/app/main.py"]
