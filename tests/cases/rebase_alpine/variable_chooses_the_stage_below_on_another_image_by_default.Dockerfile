ARG kind="gpu"
FROM python:3.11-slim AS Base_CPU
FROM nvidia/cuda:12.6.2-runtime-ubuntu24.04 AS base_gpu
FROM "base_$kind"
COPY app.py .
CMD ["python3", "app.py"]
