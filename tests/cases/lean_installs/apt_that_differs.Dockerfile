FROM python:3.12-slim
RUN apt update && apt upgrade -y && rm -rf /var/lib/apt/lists/*
RUN apt update && apt install -y git && rm -rf /var/lib/apt/lists/*
