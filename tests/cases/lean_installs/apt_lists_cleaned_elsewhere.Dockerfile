FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y git
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
FROM python:3.12-slim
RUN apt-get update && apt-get install -y git
RUN cmake . && update-alternatives --all && dir="$(mktemp -d)" && pwd
