FROM python:3.12-slim
# tools
RUN apt-get update \
 && apt-get install -y \
      curl \
      gcc \
 && rm -rf /var/lib/apt/lists/*
RUN pip install flask
