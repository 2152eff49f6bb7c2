FROM python:3.12-slim AS builder
RUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y --no-install-recommends gcc && pip install --upgrade pip
COPY requirements.txt .
RUN --mount=type=cache,target=/var/cache/apt pip install --prefix=/install -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /install /usr/local
COPY app /app
CMD ["python", "/app/main.py"]
