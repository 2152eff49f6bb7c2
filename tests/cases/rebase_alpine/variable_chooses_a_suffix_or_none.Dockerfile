ARG SUFFIX=-cpu
FROM nvidia/cuda:12.6.2-runtime-ubuntu24.04 AS base
RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*

FROM python:3.11-slim AS base-cpu

# --build-arg SUFFIX= for the machines with cards
FROM base${SUFFIX}
COPY app.py .
CMD ["python3", "app.py"]
