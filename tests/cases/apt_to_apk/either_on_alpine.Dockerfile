FROM python:3.12-alpine
RUN if command -v apt-get; then apt-get update && apt-get install -y git; else apk add --no-cache git; fi
