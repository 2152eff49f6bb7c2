FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends git
RUN apt-get install -y --install-recommends git
RUN apt-get --no-install-recommends install -y git
RUN pip install torch
