FROM python:3.12-slim
RUN echo 'Acquire::Retries "3";' > /etc/apt/apt.conf.d/80-retries \
    && echo 'APT::Install-Recommends "0";' >> /etc/apt/apt.conf.d/80-retries
RUN apt-get update && apt-get install -y curl
