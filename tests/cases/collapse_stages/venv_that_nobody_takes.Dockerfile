FROM python:3.12-slim AS builder
COPY requirements.txt .
RUN python -m venv /a && /a/bin/pip install -r requirements.txt
RUN python -m venv /b && /b/bin/pip install pytest
FROM python:3.12-slim
COPY --from=builder /a /a
COPY app /app
CMD ["/a/bin/python", "/app/main.py"]
