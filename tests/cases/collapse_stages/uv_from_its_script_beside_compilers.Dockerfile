FROM python:3.12-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends curl gcc \
    && curl -LsSf https://astral.sh/uv/install.sh | sh
ENV PATH=/root/.cargo/bin:$PATH
COPY requirements.txt .
RUN uv venv /opt/venv && uv pip install --python /opt/venv/bin/python -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /opt/venv /opt/venv
COPY app /app
CMD ["/opt/venv/bin/python", "/app/main.py"]
