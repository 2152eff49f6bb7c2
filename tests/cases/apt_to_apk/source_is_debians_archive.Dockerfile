FROM python:3.9-slim-buster
RUN sed -i 's/deb.debian.org/archive.debian.org/g' /etc/apt/sources.list && apt-get update && apt-get install -y curl
