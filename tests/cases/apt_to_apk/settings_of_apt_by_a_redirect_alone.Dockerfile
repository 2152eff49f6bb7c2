FROM python:3.12-slim
RUN > /etc/apt/sources.list && apt-get update
