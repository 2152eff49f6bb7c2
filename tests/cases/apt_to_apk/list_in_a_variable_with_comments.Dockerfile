FROM python:3.12-slim
RUN deps="\
      # for the health check
      curl \
      git \
    " && apt-get update && apt-get install -y $deps && rm -rf /var/lib/apt/lists/*
