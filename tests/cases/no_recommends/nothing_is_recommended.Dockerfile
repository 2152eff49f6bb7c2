FROM python:3.12-slim-bookworm
RUN apt-get update && apt-get install -y unzip jq make && rm -rf /var/lib/apt/lists/*
RUN pip install torch
