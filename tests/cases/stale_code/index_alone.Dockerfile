FROM python:3.12-slim
RUN apt-get update
COPY keys /etc/apt/trusted.gpg.d/
RUN apt-get install -y curl
RUN apt-get update && apt-get install -y git

FROM debian:12 AS fine
RUN apt-get update
RUN apt-get update && apt-get install -y python3
