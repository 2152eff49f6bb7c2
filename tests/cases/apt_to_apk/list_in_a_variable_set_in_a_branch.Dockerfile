FROM python:3.12-slim
ARG DEBUG
RUN if [ -n "$DEBUG" ]; then deps="curl gdb"; fi && apt-get update && apt-get install -y $deps
