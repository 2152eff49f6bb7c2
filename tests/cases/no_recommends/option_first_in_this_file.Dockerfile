FROM python:3.12-slim
RUN apt-get update && apt-get install --no-install-recommends -y curl
RUN apt-get install -y unzip
RUN pip install torch
