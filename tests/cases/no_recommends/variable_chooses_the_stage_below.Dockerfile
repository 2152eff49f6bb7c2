ARG KIND=cpu
FROM python:3.12-slim AS cpu-base
FROM nvidia/cuda:12.6.2-runtime-ubuntu24.04 AS gpu-base
FROM ${KIND}-base
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
CMD ["python3", "-m", "app"]
