ARG KIND=cpu
FROM python:3.11-slim AS cpu-base
FROM nvidia/cuda:12.6.2-runtime-ubuntu22.04 AS gpu-base
RUN apt-get update && apt-get install -y python3.11 python3-pip
FROM ${KIND}-base
RUN python3.11 -m pip install --no-cache-dir flask==3.0.3
CMD ["python3.11", "-m", "flask", "run"]
