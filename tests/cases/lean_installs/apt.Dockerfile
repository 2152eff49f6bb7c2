FROM python:3.12-slim
RUN apt update -qq && apt install -y --no-install-recommends git && apt-get clean && rm -rf /var/lib/apt/lists/*
