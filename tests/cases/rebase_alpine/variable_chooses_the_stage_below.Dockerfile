ARG KIND=cpu

FROM python:3.11-slim AS cpu-base
FROM nvidia/cuda:12.6.2-runtime-ubuntu24.04 AS gpu-base
RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*

# --build-arg KIND=gpu for the machines with cards
FROM ${KIND}-base AS service
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
COPY app.py .
CMD ["python3", "app.py"]
