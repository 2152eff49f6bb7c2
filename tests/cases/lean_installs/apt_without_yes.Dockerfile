FROM python:3.12-slim
RUN apt update && apt install --no-install-recommends git
RUN apt-get update && apt install -qq --no-install-recommends git
RUN pip install torch
