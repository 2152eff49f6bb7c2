FROM python:3.11-slim AS builder
COPY requirements.txt ./
RUN python -m venv /venv && /venv/bin/pip install flask==3.0.3
FROM python:3.12-slim
COPY --from=builder /venv /venv
COPY app.py ./
CMD ["/venv/bin/python", "app.py"]
