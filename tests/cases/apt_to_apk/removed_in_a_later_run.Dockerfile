FROM python:3.12-slim
RUN apt-get update && apt-get install -y git curl
RUN git clone https://example.org/x /x
RUN apt-get remove -y git nano && apt-get autoremove -y && rm -rf /var/lib/apt/lists/*
