FROM python:3.12-slim
RUN apt-get update && \
    apt-get install -y git && \
    pip install -U pip setuptools wheel && \
    pip install --no-cache-dir flask && \
    rm -rf /var/lib/apt/lists/* ~/.cache/pip
