FROM python:3.11-slim AS builder
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends gcc && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --prefix=/install -r requirements.txt

FROM python:3.11-slim
WORKDIR /app
RUN adduser --disabled-password --gecos "" worker && chown -R worker /app
USER worker
COPY --from=builder /install /usr/local
COPY --from=builder /app/requirements.txt .
COPY app.py .
CMD ["python", "app.py"]
