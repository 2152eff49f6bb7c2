FROM python:3.12-slim
RUN apt-get update && apt-get install -y \
    curl git \
    locales apt-utils \
    vim nano && apt-get clean
