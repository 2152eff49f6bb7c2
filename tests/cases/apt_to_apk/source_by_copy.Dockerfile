FROM python:3.12-slim
COPY sources.list /etc/apt/sources.list
RUN apt-get update && apt-get install -y curl
