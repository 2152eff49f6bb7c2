FROM python:3.12-slim
RUN set -ex; \
    apt-get update; \
    apt-get install -y gcc libpq-dev curl; \
    pip install flask; \
    apt-get remove -y gcc; \
    apt-get autoremove -y; \
    rm -rf /var/lib/apt/lists/*
