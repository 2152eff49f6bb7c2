ARG RELEASE=old
FROM python:3.11-slim AS on-old
FROM python:3.13-slim AS on-new
FROM on-$RELEASE
RUN pip install --no-cache-dir flask==3.0.3
