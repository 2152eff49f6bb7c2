FROM python:3.12-slim
RUN apt-get update && apt-get install -y gcc git && pip install flask && rm -rf /var/lib/apt/lists/*
