FROM python:3.12-slim AS builder
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --target=/app/packages -r requirements.txt
COPY . .
RUN apt-get update && apt-get install -y gcc && chmod +x /app/run.sh

FROM python:3.12-slim
WORKDIR /app
COPY --from=builder /app /app
ENV PYTHONPATH=/app/packages
ENTRYPOINT ["/app/run.sh"]
