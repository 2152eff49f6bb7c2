FROM python:3.12-slim AS builder
RUN deps="gcc libpq-dev" \
    && apt-get update && apt-get install -y --no-install-recommends $deps && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install -r requirements.txt

FROM python:3.12-slim
RUN libraries="libpq5 curl" \
    && apt-get update && apt-get install -y --no-install-recommends $libraries && rm -rf /var/lib/apt/lists/*
COPY --from=builder /opt/venv /opt/venv
CMD ["/opt/venv/bin/python", "app.py"]
