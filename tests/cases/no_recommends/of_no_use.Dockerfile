FROM python:3.12-slim
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install curl g++ && rm -rf /var/lib/apt/lists/*
RUN pip install torch
