FROM python:3.11-slim AS builder
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --no-cache-dir -r requirements.txt
RUN find /venv -name '__pycache__' -type d -exec rm -rf {} +

FROM python:3.11-slim
COPY --from=builder /venv /venv
COPY . /app
CMD ["/venv/bin/python", "/app/main.py"]
