FROM python:3.12-slim AS builder
COPY --from=ghcr.io/astral-sh/uv:0.5.11 /uv /usr/local/bin/uv
WORKDIR /app
COPY requirements.txt .
RUN /usr/local/bin/uv venv /opt/venv \
    && /usr/local/bin/uv pip install --python /opt/venv/bin/python -r requirements.txt

FROM python:3.12-slim
WORKDIR /app
COPY --from=builder /opt/venv /opt/venv
COPY . .
CMD ["/opt/venv/bin/python", "main.py"]
