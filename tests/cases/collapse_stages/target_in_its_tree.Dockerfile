FROM python:3.12-slim AS builder
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --target=/app/deps -r requirements.txt
COPY . .

FROM python:3.12-slim
WORKDIR /app
COPY --from=builder /app/deps deps
COPY --from=builder /app .
ENV PYTHONPATH=/app/deps
CMD ["python", "-m", "uvicorn", "main:app"]
