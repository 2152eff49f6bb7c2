FROM ubuntu:22.04 AS builder
RUN apt-get update && apt-get install -y python3 python3-pip python3-venv && rm -rf /var/lib/apt/lists/*
WORKDIR /app
RUN python3 -m venv /venv && /venv/bin/pip install --no-cache-dir flask==3.0.0

FROM ubuntu:22.04
RUN apt-get update && apt-get install -y python3 python3-pip && rm -rf /var/lib/apt/lists/*
COPY --from=builder /venv /venv
WORKDIR /app
COPY app.py .
CMD ["/venv/bin/gunicorn", "-b", ":8000", "app:app"]
