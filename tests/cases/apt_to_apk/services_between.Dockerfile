FROM python:3.12-slim
RUN echo start \
    && apt-get update && apt-get install -y curl \
    && curl -fsS https://example.com/words.json -o /words.json \
    && apt-get purge -y curl && apt-get autoremove -y && rm -rf /var/lib/apt/lists/*
