FROM python:3.12-slim
RUN sed -i 's/deb.debian.org/mirrors.example.com/g' /etc/apt/sources.list && apt-get update && apt-get install -y curl
