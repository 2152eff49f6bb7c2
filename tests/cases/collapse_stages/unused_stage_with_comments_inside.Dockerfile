FROM python:3.12-slim AS tools
RUN pip install ruff

FROM python:3.12-slim
# a first try
RUN apt-get update && \
    # why this
    apt-get install -y gcc && \
    rm -rf /var/lib/apt/lists/*

FROM python:3.12-slim
RUN pip install flask
